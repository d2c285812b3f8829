"""Show notices on the pages they are about, for a preview that is built again whenever a file is saved.

Every warning of the build and every finding of `support-portal check` stands below the block its line belongs to, and
in a list on top of the page.  Loaded only for previews (``make live``): no other build knows of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Hear what the build tells, mark where blocks of pages end, and draw when all has been told."""
    from support_portal.sphinx_ext.live import draw, lines
    from support_portal.sphinx_ext.live.listener import Listener
    from support_portal.sphinx_ext.output import WEB

    app.setup_extension("support_portal.sphinx_ext.listing")
    Listener(app).connect()
    for builder in WEB:
        app.set_translator(builder, lines.MarkedTranslator)
    app.connect("env-updated", draw.copy_static)
    app.connect("builder-inited", draw.add_static)
    app.connect("html-page-context", draw.mark_top, priority=850)
    # After every other part has told what it has to, and before `incremental` takes account of the files.
    app.connect("build-finished", draw.draw, priority=800)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
