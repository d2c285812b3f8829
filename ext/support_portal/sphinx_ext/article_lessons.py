"""Lessons that show an article: its text, read once, in a page of the course with the course's own frame.

Such a lesson is read after all other pages, when the doctree of its article is there.  A copy of that becomes the
lesson's own, so that every format, list and count takes it for a page like others; labels, index entries and the
like stay the article's, which is read once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import get_translation
from sphinx.transforms import SphinxTransform
from sphinx.util import docname_join

from support_portal.core import front_matter
from support_portal.sphinx_ext import audiences
from support_portal.sphinx_ext.domain import portal_domain
from support_portal.sphinx_ext.listing import article_list, reference_to
from support_portal.sphinx_ext.output import WEB, site_address
from support_portal.sphinx_ext.portal import portal
from support_portal.sphinx_ext.states import project_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

_ = get_translation("support_portal")
# The article a lesson was read with, in Sphinx's table of page metadata.
_SHOWS = "portal_shows"
# What a part of a lesson's page that is an article's text has: the article.
SHOWN = "portal_shown"
_TITLE = re.compile(r"^# ", re.MULTILINE)
_UNTITLED = "\u2013"
# What belongs to the article's own page: the general index and the tree name it once.
_NOT_COPIED = (addnodes.index, addnodes.toctree)


class lesson_source(nodes.container):  # noqa: N801  docutils names its nodes like this
    """The line that says which article a lesson is."""


def take_out(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Take these lessons out of the pages to read now, and those in whose article something is new with them."""
    due = sorted(
        lesson
        for lesson, article in project_of(env).shown.items()
        if lesson in env.found_docs
        and (lesson in docnames or article in docnames or env.metadata[lesson].get(_SHOWS) != article)
    )
    docnames[:] = [docname for docname in docnames if docname not in due]
    app._portal_lessons_due = due  # type: ignore[attr-defined]


def read_last(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Read them, and return them as read."""
    due: list[str] = app._portal_lessons_due  # type: ignore[attr-defined]
    for docname in due:
        app.events.emit("env-purge-doc", env, docname)
        env.clear_doc(docname)
        app.builder.read_doc(docname)
    return due


def give_title(app: Sphinx, docname: str, content: list[str]) -> None:
    """Let the lesson's own text begin with ``##`` below a title that is not its own, on a line that was empty."""
    text = content[0]
    end = front_matter.span(text)[1]
    closing, newline, rest = text[end:].partition("\n")
    if docname in project_of(app.env).shown and rest.strip() and not _TITLE.search(rest) and rest[0] == "\n":
        content[0] = f"{text[:end]}{closing}{newline}# {_UNTITLED}{rest}"


class ShowArticle(SphinxTransform):
    """Puts the article's text into the lesson, before anything is gathered from the lesson's page.

    What the lesson's file says itself comes after it; a title there is the lesson's.
    """

    # Before Sphinx's domains (850) and collectors (880), after what changes a text.
    default_priority: ClassVar[int] = 849

    def apply(self, **kwargs: Any) -> None:
        """Fill the page of a lesson."""
        lesson = self.env.docname
        article = project_of(self.env).shown.get(lesson)
        if article is None:
            return
        env = self.env
        env.note_dependency(env.doc2path(article))
        env.metadata[lesson] |= {key: flag for key, flag in env.metadata[article].items() if flag is True}
        env.metadata[lesson][_SHOWS] = article
        audiences.note(env, lesson, None, "shows", f"/{article}")
        page = next(iter(env.get_doctree(article).findall(nodes.section)), None)
        if page is None:  # an article without a title, which is told at the article
            return
        _relocate(page, env, article, lesson)
        own = [node for node in self.document.children if not isinstance(node, nodes.docinfo | nodes.field_list)]
        for node in own:
            self.document.remove(node)
        _keep_apart(page, {name for node in own for one in node.findall(nodes.Element) for name in one["ids"]})
        self.document += page
        for one in page.findall():
            one.document = self.document
        if own and isinstance(first := own[0], nodes.section):
            title = first.children[0]
            if title.astext() != _UNTITLED:
                page["ids"] += first["ids"]
                page.replace(page.children[0], title)
            own[:1] = first.children[1:]
        for node in page.children[1:]:
            if isinstance(node, nodes.Element):
                node[SHOWN] = article
        # The sources of the whole lesson stay at its end.
        end = len(page) - (len(page) > 1 and _names_sources(page[-1]))
        page[end:end] = own
        about = nodes.paragraph("", _("This lesson is the article") + " ", translatable=False)
        about += reference_to(lesson, portal_domain(env).articles[article])
        page.insert(1, lesson_source("", about, classes=["portal-lesson-source"]))


def _relocate(page: nodes.Element, env: BuildEnvironment, article: str, lesson: str) -> None:
    """Make what a copy of the article names right from the lesson's page, and leave out what stays the article's."""
    for node in list(page.findall(lambda one: isinstance(one, _NOT_COPIED))):
        node.parent.remove(node)
    for node in page.findall(nodes.Element):
        for name in ("docname", "refdoc"):
            if node.get(name) == article:
                node[name] = lesson
        if isinstance(node, nodes.image) and "?" not in node.get("candidates", {}):
            node["uri"] = f"/{node['uri']}"  # It has become a path from the source folder.
        elif isinstance(node, addnodes.download_reference) and "filename" in node:
            node["reftarget"] = f"/{env.relfn2path(node['reftarget'], article)[0]}"
        elif isinstance(node, addnodes.pending_xref) and node.get("reftype") == "doc":
            node["reftarget"] = f"/{docname_join(article, node['reftarget'])}"
        elif isinstance(node, article_list):
            portal_domain(env).listings.setdefault(lesson, []).append(node["query"])
        node.attributes.pop("id_link", None)  # MyST has resolved it.
        if isinstance(node, nodes.TextElement):
            node["translatable"] = False  # It is translated as a text of the article.


def _names_sources(section: nodes.Node) -> bool:
    """Tell whether a section is a list of links to the web and nothing else, under whatever title."""
    if not isinstance(section, nodes.section) or len(section) != 2 or not isinstance(section[1], nodes.bullet_list):
        return False
    links = [next(iter(item.findall(nodes.reference)), None) for item in section[1].children]
    return all(link is not None and str(link.get("refuri", "")).startswith("http") for link in links)


def _keep_apart(page: nodes.Element, taken: set[str]) -> None:
    """Give the ids of the copied text other names where the lesson's own text has the same."""
    for node in page.findall(nodes.Element):
        node["ids"] = [f"{name}-article" if name in taken else name for name in node["ids"]]
        if node.get("refid") in taken:
            node["refid"] += "-article"
        if "backrefs" in node:
            node["backrefs"] = [f"{name}-article" if name in taken else name for name in node["backrefs"]]


def visit_source(self: HTML5Translator, node: lesson_source) -> None:
    """Draw the line; the portal's own theme has it beside the time of the lesson."""
    if self.builder.name in WEB and self.config.html_theme == "support_portal":
        raise nodes.SkipNode
    self.body.append(self.starttag(node, "div"))


def depart_source(self: HTML5Translator, node: lesson_source) -> None:
    """Close the line."""
    self.body.append("</div>\n")


def name_original(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Tell search engines that the article's address is the one to list."""
    if app.builder.name in WEB and (article := portal(app.env).library.shown_in(pagename)):
        context["pageurl"] = site_address(app.config, app.builder.get_target_uri(article.docname)) or None


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the reading of these lessons and their line."""
    app.setup_extension("support_portal.sphinx_ext.listing")
    app.setup_extension("support_portal.sphinx_ext.unpublished")
    app.add_transform(ShowArticle)
    app.add_node(lesson_source, html=(visit_source, depart_source))
    app.connect("source-read", give_title)
    app.connect("env-before-read-docs", take_out)
    app.connect("env-updated", read_last, priority=50)
    app.connect("html-page-context", name_original)
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
