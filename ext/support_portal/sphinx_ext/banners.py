"""Put dated banners on pages of any theme: while they last, in their sections, dismissible where scripts run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support_portal.sphinx_ext.cards import render
from support_portal.sphinx_ext.output import WEB, link_to
from support_portal.sphinx_ext.portal import portal

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def add_banners(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the page its banners: the portal's theme places them itself, others get them above the text."""
    if app.builder.name not in WEB:
        return
    shown = portal(app.env).banners_on(pagename)
    if not shown:
        return
    rows = [(b, _address(app, pagename, b.link)) for b in shown]
    html = render(app.builder, "banners.html", {"banners": rows})  # type: ignore[arg-type]
    if app.config.html_theme == "support_portal":
        context["portal_banners"] = html
    else:
        # As text: markup would escape what is added to it, and that is the page.
        context["body"] = str(html) + context.get("body", "")


def _address(app: Sphinx, pagename: str, link: str) -> str:
    name = link.strip("/")
    return link_to(app.builder, pagename, name) if name in app.env.found_docs else link


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the banners."""
    app.setup_extension("support_portal.sphinx_ext.listing")
    app.connect("html-page-context", add_banners)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
