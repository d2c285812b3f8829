"""Find the tags in raw HTML and the values of their attributes, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TAG = re.compile(r"<(?P<name>[A-Za-z][\w-]*)(?P<rest>(?:\"[^\"]*\"|'[^']*'|[^>\"'])*+)>")
_ATTRIBUTE = re.compile(
    r"(?<![\w-])(?P<name>[A-Za-z][\w:-]*)\s*=\s*(?:\"(?P<a>[^\"]*)\"|'(?P<b>[^']*)'|(?P<c>[^\s>\"']+))"
)


class Attribute(NamedTuple):
    """An attribute's value, which stands at ``start`` to ``end``."""

    value: str
    start: int
    end: int


class Tag(NamedTuple):
    """An opening tag at ``start`` to ``end``; its name and those of its attributes are in lower case."""

    name: str
    start: int
    end: int
    attributes: dict[str, Attribute]


def tags(text: str, start: int, end: int) -> Iterator[Tag]:
    """Yield the opening tags between two positions of a text.

    >>> [(tag.name, tag.attributes["src"].value) for tag in tags("<p><img src='a.png' alt=a>", 0, 26) if tag.attributes]
    [('img', 'a.png')]
    """
    for match in _TAG.finditer(text, start, end):
        found: dict[str, Attribute] = {}
        for one in _ATTRIBUTE.finditer(text, *match.span("rest")):
            group = one.lastgroup or "a"
            found.setdefault(one["name"].lower(), Attribute(one[group], *one.span(group)))
        yield Tag(match["name"].lower(), *match.span(), found)
