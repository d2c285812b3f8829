"""Headings go down one level at a time."""

from __future__ import annotations

from collections.abc import Iterator

from support_portal.core.linter.page import Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Finding, Rule, Severity


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield each heading more than one level below the one before it."""
    above = 1
    for heading in page.headings:
        if heading.level > above + 1:
            message = f"this heading is of level {heading.level} below one of level {above}; begin it with {'#' * (above + 1)}"
            yield Finding(heading.start, heading.end, message)
        above = heading.level


RULE = Rule(
    id="heading-levels",
    title="Headings skip no level",
    why="People who listen to a page use levels as its outline. A skipped level sounds as if a part were missing.",
    severity=Severity.ERROR,
    bad="# Embed a badge\n\n### Choose a shape\n\nThere are five.\n",
    good="# Embed a badge\n\n## Choose a shape\n\nThere are five.\n",
    check=check,
)
