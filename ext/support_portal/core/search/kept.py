"""Keep the postings of a search index in a file, so that after an edit only those of its terms are worked out again."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from support_portal.core.search.codec import decode, encode
from support_portal.core.search.postings import Postings
from support_portal.core.search.weights import Fields

_TABLES: Final = """
    CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE articles (number INTEGER PRIMARY KEY, fields TEXT NOT NULL);
    CREATE TABLE terms (term TEXT PRIMARY KEY, count INTEGER NOT NULL, marks TEXT NOT NULL, others TEXT NOT NULL)
        WITHOUT ROWID;
"""
Article = tuple[int, Fields]


class Kept:
    """What is kept of the last index: facts by name, the fields of each article, the articles of each term."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file
        self._counts: dict[str, int] = {}

    def facts(self) -> dict[str, Any]:
        """Return all facts by name."""
        return {name: json.loads(value) for name, value in self._file.execute("SELECT name, value FROM facts")}

    def fields(self, number: int) -> Fields:
        """Return the fields of an article; raise `KeyError` when it is not there."""
        for (text,) in self._file.execute("SELECT fields FROM articles WHERE number = ?", (number,)):
            return Fields(*json.loads(text))
        raise KeyError(number)

    def count(self, term: str) -> int:
        """Return how many articles had a term when the file was opened."""
        found = self._counts.get(term)
        if found is None:
            row = self._file.execute("SELECT count FROM terms WHERE term = ?", (term,)).fetchone()
            found = self._counts[term] = row[0] if row else 0
        return found

    def articles(self, term: str) -> tuple[dict[int, int], set[int]]:
        """Return the marks of the articles a term tells something of, and the other articles that have it."""
        row = self._file.execute("SELECT marks, others FROM terms WHERE term = ?", (term,)).fetchone()
        return (decode(row[0])[1], set(map(int, row[1].split()))) if row else ({}, set())

    def holding(self, term: str) -> set[int]:
        """Return all articles that have a term."""
        marks, others = self.articles(term)
        return others | marks.keys()

    def change(
        self,
        facts: Mapping[str, Any],
        articles: Iterable[Article],
        terms: Mapping[str, tuple[Mapping[int, int], Iterable[int]]],
    ) -> None:
        """Write what has changed, all of it or nothing; terms that no article has any more go."""
        with self._file:
            self._put(facts, articles, (_row(term, *found) for term, found in terms.items()))
            self._file.execute("DELETE FROM terms WHERE count = 0")

    def _put(
        self, facts: Mapping[str, Any], articles: Iterable[Article], terms: Iterable[tuple[str, int, str, str]]
    ) -> None:
        texts = ((name, _json(value)) for name, value in facts.items())
        self._file.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", texts)
        rows = ((number, _json((one.phrases, one.text))) for number, one in articles)
        self._file.executemany("INSERT OR REPLACE INTO articles VALUES (?, ?)", rows)
        self._file.executemany("INSERT OR REPLACE INTO terms VALUES (?, ?, ?, ?)", terms)


@contextmanager
def opened(path: Path) -> Iterator[Kept]:
    """Give what is kept in a file; raise `sqlite3.Error` when it is no such file."""
    with closing(_connect(f"{path.absolute().as_uri()}?mode=rw")) as file:
        yield Kept(file)


def save(path: Path, facts: Mapping[str, Any], articles: Iterable[Article], found: Postings) -> None:
    """Keep a whole index, in one step; raise `sqlite3.Error` or `OSError` when it cannot be written."""
    draft = path.with_suffix(f".{os.getpid()}.new")
    try:
        with closing(_connect(f"{draft.absolute().as_uri()}?mode=rwc")) as file:
            file.executescript("PRAGMA journal_mode = OFF;" + _TABLES)
            terms = sorted(found.marks.keys() | found.others.keys())  # a table is written faster in its order
            with file:
                rows = (_row(term, found.marks.get(term, {}), found.others.get(term, ())) for term in terms)
                Kept(file)._put(facts, articles, rows)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _connect(address: str) -> sqlite3.Connection:
    file = sqlite3.connect(address, uri=True)
    # What a power cut takes is worked out again: no waiting for the disk.
    file.execute("PRAGMA synchronous = OFF")
    return file


def _row(term: str, marks: Mapping[int, int], others: Iterable[int]) -> tuple[str, int, str, str]:
    written = " ".join(map(str, sorted(others)))
    count = len(marks) + written.count(" ") + bool(written)
    return term, count, encode(0.0, marks.items()), written


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
