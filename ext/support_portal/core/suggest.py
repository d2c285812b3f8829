"""Say "did you mean" for a misspelt word, in one form everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def closest(word: str, known: Iterable[str], cutoff: float = 0.7) -> str | None:
    """Return the known word most like ``word``, or None.  Ties go to the alphabetically first."""
    found = get_close_matches(word.lower(), sorted(known), n=1, cutoff=cutoff)
    return found[0] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``' (did you mean "x"?)'`` or an empty string."""
    match = closest(word, known)
    return f' (did you mean "{match}"?)' if match else ""
