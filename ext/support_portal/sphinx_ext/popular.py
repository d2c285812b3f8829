"""The ``{popular}`` directive: articles in the order of real traffic."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from support_portal.core.listing import Source
from support_portal.sphinx_ext.listing import ListingDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


class PopularDirective(ListingDirective):
    """Lists the most popular articles; with no traffic report, recommended ones, and the heading says so."""

    source: ClassVar[Source] = Source.POPULAR
    default_limit: ClassVar[int] = 10


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive."""
    app.setup_extension("support_portal.sphinx_ext.listing")
    app.add_directive("popular", PopularDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
