"""A page has one heading of level one, its title."""

from __future__ import annotations

from collections.abc import Iterator

from support_portal.core.linter.page import Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Finding, Rule, Severity
from support_portal.core.training.article_lessons import KEY


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield a page without a title, and each title after the first."""
    titles = [heading for heading in page.headings if heading.level == 1]
    if not titles:
        if not page.error and KEY not in page.front_matter.values:  # the title is that of the article
            yield Finding(*page.top, 'there is no title; write a line "# Title" after the front matter')
        return
    for heading in titles[1:]:
        line = page.source.place(titles[0].start)[0]
        yield Finding(
            heading.start,
            heading.end,
            f"a second title (the first is in line {line}); begin it with ## or divide the page",
        )


RULE = Rule(
    id="one-title",
    title="A page has one title",
    why="The title names the page in lists, search results and browser tabs. A screen reader's users jump to it.",
    severity=Severity.ERROR,
    bad="# Embed a badge\n\nAdd two lines of HTML.\n\n# Hide a badge\n\nAdd an attribute.\n",
    good="# Embed a badge\n\nAdd two lines of HTML.\n\n## Hide a badge\n\nAdd an attribute.\n",
    check=check,
)
