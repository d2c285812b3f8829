"""Find what a page names: files, pages, folders and topics in links, roles, directives, HTML and front matter.

Each mention has its exact place in the source, so that a program can change those characters and no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from support_portal.core import front_matter
from support_portal.core.editing.mention_kinds import ARGUMENTS, OPTIONS, ROLES, Kind, Mention, Page, Toctree
from support_portal.core.editing.yaml_places import Scalar, scalars
from support_portal.core.markdown import blocks
from support_portal.core.markdown.blocks import Block
from support_portal.core.markdown.directives import Directive, entries
from support_portal.core.markdown.html_tags import tags
from support_portal.core.markdown.pieces import Piece, address, pieces
from support_portal.core.markdown.views import NOWHERE, View

_WEB: Final = ("src", "href", "poster")


def read(text: str) -> Page:
    """Return everything a MyST file names."""
    page = Page()
    _front_matter(text, page)
    _read(blocks.read(text), page)
    page.mentions.sort(key=lambda m: (m.line, m.start, m.end))
    return page


def title(text: str) -> str:
    """Return a page's first heading of level one as it is written, on one line, or an empty text."""
    for block in blocks.read(text):
        if block.kind == "inline" and block.opening is not None and block.opening.tag == "h1":
            return " ".join(block.view.text.split())
    return ""


def _read(level: Iterable[Block], page: Page) -> None:
    for block in level:
        if block.kind == "inline":
            for piece in pieces(block):
                _piece(piece, block.view, page)
        elif block.kind == "definition":
            text = block.view.text
            if goal := address(text, text.index("]:") + 2):
                _add(page, Kind.LINK, block.view, *goal, "a link's definition")
        elif block.kind == "html_block":
            _html(block.view, 0, len(block.view.text), page)
        elif block.directive is not None:
            _directive(block, block.directive, page)
        _read(block.inside(), page)


def _add(page: Page, kind: Kind, part: View, start: int, end: int, via: str, **more: Any) -> Mention | None:
    """Note what stands between two positions of a view's text, unless it is empty."""
    text = part.text[start:end]
    if not text.strip():
        return None
    start += len(text) - len(text.lstrip())
    text = text.strip()
    low, high = part.span(start, start + len(text))
    if high - low != len(text):  # over two lines, or not there as it stands
        low = high = NOWHERE
    mention = Mention(kind, text, low, high, part.locate(start)[1], via, **more)
    page.mentions.append(mention)
    return mention


def _piece(piece: Piece, part: View, page: Page) -> None:
    """Note what a piece of running text names; a link by label names nothing here."""
    if piece.kind == "html":
        _html(part, piece.start, piece.end, page)
    if piece.goal is None:
        return
    whole = part.span(piece.start, piece.end)
    shown = part.text[slice(*piece.shown)] if piece.shown else ""
    if piece.kind == "role" and (role := ROLES.get(piece.name)) is not None:
        _add(page, role, part, *piece.goal, f"{{{piece.name}}}", whole=whole, shown=shown.strip())
    elif piece.kind == "image":
        _add(page, Kind.FILE, part, *piece.goal, "an image", whole=whole, shown=shown)
    elif piece.kind == "link" or (piece.kind == "autolink" and piece.target.startswith(("project:", "path:"))):
        _add(page, Kind.LINK, part, *piece.goal, "a link", whole=whole, shown=shown)


def _html(part: View, start: int, end: int, page: Page) -> None:
    for tag in tags(part.text, start, end):
        for name, attribute in tag.attributes.items():
            if name in _WEB:
                _add(page, Kind.WEB, part, attribute.start, attribute.end, "HTML")


# -- directives --------------------------------------------------------------------------------------------------


def _directive(block: Block, directive: Directive, page: Page) -> None:
    name, head = directive.name, directive.head
    via = f"{{{name}}}"
    argument = (directive.start, directive.start + len(directive.argument))
    values = {option.name: option.value for option in directive.options}
    if name in ARGUMENTS:
        _add(page, ARGUMENTS[name], head, *argument, via)
    elif name == "button-ref" and values.get("ref-type") in ("doc", "myst", "any"):
        _add(page, Kind.DOC, head, *argument, via)
    else:
        if " " not in directive.argument:
            _add(page, Kind.UNKNOWN, head, *argument, via)
        _read(block.title(), page)
    for option in directive.options:
        kind = OPTIONS.get(option.name, Kind.UNKNOWN)
        if option.name == "link" and values.get("link-type") in ("doc", "any"):
            kind = Kind.DOC
        elif option.name == "link" and values.get("link-type", "url") == "url":
            kind = Kind.WEB
        line = directive.below.cut(option.number, option.number + 1)
        _add(page, kind, line, option.start, option.end, f":{option.name}: of {via}")
    if name == "toctree":
        page.toctrees.append(_toctree(block.view, directive.body, "glob" in values, page))


def _toctree(part: View, body: View, glob: bool, page: Page) -> Toctree:
    """Return a toctree, whose names are mentions of the page too."""
    found, patterns = [], []
    end, is_empty = part.places[-1], True
    for entry in entries(body.lines):
        line = body.cut(entry.number, entry.number + 1)
        if line.places[0] == NOWHERE:
            continue
        end, is_empty = line.places[0] + len(line.text.rstrip()), False
        if glob and not entry.shown and re.search(r"[*?\[]", entry.target):
            patterns.append(entry.target)
        elif entry.target != "self" and not re.match(r"[a-z][a-z+.-]*:", entry.target):
            mention = _add(page, Kind.DOC, line, entry.start, entry.end, "a toctree", shown=entry.shown)
            if mention is not None:
                found.append((mention, line.places[0], end))
    return Toctree(part.first, end, is_empty, tuple(found), tuple(patterns))


# -- front matter ------------------------------------------------------------------------------------------------


def _front_matter(text: str, page: Page) -> None:
    start, end = front_matter.span(text)
    for scalar in scalars(text[start:end]) if end else ():
        kind = {"topics": Kind.TOPIC, "prerequisites": Kind.ARTICLE, "article": Kind.ARTICLE}.get(scalar.key)
        if kind is not None:
            page.mentions.append(scalar_mention(text, start, scalar, kind))


def scalar_mention(text: str, base: int, scalar: Scalar, kind: Kind) -> Mention:
    """Return the mention a YAML scalar is; ``base`` is where its YAML begins in the text."""
    start, end = base + scalar.start, base + scalar.end
    line = text.count("\n", 0, start) + 1
    if text[start:end] != scalar.value:
        start = end = NOWHERE
    return Mention(kind, scalar.value, start, end, line, f'"{scalar.key}"')
