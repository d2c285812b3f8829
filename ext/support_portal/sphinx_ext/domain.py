"""The portal's only memory: a Sphinx domain with the articles, listings and references of every page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from sphinx.domains import Domain

from support_portal.core.article import ARTICLE_VERSION, Article
from support_portal.core.listing import Query

if TYPE_CHECKING:
    from collections.abc import Set

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata


# Raise the number added when the tables change, so that older environments are read anew.
DATA_VERSION = 100 * ARTICLE_VERSION + 1


class PortalDomain(Domain):
    """Facts by docname; conclusions drawn from all of them live in :mod:`support_portal.sphinx_ext.portal`."""

    name = "portal"
    label = "Support portal"
    data_version = DATA_VERSION
    initial_data: ClassVar[dict[str, Any]] = {
        "articles": {},
        "listings": {},
        "lines": {},
        "texts": {},
        "link_texts": {},
    }

    # Of this build only, never pickled: what is written, and what follows from all pages together.
    builder: Builder
    vocabularies: object = None
    conclusions: object = None

    @property
    def articles(self) -> dict[str, Article]:
        """The article of each page."""
        return cast("dict[str, Article]", self.data["articles"])

    @property
    def listings(self) -> dict[str, list[Query]]:
        """The queries whose answers a page shows."""
        return cast("dict[str, list[Query]]", self.data["listings"])

    @property
    def lines(self) -> dict[str, dict[str, int]]:
        """The line of each front matter key of a page, for notices that come after reading."""
        return cast("dict[str, dict[str, int]]", self.data["lines"])

    @property
    def texts(self) -> dict[str, str]:
        """The digest of each page's text for the search (`core.search_index.digest`)."""
        return cast("dict[str, str]", self.data["texts"])

    @property
    def link_texts(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """What each page calls others: (target as written, the link's text)."""
        return cast("dict[str, tuple[tuple[str, str], ...]]", self.data["link_texts"])

    @property
    def files(self) -> dict[str, Any]:
        """What :class:`support_portal.sphinx_ext.states.PublishedProject` knows of each file."""
        return cast("dict[str, Any]", self.data.setdefault("files", {}))

    def clear_doc(self, docname: str) -> None:
        """Forget a page."""
        for name in self.initial_data:
            self.data[name].pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what a parallel reader found."""
        for table in self.initial_data:
            self.data[table].update({d: v for d, v in otherdata[table].items() if d in docnames})

    def resolve_any_xref(self, *args: Any, **kwargs: Any) -> list[tuple[str, nodes.reference]]:
        """Return nothing: a bare name (``{any}``, a Markdown link) is not meant for the portal, and MyST asks."""
        return []


def portal_domain(env: BuildEnvironment) -> PortalDomain:
    """Return the environment's portal domain."""
    return cast(PortalDomain, env.get_domain("portal"))


def _take_builder(app: Sphinx) -> None:
    """Let transforms, which know the environment only, ask the builder for addresses."""
    portal_domain(app.env).builder = app.builder


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the domain."""
    app.setup_extension("support_portal.sphinx_ext.config")
    app.add_domain(PortalDomain)
    app.connect("builder-inited", _take_builder, priority=50)
    return {"env_version": DATA_VERSION, "parallel_read_safe": True, "parallel_write_safe": True}
