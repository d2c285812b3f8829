"""The ``{news}`` directive, and the generated archive of news by year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.util.docutils import SphinxDirective

from support_portal.core.listing import Source, Style
from support_portal.sphinx_ext.cards import render, render_listing
from support_portal.sphinx_ext.listing_directive import ListingDirective
from support_portal.sphinx_ext.output import WEB, due, link_to
from support_portal.sphinx_ext.outputs import keep, page_file
from support_portal.sphinx_ext.portal import portal
from support_portal.sphinx_ext.shown_by_portal import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

_ = get_translation("support_portal")


class NewsDirective(ListingDirective):
    """Lists news, the newest first."""

    source: ClassVar[Source] = Source.NEWS
    default_style: ClassVar[Style] = Style.TEASERS


class news_archive(nodes.General, nodes.Element):  # noqa: N801
    """A row of links to the years of the archive."""


class ArchiveDirective(SphinxDirective):
    """``{news-archive}``: links to the news of each year; draws nothing where there are no generated pages."""

    def run(self) -> list[nodes.Node]:
        """Return the row's node."""
        return [news_archive("", docname=self.env.docname)]


def visit_archive(self: HTML5Translator, node: news_archive) -> None:
    """Draw the years with the number of items of each."""
    builder = self.builder
    if builder.name in WEB:
        self.body.append(_years(builder, node["docname"]))
    raise nodes.SkipNode


def _years(builder: StandaloneHTMLBuilder, page: str, current: int | None = None) -> Markup:
    """Return the row of years as ``page`` writes it."""
    years = portal(builder.env).library.years
    rows = [(y, len(a), link_to(builder, page, f"news/archive/{y}")) for y, a in years.items()]
    return render(builder, "years.html", {"years": rows, "current": current})


def skip(self: Any, node: nodes.Element) -> None:
    """Draw nothing."""
    raise nodes.SkipNode


NOTHING = (skip, None)


def archive_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield one page for each year with news."""
    if not due(app):
        return
    builder = cast("StandaloneHTMLBuilder", app.builder)
    p, facts = portal(app.env), facts_of(app)
    years = [(year, len(articles)) for year, articles in p.library.years.items()]
    for year, articles in p.library.years.items():
        name = f"news/archive/{year}"
        if keep(app, page_file(app, name), (years, [facts.card(a) for a in articles], facts.named("news/index"))):
            continue
        title = _("News of {year}").format(year=year)
        listing = render_listing(builder, name, articles, p, style=Style.TEASERS, source=Source.NEWS)
        row = _years(builder, name, year)
        context = {"title": title, "body": f"<h1>{title}</h1>\n{row}{listing}", "portal_parents": ["news/index"]}
        yield name, context, "page.html"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directives and the archive."""
    app.setup_extension("support_portal.sphinx_ext.listing")
    app.add_directive("news", NewsDirective)
    app.add_directive("news-archive", ArchiveDirective)
    app.add_node(news_archive, html=(visit_archive, None), latex=NOTHING, text=NOTHING, man=NOTHING, texinfo=NOTHING)
    app.connect("html-collect-pages", archive_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
