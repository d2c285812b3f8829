"""Listings in a page: the node that a directive leaves, its plain form for every builder, and its HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform

from support_portal.core.article import Article
from support_portal.core.listing import Query, Source
from support_portal.core.ranking.popular import ReportKind
from support_portal.sphinx_ext.articles import section_depth
from support_portal.sphinx_ext.cards import cards, course_context, render_listing
from support_portal.sphinx_ext.portal import Portal, portal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

_ = get_translation("support_portal")


class article_list(nodes.container):  # noqa: N801  docutils names its nodes like this
    """A listing: ``query`` says what, ``style`` how; a rubric in it stands above, ``more`` is a page with the rest."""


class FillListings(SphinxPostTransform):
    """Fills each listing with plain nodes, before references are resolved, so that every builder can show it."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Fill the listings of one page."""
        p = portal(self.env)
        for node in list(self.document.findall(article_list)):
            node["level"] = 1 + section_depth(node)
            articles = p.select(node["query"])
            if (rubric := node.next_node(nodes.rubric)) is not None:
                rubric[:] = [nodes.Text(heading_of(node, p))]
            if articles:
                node += self._list(node, articles, p)
            else:
                node += nodes.paragraph("", empty_text(node["query"]))
            if node["more"] and (target := p.library.get(node["more"])):
                node += nodes.paragraph("", _("More: "), reference_to(node["docname"], target))

    def _list(self, node: article_list, articles: Iterable[Article], p: Portal) -> nodes.Element:
        numbered = node["query"].source is Source.LESSONS
        rows: nodes.Element = nodes.bullet_list()
        if numbered:
            rows = nodes.enumerated_list(enumtype="arabic", prefix="", suffix=".")
        for article in articles:
            text = nodes.paragraph("", "", reference_to(node["docname"], article))
            if article.date:
                text += nodes.Text(f" ({p.day(article.date)})")
            if article.description:
                text += nodes.Text(f": {article.description}")
            rows += nodes.list_item("", text)
        return rows


def heading_of(node: article_list, p: Portal) -> str:
    """Return a listing's heading; a popular one without a report says that it is a recommendation."""
    rubric = node.next_node(nodes.rubric)
    heading = rubric.astext() if rubric else ""
    if heading and node["query"].source is Source.POPULAR and p.ranking.report is None:
        return _("Recommended")
    return heading


def origin_of(node: article_list, p: Portal) -> str:
    """Return where the order of a popular listing comes from, when it was carried over and not counted here."""
    report = p.ranking.report
    if node["query"].source is Source.POPULAR and report and report.kind is ReportKind.CARRIED_OVER:
        return report.source
    return ""


def empty_text(query: Query) -> str:
    """Return what stands where there is nothing to list."""
    if query.source is Source.TRENDING:
        return _("No article is read clearly more than usual.")
    return _("No news yet.") if query.source is Source.NEWS else _("Nothing here yet.")


def reference_to(refdoc: str, article: Article) -> addnodes.pending_xref:
    """Return a reference to an article, to be resolved in any format."""
    return addnodes.pending_xref(
        "",
        nodes.inline("", article.title),
        refdomain="std",
        reftype="doc",
        refexplicit=True,
        reftarget=f"/{article.docname}",
        refdoc=refdoc,
        refwarn=True,
    )


def visit_html(self: HTML5Translator, node: article_list) -> None:
    """Draw the listing as HTML and skip its plain form."""
    builder = self.builder
    p = portal(builder.env)
    page = node["docname"]
    more = p.library.get(node["more"])
    self.body.append(
        render_listing(
            builder,
            page,
            p.select(node["query"]),
            p,
            style=node["style"],
            heading=heading_of(node, p),
            level=min(node["level"], 6),
            source=node["query"].source,
            more=next(iter(cards(builder, page, [more] if more else [], p)), None),
            note=origin_of(node, p),
            empty=empty_text(node["query"]),
            **course_context(builder, page, node["query"], p),
            classes=" ".join(node["classes"]),
        )
    )
    raise nodes.SkipNode


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the node and what fills it."""
    app.setup_extension("support_portal.sphinx_ext.cards")
    # No visitor but HTML's: every other writer draws a container's children.
    app.add_node(article_list, html=(visit_html, None))
    app.add_post_transform(FillListings)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
