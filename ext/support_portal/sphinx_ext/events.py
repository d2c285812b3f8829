"""Ask readers of articles whether they were helped, and tell the web server's log; off until ``portal_events`` is set.

What readers do goes as plain requests to one address, which the log records and `support_portal.traffic` counts:
the form needs no script, searches and clicks are told by ``portal-events/events.js``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support_portal.core.article import SOLUTIONS, TRAINING
from support_portal.sphinx_ext.cards import render
from support_portal.sphinx_ext.output import WEB, file_link, root_path
from support_portal.sphinx_ext.portal import portal

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

FOLDER = "portal-events"
# Below the portal's root; `support_portal.traffic.tables` names it too, and needs packages a build does without.
ADDRESS = "_portal/event"


def add_scripts(app: Sphinx) -> None:
    """Put the style and script on a website's pages, for searches can begin on each."""
    if app.builder.name in WEB and app.config.portal_events:
        app.add_css_file(f"{FOLDER}/events.css", priority=320)
        app.add_js_file(f"{FOLDER}/events.js", loading_method="defer")


def add_form(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give an article its form: the portal's theme places it itself, other themes get it below the text."""
    if app.builder.name not in WEB or not portal(app.env).config.events:
        return
    article = portal(app.env).library.get(pagename)
    if article is None or article.is_index or article.section not in (SOLUTIONS, TRAINING):
        return
    facts = {
        "action": file_link(app.builder, pagename, ADDRESS),
        "page": root_path(app.config) + app.builder.get_target_uri(pagename),
    }
    html = render(app.builder, "helpful.html", facts)  # type: ignore[arg-type]
    if app.config.html_theme == "support_portal":
        context["portal_helpful"] = html
    else:
        context["body"] = context.get("body", "") + str(html)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the form and its script."""
    app.setup_extension("support_portal.sphinx_ext.listing")
    app.connect("builder-inited", add_scripts)
    app.connect("html-page-context", add_form)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
