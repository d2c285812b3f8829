"""Read a page's source into what the rules ask for, each part with its place in the file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import yaml

from support_portal.core import front_matter
from support_portal.core.linter import silences
from support_portal.core.linter.page import NO_PROSE, Code, Entry, Heading, Image, Link, Page, Table
from support_portal.core.linter.sketch import glossary_terms
from support_portal.core.markdown.blocks import Block, read
from support_portal.core.markdown.directives import CODE, LITERAL, Directive, entries
from support_portal.core.markdown.html_tags import tags
from support_portal.core.markdown.pieces import Piece, pieces, plain
from support_portal.core.markdown.views import NOWHERE, View
from support_portal.core.plain_yaml import compose

if TYPE_CHECKING:
    from support_portal.core.linter.source import Source

# Front matter that readers see as text.
_READ = frozenset({"summary", "title", "outcomes"})
_PICTURES = frozenset({"figure", "image"})
# An argument with one of these is an address or markup, and not a title.
_NO_TITLE = re.compile(r"[`<\[{/]")


def read_page(source: Source, docname: str | None) -> Page:
    """Return a page's parts.  What the Markdown parser cannot take gives an empty page with ``error`` set."""
    page = Page(source, docname, front_matter.parse(source.text))
    reader = _Reader(page)
    try:
        reader.front_matter()
        reader.level(read(source.text), is_page=True)
    except Exception as error:  # whatever the parser stumbles over is a finding, never a traceback
        page.error = f"{type(error).__name__}: {error}"
    page.prose = reader.prose()
    return page


class _Reader:
    """Walks through blocks and notes what they are on the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.source = page.source
        self.words: list[tuple[int, int]] = []

    def prose(self) -> str:
        """Return the text with everything but words of prose blanked."""
        text = self.source.text
        blank = re.sub(r"\S", NO_PROSE, text)
        parts, done = [], 0
        for start, end in sorted(self.words):
            if start >= done:
                parts += [blank[done:start], text[start:end]]
                done = end
        return "".join((*parts, blank[done:]))

    def front_matter(self) -> None:
        """Note the places of front matter values."""
        block = front_matter.block(self.source.text)
        if block is None:
            return
        try:
            root = compose(block)
        except (yaml.YAMLError, UnicodeError, RecursionError):
            return
        offset = self.source.text.find("\n") + 1
        for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
            start, end = offset + value.start_mark.index, offset + value.end_mark.index
            self.page.keys.setdefault(str(key.value), (start, end))
            if key.value in _READ:
                self.words.append((start, end))
                self.page.blocks.append((start, end))

    def place(self, view: View, start: int, end: int) -> tuple[int, int]:
        """Return the file's offsets of a part of a view's text; if they are not known, those of its line."""
        found = view.span(start, end)
        return self.source.span(view.locate(start)[1] - 1) if NOWHERE in found else found

    def read_words(self, view: View, start: int, end: int) -> None:
        """Note that readers read a part of a view's text as words."""
        if start < end and NOWHERE not in (found := view.span(start, end)):
            self.words.append(found)

    # -- blocks --------------------------------------------------------------------------------------------------

    def level(self, blocks: Iterable[Block], *, is_page: bool = False) -> None:
        """Read blocks that stand in one directive, or in none."""
        level = list(blocks)
        self.silences(level, is_page)
        for block in level:
            self.block(block)

    def block(self, block: Block) -> None:
        """Read a block and what is in it."""
        line, _ = block.lines
        match block.kind:
            case "inline":
                self.inline(block)
            case "table_open":
                self.page.tables.append(Table([], *self.source.span(line)))
            case "tr_open":
                self.page.tables[-1].rows.append([])
            case "fence" | "colon_fence":
                if block.directive is not None:
                    self.directive(block, block.directive)
                elif block.kind == "fence":
                    self.code((block.token.info.split() or [""])[0].lower(), block.token.content, line + 1)
                self.level(block.inside())
            case "code_block":
                self.code("", block.token.content, line)
            case "html_block":
                self.html(block.view, 0, len(block.view.text))
            case "myst_target":
                self.label(block.token.content, line)
        if name := block.token.attrs.get("id"):
            self.label(str(name), line)

    def label(self, name: str, line: int) -> None:
        """Note what links may call the block that begins on a line (from 0)."""
        self.page.labels.setdefault(name, self.source.span(line)[0])

    def directive(self, block: Block, directive: Directive) -> None:
        """Note what a directive itself says."""
        line, _ = block.lines
        for option in map(directive.option, ("name", "label")):
            if option is not None:
                self.label(option.value, line)
        if directive.name == "figure-md":
            self.label(directive.argument, line)
        if directive.name in _PICTURES:
            start, end = self.source.span(line)
            start += max(self.source.text[start:end].find(block.token.markup), 0)
            alt = directive.option("alt")
            self.page.images.append(Image(directive.argument, alt.value if alt else None, start, end))
            if alt is not None:
                self.read_words(directive.below.cut(alt.number, alt.number + 1), alt.start, alt.end)
        elif directive.name in CODE:
            self.code(directive.argument.lower(), directive.body.text, line + 1 + directive.begin)
        elif directive.name == "toctree":
            body = directive.body
            for entry in entries(body.lines):
                place = self.source.span(body.first - 1 + entry.number)
                self.page.entries.append(Entry(entry.target, *place))
        elif directive.name not in LITERAL:
            self.title(block, directive)
        if directive.name == "glossary":
            self.page.terms |= glossary_terms(directive.body.text)

    def title(self, block: Block, directive: Directive) -> None:
        """Read a directive's argument: a title or the first words of its text."""
        if not _NO_TITLE.search(directive.argument):
            self.level(block.title())

    def code(self, language: str, text: str, line: int) -> None:
        """Note a code sample."""
        if line < len(self.source.lines):
            self.page.codes.append(Code(language, text, line, self.source.span(line)[0]))

    def html(self, view: View, start: int, end: int) -> None:
        """Note the images in raw HTML."""
        for tag in tags(view.text, start, end):
            if tag.name == "img":
                source, alt = tag.attributes.get("src"), tag.attributes.get("alt")
                place = self.place(view, tag.start, tag.end)
                self.page.images.append(Image(source.value if source else "", alt.value if alt else None, *place))

    def silences(self, level: Iterable[Block], is_page: bool) -> None:
        """Note the comments that turn rules off, each for the block below it, or at the top for the whole page."""
        heading = next((block.lines[0] for block in level if block.kind == "heading_open"), None)
        blocks = [b.lines for b in level if b.kind not in ("inline", "front_matter", "myst_line_comment")]
        for comment in level:
            if comment.kind != "myst_line_comment":
                continue
            first, behind = comment.lines
            below = [lines for lines in blocks if lines[0] >= behind]
            end = max((lines[1] for lines in below if lines[0] == below[0][0]), default=behind)
            whole = is_page and heading is not None and first < heading
            for number, text in enumerate(comment.token.content.split("\n"), first):
                lines = (0, len(self.source.lines)) if whole else (first, end)
                if (silence := silences.read(text, lines, self.source.span(number))) is not None:
                    self.page.silences.append(silence)

    # -- inline --------------------------------------------------------------------------------------------------

    def inline(self, block: Block) -> None:
        """Read a paragraph, heading or cell."""
        view, opening = block.view, block.opening
        place = self.place(view, 0, len(view.text))
        self.page.blocks.append(place)
        children = block.token.children or []
        if opening is not None and opening.type == "heading_open":
            self.page.headings.append(Heading(int(opening.tag[1]), plain(children), *place))
        elif opening is not None and opening.type in ("th_open", "td_open"):
            self.page.tables[-1].rows[-1].append(plain(children))
        for child in children:
            if (name := child.attrs.get("id")) and child.map:
                self.page.labels.setdefault(str(name), self.place(view, child.map[0], child.map[0])[0])
        for piece in pieces(block):
            self.piece(view, piece)

    def piece(self, view: View, piece: Piece) -> None:
        """Note a piece of running text."""
        match piece.kind:
            case "text":
                self.read_words(view, piece.start, piece.end)
            case "html":
                self.html(view, piece.start, piece.end)
            case "image":
                place = self.place(view, piece.start, piece.end)
                self.page.images.append(Image(piece.target, piece.words, *place))
            case _:
                place = self.place(view, piece.start, piece.end)
                goal = self.place(view, *piece.goal) if piece.goal else place
                self.page.links.append(Link(piece.name or "link", piece.target, piece.words, *place, *goal))
        if piece.shown and piece.kind in ("image", "role"):
            self.read_words(view, *piece.shown)
