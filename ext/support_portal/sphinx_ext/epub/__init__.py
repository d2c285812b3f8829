"""Make an ePub that every reader takes: what Sphinx's builder lacks, for any Sphinx project.

Valid chapters whatever an author or extension writes as HTML, a table of contents that names every page, a cover,
metadata of EPUB Accessibility 1.1, and the same bytes for the same pages.  It can be loaded alone:
``extensions = ["support_portal.sphinx_ext.epub"]``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Put the builder in the place of Sphinx's, and prepare what pages hold for books."""
    from support_portal.sphinx_ext.epub import builder, content, settings

    app.add_builder(builder.BookBuilder, override=True)
    for transform in (content.PlainDesign, content.RemotePictures, content.Dates):
        app.add_post_transform(transform)
    # After Sphinx and conf.py have set what they set.
    app.connect("config-inited", settings.fill, priority=900)
    app.connect("builder-inited", settings.add_style)
    app.connect("builder-inited", settings.draw_cover)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
