"""Progress through courses, kept in the reader's browser: what `progress.js` finds in pages, and certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.util.docutils import SphinxDirective

from support_portal.core.addresses import first_address
from support_portal.core.training import courses
from support_portal.sphinx_ext.cards import render, steps_of
from support_portal.sphinx_ext.news import NOTHING
from support_portal.sphinx_ext.output import WEB, due, link_to
from support_portal.sphinx_ext.outputs import keep, page_file
from support_portal.sphinx_ext.portal import portal
from support_portal.sphinx_ext.shown_by_portal import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

_ = get_translation("support_portal")
FOLDER = "portal-training"
# What the body of a page has that the scripts work on.
_MARKS = ("data-portal-steps", "data-portal-keep", "data-portal-tick")


class progress_panel(nodes.General, nodes.Element):  # noqa: N801  docutils names its nodes like this
    """Where a reader saves, loads and deletes the progress; only websites have it."""


class ProgressDirective(SphinxDirective):
    """``{progress}``: how many lessons the reader has done, saved to a file, loaded from one, or deleted."""

    def run(self) -> list[nodes.Node]:
        """Return the panel's node."""
        return [progress_panel("")]


def visit_panel(self: HTML5Translator, node: progress_panel) -> None:
    """Draw the panel; it is hidden until the script has something to show."""
    if self.builder.name in WEB:
        self.body.append(render(self.builder, "progress-panel.html", {}))
    raise nodes.SkipNode


def add_progress(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put "mark as done" below a lesson's text, and the scripts on pages that show progress."""
    if app.builder.name not in WEB or "body" not in context:
        return
    builder = cast("StandaloneHTMLBuilder", app.builder)
    library = portal(app.env).library
    lesson = library.get(pagename)
    if lesson is not None and (course := courses.course_of(library, lesson)) and lesson in course.lessons:
        certificate = courses.certificate(library, course)
        about = {
            "lesson": first_address(lesson),
            "course": course.article,
            "steps": steps_of(builder, pagename, course),
            "count": len(course.lessons),
            "certificate": link_to(builder, pagename, certificate) if certificate else "",
        }
        context["body"] += str(render(builder, "progress.html", about))  # added to markup, the text would be escaped
    if any(mark in context["body"] for mark in _MARKS):
        app.add_css_file(f"{FOLDER}/progress.css", priority=330)
        app.add_js_file(f"{FOLDER}/store.js", loading_method="defer")
        app.add_js_file(f"{FOLDER}/progress.js", loading_method="defer")


def certificate_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield a page for each course: a certificate to print, which says that nobody but the reader issued it."""
    if not due(app):
        return
    builder = cast("StandaloneHTMLBuilder", app.builder)
    library, facts = portal(app.env).library, facts_of(app)
    for course in courses.courses(library):
        if not (name := courses.certificate(library, course)):
            continue
        above = [*(a.docname for a in library.parents(course.article.docname)), course.article.docname]
        if keep(app, page_file(app, name), (facts.card(course.article), [facts.named(d) for d in above])):
            continue
        about = {
            "course": course.article,
            "project": app.config.project,
            "steps": steps_of(builder, name, course),
            "count": len(course.lessons),
            "time": courses.duration(course.minutes),
            "home": link_to(builder, name, course.article.docname),
        }
        title = _("Certificate: {course}").format(course=course.article.title)
        body = render(builder, "certificate.html", about)
        yield name, {"title": title, "body": body, "portal_parents": above, "portal_unlisted": True}, "page.html"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive and connect what pages get."""
    app.setup_extension("support_portal.sphinx_ext.listing")
    app.add_directive("progress", ProgressDirective)
    app.add_node(progress_panel, html=(visit_panel, None), latex=NOTHING, text=NOTHING, man=NOTHING, texinfo=NOTHING)
    # Before the portal's own theme takes away the scripts and styles a page does not use.
    app.connect("html-page-context", add_progress, priority=600)
    app.connect("html-collect-pages", certificate_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
