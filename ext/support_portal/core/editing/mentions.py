"""Find what a page names: files, pages, folders and topics in links, roles, directives, HTML and front matter.

Each mention has its exact place in the source, so that a program can change those characters and no other.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from markdown_it.token import Token

from support_portal.core import front_matter
from support_portal.core.editing.mention_kinds import ARGUMENTS, LITERAL, OPTIONS, ROLES, Kind, Mention, Page, Toctree
from support_portal.core.editing.myst_views import NOWHERE, View, blocks, parser, view
from support_portal.core.editing.yaml_places import Scalar, scalars

_LINES = re.compile(r"[^\r\n]*(?:\r\n?|\n|$)")
_FENCE = re.compile(r"(?:`{3,}|~{3,}|:{3,})[ \t]*\{(?P<name>[^}\s]+)\}[ \t]*(?P<argument>.*?)[ \t]*$")
_OPTION = re.compile(r"\s*:(?!::)(?P<name>[\w-]+):[ \t]*(?P<value>.*?)[ \t]*$")
_YAML_OPTION = re.compile(r"\s*(?P<name>[\w-]+):[ \t]+(?P<quote>[\"']?)(?P<value>.*?)(?P=quote)[ \t]*$")
_EXPLICIT = re.compile(r"(?P<shown>.*?)\s*(?<!\\)<(?P<target>[^<>]*)>\s*\Z", re.DOTALL)
_HTML = re.compile(r"""\b(?:src|href|poster)\s*=\s*(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)')""", re.IGNORECASE)
_DEFINITION = re.compile(r"\]:\s*")


def read(text: str) -> Page:
    """Return everything a MyST file names."""
    page = Page()
    _front_matter(text, page)
    _read(view(text), {}, page)
    _find_lost(page, text)
    page.mentions.sort(key=lambda m: (m.line, m.start, m.end))
    return page


def title(text: str) -> str:
    """Return a page's heading of level one as it is written, or an empty text."""
    found = re.search(r"^#[ \t]+(.+?)[ \t]*#*[ \t]*$", text[front_matter.span(text)[1] :], re.MULTILINE)
    return found[1] if found else ""


def _find_lost(page: Page, text: str) -> None:
    """Place mentions whose place was lost (an escaped sign stands before them), where there is but one way to do so."""
    if all(mention.start != NOWHERE for mention in page.mentions):
        return
    lines = list(_LINES.finditer(text))
    for mention in [m for m in page.mentions if m.start == NOWHERE]:
        alike = [i for i, m in enumerate(page.mentions) if (m.line, m.text) == (mention.line, mention.text)]
        line = lines[mention.line - 1]
        found = [m.start() + line.start() for m in re.finditer(re.escape(mention.text), line[0])]
        if len(found) == len(alike):
            for i, start in zip(alike, found, strict=True):
                page.mentions[i] = replace(page.mentions[i], start=start, end=start + len(mention.text))


def _read(block: View, env: dict[str, Any], page: Page) -> None:
    """Read one block; link definitions of the blocks around it are in ``env``."""
    known = set(env.get("references", ()))
    doubles = len(env.get("duplicate_refs", ()))
    found = list(blocks(block, env))
    definitions = [ref for label, ref in env.get("references", {}).items() if label not in known]
    for ref in (*definitions, *env.get("duplicate_refs", ())[doubles:]):
        start, end = ref["map"]
        _definition(block.cut(start, end), page)
    for token, part in found:
        if token.type == "inline":
            _inline(token, part, page)
        elif token.type == "html_block":
            _html(part, 0, len(part.text), page)
        elif token.type in ("fence", "colon_fence"):
            _directive(token, part, env, page)


def _add(page: Page, kind: Kind, part: View, start: int, end: int, via: str, **more: Any) -> Mention | None:
    """Note what stands between two positions of a view's text, unless it is empty."""
    text = part.text[start:end]
    if not text.strip():
        return None
    start += len(text) - len(text.lstrip())
    text = text.strip()
    offset, line = part.locate(start)
    last, _ = part.locate(start + len(text) - 1)
    if offset == NOWHERE or last != offset + len(text) - 1:  # over two lines, or not there as it stands
        mention = Mention(kind, text, NOWHERE, NOWHERE, line, via, **more)
    else:
        mention = Mention(kind, text, offset, last + 1, line, via, **more)
    page.mentions.append(mention)
    return mention


def _span(part: View, start: int, end: int) -> tuple[int, int]:
    first, last = part.locate(start)[0], part.locate(end - 1)[0]
    return (first, last + 1) if NOWHERE not in (first, last) else (NOWHERE, NOWHERE)


# -- in running text ---------------------------------------------------------------------------------------------


def _inline(token: Token, part: View, page: Page) -> None:
    for child in token.children or ():
        if "from" not in child.meta:
            continue
        start, end = child.meta["from"], child.meta["to"]
        if child.type == "myst_role":
            _role(child, part, start, end, page)
        elif child.type == "html_inline":
            _html(part, start, end, page)
        elif child.info == "auto":
            if re.match(r"(?:project|path):", part.text[start + 1 : end - 1]):
                _add(page, Kind.LINK, part, start + 1, end - 1, "a link", whole=_span(part, start, end))
        else:
            _link(child, part, start, end, page)


def _link(child: Token, part: View, start: int, end: int, page: Page) -> None:
    """Note the address between the round brackets; a link by label has none."""
    text, close = part.text, child.meta["label_end"]
    if text[close + 1 : close + 2] != "(":
        return
    place = close + 2
    while text[place : place + 1].isspace():
        place += 1
    result = parser().helpers.parseLinkDestination(text, place, len(text))
    if not result.ok:
        return
    angle = text[place : place + 1] == "<"
    is_image = child.type == "image"
    kind, via = (Kind.FILE, "an image") if is_image else (Kind.LINK, "a link")
    shown = text[start + 1 + is_image : close]
    _add(page, kind, part, place + angle, result.pos - angle, via, whole=_span(part, start, end), shown=shown)


def _role(child: Token, part: View, start: int, end: int, page: Page) -> None:
    kind = ROLES.get(child.meta["name"])
    if kind is None:
        return
    text = part.text[start:end]
    ticks = len(text) - len(text.rstrip("`"))
    begin = start + text.index("`") + ticks
    content = part.text[begin : end - ticks]
    explicit = _EXPLICIT.match(content)
    low, high = explicit.span("target") if explicit else (0, len(content))
    shown = explicit["shown"].strip() if explicit else ""
    low += len(re.match(r"\s*[!~]?", content[low:high])[0])  # type: ignore[index]
    via = f"{{{child.meta['name']}}}"
    _add(page, kind, part, begin + low, begin + high, via, whole=_span(part, start, end), shown=shown)


def _html(part: View, start: int, end: int, page: Page) -> None:
    for match in _HTML.finditer(part.text, start, end):
        group = "a" if match["a"] is not None else "b"
        _add(page, Kind.WEB, part, *match.span(group), "HTML")


def _definition(part: View, page: Page) -> None:
    text = part.text
    if match := _DEFINITION.search(text):
        place = match.end()
        result = parser().helpers.parseLinkDestination(text, place, len(text))
        angle = text[place : place + 1] == "<"
        if result.ok:
            _add(page, Kind.LINK, part, place + angle, result.pos - angle, "a link's definition")


# -- directives --------------------------------------------------------------------------------------------------


def _directive(token: Token, part: View, env: dict[str, Any], page: Page) -> None:
    match = _FENCE.search(part.lines[0])
    if match is None:
        return
    name = match["name"]
    via = f"{{{name}}}"
    body = part.part(token.content.removesuffix("\n"), 1) if token.content else part.cut(1, 1)
    options, begin = _options(body)
    rest = body.cut(begin, len(body.lines))
    values = {option: value for option, value, *_ in options}
    head = part.cut(0, 1)
    if name in ARGUMENTS:
        _add(page, ARGUMENTS[name], head, *match.span("argument"), via)
    elif name == "button-ref" and values.get("ref-type") in ("doc", "myst", "any"):
        _add(page, Kind.DOC, head, *match.span("argument"), via)
    elif match["argument"]:
        if " " not in match["argument"]:
            _add(page, Kind.UNKNOWN, head, *match.span("argument"), via)
        # A title, or the first words of the text.
        place = head.places[0] + match.start("argument") if head.places[0] != NOWHERE else NOWHERE
        _read(View((match["argument"],), (place,), head.first), env, page)
    for option, _, number, low, high in options:
        kind = OPTIONS.get(option, Kind.UNKNOWN)
        if option == "link" and values.get("link-type") in ("doc", "any"):
            kind = Kind.DOC
        elif option == "link" and values.get("link-type", "url") == "url":
            kind = Kind.WEB
        _add(page, kind, body.cut(number, number + 1), low, high, f":{option}: of {via}")
    if name == "toctree":
        page.toctrees.append(_toctree(part, rest, "glob" in values, page))
    elif name not in LITERAL and rest.lines:
        _read(rest, env, page)


def _options(body: View) -> tuple[list[tuple[str, str, int, int, int]], int]:
    """Return (name, value, line, from, to) of a directive's options, and the line its text begins on."""
    found = []
    number = 0
    lines = body.lines
    if lines and lines[0].startswith("---"):
        number = 1
        while number < len(lines) and not lines[number].startswith("---"):
            if match := _YAML_OPTION.match(lines[number]):
                found.append((match["name"], match["value"], number, *match.span("value")))
            number += 1
        return found, min(number + 1, len(lines))
    while number < len(lines) and (match := _OPTION.match(lines[number])):
        found.append((match["name"], match["value"], number, *match.span("value")))
        number += 1
    return found, number


def _toctree(part: View, rest: View, glob: bool, page: Page) -> Toctree:
    """Return a toctree, whose names are mentions of the page too."""
    entries, patterns = [], []
    end, is_empty = part.places[-1], True
    for number, line in enumerate(rest.lines):
        text, one = line.strip(), rest.cut(number, number + 1)
        if not text or one.places[0] == NOWHERE:
            continue
        end, is_empty = one.places[0] + len(line.rstrip()), False
        explicit = _EXPLICIT.match(line)
        if glob and not explicit and re.search(r"[*?\[]", text):
            patterns.append(text)
            continue
        low, high = explicit.span("target") if explicit else (line.index(text), line.index(text) + len(text))
        if text == "self" or re.match(r"[a-z][a-z+.-]*:", line[low:high]):
            continue
        mention = _add(page, Kind.DOC, one, low, high, "a toctree", shown=explicit["shown"].strip() if explicit else "")
        if mention is not None:
            entries.append((mention, one.places[0], end))
    return Toctree(part.first, end, is_empty, tuple(entries), tuple(patterns))


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
