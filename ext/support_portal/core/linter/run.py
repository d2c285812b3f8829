"""Check files: run every rule on every page, then hear which rules the page turns off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from support_portal.core.linter.page import Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.reader import read_page
from support_portal.core.linter.rule import Finding, Report, Rule, Severity
from support_portal.core.linter.rules import file as file_rule
from support_portal.core.linter.rules import silence as silence_rule
from support_portal.core.linter.rules import terms as terms_rule
from support_portal.core.linter.source import UnreadableError, read_source


def check_file(path: Path, pages: Pages, rules: Iterable[Rule], shown: str) -> tuple[list[Report], Page | None]:
    """Return what the rules find in a file, in the order of the text, and the page unless it cannot be read.

    ``shown`` is the file's name in reports.
    """
    try:
        page = read_page(read_source(path), pages.docname(path))
    except UnreadableError as error:
        rule = file_rule.RULE
        return [Report(shown, 1, 1, 1, 1, rule.id, rule.severity, f"the file {error}")], None
    chosen = tuple(rules)
    found = [(rule, finding) for rule in chosen for finding in rule.check(page, pages)]
    if page.silences:
        found = list(_heard(page, found, chosen))
    return sorted({_report(page, rule, finding, shown) for rule, finding in found}), page


def check_terms(pages: Pages, shown: str) -> list[Report]:
    """Return what is wrong with the file of terms, which all pages are checked by; ``shown`` is its name in reports."""
    return [
        Report(shown, p.line or 1, 1, p.line or 1, 1, terms_rule.RULE.id, Severity.ERROR, f"the file {p.message}")
        for p in pages.terms.problems
    ]


def _heard(page: Page, found: list[tuple[Rule, Finding]], rules: tuple[Rule, ...]) -> Iterator[tuple[Rule, Finding]]:
    """Yield the findings that no comment silences, and what is wrong with the comments."""
    known = frozenset(rule.id for rule in rules)
    judge = next((rule for rule in rules if rule.id == silence_rule.RULE.id), None)
    sound = []
    for silence in page.silences:
        wrong = list(silence_rule.unsound(silence, known))
        if not wrong:
            sound.append(silence)
        if judge is not None:
            yield from ((judge, finding) for finding in wrong)
    used: set[tuple[int, str]] = set()
    for rule, finding in found:
        line = page.source.line_at(finding.start)
        covering = [s for s in sound if rule.id in s.rules and s.line <= line < s.end_line]
        used |= {(s.start, rule.id) for s in covering}
        if not covering:
            yield rule, finding
    for silence in sound if judge is not None else ():
        if unused := [rule for rule in silence.rules if (silence.start, rule) not in used]:
            assert judge is not None
            yield judge, silence_rule.idle(page, silence, unused)


def _report(page: Page, rule: Rule, finding: Finding, shown: str) -> Report:
    start = page.source.place(finding.start)
    end = page.source.place(max(finding.end, finding.start))
    return Report(shown, *start, *end, rule.id, rule.severity, finding.message, finding.edit)
