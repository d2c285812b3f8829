"""Write sitemap.xml and robots.txt from the list of all pages, not of those written this time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support_portal.core.formats.sitemap import MOST, robots, sitemaps
from support_portal.sphinx_ext.output import due, site_address, write_output
from support_portal.sphinx_ext.outputs import keep
from support_portal.sphinx_ext.portal import portal

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def write_sitemap(app: Sphinx, exception: Exception | None) -> None:
    """Write the two files; without an address of the portal only robots.txt, which then names no sitemap."""
    if not due(app, exception):
        return
    address = site_address(app.config)
    library = portal(app.env).library
    tracks = portal(app.env).tracks if "support_portal.sphinx_ext.tracks" in app.extensions else ()
    if address:
        uri = app.builder.get_target_uri
        listed = [a for a in library if a.docname != "404" and not a.article]
        pages = [(site_address(app.config, uri(a.docname)), library.updated(a)) for a in listed]
        pages += [
            (site_address(app.config, uri(f"news/archive/{year}")), items[0].date)
            for year, items in library.years.items()
        ]
        pages += [(site_address(app.config, uri(f"topics/{topic}")), None) for topic in library.topics]
        pages += [(site_address(app.config, uri(track.docname)), None) for track in tracks]
        if library.topics:
            pages.append((site_address(app.config, uri("topics/index")), None))
        if len(pages) > MOST or not keep(app, "sitemap.xml", pages):
            for name, text in sitemaps(pages, address).items():
                write_output(app, name, text)
    write_output(app, "robots.txt", robots(site_address(app.config, "sitemap.xml") or None))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the writing of the sitemap."""
    for part in ("portal", "topics", "news"):
        app.setup_extension(f"support_portal.sphinx_ext.{part}")
    app.connect("build-finished", write_sitemap)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
