"""The base of the directives that list pages: it reads the options and leaves a node with a query."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from support_portal.core.data_files import Term
from support_portal.core.listing import Query, Source, Style
from support_portal.core.suggest import did_you_mean
from support_portal.notices import Notice
from support_portal.sphinx_ext.domain import portal_domain
from support_portal.sphinx_ext.listing import article_list
from support_portal.sphinx_ext.log import notify
from support_portal.sphinx_ext.states import project_of
from support_portal.sphinx_ext.vocabularies import vocabularies


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
