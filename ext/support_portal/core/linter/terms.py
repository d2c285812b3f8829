"""Read the words of the house from `docs/_data/terms.yaml`: names, words to write for others, words to leave out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from support_portal.core.data_files import read_data
from support_portal.core.suggest import did_you_mean
from support_portal.notices import Notice, Problem

_LISTS = ("names", "spelling", "words")


@dataclass(frozen=True, slots=True)
class Banned:
    """Words that articles do not use: what to write instead (empty: leave it out), and why."""

    words: tuple[str, ...]
    instead: str
    because: str


@dataclass(frozen=True)
class Terms:
    """The words of the house.

    ``names`` keep their capitals in headings; ``spelling`` are right although a spelling list calls them wrong.
    """

    banned: tuple[Banned, ...] = ()
    names: tuple[str, ...] = ()
    spelling: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """Return one expression that finds all banned words; group ``wN`` means entry N."""
        if not self.banned:
            return None
        parts = [
            f"(?P<w{number}>{'|'.join(phrase(word) for word in entry.words)})"
            for number, entry in enumerate(self.banned)
        ]
        return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w-])", re.IGNORECASE)


def phrase(words: str) -> str:
    """Return the expression that finds words in a row, on one line or two."""
    return r"(?:[ \t]+|[ \t]*\n[ \t]*(?!\n))".join(re.escape(word) for word in words.split())


def read_terms(path: Path) -> Terms:
    """Return the terms of a file; a wrong entry costs one problem and is left out, no file means no terms."""
    data, problems = read_data(path)
    if data is None:
        return Terms(problems=problems)
    if not isinstance(data, dict):
        wrong = Problem(Notice.DATA_FILE, 'has no lists; write "names:", "spelling:" or "words:"', 1)
        return Terms(problems=(wrong,))
    found = list(problems)
    for key, value in data.items():
        if key not in _LISTS:
            message = f'has a list "{key}", which is not known; write one of {", ".join(_LISTS)}'
            found.append(Problem(Notice.DATA_FILE, message + did_you_mean(str(key), _LISTS)))
        elif not isinstance(value, list):
            found.append(Problem(Notice.DATA_FILE, f'has no list under "{key}"; begin each entry with a hyphen'))
    banned = []
    entries = data.get("words")
    for number, entry in enumerate(entries if isinstance(entries, list) else (), 1):
        words = _texts(entry.get("not")) if isinstance(entry, dict) else ()
        if not words:
            message = f'names no word in entry {number} of words; write "- {{not: utilise, write: use}}"'
            found.append(Problem(Notice.DATA_FILE, message))
            continue
        banned.append(Banned(words, str(entry.get("write") or ""), str(entry.get("because") or "")))
    spelling = frozenset(word.casefold() for word in _texts(data.get("spelling")))
    return Terms(tuple(banned), _texts(data.get("names")), spelling, tuple(found))


def _texts(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(str(item) for item in items if isinstance(item, str | int) and str(item).strip())
