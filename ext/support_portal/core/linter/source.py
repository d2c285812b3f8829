"""Read a file that may be anything, and tell the line and column of each of its characters."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path

# The longest page of the portal has 9 KB; what is longer than this is no page, and Markdown parsers take minutes on it.
LARGEST = 1_000_000


class UnreadableError(Exception):
    """A file that is no text; the message says why and what to do."""


@dataclass(frozen=True)
class Source:
    """The text of a file with Unix line ends, and what is needed to write it back as it was."""

    path: Path
    text: str
    newline: str = "\n"
    has_mark: bool = False

    @cached_property
    def starts(self) -> list[int]:
        """The offset of each line's first character."""
        return [0, *accumulate(len(line) + 1 for line in self.lines[:-1])]

    @cached_property
    def lines(self) -> list[str]:
        """The lines, without their ends."""
        return self.text.split("\n")

    def place(self, offset: int) -> tuple[int, int]:
        """Return the line and column, from 1, of an offset."""
        line = bisect_right(self.starts, offset) - 1
        return line + 1, offset - self.starts[line] + 1

    def line_at(self, offset: int) -> int:
        """Return the line, from 0, of an offset."""
        return bisect_right(self.starts, offset) - 1

    def span(self, line: int) -> tuple[int, int]:
        """Return the offsets of a line (from 0): its first sign that is no space, and its end."""
        line = max(0, min(line, len(self.lines) - 1))
        text = self.lines[line]
        start = self.starts[line] + len(text) - len(text.lstrip())
        return start, max(start, self.starts[line] + len(text.rstrip()))


def read_source(path: Path) -> Source:
    """Return a file's text.  Raise UnreadableError for what is no UTF-8 text, too large, or cannot be read."""
    try:
        if not path.is_file():
            raise UnreadableError("is no file" if path.exists() else "does not exist")
        if (size := path.stat().st_size) > LARGEST:
            raise UnreadableError(f"has {size:,} bytes, too many for a page; divide it (the limit is {LARGEST:,})")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"cannot be read ({error.strerror})") from error
    if b"\0" in data:
        raise UnreadableError("is not text but binary data; put it elsewhere or give it its own suffix")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableError(
            f"is not UTF-8 text (byte 0x{data[error.start]:02x} in line {line}); save it as UTF-8"
        ) from error
    newline = "\r\n" if "\r\n" in text else "\n"
    has_mark = text.startswith("\ufeff")
    return Source(path, text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), newline, has_mark)
