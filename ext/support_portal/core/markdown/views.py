"""Keep, for the text of any block, its exact place in the file, whatever list, quote or directive it stands in.

markdown-it-py gives lines only, and the text of a block without the indentation and quote signs before it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Final

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|$)")
NOWHERE: Final = -1


@dataclass
class View:
    """Lines of a block, without the indentation and quote signs before them.

    ``places`` gives the offset in the file of each line's first character, NOWHERE for a line that is not in the file
    as it stands here; ``first`` is the number (1-based) of the first line in the file.  ``escaped`` are the positions
    in the text of signs that have a backslash before them in the file only: bars in the cells of a table.
    """

    lines: tuple[str, ...]
    places: tuple[int, ...]
    first: int = 1
    escaped: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each line begins in the text."""
        return (0, *accumulate(len(line) + 1 for line in self.lines[:-1]))

    def locate(self, position: int) -> tuple[int, int]:
        """Return the offset in the file (or NOWHERE) and the line's number of a position in the text."""
        index = bisect_right(self.starts, position) - 1 if len(self.lines) > 1 else 0
        place = self.places[index]
        if place != NOWHERE:
            place += position - (self.starts[index] if index else 0) + bisect_right(self.escaped, position)
        return place, self.first + index

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the file of what stands between two positions of the text, or NOWHERE twice."""
        low, _ = self.locate(start)
        high, _ = self.locate(max(start, end - 1))
        return (low, high + (end > start)) if NOWHERE not in (low, high) else (NOWHERE, NOWHERE)

    def part(self, content: str, first: int, column: int = 0) -> View:
        """Return the view of a block's content, whose lines are what remains of this view's lines from ``first`` on.

        Content ends where its line ends.  With a ``column`` it is what stands first at or behind that.
        """
        lines = tuple(content.split("\n"))
        places = []
        for number, line in enumerate(lines, first):
            core = line.strip()
            source = self.lines[number].rstrip() if number < len(self.lines) else ""
            found = len(source) - len(core)
            if column or found < 0 or not source.endswith(core):
                found = source.find(core, column)
            known = found >= 0 and number < len(self.lines) and self.places[number] != NOWHERE
            places.append(self.places[number] + found - (len(line) - len(line.lstrip())) if known else NOWHERE)
        return View(lines, tuple(places), self.first + first)

    def cell(self, content: str, number: int, column: int) -> tuple[View, int]:
        """Return the view of a table's cell, the first at or behind ``column`` of a line, and the column behind it."""
        source = self.lines[number] if number < len(self.lines) else ""
        written = content.replace("|", r"\|")
        found = source.find(written, column)
        known = found >= 0 and self.places[number] != NOWHERE
        bars = tuple(place for place, sign in enumerate(content) if sign == "|")
        place = self.places[number] + found if known else NOWHERE
        return View((content,), (place,), self.first + number, bars), max(found, column) + len(written)

    def cut(self, start: int, end: int) -> View:
        """Return the view of some whole lines."""
        return View(self.lines[start:end], self.places[start:end], self.first + start)


def view(text: str) -> View:
    """Return the view of a whole file, whose line endings may be of any kind."""
    lines, places, place = [], [], 0
    for match in _LINE.finditer(text):
        lines.append(match[0].rstrip("\r\n"))
        places.append(place)
        place = match.end()
        if place == len(text) and not match[0].endswith(("\n", "\r")):
            break
    return View(tuple(lines), tuple(places))
