"""What a page names is found, each at its exact place, and what it only shows as a sample is not."""

from __future__ import annotations

from typing import Any

import pytest

from support_portal.core.editing.mentions import read, title

from ..make import data


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("case", data("mentions.yaml"), ids=lambda case: case["page"][:30])
def test_mentions(case: dict[str, Any], newline: str) -> None:
    """Each mention has its kind, its line and the offsets of just its text, whatever the line endings."""
    text = case["page"].replace("\n", newline)
    found = read(text).mentions
    assert [f"{m.line} {m.kind.name} {m.text}" for m in found] == case["names"]
    assert [text[m.start : m.end] for m in found] == [m.text for m in found]


def test_whole_references() -> None:
    """A reference is known from its first sign to its last, with the words it shows, so that it can be taken out."""
    text = "See [*the* steps](a.md#b 'T'), {article}`steps <a>` and {doc}`c`."
    rows = [(text[slice(*m.whole)], m.shown) for m in read(text).mentions]
    assert rows == [("[*the* steps](a.md#b 'T')", "*the* steps"), ("{article}`steps <a>`", "steps"), ("{doc}`c`", "")]


def test_whole_references_behind_an_escaped_bar() -> None:
    """So is one in a cell that has a bar with a backslash before it."""
    text = "| A |\n| --- |\n| `x \\| y` [b](c.md) |\n"
    (found,) = read(text).mentions
    assert text[slice(*found.whole)] == "[b](c.md)"


@pytest.mark.parametrize("before", ["", "- B\n\n  ", "> "])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_toctrees(before: str, newline: str) -> None:
    """Of a toctree we know the lines of its entries and its patterns, wherever it stands."""
    start = "  " if before.startswith("-") else before
    lines = [":::{toctree}", ":glob:", "", "one", "Two <two>", "three/*", ":::", ""]
    text = (before + "\n".join([lines[0], *(start + line for line in lines[1:])])).replace("\n", newline)
    (tree,) = read(text).toctrees
    assert [text[low:high] for _, low, high in tree.entries] == ["one", "Two <two>"]
    assert tree.patterns == ("three/*",)
    assert text[: tree.end].endswith("three/*")
    assert not tree.is_empty


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("---\ntitle: no\n---\n# The *title* #\n\ntext", "The *title*"),
        ("```sh\n# a comment\n```\n\nTwo\nlines\n===\n", "Two lines"),
        ("    # code\n\n# Keys\n\n# More\n", "Keys"),
        ("## Two\n", ""),
    ],
)
def test_titles(page: str, expected: str) -> None:
    """A page's title is its first heading of level one; a comment in code is none."""
    assert title(page) == expected
