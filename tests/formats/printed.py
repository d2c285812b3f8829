"""What tests of printed manuals share: the plan of one manual, and the text of its pages."""

from __future__ import annotations

from pathlib import Path

import pypdfium2

from .words import plain

PLAN = "whole:\n  title: The whole\n"
QUIET = {
    "html_baseurl": "https://portal.example.org/",
    "myst_enable_extensions": ["colon_fence", "deflist", "dollarmath"],
}


def pages_of(pdf: Path) -> list[str]:
    """Return the letters and digits of each page."""
    return [plain(page.get_textpage().get_text_bounded()) for page in pypdfium2.PdfDocument(pdf)]


def text_of(pdf: Path) -> str:
    """Return the letters and digits of all pages."""
    return "".join(pages_of(pdf))
