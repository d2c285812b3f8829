"""Parse MyST source as MyST does and keep, for every piece of it, its exact place in the file.

markdown-it-py gives lines only.  Two things make places of them: a View knows where each line of a block stands in the
file, whatever list, quote or directive it is in, and the inline rules for links note where they matched.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import make_fence_rule
from markdown_it.rules_inline import StateInline, autolink, html_inline, image, link
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin
from mdit_py_plugins.myst_role.index import myst_role

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|$)")
NOWHERE: Final = -1
Rule = Callable[[StateInline, bool], bool]


@dataclass(frozen=True, slots=True)
class View:
    """Lines of a block, without the indentation and quote signs before them.

    ``places`` gives the offset in the file of each line's first character, NOWHERE for a line that is not in the file
    as it stands here; ``first`` is the number (1-based) of the first line in the file.
    """

    lines: tuple[str, ...]
    places: tuple[int, ...]
    first: int = 1

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)

    @property
    def starts(self) -> list[int]:
        """Where each line begins in the text."""
        return [0, *accumulate(len(line) + 1 for line in self.lines)][:-1]

    def locate(self, position: int) -> tuple[int, int]:
        """Return the offset in the file (or NOWHERE) and the line's number of a position in the text."""
        starts = self.starts
        index = bisect_right(starts, position) - 1
        place = self.places[index]
        return (place + position - starts[index] if place != NOWHERE else NOWHERE), self.first + index

    def part(self, content: str, first: int, column: int = 0) -> View:
        """Return the view of a block's content, whose lines are what remains of this view's lines from ``first`` on.

        Of a line that holds more than the content, what stands at or behind ``column`` is meant.
        """
        lines = tuple(content.split("\n"))
        places = []
        for number, line in enumerate(lines, first):
            core = line.strip()
            source = self.lines[number].rstrip() if number < len(self.lines) else ""
            found = len(source) - len(core)
            if column or found < 0 or not source.endswith(core):
                found = source.find(core, column)
            known = found >= 0 and self.places[number] != NOWHERE if number < len(self.lines) else False
            places.append(self.places[number] + found - (len(line) - len(line.lstrip())) if known else NOWHERE)
        return View(lines, tuple(places), self.first + first)

    def cut(self, start: int, end: int) -> View:
        """Return the view of some whole lines."""
        return View(self.lines[start:end], self.places[start:end], self.first + start)


def view(text: str) -> View:
    """Return the view of a whole file, whose line endings may be of any kind."""
    lines, places, place = [], [], 0
    for match in _LINE.finditer(text):
        lines.append(match[0].rstrip("\r\n"))
        places.append(place)
        place = match.end()
        if place == len(text) and not match[0].endswith(("\n", "\r")):
            break
    return View(tuple(lines), tuple(places))


def _noting(rule: Rule, kinds: tuple[str, ...]) -> Rule:
    """Return the rule, which notes in the token it makes where in the text it matched."""

    def noting(state: StateInline, silent: bool) -> bool:
        start, count, label = state.pos, len(state.tokens), None
        if rule in (link, image) and not silent:
            label = state.md.helpers.parseLinkLabel(state, start + (rule is image), rule is link)
        done = rule(state, silent)
        if done and not silent:
            token = next(t for t in state.tokens[count:] if t.type in kinds)
            token.meta = {**token.meta, "from": start, "to": state.pos, "label_end": label}
        return done

    return noting


@cache
def parser() -> MarkdownIt:
    """Return a parser with the syntax MyST always has, and the extensions a portal uses."""
    md = MarkdownIt("commonmark").enable("table")
    md.use(front_matter_plugin).use(myst_block_plugin).use(myst_role_plugin).use(deflist_plugin)
    md.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    colons = make_fence_rule(markers=(":",), token_type="colon_fence")  # noqa: S106 -- a name of markdown-it
    interrupts = ["paragraph", "reference", "blockquote", "list", "footnote_def"]
    md.block.ruler.before("fence", "colon_fence", colons, {"alt": interrupts})
    rules: tuple[tuple[str, Rule, str], ...] = (
        ("link", link, "link_open"),
        ("image", image, "image"),
        ("autolink", autolink, "link_open"),
        ("html_inline", html_inline, "html_inline"),
        ("myst_role", myst_role, "myst_role"),
    )
    for name, rule, kind in rules:
        md.inline.ruler.at(name, _noting(rule, (kind,)))
    return md


def blocks(block: View, env: dict[str, Any]) -> Iterator[tuple[Token, View]]:
    """Yield the tokens of a view that hold text, each with the view of its content.

    For a fence that is the whole block with its first line.  ``env`` is markdown-it's: the definitions of links are in
    it afterwards, and those that were in it before are known.
    """
    column, row, table = 0, -1, False
    for token in parser().parse(block.text, env):
        if token.type in ("table_open", "table_close"):
            table = token.type == "table_open"
        if token.map is None:
            continue
        start, end = token.map
        if token.type in ("fence", "colon_fence", "html_block", "front_matter"):
            yield token, block.cut(start, end)
        elif token.type == "inline":
            # The cells of a row share its line, and may be alike.
            column = (column if row == start else 1) if table else 0
            content = block.part(token.content, start, column)
            if table and content.places[0] != NOWHERE:
                row, column = start, content.places[0] - block.places[start] + len(token.content)
            yield token, content
