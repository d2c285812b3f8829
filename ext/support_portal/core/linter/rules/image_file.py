"""Images are files of the portal that are there."""

from __future__ import annotations

from collections.abc import Iterator

from support_portal.core.linter.page import Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.pictures import ELSEWHERE, files
from support_portal.core.linter.rule import Finding, Rule, Severity


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield images without a file, and those of other sites."""
    for image in page.images:
        if image.target.startswith("data:"):
            continue
        if ELSEWHERE.match(image.target):
            message = f'"{image.target}" is on another site, where nobody sees it offline; keep a copy beside the page'
            yield Finding(image.start, image.end, message)
        elif not files(image, page, pages):
            message = f'there is no image "{image.target}"; write its path seen from this page'
            yield Finding(image.start, image.end, message)


RULE = Rule(
    id="image-file",
    title="Images are there",
    why="A missing image is a broken frame; one from another site is missing in manuals, and tells that site who reads.",
    severity=Severity.ERROR,
    bad="# Embed a badge\n\n![A badge with the number 12 in its middle](bagde.png)\n",
    good="# Embed a badge\n\n![A badge with the number 12 in its middle](badge.png)\n",
    others={"solutions/badge.png": b"\x89PNG\r\n"},
    check=check,
)
