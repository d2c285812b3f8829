"""Running text is taken apart into words, links, images, roles and HTML, each at its place."""

from __future__ import annotations

import pytest

from support_portal.core.markdown.blocks import read
from support_portal.core.markdown.pieces import Piece, pieces


def found(text: str, kind: str) -> list[tuple[str, Piece]]:
    blocks = [block for block in read(text) if block.kind == "inline"]
    return [(block.view.text, piece) for block in blocks for piece in pieces(block) if piece.kind == kind]


@pytest.mark.parametrize(
    ("text", "goal", "shown", "target", "words"),
    [
        ("[a *b*](c.md)", "c.md", "a *b*", "c.md", "a b"),
        ("[a]( <b c.md> 'T')", "b c.md", "a", "b c.md", "a"),
        ("[a](b%20c.md#d)", "b%20c.md#d", "a", "b c.md#d", "a"),
        ("[a\nb](\nc.md)", "c.md", "a\nb", "c.md", "a b"),
        ("[a](b_(c).md)", "b_(c).md", "a", "b_(c).md", "a"),
        ("[a [b]][l]\n\n[l]: d.md", None, "a [b]", "d.md", "a [b]"),
        ("[l](not closed\n\n[l]: d.md", None, "l", "d.md", "l"),
        ("[](a.md)", "a.md", "", "a.md", ""),
    ],
)
def test_links(text: str, goal: str | None, shown: str, target: str, words: str) -> None:
    """A link has its address as it is written and as it is meant; a link by label has none of its own."""
    ((where, piece),) = found(text, "link")
    assert (where[slice(*piece.goal)] if piece.goal else None) == goal
    assert piece.shown is not None
    assert where[slice(*piece.shown)] == shown
    assert (piece.target, piece.words) == (target, words)
    assert where[piece.start] == "["
    assert where[piece.end - 1] in ")]"


@pytest.mark.parametrize(
    ("text", "name", "target", "words"),
    [
        ("{doc}`a/b`", "doc", "a/b", "a/b"),
        ("{std:doc}`A b <a/b>`", "std:doc", "a/b", "A b"),
        ("{ref}`!a`", "ref", "a", "!a"),
        ("{download}`` a `b` <~c.zip> ``", "download", "c.zip", "a `b`"),
        ("{term}`two\nlines`", "term", "two lines", "two lines"),
        ("{doc}`a \\<b>`", "doc", "a \\<b>", "a \\<b>"),
    ],
)
def test_roles(text: str, name: str, target: str, words: str) -> None:
    """A role has its name, what it means and the words it shows."""
    ((where, piece),) = found(text, "role")
    assert (piece.name, piece.target, piece.words) == (name, target, words)
    assert piece.goal is not None
    assert where[slice(*piece.goal)].replace("\n", " ") == target
    assert where[piece.start : piece.end] == text


def test_the_rest() -> None:
    """Images, addresses in angle brackets and HTML are told apart, and none of them is words."""
    text = "a ![b *c*](d.png) <https://e> <b>f</b> `code` \\[g](h)"
    ((where, image),) = found(text, "image")
    assert image.goal is not None
    assert (where[slice(*image.goal)], image.words) == ("d.png", "b *c*")
    ((_, address),) = found(text, "autolink")
    assert address.target == "https://e"
    assert [where[p.start : p.end] for _, p in found(text, "html")] == ["<b>", "</b>"]
    assert "".join(p.words for _, p in found(text, "text")).split() == ["a", "f", "g](h)"]
