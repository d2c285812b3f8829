"""Count lines whose fields stand in quotes one at a time: those with escaped quotes, of another format, or damaged."""

from __future__ import annotations

import re

from support_portal.traffic.clock import day_of
from support_portal.traffic.inventory import method_and_target
from support_portal.traffic.sources import LONGEST_LINE
from support_portal.traffic.tally import Reason, Tally

_QUOTE = 34
LONGEST_REQUEST = 4200
TIME = 28  # "[01/Mar/2026:00:00:04 +0000] " without its first bracket
AHEAD = re.compile(rb'"[^"]*\b(?:prefetch|prerender|preview)\b', re.IGNORECASE)
_FIELD = re.compile(rb'[^"\\]*(?:\\.[^"\\]*)*', re.DOTALL)
_STATUS = re.compile(rb" ([0-9]{3}) ")


class Layout:
    """What tells the quoted formats apart: how many quotes a whole line has, and which word is the address."""

    def __init__(self, quotes: int, host_first: bool = False) -> None:
        self.quotes = quotes
        self.host_first = host_first
        self.has_agent = quotes >= 6


COMBINED = Layout(quotes=6)


def odd_line(tally: Tally, line: bytes, number: int, layout: Layout) -> None:
    """Count a line that is not regular: with escaped quotes, of another format, or damaged."""
    if len(line) > LONGEST_LINE:
        tally.leave(Reason.TOO_LONG, number)
    elif not line.strip(b"\r\n\t \0"):
        tally.leave(Reason.EMPTY, number)
    elif not add_quoted(tally, line, number, layout) and not add_foreign(tally, line, number):
        tally.leave(Reason.DAMAGED, number)


def add_foreign(tally: Tally, line: bytes, number: int) -> bool:
    """Count a line of JSON among quoted ones; tell whether it was one."""
    if not line.startswith((b"{", b"<")):
        return False
    from support_portal.traffic.json_lines import add_json

    return add_json(tally, line, number)


def _fields(line: bytes) -> list[bytes]:
    """Split a line at the quotes that no backslash stands before."""
    fields, place = [], 0
    while found := _FIELD.match(line, place):
        fields.append(found[0])
        place = found.end() + 1
        if place > len(line) or line[place - 1] != _QUOTE:
            break
    return fields


def add_quoted(tally: Tally, line: bytes, number: int, layout: Layout) -> bool:
    """Count one line of a quoted format, whose quotes may be escaped; tell whether it was one."""
    fields = _fields(line)
    if len(fields) <= layout.quotes:
        # A server that escapes nothing may write a backslash before the quote that ends a field.
        fields = line.split(b'"')
    if len(fields) <= layout.quotes:
        return False
    before, request, after = fields[:3]
    status = _STATUS.match(after)
    words = before.split(b" ", 2)
    if status is None or (host := int(layout.host_first)) >= len(words):
        return False
    timed = before[-TIME - 1 :]
    whole = len(before) > len(timed) and timed[:1] == b"[" and timed[-2:] == b"] "
    day = day_of(timed[1:27]) if whole else None
    rest = b'"'.join(fields[6:]) if layout.has_agent else b""
    tally.add(
        number,
        day,
        words[host],
        *method_and_target(request[:LONGEST_REQUEST]),
        int(status[1]),
        fields[5] if layout.has_agent else None,
        AHEAD.search(rest) is not None,
    )
    return True
