"""Listings in a page: the node, the directive base that leaves it, and its plain form for every builder."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from support_portal.core.article import Article
from support_portal.core.data_files import Term
from support_portal.core.listing import Query, Source, Style
from support_portal.core.ranking.popular import ReportKind
from support_portal.core.suggest import did_you_mean
from support_portal.notices import Notice
from support_portal.sphinx_ext.articles import section_depth
from support_portal.sphinx_ext.cards import cards, course_context, render_listing
from support_portal.sphinx_ext.domain import portal_domain
from support_portal.sphinx_ext.log import notify
from support_portal.sphinx_ext.portal import Portal, portal
from support_portal.sphinx_ext.states import project_of
from support_portal.sphinx_ext.vocabularies import vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

_ = get_translation("support_portal")


class article_list(nodes.container):  # noqa: N801  docutils names its nodes like this
    """A listing: ``query`` says what, ``style`` how; a rubric in it stands above, ``more`` is a page with the rest."""


class ListingDirective(SphinxDirective):
    """The base of all listings: reads the options, notes the query, leaves one node.

    The optional argument is the heading.  A wrong option costs one notice and its default.
    """

    source: ClassVar[Source]
    default_style: ClassVar[Style] = Style.CARDS
    default_limit: ClassVar[int] = 0
    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    options_help: ClassVar[dict[str, str]] = {
        "limit": "how many at most; 0 for all",
        "per-folder": "how many of one folder at most; 0 for all",
        "section": "only pages of this section: news, solutions or training",
        "folder": "only pages below this folder, from the source folder, such as solutions/badges",
        "topic": "only pages with this topic",
        "product": "only pages with this product",
        "since": "only pages dated on this day or later",
        "style": "teasers, list or cards",
        "more": "a page with the rest; its link stands beside the heading",
        "page": "list as if the directive stood on this page",
        "class": "CSS classes",
    }
    option_spec: ClassVar[Any] = dict.fromkeys(options_help, directives.unchanged)

    def run(self) -> list[nodes.Node]:
        """Return the listing's node."""
        query = Query(
            source=self.source,
            limit=self._number("limit", self.default_limit),
            per_folder=self._number("per-folder", 0),
            section=self._one_of("section", ("news", "solutions", "training"), ""),
            folder=self._folder(),
            topic=self._term("topic", vocabularies(self.env).topics),
            product=self._term("product", vocabularies(self.env).products),
            since=self._since(),
            page=self._page("page") or self.env.docname,
        )
        node = article_list(
            "",
            query=query,
            style=str(self._one_of("style", tuple(Style), self.default_style)),
            docname=self.env.docname,
            more=self._page("more"),
            classes=["portal-listing", *self.options.get("class", "").split()],
        )
        self.set_source_info(node)
        if self.arguments:
            # A child from the start, because translators get texts only.
            heading = nodes.rubric(self.arguments[0], self.arguments[0])
            self.set_source_info(heading)
            node += heading
        portal_domain(self.env).listings.setdefault(self.env.docname, []).append(query)
        return [node]

    def wrong(self, option: str, advice: str) -> None:
        """Print a notice for a wrong option."""
        notify(Notice.OPTION, f':{option}: is "{self.options[option]}"; {advice}', location=self.get_location())

    def _number(self, option: str, default: int) -> int:
        text = self.options.get(option)
        if text is None:
            return default
        if text.isdecimal() and text.isascii() and len(text) < 7:
            return int(text)
        self.wrong(option, "write a whole number, 0 for all")
        return default

    def _one_of(self, option: str, known: tuple[str, ...], default: str) -> str:
        text = self.options.get(option)
        if text is None or text in known:
            return text or default
        self.wrong(option, f"write one of {', '.join(known)}" + did_you_mean(text, known))
        return default

    def _term(self, option: str, terms: dict[str, Term]) -> str:
        """Return a word of a vocabulary; without a vocabulary every word is one."""
        text: str = self.options.get(option, "")
        return self._one_of(option, tuple(terms), "") if terms else text

    def _folder(self) -> str:
        """Return the folder an option names, if it has pages, be they published or not."""
        name: str = self.options.get("folder", "").strip("/")
        if name and not any(d.startswith(f"{name}/") for d in (*self.env.found_docs, *project_of(self.env).hidden)):
            self.wrong("folder", "write a folder's path from the source folder, such as solutions/badges")
            return ""
        return name

    def _since(self) -> dt.date | None:
        text = self.options.get("since")
        if text is None:
            return None
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            self.wrong("since", "write a day such as 2026-01-31")
            return None

    def _page(self, option: str) -> str:
        """Return the docname an option names, if it is a page."""
        name = self.options.get(option, "").strip("/")
        if name and name not in self.env.found_docs:
            self.wrong(option, "write a page's name from the source folder, such as news/index")
            # It may be written or published later, which changes no file of this page.
            self.env.note_reread()
            return ""
        return name


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
