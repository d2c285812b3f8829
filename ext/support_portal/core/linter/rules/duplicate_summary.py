"""No two pages have the same summary."""

from __future__ import annotations

from collections.abc import Iterator

from support_portal.core.linter.page import Page
from support_portal.core.linter.pages import Pages, normal
from support_portal.core.linter.rule import Finding, Rule, Severity


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield a summary that another page has too."""
    summary = page.front_matter.values.get("summary", "")
    if page.docname is None or not summary:
        return
    others = [name for name in pages.by_summary.get(normal(summary), ()) if name != page.docname]
    if others:
        message = f"{others[0]} has the same summary; answer this page's own question in it"
        yield Finding(*page.key("summary"), message)


RULE = Rule(
    id="duplicate-summary",
    title="Summaries are told apart",
    why="The summary stands on cards and in search results. A copied one promises what another page holds.",
    severity=Severity.WARNING,
    bad="---\nsummary: Two lines of HTML show a badge.\n---\n# Embed a badge in a repository\n",
    good="---\nsummary: A template of DSpace shows a badge on each record.\n---\n# Embed a badge in a repository\n",
    others={"solutions/other.md": "---\nsummary: Two lines of HTML show a badge.\n---\n# Embed a badge\n"},
    check=check,
)
