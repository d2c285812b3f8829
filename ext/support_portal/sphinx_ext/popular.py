"""The ``{popular}`` and ``{trending}`` directives: articles in the order of real traffic, and those that rise."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from support_portal.core.listing import Source
from support_portal.sphinx_ext.listing_directive import ListingDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


class PopularDirective(ListingDirective):
    """Lists the most popular articles; with no traffic report, recommended ones, and the heading says so."""

    source: ClassVar[Source] = Source.POPULAR
    default_limit: ClassVar[int] = 10


class TrendingDirective(ListingDirective):
    """Lists the articles that are read clearly more than they were, the steepest rise first; often there are none."""

    source: ClassVar[Source] = Source.TRENDING
    default_limit: ClassVar[int] = 5


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive."""
    app.setup_extension("support_portal.sphinx_ext.listing")
    app.add_directive("popular", PopularDirective)
    app.add_directive("trending", TrendingDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
