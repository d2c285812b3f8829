"""Published pages link to published pages."""

from __future__ import annotations

from collections.abc import Iterator

from support_portal.core import states
from support_portal.core.linter.links import PAGE_ROLES, goal
from support_portal.core.linter.page import Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Finding, Rule, Severity


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield links to pages that readers do not see, unless this page is hidden too."""
    if states.why_hidden(page.front_matter.values, pages.now, pages.settings.portal_audience):
        return
    for link in page.links:
        if link.kind not in PAGE_ROLES and link.kind not in ("link", "doc"):
            continue
        docnames = goal(link, page, pages).docnames
        if len(docnames) == 1 and docnames[0] != page.docname and (why := pages.sketch(docnames[0]).hidden):
            message = f'"{docnames[0]}" is not published ({why}); publish it or take the link out'
            yield Finding(link.start, link.end, message)


RULE = Rule(
    id="link-unpublished",
    title="Links lead to published pages",
    why="The build takes such a link away and leaves its text, so that the sentence promises what is not there.",
    severity=Severity.ERROR,
    bad="# Embed a badge\n\nTo hide it, see {article}`hide-badges`.\n",
    good="# Embed a badge\n\nTo hide it, see {article}`badge-attributes`.\n",
    others={
        "solutions/hide-badges.md": "---\nstate: draft\n---\n# Hide badges\n",
        "solutions/badge-attributes.md": "# Attributes of badges\n",
    },
    check=check,
)
