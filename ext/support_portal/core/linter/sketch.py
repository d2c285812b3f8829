"""Note cheaply what other pages need to know of a page, so that 10,000 pages are known in the time of a few.

A page is read with regular expressions, and its YAML only when a key says so.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from support_portal.core import front_matter, states
from support_portal.core.markdown.directives import LITERAL, entries, opening, options

_TITLE = re.compile(r"^#[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_PLAIN_SUMMARY = re.compile(
    r"^summary:[ \t]+(?P<quote>[\"']?)(?P<text>[^\s>|&*!%@`\"'\[{][^\n\"'#]*)(?P=quote)[ \t]*\n(?!\s)", re.MULTILINE
)
_LABEL = re.compile(r"^[ \t]*\(([^()\n]+)\)=[ \t]*$", re.MULTILINE)
_NAME = re.compile(r"^[ \t]*:(?:name|label):[ \t]*(\S.*?)[ \t]*$", re.MULTILINE)
_FENCE = re.compile(r"[ \t>]*(?P<marks>`{3,}|:{3,})(?P<info>[^\n]*)")


@dataclass(frozen=True, slots=True)
class Sketch:
    """What other pages need to know: ``hidden`` says why a page is not published, empty when it is."""

    title: str = ""
    summary: str = ""
    hidden: str = ""
    redirect_from: tuple[str, ...] = ()
    labels: frozenset[str] = frozenset()
    terms: frozenset[str] = frozenset()
    entries: tuple[str, ...] = ()
    globs: tuple[str, ...] = ()


def sketch(text: str, now: dt.datetime, audience: str) -> Sketch:
    """Return the sketch of a page's text; nothing raises."""
    block = front_matter.block(text) or ""
    title = _TITLE.search(text, len(block))
    plain = _PLAIN_SUMMARY.search(block)
    summary = plain["text"].strip() if plain else ""
    hidden, redirects = "", ()
    is_plain = plain or "summary" not in block
    if not is_plain or "redirect_from" in block or (block and states.may_be_hidden(block)):
        values = front_matter.parse(text).values
        summary = values.get("summary", "")
        redirects = values.get("redirect_from", ())
        hidden = states.why_hidden(values, now, audience) or ""
    labels = frozenset(_LABEL.findall(text)) if ")=" in text else frozenset()
    if ":name:" in text or ":label:" in text:
        labels |= frozenset(_NAME.findall(text))
    names: list[str] = []
    globs: list[str] = []
    terms: set[str] = set()
    for directive, lines in _lists(text) if "{toctree}" in text or "{glossary}" in text else ():
        found, begin = options(lines)
        if directive == "glossary":
            terms |= glossary_terms("\n".join(lines[begin:]))
        else:
            has_patterns = any(option.name == "glob" for option in found)
            (globs if has_patterns else names).extend(entry.target for entry in entries(lines[begin:]))
    return Sketch(
        title[1] if title else "", summary, hidden, redirects, labels, frozenset(terms), tuple(names), tuple(globs)
    )


def _lists(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the name and the lines of each toctree and glossary of a text; those shown in code samples are none."""
    lines = iter(text.split("\n"))
    for line in lines:
        fence = _FENCE.match(line)
        if fence is None:
            continue
        name, _ = opening(fence["info"]) or ("", "")
        is_list = name in ("toctree", "glossary")
        if not is_list and (name not in LITERAL if name else fence["marks"].startswith(":")):
            continue  # its body is Markdown and may hold a list
        body = list(takewhile(lambda one: not _closes(one, fence["marks"]), lines))  # noqa: B023 -- used at once
        if is_list:
            yield name, body


def _closes(line: str, marks: str) -> bool:
    """Tell whether a line ends the fence that so many marks began."""
    line = line.strip(" \t>")
    return line.startswith(marks) and not line.strip(marks[0])


def glossary_terms(body: str) -> set[str]:
    """Return the terms a glossary explains, in lower case: the lines at its margin."""
    return {
        line.split(" : ")[0].strip().casefold()
        for line in body.split("\n")
        if line.strip() and not line[0].isspace() and not line.startswith((".. ", "%"))
    }
