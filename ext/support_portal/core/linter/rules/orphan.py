"""Each page is in a toctree."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from support_portal.core.linter.page import Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Finding, Rule, Severity


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield a page that no toctree names and that does not say ``orphan: true``."""
    name = page.docname
    if name is None or name in ("index", "404") or "orphan" in page.keys:
        return
    if not pages.is_in_toctree(name):
        folder = posixpath.dirname(name)
        parent = next((p for p in _indexes(folder, name) if p in pages.names), "index")
        entry = posixpath.relpath(name, posixpath.dirname(parent) or ".")
        yield Finding(
            *page.top, f'no toctree names this page; add the line "{entry}" to the one in {pages.root.name}/{parent}.md'
        )


def _indexes(folder: str, name: str) -> Iterator[str]:
    while folder:
        if (index := f"{folder}/index") != name:
            yield index
        folder = posixpath.dirname(folder)


RULE = Rule(
    id="orphan",
    title="Pages are in a toctree",
    why="A page outside the table of contents has no place in menus, manuals and neighbours; few will find it.",
    severity=Severity.ERROR,
    bad="# Embed a badge\n\nAdd two lines of HTML.\n",
    good="---\norphan: true\n---\n# Embed a badge\n\nAdd two lines of HTML.\n",
    others={
        "index.md": "# Home\n\n```{toctree}\nnews/one\n```\n",
        "news/one.md": "---\ndate: 2026-11-23\n---\n# One\n",
    },
    check=check,
)
