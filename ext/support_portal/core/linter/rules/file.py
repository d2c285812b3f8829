"""A page is UTF-8 text of a size that can be read."""

from __future__ import annotations

from collections.abc import Iterator

from support_portal.core.linter.page import Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Finding, Rule, Severity


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield what the Markdown parser stumbled over; files that are no text never come this far."""
    if page.error:
        yield Finding(*page.top, f"cannot be read as Markdown ({page.error}); look for unfinished markup")


RULE = Rule(
    id="file",
    title="A page is text in UTF-8",
    why="What is no text cannot be built, and a page of more than a million bytes cannot be read on a phone.",
    severity=Severity.ERROR,
    bad=b"# Caf\xe9\n",
    good="# Café\n",
    check=check,
)
