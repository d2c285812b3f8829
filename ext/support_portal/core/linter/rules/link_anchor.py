"""Links to a part of a page name a heading or label that it has."""

from __future__ import annotations

from collections.abc import Iterator

from support_portal.core.linter.links import PAGE_ROLES, anchors, goal
from support_portal.core.linter.page import Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Finding, Rule, Severity
from support_portal.core.suggest import closest


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield links whose part after the ``#`` is nowhere on the page they lead to."""
    for link in page.links:
        if link.kind not in PAGE_ROLES and link.kind != "link":
            continue
        target = goal(link, page, pages)
        if not target.anchor or target.is_elsewhere:
            continue
        if target.docnames == (page.docname,) or not link.target.partition("#")[0]:
            there: Page | None = page
        elif len(target.docnames) == 1:
            there = pages.page(target.docnames[0])
        else:
            continue
        if there is None or there.source.path.suffix != ".md":
            continue
        known = anchors(there, pages.settings.myst_heading_anchors, link.kind)
        if target.anchor in known:
            continue
        if there is page and target.anchor.casefold() in pages.labels | pages.glossary:
            continue  # MyST finds labels and terms of other pages by #name
        near = closest(target.anchor, known)
        hint = f'; did you mean "#{near}"?' if near else f"; its headings are {_some(known)}"
        yield Finding(link.start, link.end, f'the page has no heading "#{target.anchor}"{hint}')


def _some(known: set[str]) -> str:
    shown = sorted(known)[:5]
    return ", ".join(f"#{name}" for name in shown) + (" …" if len(known) > 5 else "") if known else "none"


RULE = Rule(
    id="link-anchor",
    title="Links to a heading name one that is there",
    why="A wrong anchor opens the page at its top, and the reader has to search for what the link promised.",
    severity=Severity.ERROR,
    bad="# Embed a badge\n\nSee {article}`badge-attributes#hiding` and [below](#try-it).\n\n## Try the badge\n\nReload.\n",
    good="# Embed a badge\n\nSee {article}`badge-attributes#hide` and [below](#try-the-badge).\n\n## Try the badge\n\nReload.\n",
    others={
        "solutions/badge-attributes.md": "# Attributes of badges\n\n## Hide\n\nAdd one.\n",
        "conf.py": "myst_heading_anchors = 3\n",
    },
    check=check,
)
