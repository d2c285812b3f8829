"""No two pages have the same title."""

from __future__ import annotations

from collections.abc import Iterator

from support_portal.core.linter.page import Page
from support_portal.core.linter.pages import Pages, normal
from support_portal.core.linter.rule import Finding, Rule, Severity


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield a title that another page has too."""
    if page.docname is None or (title := page.title) is None:
        return
    others = [name for name in pages.by_title.get(normal(title.text), ()) if name != page.docname]
    if others:
        message = f"{others[0]} has the same title; say in each title what is special to its page"
        yield Finding(title.start, title.end, message)


RULE = Rule(
    id="duplicate-title",
    title="Titles are told apart",
    why="In search results and lists of links two equal titles are a guess.",
    severity=Severity.WARNING,
    bad="# Embed a badge\n",
    good="# Embed a badge in a repository\n",
    others={"solutions/other.md": "# Embed a badge\n"},
    check=check,
)
