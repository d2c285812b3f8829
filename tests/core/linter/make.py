"""Small portals to check: pages with marks around what must be found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Report
from support_portal.core.linter.rules import rules
from support_portal.core.linter.run import check_file
from support_portal.testing import write

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
HOME = "# Home\n\n```{toctree}\n:glob:\n\n**\n```\n"
PAGE = "solutions/example.md"
RULES = rules()
OPEN, CLOSE = "⟦", "⟧"

# Line, column, end line, end column.
Span = tuple[int, int, int, int]


def data(name: str) -> Any:
    """Return the content of a YAML file in ``data/``."""
    return yaml.safe_load((Path(__file__).parent / "data" / name).read_text(encoding="utf-8"))


def check(folder: Path, text: str | bytes, others: Mapping[str, str | bytes] | None = None) -> list[Report]:
    """Return what all rules find in a page of a portal that also has others, and a toctree that names all."""
    docs = folder / "docs"
    write(docs, {"index.md": HOME, **(others or {}), PAGE: text})
    return check_file(docs / PAGE, Pages(docs, NOW), RULES, PAGE)[0]


def unmark(marked: str) -> tuple[str, list[Span]]:
    """Return a text without its marks, and the places they stood around, in the order they open."""
    text, spans, opened = "", [], []
    for sign in marked:
        if sign == OPEN:
            opened.append((len(spans), len(text)))
            spans.append((0, 0))
        elif sign == CLOSE:
            number, start = opened.pop()
            spans[number] = (start, len(text))
        else:
            text += sign
    places = []
    for start, end in spans:
        places.append((*_place(text, start), *_place(text, end)))
    return text, places


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def span(report: Report) -> Span:
    """Return where a report is."""
    return report.line, report.column, report.end_line, report.end_column
