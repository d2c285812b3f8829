"""Write a page at every old address that leads to the new one, and the maps for nginx and Netlify."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sphinx.util.osutil import relative_uri

from support_portal.core.redirects import netlify_redirects, nginx_map
from support_portal.sphinx_ext.cards import render
from support_portal.sphinx_ext.output import due, root_path, site_address, write_output
from support_portal.sphinx_ext.outputs import keep, page_file
from support_portal.sphinx_ext.portal import portal

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.util.typing import ExtensionMetadata


def write_redirects(app: Sphinx, exception: Exception | None) -> None:
    """Write the redirect pages and the two maps."""
    if not due(app, exception):
        return
    builder = cast("StandaloneHTMLBuilder", app.builder)
    p = portal(app.env)
    targets: dict[str, str] = {}
    taken = {page_file(app, docname) for docname in app.env.found_docs}
    for old, docname in p.redirects.items():
        targets[old] = builder.get_target_uri(docname)
        context = {
            "title": p.library.articles[docname].title,
            "canonical": site_address(app.config, targets[old]),
            "language": app.config.language,
        }
        # An old address may have been a page or a folder, whatever the builder calls pages today.
        for form in (f"{old}.html", f"{old}/index.html"):
            if form not in taken:
                context["target"] = relative_uri(form, targets[old])
                if not keep(app, form, context):
                    write_output(app, form, render(builder, "redirect.html", context) + "\n")
    # Servers match whole paths, with the folder the portal lives in.
    folder = root_path(app.config).lstrip("/")
    paths = {folder + old: folder + new for old, new in targets.items()}
    write_output(app, "redirects/nginx.conf", nginx_map(paths))
    write_output(app, "_redirects", netlify_redirects(paths))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the writing of redirects."""
    app.setup_extension("support_portal.sphinx_ext.listing")
    app.connect("build-finished", write_redirects)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
