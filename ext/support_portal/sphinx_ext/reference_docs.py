"""Directives that print the reference pages from the code itself, so that the documentation cannot drift."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from support_portal.core.fields import FIELDS
from support_portal.core.linter.rules import rules
from support_portal.notices import Notice
from support_portal.sphinx_ext.config import CONFIG_FIELDS
from support_portal.sphinx_ext.folders import FoldersDirective
from support_portal.sphinx_ext.listing_directive import ListingDirective
from support_portal.sphinx_ext.news import NewsDirective
from support_portal.sphinx_ext.popular import PopularDirective, TrendingDirective
from support_portal.sphinx_ext.related import RelatedDirective
from support_portal.sphinx_ext.training import CoursesDirective, LessonsDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from support_portal.core.linter.rule import Rule

LISTINGS: dict[str, type[ListingDirective]] = {
    "news": NewsDirective,
    "popular": PopularDirective,
    "trending": TrendingDirective,
    "related": RelatedDirective,
    "folders": FoldersDirective,
    "courses": CoursesDirective,
    "lessons": LessonsDirective,
}


def _definitions(rows: Iterable[tuple[str, str, str, str]]) -> nodes.definition_list:
    """Return (name, remark, help, example) rows as a definition list."""
    result = nodes.definition_list()
    for name, remark, text, example in rows:
        term = nodes.term("", "", nodes.literal("", name))
        if remark:
            term += nodes.Text(f" {remark}")
        body = nodes.paragraph("", text)
        if example:
            body += [nodes.Text(" Example: "), nodes.literal("", example)]
        result += nodes.definition_list_item("", term, nodes.definition("", body))
    return result


class FieldsDirective(SphinxDirective):
    """``{portal-fields}``: every front matter key."""

    def run(self) -> list[nodes.Node]:
        """Return the list."""
        return [
            _definitions(
                (
                    f.name,
                    str(f.kind)
                    + (": " + ", ".join(f.choices) if f.choices else "")
                    + (f"; required in {', '.join(f.required_in)}" if f.required_in else ""),
                    f.help,
                    f"{f.name}: {f.example}",
                )
                for f in FIELDS
            )
        ]


class SettingsDirective(SphinxDirective):
    """``{portal-settings}``: every setting in conf.py."""

    def run(self) -> list[nodes.Node]:
        """Return the list."""
        return [
            _definitions((f"portal_{f.name}", f"default {f.default!r}", f.metadata["help"], "") for f in CONFIG_FIELDS)
        ]


class NoticesDirective(SphinxDirective):
    """``{portal-notices}``: every notice the portal can give."""

    def run(self) -> list[nodes.Node]:
        """Return the list."""
        return [_definitions((f"portal.{n.subtype}", "", n.sentence, "") for n in Notice)]


class ListingsDirective(SphinxDirective):
    """``{portal-listings}``: every listing directive with its defaults, and the options they share."""

    def run(self) -> list[nodes.Node]:
        """Return the two lists."""
        return [
            _definitions(
                (
                    "{" + name + "}",
                    f"style {cls.default_style}, limit {cls.default_limit or 'none'}",
                    (inspect.getdoc(cls) or "").replace("``", ""),
                    "",
                )
                for name, cls in LISTINGS.items()
            ),
            nodes.paragraph("", "Options, the same for all of them:"),
            _definitions(
                (f":{name}:", "", help[0].upper() + help[1:] + ".", "")
                for name, help in ListingDirective.options_help.items()
            ),
        ]


class RulesDirective(SphinxDirective):
    """``{portal-rules}``: every rule of `support-portal check`, with its examples."""

    def run(self) -> list[nodes.Node]:
        """Return a section for each rule."""
        return [self._section(rule) for rule in rules()]

    def _section(self, rule: Rule) -> nodes.section:
        section = nodes.section("", nodes.title("", rule.title), ids=[rule.id], names=[rule.id])
        self.state.document.note_explicit_target(section)
        facts = nodes.paragraph("", "", nodes.literal("", rule.id), nodes.Text(f", {rule.severity}"))
        if rule.fixable:
            facts += [nodes.Text("; "), nodes.literal("", "--fix"), nodes.Text(" mends what is certain")]
        facts += nodes.Text(".")
        section += [facts, nodes.paragraph("", rule.why)]
        for label, example in (("Instead of:", rule.bad), ("Write:", rule.good)):
            text = example if isinstance(example, str) else example.decode("ascii", "backslashreplace")
            text = text.rstrip("\n")
            # Forced: the samples show mistakes.
            sample = nodes.literal_block(text, text, language="md", force=True)
            section += [nodes.paragraph("", label), sample]
        return section


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directives."""
    app.setup_extension("support_portal.sphinx_ext.listing")
    app.add_directive("portal-fields", FieldsDirective)
    app.add_directive("portal-settings", SettingsDirective)
    app.add_directive("portal-notices", NoticesDirective)
    app.add_directive("portal-listings", ListingsDirective)
    app.add_directive("portal-rules", RulesDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
