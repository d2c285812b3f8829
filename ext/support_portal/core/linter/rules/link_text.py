"""The text of a link says where it leads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from support_portal.core.linter.page import Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Finding, Rule, Severity

_EMPTY = re.compile(
    r"(?:please )?(?:click|tap|press|see|go|read|look)? ?(?:on )?(?:here|this|there|link|this link|the link|below|above|more|"
    r"this (?:page|article|site|website|document|guide)|read more|learn more|find out more|more (?:info|information|details)|details)[.:!…]*"
)


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield links whose text tells nothing when it is read alone."""
    for link in page.links:
        if link.kind not in ("link", "doc", "ref", "article", "course", "topic"):
            continue
        text = " ".join(link.text.casefold().split())
        if text and _EMPTY.fullmatch(text) and not (text == link.target and link.kind != "link"):
            message = f'"{link.text}" does not say where the link leads; write the name of the page as its text'
            yield Finding(link.start, link.end, message)
        elif not text and link.kind == "link" and page.text[link.start] == "[" and _elsewhere(link.target):
            yield Finding(link.start, link.end, "this link has no text; write the name of the page as its text")


def _elsewhere(target: str) -> bool:
    """Tell whether a target is on another site, where MyST does not find a title to print."""
    return re.match(r"[a-z]+://", target) is not None


RULE = Rule(
    id="link-text",
    title="Link texts tell where they lead",
    why='Readers skim links, and screen readers list them alone. Twenty times "here" is no list.',
    severity=Severity.WARNING,
    bad="# Embed a badge\n\nFor all attributes click [here](badge-attributes.md).\n",
    good="# Embed a badge\n\nSee [all attributes of badges](badge-attributes.md).\n",
    others={"solutions/badge-attributes.md": "# Attributes of badges\n"},
    check=check,
)
