"""Take a directive's block apart: name, argument, options and body, each with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Directives whose body is no Markdown.
OPAQUE = frozenset(
    {
        "code", "code-block", "sourcecode", "literalinclude", "parsed-literal", "highlight", "math", "raw", "mermaid",
        "toctree", "eval-rst", "csv-table", "include", "image", "video", "index", "only", "testcode", "doctest",
        "code-cell", "graphviz", "autosummary", "automodule", "autoclass", "autofunction", "currentmodule",
    }
)  # fmt: skip
CODE = frozenset({"code", "code-block", "sourcecode", "code-cell"})
PICTURES = frozenset({"figure", "image"})

_INFO = re.compile(r"\{(?P<name>[^\s}]+)\}[ \t]*(?P<argument>.*)", re.DOTALL)
_OPTION = re.compile(r"[ \t]*:(?P<key>[\w-]+):[ \t]*(?P<value>.*)")
# A value of several lines: each begins with a colon.
_GOES_ON = re.compile(r"[ \t]*:(?:[ \t]|$)")
_YAML = re.compile(r"(?P<key>[\w-]+):[ \t]*(?P<value>.*)")


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive; ``options`` hold (value, line in the block), ``skipped`` is how many lines stand before the body."""

    name: str
    argument: str
    options: dict[str, tuple[str, int]]
    body: str
    skipped: int


def read_directive(info: str, content: str) -> Directive | None:
    """Return the directive a fence's info line begins, or None for plain code."""
    match = _INFO.match(info.strip())
    if match is None:
        return None
    lines = content.split("\n")
    options: dict[str, tuple[str, int]] = {}
    skipped = 0
    if lines[0].strip() == "---":
        skipped = next((n for n, line in enumerate(lines[1:], 1) if line.strip() == "---"), len(lines) - 1) + 1
        for number, line in enumerate(lines[1:skipped], 1):
            if option := _YAML.match(line):
                options[option["key"]] = (option["value"].strip("\"'"), number)
    else:
        while skipped < len(lines):
            if option := _OPTION.fullmatch(lines[skipped]):
                options[option["key"]] = (option["value"].strip(), skipped)
            elif not skipped or not _GOES_ON.match(lines[skipped]):
                break
            skipped += 1
    return Directive(match["name"], match["argument"].strip(), options, "\n".join(lines[skipped:]), skipped)
