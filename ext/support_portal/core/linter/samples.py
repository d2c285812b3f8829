"""Find a place in a code sample again in the page it is printed on."""

from __future__ import annotations

from support_portal.core.linter.page import Code, Page


def place(page: Page, code: Code, line: int, column: int) -> tuple[int, int]:
    """Return the offsets of the rest of a sample's line: ``line`` and ``column`` are counted from 0."""
    lines = code.text.split("\n")
    line = max(0, min(line, len(lines) - 1))
    number = min(code.line + line, len(page.source.lines) - 1)
    whole = page.source.lines[number]
    # What the page has before the sample: spaces of a list item, "> " of a quotation.
    indent = len(whole.rstrip()) - len(lines[line].rstrip()) if whole.rstrip().endswith(lines[line].rstrip()) else 0
    start = page.source.starts[number]
    at = min(start + indent + max(column, 0), start + len(whole))
    return at, max(at, start + len(whole.rstrip()))


def place_of(page: Page, code: Code, offset: int, length: int) -> tuple[int, int]:
    """Return the offsets on the page of ``length`` characters that begin ``offset`` characters into a sample."""
    before = code.text[:offset]
    start, rest = place(page, code, before.count("\n"), offset - (before.rfind("\n") + 1))
    return start, min(start + length, rest)
