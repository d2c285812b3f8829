"""Images have an alternative text that says what they say."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from support_portal.core.linter.page import Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Finding, Rule, Severity

_FILE = re.compile(r"[^\s/]+\.(?:png|jpe?g|gif|svg|webp|avif|bmp|tiff?)", re.IGNORECASE)
_NOTHING = re.compile(
    r"(?:an? |the )?(?:image|picture|photo|graphic|icon|figure|diagram|screen ?shot|img|alt(?: text)?)[ .\d]*"
)


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield images whose alternative text is missing, a file's name, or says only that it is an image."""
    for image in page.images:
        alt = " ".join((image.alt or "").split())
        stem = posixpath.basename(image.target).rpartition(".")[0]
        message = ""
        if not alt:
            # In raw HTML alt="" says that an image is for decoration only.
            is_decoration = image.alt is not None and page.text[image.start : image.end].lstrip().startswith("<")
            if not is_decoration:
                message = "this image has no alternative text"
        elif _FILE.fullmatch(alt) or alt.casefold() == stem.casefold():
            message = f'the alternative text "{alt}" is a file\'s name'
        elif _NOTHING.fullmatch(alt.casefold()):
            message = f'the alternative text "{alt}" says only that there is an image'
        if message:
            yield Finding(image.start, image.end, f"{message}; write in a sentence what the image says")


RULE = Rule(
    id="image-alt",
    title="Images have an alternative text",
    why="It is all that people who do not see the image get of it, and what is printed when the image cannot be.",
    severity=Severity.ERROR,
    bad="# Embed a badge\n\n![badge.png](badge.png)\n\n![](badge.png)\n",
    good="# Embed a badge\n\n![A badge with the number 12 in its middle](badge.png)\n",
    others={"solutions/badge.png": b"\x89PNG\r\n"},
    check=check,
)
