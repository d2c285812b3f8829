"""Read a page's source into its parts, each with its place in the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import yaml

from support_portal.core import front_matter
from support_portal.core.linter import silences
from support_portal.core.linter.directives import CODE, OPAQUE, PICTURES, Directive, read_directive
from support_portal.core.linter.markdown import parser
from support_portal.core.linter.page import NO_PROSE, Code, Entry, Heading, Image, Link, Page, Table
from support_portal.core.linter.sketch import glossary_terms
from support_portal.core.plain_yaml import compose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from support_portal.core.linter.source import Source

# Front matter that readers see as text.
_READ = frozenset({"summary", "title", "outcomes"})
_DEEPEST = 20
_ROLE_TEXT = re.compile(r"(?P<text>.*?)\s*<(?P<target>[^<>]+)>\s*\Z", re.DOTALL)
_ENTRY_TITLE = re.compile(r".*<(?P<target>[^<>]+)>\s*\Z")
_IMG = re.compile(r"<img\b[^>]*>", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(r"\b(src|alt)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)


def read_page(source: Source, docname: str | None) -> Page:
    """Return a page's parts.  What the Markdown parser cannot take gives an empty page with ``error`` set."""
    page = Page(source, docname, front_matter.parse(source.text))
    reader = _Reader(page)
    try:
        reader.front_matter()
        reader.blocks(source.text, 0, True, 0)
    except Exception as error:  # whatever the parser stumbles over is a finding, never a traceback
        page.error = f"{type(error).__name__}: {error}"
    page.prose = reader.prose()
    return page


class _Reader:
    """Walks through tokens and notes what they are on the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.source = page.source
        self.words: list[tuple[int, int]] = []
        self.used: dict[int, int] = {}  # line -> how much of it cells have used up

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

    # -- blocks --------------------------------------------------------------------------------------------------

    def blocks(self, text: str, first: int, is_file: bool, depth: int) -> None:
        """Read Markdown whose first line is line ``first`` of the file."""
        tokens = parser(is_file).parse(text)
        self.silences(tokens, first)
        rows: list[list[str]] | None = None
        table = (0, 0)
        for number, token in enumerate(tokens):
            line = first + token.map[0] if token.map else first
            match token.type:
                case "inline":
                    span = self.inline(token, first)
                    opening = tokens[number - 1]
                    if opening.type == "heading_open":
                        level = int(opening.tag[1])
                        self.page.headings.append(Heading(level, plain(token.children or ()), *span))
                    elif opening.type in ("th_open", "td_open") and rows:
                        rows[-1].append(plain(token.children or ()))
                case "table_open":
                    rows, table = [], self.source.span(line)
                case "tr_open" if rows is not None:
                    rows.append([])
                case "table_close" if rows is not None:
                    self.page.tables.append(Table(rows, *table))
                    rows = None
                case "fence" | "colon_fence":
                    self.fence(token, line, depth)
                case "code_block":
                    self.code("", token.content, line)
                case "html_block":
                    self.html(token.content, line)
                case "myst_target":
                    self.page.labels.setdefault(token.content, self.source.span(line)[0])
            if name := token.attrs.get("id"):
                self.page.labels.setdefault(str(name), self.source.span(line)[0])

    def fence(self, token: Token, line: int, depth: int) -> None:
        """Read a code sample or a directive."""
        directive = read_directive(token.info, token.content)
        if directive is None:
            if token.type == "fence":
                self.code((token.info.split() or [""])[0].lower(), token.content, line + 1)
            elif depth < _DEEPEST:
                self.blocks(token.content, line + 1, False, depth + 1)
            return
        body_line = line + 1 + directive.skipped
        for name in ("name", "label"):
            if name in directive.options:
                self.page.labels.setdefault(directive.options[name][0], self.source.span(line)[0])
        if directive.name == "figure-md":
            self.page.labels.setdefault(directive.argument, self.source.span(line)[0])
        if directive.name in PICTURES:
            self.picture(directive, line, token.markup)
        elif directive.name in CODE:
            self.code(directive.argument.lower(), directive.body, body_line)
        elif directive.name == "toctree":
            self.toctree(directive, body_line)
        elif directive.name not in OPAQUE:
            self.argument(directive.argument, line)
        if directive.name == "glossary":
            self.page.terms |= glossary_terms(directive.body)
        if directive.name not in OPAQUE and depth < _DEEPEST:
            self.blocks(directive.body, body_line, False, depth + 1)

    def code(self, language: str, text: str, line: int) -> None:
        """Note a code sample."""
        if line < len(self.source.lines):
            self.page.codes.append(Code(language, text, line, self.source.span(line)[0]))

    def argument(self, argument: str, line: int) -> None:
        """Note a directive's argument that is a title of plain words."""
        start = self.source.lines[line].find(argument) if argument else -1
        if start >= 0 and not re.search(r"[`<\[{/]", argument):
            place = self.source.starts[line] + start
            self.words.append((place, place + len(argument)))
            self.page.blocks.append((place, place + len(argument)))

    def picture(self, directive: Directive, line: int, fence: str) -> None:
        """Note a figure or image; a figure's caption is read as a body."""
        start, end = self.source.span(line)
        start += max(self.source.text[start:end].find(fence), 0)
        alt, at = directive.options.get("alt", (None, 0))
        if alt is not None:
            place = self.source.text.find(alt, self.source.starts[min(line + 1 + at, len(self.source.starts) - 1)])
            if alt and place >= 0:
                self.words.append((place, place + len(alt)))
        self.page.images.append(Image(directive.argument, alt, start, end))

    def toctree(self, directive: Directive, line: int) -> None:
        """Note the pages a toctree names."""
        for number, written in enumerate(directive.body.split("\n")):
            if written.strip() and line + number < len(self.source.lines):
                match = _ENTRY_TITLE.match(written)
                target = match["target"] if match else written.strip()
                self.page.entries.append(Entry(target, *self.source.span(line + number)))

    def html(self, html: str, line: int, place: int | None = None) -> None:
        """Note the images in raw HTML."""
        for match in _IMG.finditer(html):
            values = {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(match[0])}
            at = line + html.count("\n", 0, match.start())
            start, end = self.source.span(at) if place is None else (place, place + len(match[0]))
            self.page.images.append(Image(values.get("src", ""), values.get("alt"), start, end))

    def silences(self, tokens: Sequence[Token], first: int) -> None:
        """Note the comments that turn rules off, each for the block below it, or at the top for the whole page."""
        heading = next((t.map[0] for t in tokens if t.type == "heading_open" and t.map), None)
        blocks = [t.map for t in tokens if t.map and t.type not in ("inline", "front_matter", "myst_line_comment")]
        for token in tokens:
            if token.type != "myst_line_comment" or not token.map:
                continue
            below = [block for block in blocks if block[0] >= token.map[1]]
            end = max((block[1] for block in below if block[0] == below[0][0]), default=token.map[1])
            whole = first == 0 and heading is not None and token.map[0] < heading
            for number, text in enumerate(token.content.split("\n")):
                start, stop = self.source.span(first + token.map[0] + number)
                lines = (0, len(self.source.lines)) if whole else (first + token.map[0], first + end)
                if (silence := silences.read(text, lines, (start, stop))) is not None:
                    self.page.silences.append(silence)

    # -- inline --------------------------------------------------------------------------------------------------

    def places(self, token: Token, first: int) -> list[int]:
        """Return the file's offset of each character of a paragraph's text, and one more for its end."""
        assert token.map is not None
        result: list[int] = []
        for number, written in enumerate(token.content.split("\n"), first + token.map[0]):
            line = self.source.lines[number] if number < len(self.source.lines) else ""
            used = self.used.get(number, 0)
            raw = written
            stripped = line.rstrip()
            if "|" not in line and stripped.endswith(written.rstrip()):
                column = len(stripped) - len(written.rstrip())
            else:
                # Of a row, what stands before the cell is used up; a bar in a cell has a backslash before it.
                if written not in line[used:]:
                    raw = written.replace("|", "\\|")
                column = max(line.find(raw, used), used)
                self.used[number] = column + len(raw)
            start = self.source.starts[min(number, len(self.source.starts) - 1)] + column
            if raw is written:
                result += range(start, start + len(written) + 1)
                continue
            for sign in written:
                start += sign == "|"
                result.append(start)
                start += 1
            result.append(start)
        last = len(self.source.text)
        return result if result[-1] <= last else [min(place, last) for place in result]

    def inline(self, token: Token, first: int) -> tuple[int, int]:
        """Read a paragraph, heading or cell; return its place."""
        places = self.places(token, first)
        last = len(places) - 1
        content = token.content
        opened: list[tuple[Token, int]] = []
        children = token.children or []
        for number, child in enumerate(children):
            at = min(child.map[0], last) if child.map else 0
            match child.type:
                case "text" if child.content and not (opened and opened[-1][0].markup == "autolink"):
                    end = min(at + len(child.content), last)
                    self.words.append((places[at], places[end]))
                case "link_open":
                    opened.append((child, number))
                case "link_close" if opened:
                    opening, begun = opened.pop()
                    start = min((opening.map or [0])[0], last)
                    text = plain(children[begun + 1 : number])
                    self.link(opening, text, content, places, start, at)
                case "image":
                    alt = child.content
                    end = min(content.find(")", at) + 1 or last, last)
                    target = unquote(str(child.attrs.get("src", "")))
                    self.page.images.append(Image(target, alt, places[at], places[end]))
                    if (place := content.find(alt, at)) >= 0 and alt:
                        self.words.append((places[place], places[min(place + len(alt), last)]))
                case "myst_role":
                    self.role(child, content, places, at)
                case "html_inline":
                    self.html(child.content, 0, places[at])
            if name := child.attrs.get("id"):
                self.page.labels.setdefault(str(name), places[at])
        span = (places[0], places[last])
        self.page.blocks.append(span)
        return span

    def link(self, opening: Token, text: str, content: str, places: list[int], start: int, close: int) -> None:
        """Note a Markdown link: ``start`` and ``close`` are where its text begins and ends in the paragraph."""
        last = len(places) - 1
        target = unquote(str(opening.attrs.get("href", "")))
        if opening.markup == "autolink":
            end = min(content.find(">", start) + 1 or last, last)
            goal, begin = start + 1, start
        else:
            begin = max(start - 1, 0)
            goal = content.find(target, close)
            end = min((content.find(")", goal if goal >= 0 else close) + 1) or last, last)
        if goal < 0:
            goal, goal_end = begin, end
        else:
            goal_end = min(goal + len(target), last)
        self.page.links.append(Link("link", target, text, places[begin], places[end], places[goal], places[goal_end]))

    def role(self, child: Token, content: str, places: list[int], at: int) -> None:
        """Note a role as a link."""
        last = len(places) - 1
        name = str(child.meta.get("name", ""))
        written = child.content
        text, target = written, written
        if match := _ROLE_TEXT.match(written):
            text, target = match["text"], match["target"]
            if (place := content.find(text, at + len(name) + 2)) >= 0 and text:
                self.words.append((places[place], places[min(place + len(text), last)]))
        begin = content.find("`", at)
        end = min(begin + 1 + len(written) + 1, last)
        goal = content.rfind(target, at, end)
        goal = max(goal, at)
        self.page.links.append(
            Link(name, target, text, places[at], places[end], places[goal], places[min(goal + len(target), last)])
        )


def plain(tokens: Sequence[Token]) -> str:
    """Return the text of inline tokens without markup; roles give their text, images their alternative text."""
    parts = []
    for token in tokens:
        if token.type in ("text", "text_special", "code_inline", "image"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type == "myst_role":
            match = _ROLE_TEXT.match(token.content)
            # A page named without a text of its own is printed by its title, which is broken like words.
            parts.append(match["text"] if match else token.content.partition("#")[0].replace("-", " "))
    return "".join(parts)
