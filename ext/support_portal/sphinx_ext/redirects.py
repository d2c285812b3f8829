"""Write a page at every old address that leads to the new one, and the maps for nginx and Netlify."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from support_portal.core.redirects import netlify_redirects, nginx_map
from support_portal.sphinx_ext.listing import render
from support_portal.sphinx_ext.output import write_output
from support_portal.sphinx_ext.portal import portal
from support_portal.sphinx_ext.references import WEB

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.util.typing import ExtensionMetadata


def write_redirects(app: Sphinx, exception: Exception | None) -> None:
    """Write the redirect pages and the two maps."""
    if exception or app.builder.name not in WEB:
        return
    builder = cast("StandaloneHTMLBuilder", app.builder)
    table = portal(app.env).redirects
    targets: dict[str, str] = {}
    for old, docname in table.items():
        article = portal(app.env).library.articles[docname]
        targets[old] = builder.get_target_uri(docname)
        path = builder.get_output_path(old)
        context = {
            "title": article.title,
            "target": builder.get_relative_uri(old, docname),
            "canonical": app.config.html_baseurl.rstrip("/") + "/" + targets[old] if app.config.html_baseurl else "",
            "language": app.config.language,
        }
        write_output(app, path.relative_to(app.outdir), render(builder, "redirect.html", context) + "\n")
    write_output(app, "redirects/nginx.conf", nginx_map(targets))
    write_output(app, "_redirects", netlify_redirects(targets))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the writing of redirects."""
    app.setup_extension("support_portal.sphinx_ext.listing")
    app.connect("build-finished", write_redirects)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
