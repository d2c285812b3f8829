"""The ``{related}`` directive: articles like this one.  The theme also shows them under every article."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from support_portal.core.listing import Source, Style
from support_portal.sphinx_ext.listing_directive import ListingDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


class RelatedDirective(ListingDirective):
    """Lists the articles most like the page it stands on, by topic, links and words."""

    source: ClassVar[Source] = Source.RELATED
    default_style: ClassVar[Style] = Style.LIST
    default_limit: ClassVar[int] = 4


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive."""
    app.setup_extension("support_portal.sphinx_ext.listing")
    app.add_directive("related", RelatedDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
