"""The 404 page: ``404.md`` if there is one, with addresses that work at any depth, always at ``/404.html``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from docutils import nodes

from support_portal.sphinx_ext.output import WEB, root_path, write_output

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata


def set_prefix(app: Sphinx, config: Config) -> None:
    """Let sphinx-notfound-page write addresses from the portal's root instead of Read the Docs' /en/latest/."""
    config.notfound_urls_prefix = root_path(config)


def leave_out(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Read the page for websites only: nobody gets lost in a book, where its addresses would lead nowhere."""
    if app.builder.name not in WEB:
        env.project.docnames.discard("404")
        docnames[:] = [name for name in docnames if name != "404"]


def set_references(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Write the page's own references from the root too; sphinx-notfound-page leaves them relative."""
    if docname != "404" or app.builder.name not in WEB:
        return
    here = root_path(app.config) + app.builder.get_target_uri(docname)
    for reference in doctree.findall(nodes.reference):
        address = reference.get("refuri", "")
        if address and not address.startswith("#"):
            reference["refuri"] = urljoin(here, address)


def move_page(app: Sphinx, exception: Exception | None) -> None:
    """Put dirhtml's ``404/index.html`` where web servers look."""
    page = Path(app.outdir) / "404" / "index.html"
    if exception is None and app.builder.name == "dirhtml" and page.exists():
        write_output(app, "404.html", page.read_text(encoding="utf-8"))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Load sphinx-notfound-page and tell it the address."""
    app.setup_extension("notfound.extension")
    app.connect("config-inited", set_prefix)
    app.connect("env-before-read-docs", leave_out)
    app.connect("doctree-resolved", set_references)
    app.connect("build-finished", move_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
