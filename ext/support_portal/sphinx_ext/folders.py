"""The ``{folders}`` directive: the sub-folders here with their counts, the articles with their summaries."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from support_portal.core.listing import Source
from support_portal.sphinx_ext.listing_directive import ListingDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


class FoldersDirective(ListingDirective):
    """Lists the pages in this page's toctree, in reading order.  ``:section:`` keeps one section's pages only."""

    source: ClassVar[Source] = Source.FOLDERS


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive."""
    app.setup_extension("support_portal.sphinx_ext.listing")
    app.add_directive("folders", FoldersDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
