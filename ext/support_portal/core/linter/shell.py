"""Split a shell sample into commands and words, each with its place; just enough to look at a command's options."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"""(?P<space>(?:[ \t]|\\\n)+)
    |(?P<comment>\#[^\n]*)
    |(?P<end>\n|;|&&|\|\||\||&|\(|\)|`)
    |(?P<redirect>[<>]+)
    |(?P<word>(?:\$\([^()\n]*\)|\$\{[^}\n]*\}|'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\;|&<>()`\#]|(?<=[^\s])\#)+)
    |(?P<open>['"])
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_PROMPT = re.compile(r"^[ \t]*\$ ", re.MULTILINE)


class Word(NamedTuple):
    """A word as it is written, and where it stands in the sample."""

    text: str
    start: int

    @property
    def plain(self) -> str:
        """The word without quotation marks."""
        return re.sub(r"""(?<!\\)["']""", "", self.text)


def commands(text: str, has_prompts: bool = False) -> Iterator[list[Word]]:
    """Yield the commands of a sample; the mark of a quotation that never ends is the last word."""
    if has_prompts:
        # Lines without a prompt are output, unless the line before goes on.
        text = _only_typed(text)
    words: list[Word] = []
    for match in _TOKEN.finditer(text):
        match match.lastgroup:
            case "word":
                words.append(Word(match[0], match.start()))
            case "end":
                yield words
                words = []
            case "open":
                yield [*words, Word(match[0], match.start())]
                return
    yield words


def _only_typed(text: str) -> str:
    lines, goes_on = [], False
    for line in text.split("\n"):
        typed = goes_on or _PROMPT.match(line)
        lines.append(_PROMPT.sub(lambda m: " " * len(m[0]), line) if typed else " " * len(line))
        goes_on = bool(typed) and line.endswith("\\")
    return "\n".join(lines)
