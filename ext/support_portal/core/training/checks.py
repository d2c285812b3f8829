"""Checks of what a lesson taught: which marks an author writes, and what is wrong with a check."""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARK = re.compile(r"\s*\[([ xX])\](?:\s+|$)")


class Kind(StrEnum):
    """How a learner answers."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    ORDER = "order"
    TEXT = "text"


def read_mark(text: str) -> tuple[bool | None, str]:
    """Return (whether an option is right, its text) of ``"[x] text"``; None for an option without a mark."""
    match = _MARK.match(text)
    return (match[1] != " ", text[match.end() :]) if match else (None, text)


def check_id(question: str) -> str:
    """Return a check's id, ``check-`` and 8 hex digits: it stays as long as the question's wording does."""
    return f"check-{hashlib.sha256(question.encode()).hexdigest()[:8]}"


def shuffled(texts: Sequence[str]) -> list[int]:
    """Return the places of texts in another order, the same in every build (by SHA-256)."""
    if len(texts) < 2:
        return list(range(len(texts)))
    places = sorted(range(len(texts)), key=lambda i: (hashlib.sha256(f"{i} {texts[i]}".encode()).digest(), i))
    return places if places != sorted(places) else [*places[1:], places[0]]


def fault(kind: Kind, marks: Sequence[bool | None]) -> str:
    """Return what is wrong with a check's options and what to write instead; empty when nothing is.

    ``marks`` has one entry an option: right, wrong, or None for an option without a mark.
    """
    if not marks:
        return "this check has no options; write them as a list, such as: - [x] the right one"
    if kind is Kind.ORDER:
        return "" if len(marks) > 1 else "a check of order needs two or more items, written in the right order"
    if None in marks:
        return "an option of this check has no mark; begin it with [x] when it is right, else with [ ]"
    right = marks.count(True)
    if kind is Kind.TEXT and right < len(marks):
        return "a check of text lists accepted answers only; mark each with [x]"
    if not right:
        return "this check has no right option; mark one with [x]"
    if kind is Kind.SINGLE and right > 1:
        return f"this check has {right} right options; mark one, or write :type: multiple"
    if kind in (Kind.SINGLE, Kind.MULTIPLE) and len(marks) < 2:
        return "this check has one option only; add a wrong one, marked with [ ]"
    return ""
