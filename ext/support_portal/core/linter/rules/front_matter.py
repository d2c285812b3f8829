"""Front matter is YAML, and its values are of their kind and in the vocabularies."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from support_portal.core import front_matter
from support_portal.core.addresses import section_of
from support_portal.core.data_files import unknown_terms
from support_portal.core.linter.page import Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Finding, Rule, Severity
from support_portal.core.plain_yaml import compose
from support_portal.core.training.article_lessons import misplaced


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield the problems of the parser that the build uses, and YAML that it leaves to MyST."""
    block = front_matter.block(page.text)
    if block is None and page.text.startswith("---\n"):
        yield Finding(*page.top, "front matter is not closed; end it with a line of three hyphens")
        return
    found = page.front_matter
    problems = list(found.problems)
    if block is not None and not problems:
        try:
            compose(block)
        except (yaml.YAMLError, UnicodeError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            start, end = page.source.span(mark.line + 1) if mark else page.top
            if mark:
                start = min(page.source.starts[mark.line + 1] + mark.column, end)
            reason = getattr(error, "problem", None) or "it is nested too deeply"
            yield Finding(
                start, end, f"front matter is not YAML ({reason}); put a text that holds a colon in quotation marks"
            )
            return
    problems += front_matter.missing(found, section_of(page.docname or "") if not _is_index(page) else "")
    problems += misplaced(found, page.docname or "")
    for field, terms in (("topics", pages.topics), ("products", pages.products)):
        where = f"{pages.settings.portal_data_dir}/{field}.yaml"
        problems += unknown_terms(field, found.values.get(field, ()), terms, found.lines.get(field), where)
    for problem in problems:
        yield Finding(*page.source.span((problem.line or 1) - 1), problem.message)


def _is_index(page: Page) -> bool:
    return page.docname is not None and page.docname.endswith("/index")


RULE = Rule(
    id="front-matter",
    title="Front matter holds what the portal expects",
    why="A wrong value is left out when the portal is built, and a mistake in a key that decides who may read an article hides it.",
    severity=Severity.ERROR,
    bad="---\nsummary: How to embed a badge.\nupdated: last week\n---\n# Embed a badge\n",
    good="---\nsummary: How to embed a badge.\nupdated: 2026-11-23\n---\n# Embed a badge\n",
    check=check,
)
