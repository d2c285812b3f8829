"""Read a page's source into blocks; a directive is a block with blocks of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from markdown_it.token import Token

from support_portal.core.markdown.directives import LITERAL, Directive, directive
from support_portal.core.markdown.syntax import parser
from support_portal.core.markdown.views import View, view

# What is nested deeper no reader could follow; unclosed fences would be read once for each of them.
_DEEPEST: Final = 20
_FENCES: Final = ("fence", "colon_fence")
_CELLS: Final = ("th_open", "td_open")


@dataclass(eq=False)
class Block:
    """A token that has lines, in the view of what it stands in.

    Of an "inline" token, ``opening`` is the token that began what the text is: a paragraph, a heading, a cell.
    Blocks are not frozen: a page has hundreds, and a frozen one takes three times as long to make.
    """

    token: Token
    opening: Token | None
    _around: View
    _text: View | None
    _env: dict[str, Any] = field(repr=False)
    _depth: int

    @property
    def kind(self) -> str:
        """markdown-it's name: "inline", "fence", "colon_fence", "html_block", "definition", "table_open" and others."""
        return self.token.type

    @property
    def lines(self) -> tuple[int, int]:
        """The numbers (from 0) of the file's line it begins on, and of the one behind it."""
        start, end = self.token.map or (0, 0)
        return self._around.first - 1 + start, self._around.first - 1 + end

    @property
    def view(self) -> View:
        """The text of an inline token, the lines of any other."""
        return self._text or self._around.cut(*(self.token.map or (0, 0)))

    @cached_property
    def content(self) -> View:
        """What stands between the first and the last line of a fence."""
        content = self.token.content
        return self.view.part(content.removesuffix("\n"), 1) if content else self.view.cut(1, 1)

    @cached_property
    def directive(self) -> Directive | None:
        """The directive, if it is one."""
        return directive(self.token.info, self.view, self.content) if self.kind in _FENCES else None

    def title(self) -> Iterator[Block]:
        """Yield the blocks in a directive's argument, read as the text it may be."""
        if self.directive is not None and self.directive.argument:
            yield from self._inside(self.directive.title)

    def inside(self) -> Iterator[Block]:
        """Yield the blocks in a directive's body, or between the colons of a fence without a directive."""
        if self.kind not in _FENCES:
            return
        if self.directive is not None:
            if self.directive.name not in LITERAL:
                yield from self._inside(self.directive.body)
        elif self.kind == "colon_fence":
            yield from self._inside(self.content)

    def _inside(self, part: View) -> Iterator[Block]:
        if part.lines and self._depth < _DEEPEST:
            yield from _blocks(part, self._env, self._depth + 1)


def read(text: str) -> Iterator[Block]:
    """Yield the blocks of a file, whose line endings may be of any kind; what is inside others is read when asked for.

    Ask in the order of the file: what a directive defines for links is known in those that follow it.
    """
    return _blocks(view(text), {}, 0)


def _blocks(part: View, env: dict[str, Any], depth: int) -> Iterator[Block]:
    opening, row, column = None, -1, 0
    for token in parser().parse(part.text, env):
        if token.map is None:
            pass
        elif token.type != "inline":
            yield Block(token, None, part, None, env, depth)
        elif opening is not None and opening.type in _CELLS:
            # The cells of a row share its line, and may be alike.
            start = token.map[0]
            text, column = part.cell(token.content, start, column if row == start else 0)
            row = start
            yield Block(token, opening, part, text, env, depth)
        else:
            yield Block(token, opening, part, _running_text(part, token, opening), env, depth)
        opening = token


def _running_text(part: View, token: Token, opening: Token | None) -> View:
    """Return the view of a paragraph's or heading's text."""
    start, end = token.map or (0, 0)
    while start + 1 < end and not part.lines[start].strip():
        start += 1  # of spaces that are none to Markdown, which are no part of the content
    # A heading may have a closing row of signs, which is like its text when that is such a sign.
    marks = opening.markup if opening is not None and opening.type == "heading_open" else ""
    return part.part(token.content, start, part.lines[start].find(marks) + len(marks) if "#" in marks else 0)
