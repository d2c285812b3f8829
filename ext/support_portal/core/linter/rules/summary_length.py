"""A summary fits on a card."""

from __future__ import annotations

from collections.abc import Iterator

from support_portal.core.addresses import section_of
from support_portal.core.linter.page import Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Finding, Rule, Severity
from support_portal.core.teaser import TEASER_LENGTH, cut
from support_portal.core.training.article_lessons import KEY


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield summaries that are cut, and articles that have none."""
    summary = page.front_matter.values.get("summary", "")
    if len(summary) > TEASER_LENGTH:
        shown = cut(summary)[-40:]
        message = f'the summary has {len(summary)} characters and is cut after {TEASER_LENGTH} ("…{shown}"); shorten it'
        yield Finding(*page.key("summary"), message)
    elif not summary and page.front_matter.lines.keys().isdisjoint(("summary", KEY)) and _is_article(page.docname):
        yield Finding(*page.top, "there is no summary; write the answer in one or two sentences")


def _is_article(docname: str | None) -> bool:
    return docname is not None and section_of(docname) != "" and not docname.endswith("/index")


RULE = Rule(
    id="summary-length",
    title="Summaries fit on a card",
    why="Cards, feeds and search results show 200 characters. Without a summary they show the first of the text instead.",
    severity=Severity.WARNING,
    bad="---\nsummary: " + "To embed a badge, add two lines of HTML to the page. " * 4 + "\n---\n# Embed a badge\n",
    good="---\nsummary: To embed a badge, add two lines of HTML to the page.\n---\n# Embed a badge\n",
    check=check,
)
