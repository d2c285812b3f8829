"""Take a directive's block apart: name, argument, options, body and, of a toctree, its entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from support_portal.core.markdown.views import View

CODE: Final = frozenset({"code", "code-block", "sourcecode", "code-cell"})
# Directives whose body is no Markdown.
LITERAL: Final = CODE | {
    "literalinclude", "parsed-literal", "highlight", "math", "raw", "mermaid", "toctree", "eval-rst", "csv-table",
    "include", "image", "video", "index", "testcode", "doctest", "graphviz", "digraph", "graph", "autosummary",
    "automodule", "autoclass", "autofunction", "currentmodule",
}  # fmt: skip

# As MyST has it: "{name}" is the first word of the line.
_OPENING = re.compile(r"\s*\{(?P<name>[^\s}]+)\}(?:\s+(?P<argument>.*?))?\s*\Z", re.DOTALL)
_OPTION = re.compile(r"\s*:(?P<name>[\w-]+):[ \t]*(?P<value>.*?)[ \t]*\Z")
_YAML_OPTION = re.compile(r"\s*(?P<name>[\w-]+):[ \t]+(?P<quote>[\"']?)(?P<value>.*?)(?P=quote)[ \t]*\Z")
_ENTRY = re.compile(r"(?P<shown>.*?)\s*(?<!\\)<(?P<target>[^<>]*)>\s*\Z")


class Option(NamedTuple):
    """One option: ``start`` and ``end`` are where its value stands in line ``number`` (from 0) below the first."""

    name: str
    value: str
    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive: ``head`` is its first line, in which the argument begins at ``start``; ``below`` is what follows.

    ``begin`` is how many lines of that stand before the body.
    """

    name: str
    argument: str
    start: int
    options: tuple[Option, ...]
    head: View
    below: View
    begin: int

    @property
    def title(self) -> View:
        """The argument, which is a title or the first words of the text, unless the directive names a file by it."""
        place, _ = self.head.span(self.start, self.start + len(self.argument))
        return View((self.argument,), (place,), self.head.first)

    @property
    def body(self) -> View:
        """What follows the options."""
        return self.below.cut(self.begin, len(self.below.lines))

    def option(self, name: str) -> Option | None:
        """Return an option by name; of several, the last."""
        return next((option for option in reversed(self.options) if option.name == name), None)


class Entry(NamedTuple):
    """What line ``number`` (from 0) of a toctree names, at ``start`` to ``end``; ``shown`` are words of its own."""

    target: str
    shown: str
    number: int
    start: int
    end: int


def opening(info: str) -> tuple[str, str] | None:
    """Return the name and the argument of the directive that a fence's first line begins, or None for plain code.

    >>> opening("{figure} a.png"), opening("json")
    (('figure', 'a.png'), None)
    """
    match = _OPENING.match(info)
    return (match["name"], match["argument"] or "") if match else None


def options(lines: Sequence[str]) -> tuple[tuple[Option, ...], int]:
    """Return a directive's options, and how many of the lines below its first are before the body."""
    found = []
    number = 0
    if lines and lines[0].startswith("---"):
        number = 1
        while number < len(lines) and not lines[number].startswith("---"):
            if match := _YAML_OPTION.match(lines[number]):
                found.append(Option(match["name"], match["value"], number, *match.span("value")))
            number += 1
        return tuple(found), min(number + 1, len(lines))
    # A value may go on in lines that begin with a colon too; three of them begin another directive.
    while number < len(lines) and (line := lines[number].lstrip()).startswith(":") and not line.startswith(":::"):
        if match := _OPTION.match(lines[number]):
            found.append(Option(match["name"], match["value"], number, *match.span("value")))
        number += 1
    return tuple(found), number


def directive(info: str, block: View, below: View) -> Directive | None:
    """Return the directive a fence holds, or None for plain code; ``block`` is all of it, ``below`` its content."""
    if (found := opening(info)) is None:
        return None
    name, argument = found
    head = block.cut(0, 1)
    found_options, begin = options(below.lines)
    start = len(head.text.rstrip()) - len(argument)
    return Directive(name, argument, start, found_options, head, below, begin)


def entries(lines: Iterable[str]) -> Iterator[Entry]:
    """Yield what the lines of a toctree's body name.

    >>> list(entries(["One <one>", "", "two"]))[1]
    Entry(target='two', shown='', number=2, start=0, end=3)
    """
    for number, line in enumerate(lines):
        if text := line.strip():
            explicit = _ENTRY.match(line)
            start, end = explicit.span("target") if explicit else (line.index(text), line.index(text) + len(text))
            yield Entry(line[start:end], explicit["shown"].strip() if explicit else "", number, start, end)
