"""Images are small enough for a telephone."""

from __future__ import annotations

from collections.abc import Iterator

from support_portal.core.linter.page import Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.pictures import files
from support_portal.core.linter.rule import Finding, Rule, Severity

# The page itself takes some 20 KB.  At 1.6 Mbit/s, Lighthouse's "slow 4G", 500,000 bytes take 2.5 s.
LARGEST = 500_000


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield images of too many bytes."""
    for image in page.images:
        for file in files(image, page, pages):
            if (size := file.stat().st_size) > LARGEST:
                message = (
                    f"{file.name} has {size / 1000:,.0f} KB; make it smaller than {LARGEST // 1000} KB "
                    "(fewer pixels, fewer colours, or SVG for a drawing)"
                )
                yield Finding(image.start, image.end, message)


RULE = Rule(
    id="image-size",
    title="Images are small",
    why="Many readers are on a telephone and pay for what they load. An image of 500 KB takes them two seconds and a half.",
    severity=Severity.WARNING,
    bad="# Embed a badge\n\n![A badge with the number 12 in its middle](large.png)\n",
    good="# Embed a badge\n\n![A badge with the number 12 in its middle](small.png)\n",
    others={"solutions/large.png": b"\x89PNG\r\n" + bytes(LARGEST), "solutions/small.png": b"\x89PNG\r\n"},
    check=check,
)
