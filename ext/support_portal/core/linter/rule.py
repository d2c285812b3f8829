"""What a rule is, what it finds, and how a finding may be mended."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from support_portal.core.linter.page import Page
    from support_portal.core.linter.pages import Pages


class Severity(StrEnum):
    """How bad a finding is: errors break the page, warnings trouble readers, notes are only told."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters from ``start`` up to ``end`` (offsets in the page's text) by ``text``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: from ``start`` up to ``end`` (offsets), what, and the edit that mends it."""

    start: int
    end: int
    message: str
    edit: Edit | None = None


Check = Callable[["Page", "Pages"], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that pages are checked for.

    ``bad`` and ``good`` are pages, `docs/solutions/example.md` in a portal that also has the pages and files of
    ``others`` (by path below ``docs``).  They are the rule's documentation and its tests.
    """

    id: str
    title: str
    why: str
    severity: Severity
    bad: str | bytes
    good: str
    check: Check
    others: Mapping[str, str | bytes] = field(default_factory=dict)
    fixable: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Report:
    """A finding as it is told: file, place (1-based lines and columns, the end exclusive), rule, severity, message."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    rule: str
    severity: Severity
    message: str
    edit: Edit | None = field(default=None, compare=False)
