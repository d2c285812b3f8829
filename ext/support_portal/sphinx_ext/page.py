"""What the portal's own theme shows around an article: trail, folder, neighbours, related, dates, edit link."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from support_portal.core.addresses import first_address, in_url
from support_portal.core.article import NEWS, SECTIONS, SOLUTIONS, TRAINING, Article
from support_portal.core.listing import Query, Source
from support_portal.core.manuals.shelf import holding
from support_portal.core.teaser import reading_minutes
from support_portal.core.training import courses
from support_portal.sphinx_ext.cards import Card, cards
from support_portal.sphinx_ext.output import WEB, link_to
from support_portal.sphinx_ext.portal import Portal, portal
from support_portal.sphinx_ext.shelf import Offer, made_manuals, manuals_page, offers

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.util.typing import ExtensionMetadata

# Assets that only some pages use, by what a page's body holds when it does.
_ONLY_WITH = {
    "clipboard.min.js": 'class="highlight',
    "copybutton.js": 'class="highlight',
    "copybutton.css": 'class="highlight',
    "documentation_options.js": 'class="highlight',
    "sphinx-design.min.css": "sd-",
    "design-tabs.js": "sd-tab-set",
}
# Sphinx's own, replaced by the theme: highlighting of the search word, keyboard paging, code colours.
_NEVER = {"doctools.js", "sphinx_highlight.js", "pygments.css", "pygments_dark.css"}


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the frame; ``current`` marks where the reader is, ``key`` names a lesson in a reader's progress."""

    title: str
    url: str
    current: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything around a page's text, ready to print."""

    article: Article | None = None
    sections: tuple[Link, ...] = ()
    trail: tuple[Link, ...] = ()
    folder: Link | None = None
    siblings: tuple[Link, ...] = ()
    previous: Link | None = None
    next: Link | None = None
    related: list[Card] = field(default_factory=list)
    topics: tuple[Link, ...] = ()
    products: tuple[str, ...] = ()
    published: str = ""
    published_iso: str = ""
    updated: str = ""
    updated_iso: str = ""
    checked: bool = False
    minutes: int = 0
    edit: str = ""
    issue: str = ""
    mark: str = ""
    course: courses.Course | None = None
    original: Link | None = None
    course_time: str = ""
    place: int = 0
    prerequisites: tuple[Link, ...] = ()
    footer: tuple[Link, ...] = ()
    contact: str = ""
    notice: str = ""
    manuals: tuple[Offer, ...] = ()
    all_manuals: Link | None = None

    @property
    def has_contents(self) -> bool:
        """Whether the page lists its headings: an article with two or more of them."""
        return self.article is not None and not self.article.is_index and len(self.article.headings) > 1


def make_frame(app: Sphinx, pagename: str, parents: list[str] | None = None) -> Frame:
    """Return the frame of a page; ``parents`` are the docnames above a generated page."""
    builder = cast("StandaloneHTMLBuilder", app.builder)
    p = portal(app.env)
    library = p.library
    article = library.get(pagename)

    def link(target: Article, current: bool = False) -> Link:
        return Link(target.title, link_to(builder, pagename, target.docname), current, first_address(target))

    def named(docname: str) -> Link | None:
        if (target := library.get(docname)) is not None:
            return link(target, docname == pagename)
        return Link("Topics", link_to(builder, pagename, docname)) if docname == "topics/index" else None

    section = pagename.split("/")[0]
    above = [named(d) for d in parents or ()] if article is None else [link(a) for a in library.parents(pagename)]
    base: dict[str, Any] = {
        "sections": tuple(link(a, section == s) for s in SECTIONS if (a := library.get(f"{s}/index")) is not None),
        "trail": tuple(item for item in above if item),
        "footer": tuple(link(a) for a in library.children(app.config.root_doc) if a.section == ""),
        "contact": _contact(app, pagename, p),
        "notice": p.config.notice,
    }
    if article is None:
        return Frame(**base)
    updated = library.updated(article)
    frame = base | {
        "article": article,
        "mark": p.hidden.get(pagename, ""),
        "published": p.day(article.date),
        "published_iso": article.date.isoformat() if article.date else "",
        "updated": p.day(updated),
        "updated_iso": updated.isoformat() if updated else "",
        # A person said so; a commit only says that something changed.
        "checked": article.updated is not None,
        "minutes": reading_minutes(article.words),
        "topics": tuple(
            Link(p.topic_title(t), link_to(builder, pagename, f"topics/{t}"))
            for t in article.topics
            if t in p.library.topics  # a topic that no content has, but only such a page, has no page itself
        ),
        "products": tuple(p.product_title(t) for t in article.products),
    }
    if inside := holding(made_manuals(app.env), pagename):
        frame["manuals"] = tuple(offers(builder, pagename, inside, pagename))
        frame["all_manuals"] = named(manuals_page(app.env))
    if original := library.shown_in(pagename):
        frame["original"] = link(original)
    path = str(app.env.doc2path(original.docname if original else pagename, False))
    for key, pattern in (("edit", p.config.edit_url), ("issue", p.config.issue_url)):
        frame[key] = pattern.format(path=in_url(path)) if pattern else ""
    frame |= _neighbours(p, article, link)
    if article.section in (SOLUTIONS, NEWS, TRAINING) and not article.is_index and p.config.related_limit:
        query = Query(source=Source.RELATED, page=pagename, limit=p.config.related_limit)
        frame["related"] = cards(builder, pagename, p.select(query), p)
    return Frame(**frame)


def _neighbours(p: Portal, article: Article, link: Any) -> dict[str, Any]:
    """Return the folder, its pages and the pages before and after, by the kind of section."""
    library = p.library
    if (course := courses.course(library, article.docname)) is not None:
        wanted = [a for s in article.prerequisites if (a := courses.prerequisite(library, s)) is not None]
        return {
            "course": course,
            "course_time": courses.duration(course.minutes),
            "prerequisites": tuple(link(a) for a in wanted),
        }
    if article.is_index or not (article.section or library.parents(article.docname)):
        return {}
    if article.section == NEWS:
        newer, older = library.newer_and_older(article.docname)
        return {"previous": link(newer) if newer else None, "next": link(older) if older else None}
    previous, following = library.neighbours(article.docname)
    found: dict[str, Any] = {
        "previous": link(previous) if previous else None,
        "next": link(following) if following else None,
        "siblings": tuple(link(a, a.docname == article.docname) for a in library.siblings(article.docname)),
    }
    if parents := library.parents(article.docname):
        found["folder"] = link(parents[-1])
    if (course := courses.course_of(library, article)) is not None:
        lessons = [lesson.docname for lesson in course.lessons]
        if article.docname in lessons:
            found |= {"course": course, "place": lessons.index(article.docname) + 1}
            found["course_time"] = courses.duration(courses.lesson_minutes(article))
    return found


def _contact(app: Sphinx, pagename: str, p: Portal) -> str:
    target = p.config.contact_url
    return link_to(app.builder, pagename, target) if target in app.env.found_docs else target


def add_frame(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the theme its frame, and take away what this page does not use."""
    if app.builder.name not in WEB or app.config.html_theme != "support_portal":
        return
    parents = context.get("portal_parents")
    context["frame"] = make_frame(app, pagename, parents)
    body = str(context.get("body", ""))
    context["body"] = make_scrollable(body)

    def wanted(asset: Any) -> bool:
        name = str(getattr(asset, "filename", None) or asset).rsplit("/", 1)[-1].split("?")[0]
        return name not in _NEVER and _ONLY_WITH.get(name, "") in body

    context["script_files"] = [js for js in context["script_files"] if wanted(js)]
    context["css_files"] = [css for css in context["css_files"] if wanted(css)]


def make_scrollable(body: str) -> str:
    """Let wide code and tables be scrolled with the keyboard (WCAG 2.1.1); both strings are as Sphinx writes them."""
    body = body.replace('<div class="highlight"><pre>', '<div class="highlight"><pre tabindex="0">')
    body = body.replace('<table class="docutils', '<div class="table-scroll" tabindex="0"><table class="docutils')
    return body.replace("</table>", "</table></div>")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the frame."""
    for part in ("listing", "topics", "shelf"):
        app.setup_extension(f"support_portal.sphinx_ext.{part}")
    app.connect("html-page-context", add_frame, priority=700)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
