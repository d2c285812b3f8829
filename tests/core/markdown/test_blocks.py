"""A page is read into blocks, and whatever it holds, each piece stands where it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support_portal.core.markdown.blocks import Block, read
from support_portal.core.markdown.pieces import pieces
from support_portal.core.markdown.views import NOWHERE

from ..linter.test_any_input import PIECES


def everything(level: Iterable[Block]) -> Iterator[Block]:
    for block in level:
        yield block
        yield from everything(block.title())
        yield from everything(block.inside())


def texts(source: str) -> list[str]:
    """Return each running text with the text of the file at its place, which is the same for one line."""
    rows = []
    for block in everything(read(source)):
        if block.kind == "inline":
            low, high = block.view.span(0, len(block.view.text))
            assert NOWHERE not in (low, high)
            rows.append(source[low:high])
    return rows


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# One ##\n\n## # #\n\nTwo\n===\n", ["One", "#", "Two"]),
        ("1. One\n\n   > Two\n", ["One", "Two"]),
        ("-\tOne\n\n\tTwo\n", ["One", "Two"]),
        ("Term\n: One\n\n  Two\n", ["Term", "One", "Two"]),
        ("One[^1]\n\n[^1]: Two\n", ["One[^1]", "Two"]),
        ("a | b\n--|--\nb | a\n", ["a", "b", "b", "a"]),
        ("> | a |\n> | --- |\n> | x \\| y |\n", ["a", "x \\| y"]),
        ("\u00a0\nOne\n", ["One"]),
        ("\U0001f600 one\n", ["\U0001f600 one"]),
        ("{#id}\nOne {{ two }}\n", ["One {{ two }}"]),
        ("- ::::{note} One\n  :name: x\n\n  :::{tip}\n  Two\n  :::\n  ::::\n", ["One", "Two"]),
        ("1. A\n\n   ~~~{admonition} One\n   ---\n   class: tip\n   ---\n   Two\n   ~~~\n", ["A", "One", "Two"]),
        (":::\nOne\n:::\n", ["One"]),
        (":::name\nOne\n:::\n", ["One"]),
        ("```\nNone\n```\n", []),
        ("```{code-block} none\n:caption: None\n\nNone\n```\n", ["none"]),
    ],
)
def test_places(text: str, found: list[str], newline: str) -> None:
    """Running text is found at its place in whatever it stands, with any line endings."""
    assert texts(text.replace("\n", newline)) == found


def test_definitions_are_known_inside() -> None:
    """A label that the page defines is a link in its directives too, as MyST has it."""
    blocks = list(everything(read(":::{note}\n[a] and [b]\n\n[b]: b.md\n:::\n\n[a]: a.md\n")))
    (inline,) = [block for block in blocks if block.kind == "inline"]
    assert [piece.target for piece in pieces(inline) if piece.kind == "link"] == ["a.md", "b.md"]
    assert [block.lines for block in blocks if block.kind == "definition"] == [(3, 4), (6, 7)]


def test_nested_beyond_reason() -> None:
    """Fences that never end are read as far as a reader could follow."""
    assert 10 < len(list(everything(read("::: {note}\n" * 100)))) < 100


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=60).map("".join))
@settings(max_examples=100, deadline=None)
def test_any_text(source: str) -> None:
    """In any file, words and what references name stand where they say, sign for sign, or their place is not known."""
    for block in everything(read(source)):
        for piece in pieces(block) if block.kind == "inline" else ():
            text = block.view.text
            for start, end in filter(None, [(piece.start, piece.end), piece.goal, piece.shown]):
                low, high = block.view.span(start, end)
                if low != NOWHERE and high - low == end - start:
                    assert source[low:high] == text[start:end]
            if piece.kind == "text":
                assert text[piece.start : piece.end] == piece.words
