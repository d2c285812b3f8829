"""Links name the page where it is now, not where it was."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from support_portal.core.linter.links import PAGE_ROLES, goal
from support_portal.core.linter.page import Link, Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Edit, Finding, Rule, Severity


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield links to an old address of a page; the edit names the new one."""
    for link in page.links:
        if link.kind not in PAGE_ROLES and link.kind not in ("link", "doc"):
            continue
        moved = goal(link, page, pages).moved_to
        if moved:
            new = _written(link, page, moved)
            edit = Edit(link.goal, link.goal_end, new) if page.text[link.goal : link.goal_end] == link.target else None
            yield Finding(link.start, link.end, f'"{link.target}" has moved; write {new}', edit)


def _written(link: Link, page: Page, moved: str) -> str:
    """Return a link's target as it is written now."""
    hash_ = "#" + link.target.partition("#")[2] if "#" in link.target else ""
    if link.kind in PAGE_ROLES:
        parts = moved.split("/")
        return (parts[-2] if parts[-1] == "index" and len(parts) > 1 else parts[-1]) + hash_
    suffix = ".md" if link.kind == "link" else ""
    if link.target.startswith("/"):
        return f"/{moved}{suffix}{hash_}"
    return posixpath.relpath(moved, posixpath.dirname(page.docname or "") or ".") + suffix + hash_


RULE = Rule(
    id="link-redirect",
    title="Links go straight to the page",
    why="An old address works on the website only: it breaks the build, and in a manual there is nobody to redirect a reader.",
    severity=Severity.ERROR,
    bad="# Embed a badge\n\nAll attributes are in [the list](badge-options.md).\n",
    good="# Embed a badge\n\nAll attributes are in [the list](badge-attributes.md).\n",
    others={
        "solutions/badge-attributes.md": "---\nredirect_from: [solutions/badge-options]\n---\n# Attributes of badges\n"
    },
    check=check,
    fixable=True,
)
