"""Take running text apart: words, links, images, roles and HTML, each with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from markdown_it.token import Token

from support_portal.core.markdown.blocks import Block
from support_portal.core.markdown.syntax import parser

Span = tuple[int, int]
# A text of its own, then the target; as Sphinx reads a role.
_EXPLICIT = re.compile(r"(?P<shown>.*?)\s*(?<!\\)<(?P<target>[^<>]*)>\s*\Z", re.DOTALL)


class Piece(NamedTuple):
    """One piece of a block's text, from ``start`` up to ``end``.

    ``kind`` is "text", "link", "autolink", "image", "role" or "html"; ``name`` is a role's.  ``target`` is what is
    meant, decoded, and ``goal`` is where that is written, None for a link by label.  ``shown`` is where the words of
    its own stand, if it has any, and ``words`` are those without markup.
    """

    kind: str
    start: int
    end: int
    name: str = ""
    target: str = ""
    goal: Span | None = None
    shown: Span | None = None
    words: str = ""


def pieces(block: Block) -> Iterator[Piece]:
    """Yield the pieces of a paragraph, heading or cell; a link follows the pieces in it."""
    text = block.view.text
    children = block.token.children or []
    opened: list[int] = []
    for number, child in enumerate(children):
        start, end = child.map or (0, 0)
        match child.type:
            case "text" if child.content and not (opened and children[opened[-1]].markup == "autolink"):
                yield Piece("text", start, start + len(child.content), words=child.content)
            case "link_open":
                opened.append(number)
            case "link_close" if opened:
                first = opened.pop()
                yield _link(text, children[first], start, plain(children[first + 1 : number]))
            case "image":
                close = start + 2 + len(child.content)
                target = unquote(str(child.attrs.get("src", "")))
                goal = address(text, close + 2) if text[close + 1 : close + 2] == "(" and close + 1 < end else None
                yield Piece("image", start, end, "", target, goal, (start + 2, close), child.content)
            case "myst_role":
                yield _role(text, child, start, end)
            case "html_inline":
                yield Piece("html", start, end)


def _link(text: str, opening: Token, close: int, words: str) -> Piece:
    """Return the link whose text ends at ``close``."""
    start, end = opening.map or (0, 0)
    target = unquote(str(opening.attrs.get("href", "")))
    if opening.markup == "autolink":
        return Piece("autolink", start, end, "", target, (start + 1, end - 1), None, words)
    goal = address(text, close + 2) if text[close + 1 : close + 2] == "(" and close + 1 < end else None
    return Piece("link", start, end, "", target, goal, (start + 1, close), words)


def address(text: str, place: int) -> Span | None:
    """Return where a link's address is written in a text, at or behind ``place``, without the brackets around it."""
    while text[place : place + 1].isspace():
        place += 1
    result = parser().helpers.parseLinkDestination(text, place, len(text))
    angle = text[place : place + 1] == "<"
    return (place + angle, result.pos - angle) if result.ok else None


def _role(text: str, child: Token, start: int, end: int) -> Piece:
    ticks = end - start - len(text[start:end].rstrip("`"))
    begin = text.index("`", start) + ticks
    content = text[begin : end - ticks]
    explicit = _EXPLICIT.match(content)
    low, high = explicit.span("target") if explicit else (0, len(content))
    # A sign before the target asks Sphinx for no link, or for the last part of a name.
    bare = content[low:high].lstrip()
    low = high - len(bare) + bare.startswith(("!", "~"))
    high = max(low, len(content[:high].rstrip()))
    shown = (begin, begin + len(explicit["shown"])) if explicit else None
    words = (explicit["shown"] if explicit else content).replace("\n", " ").strip()
    target = content[low:high].replace("\n", " ")
    return Piece("role", start, end, str(child.meta["name"]), target, (begin + low, begin + high), shown, words)


def plain(tokens: Sequence[Token]) -> str:
    """Return the text of inline tokens without markup; roles give their text, images their alternative text."""
    parts = []
    for token in tokens:
        if token.type in ("text", "text_special", "code_inline", "image"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type == "myst_role":
            match = _EXPLICIT.match(token.content)
            # A page named without a text of its own is printed by its title, which is broken like words.
            parts.append(match["shown"] if match else token.content.partition("#")[0].replace("-", " "))
    return "".join(parts)
