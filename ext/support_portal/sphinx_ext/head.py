"""What machines read in a page's head: description, OpenGraph, JSON-LD, feeds and the Markdown twin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from markupsafe import escape

from support_portal.core.article import NEWS, Article
from support_portal.core.formats import feeds, structured_data
from support_portal.core.teaser import cut
from support_portal.core.training import courses
from support_portal.sphinx_ext.lesson_parts.videos_html import videos_of
from support_portal.sphinx_ext.output import WEB, file_link, site_address
from support_portal.sphinx_ext.portal import Portal, portal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


# Not with `Markup.format`, which takes five times as long.
def _tag(kind: str, name: str, content: str) -> str:
    return f'<meta {kind}="{name}" content="{escape(content)}">'


def _link(media_type: str, title: str, address: str) -> str:
    return f'<link rel="alternate" type="{media_type}" title="{escape(title)}" href="{escape(address)}">'


def add_head(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add to ``metatags``, which every theme prints in the head."""
    if app.builder.name not in WEB:
        return
    p = portal(app.env)
    article = p.library.get(pagename)
    tags = [*_meta(app, pagename, article, context), *_alternates(app, pagename, article, context)]
    if article is not None and (data := _data(app, p, article, doctree)):
        tags.append(f'<script type="application/ld+json">{data}</script>')
    context["metatags"] = context.get("metatags", "") + "\n    " + "\n    ".join(tags)


def _meta(app: Sphinx, pagename: str, article: Article | None, context: dict[str, Any]) -> Iterator[str]:
    description = (article.description if article else context.get("portal_description", "")) or portal(
        app.env
    ).config.tagline
    title = article.title if article else str(context.get("title", ""))
    if description:
        yield _tag("name", "description", description)
        yield _tag("property", "og:description", description)
    yield _tag("property", "og:title", title or app.config.project)
    yield _tag("property", "og:type", "article" if article and article.section else "website")
    yield _tag("property", "og:site_name", app.config.project)
    # Of a lesson that shows an article, the article's: one text is shared under one address.
    original = portal(app.env).library.shown_in(pagename)
    if address := site_address(app.config, app.builder.get_target_uri(original.docname if original else pagename)):
        yield _tag("property", "og:url", address)
    if article and article.date:
        yield _tag("property", "article:published_time", article.date.isoformat())
    if pagename in ("search", "404") or context.get("portal_unlisted"):
        yield _tag("name", "robots", "noindex")


def _alternates(app: Sphinx, pagename: str, article: Article | None, context: dict[str, Any]) -> Iterator[str]:
    """Yield the links feed readers find feeds by: news everywhere, updates too, a topic's on its page."""
    p = portal(app.env)
    if article is not None and pagename != "404" and "support_portal.sphinx_ext.twins" in app.extensions:
        yield _link("text/markdown", article.title, file_link(app.builder, pagename, f"{pagename}.md"))
    if not app.config.html_baseurl:
        return
    wanted = []
    if p.library.news:
        wanted.append("news")
    if p.library.recently_updated:
        wanted.append("updated")
    if topic := context.get("portal_topic"):
        wanted.insert(0, f"topics/{topic}")
    for name in wanted:
        for suffix, media_type in feeds.MEDIA_TYPES.items():
            title = f"{app.config.project}: {name.rsplit('/', 1)[-1]} ({feeds.LABELS[suffix]})"
            yield _link(media_type, title, file_link(app.builder, pagename, feeds.path(name, suffix)))


def _data(app: Sphinx, p: Portal, article: Article, doctree: nodes.document | None) -> str:
    """Return the page's JSON-LD; without an address of the portal there is nothing true to say."""
    home = site_address(app.config)
    if not home or not (article.section or article.docname == app.config.root_doc):
        return ""
    site = structured_data.Site(app.config.project, home, app.config.language or "en")
    uri = app.builder.get_target_uri
    url = site_address(app.config, uri(article.docname))
    if article.docname == app.config.root_doc:
        website = {
            "@type": "WebSite",
            "name": site.name,
            "url": home,
            "inLanguage": site.language,
            "description": p.config.tagline or article.description,
        }
        return structured_data.script_text([website])
    trail = [(site.name, home)] + [
        (a.title, site_address(app.config, uri(a.docname))) for a in p.library.parents(article.docname)
    ]
    parts = [structured_data.breadcrumbs([*trail, (article.title, url)])]
    if (course := courses.course(p.library, article.docname)) is not None:
        parts.append(structured_data.course_data(course, url, site, lambda d: site_address(app.config, uri(d))))
    elif not article.is_index:
        if (course := courses.course_of(p.library, article)) is not None and article in course.lessons:
            address = url, site_address(app.config, uri(course.article.docname))
            original = p.library.shown_in(article.docname)
            about = structured_data.lesson_data(article, course, p.library, address, site)
            based = {"isBasedOn": site_address(app.config, uri(original.docname))} if original else {}
            parts.append(about | based)
        else:
            parts.append(structured_data.article_data(article, p.library, url, site))
        day = p.library.updated(article)
        films = videos_of(app, doctree) if doctree is not None else ()
        parts += [structured_data.video_data(about, article, day) for about in films]
        if doctree is not None and article.section != NEWS:
            parts.append(structured_data.faq(list(_questions(doctree))))
    return structured_data.script_text(parts)


def _questions(doctree: nodes.document) -> Iterator[tuple[str, str]]:
    """Yield the headings that are questions, with the text below them."""
    for section in doctree.findall(nodes.section):
        title = section.next_node(nodes.title)
        if title is not None and title.parent is section and title.astext().rstrip().endswith("?"):
            answer = " ".join(
                c.astext() for c in section.children if isinstance(c, nodes.paragraph | nodes.bullet_list)
            )
            if answer:
                yield title.astext(), cut(answer, 600)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the head."""
    app.setup_extension("support_portal.sphinx_ext.feeds")
    app.connect("html-page-context", add_head)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
