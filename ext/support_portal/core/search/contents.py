"""Work out what the files of the search index hold, of all articles, or of those that changed since the last time."""

from __future__ import annotations

import math
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from support_portal.core import manifest
from support_portal.core.search import kept
from support_portal.core.search.codec import Row, order, shards, shards_again, written
from support_portal.core.search.kin import kin
from support_portal.core.search.postings import Marker, Postings, posting_text, postings, spread_of
from support_portal.core.search.weights import WEIGHTS, Bag, Fields, Figures, bag
from support_portal.core.search.words import Terms, phrase_words

# Letters of postings in one file, at least; a query loads one for each of its words.
SHARD: Final = 4_000
# Larger indexes have larger files: all are named in the first one, so half of what grows would be names.
GROWTH: Final = 2.6
# The shortest word that is tried with a letter wrong.
SHORTEST: Final = 4
# After an edit that changes what more than one article in so many weighs, all are worked out: that is faster.
MANY: Final = 5


@dataclass(slots=True)
class Tally:
    """Sums over all articles, which an edit changes by little.

    ``sums`` and ``having``: words in each field, and articles that have it (`Bag.sizes`).  ``lengths``: terms in each
    article's title.  How many articles have in their title (``titles``) or any phrase (``phrases``) a term, and in any
    phrase a word as it is written (``words``).  ``letters`` are those of all postings.
    """

    sums: list[int] = field(default_factory=lambda: [0] * (len(WEIGHTS) + 1))
    having: list[int] = field(default_factory=lambda: [0] * (len(WEIGHTS) + 1))
    lengths: list[int] = field(default_factory=list)
    titles: Counter[str] = field(default_factory=Counter)
    phrases: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    letters: int = 0

    def count(self, one: Fields, terms: Bag, sign: int = 1) -> None:
        """Add an article, or with ``sign`` -1 take it away again."""
        for place, size in enumerate(terms.sizes()):
            self.sums[place] += sign * size
            self.having[place] += sign * (size > 0)
        for counts, found in (
            (self.titles, terms.titles()),
            (self.phrases, terms.of_phrases()),
            (self.words, {word for group in one.phrases.values() for phrase in group for word in phrase_words(phrase)}),
        ):
            (counts.update if sign > 0 else counts.subtract)(found)

    def figures(self) -> Figures:
        """Return what weights depend on."""
        return Figures(len(self.lengths), self.sums, self.having)

    def size(self) -> int:
        """Return the size of a shard, in letters; told in hundreds, so that it seldom changes."""
        return max(SHARD, 100 * round(GROWTH * math.sqrt(self.letters) / 100))

    def facts(self) -> dict[str, Any]:
        """Return all as it is kept."""
        return {name: +value if isinstance(value := getattr(self, name), Counter) else value for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Contents:
    """What the files hold: texts of shards by kind of file, where steps end, kin by term, words, lengths of titles."""

    shards: Mapping[str, Sequence[str]]
    most: float
    kin: Mapping[str, Sequence[str]]
    words: Sequence[str]
    lengths: Sequence[int]


def contents(
    articles: Sequence[Fields],
    terms: Terms,
    complete: Callable[[Fields], Fields] = lambda one: one,
    path: Path | None = None,
    key: str = "",
) -> Contents:
    """Return what the index of articles holds; ``complete`` adds what follows from an article's own fields.

    It is kept at ``path`` until the next time.  ``key`` stands for all that an article's terms depend on beside its
    fields, and for the articles themselves: their names and their order.
    """
    if path is None:
        return _whole(map(complete, articles), terms)[0]
    keys = [manifest.digest((sorted(one.phrases.items()), one.text)) for one in articles]
    try:
        with kept.opened(path) as before:
            facts = before.facts()
            if facts["key"] == key and len(facts["keys"]) == len(keys):
                changed = [n for n, (old, new) in enumerate(zip(facts["keys"], keys, strict=True)) if old != new]
                if found := _again(before, facts, {n: articles[n] for n in changed}, keys, terms, complete):
                    return found
    except (sqlite3.Error, OSError, ValueError, KeyError, TypeError):
        pass  # there is none, or a broken one: all is worked out
    found, tally, of_terms = _whole(map(complete, articles), terms)
    facts = {"key": key, "keys": keys, "shards": found.shards, "kin": found.kin, **tally.facts()}
    try:
        kept.save(path, facts, enumerate(articles), of_terms)
    except (sqlite3.Error, OSError):
        path.unlink(missing_ok=True)
    return found


def _whole(given: Iterable[Fields], terms: Terms) -> tuple[Contents, Tally, Postings]:
    articles = list(given)
    bags = [bag(one, terms) for one in articles]
    tally = Tally(lengths=[len(one.titles()) for one in bags])
    for one, made in zip(articles, bags, strict=True):
        tally.count(one, made)
    known, spread = tally.figures(), spread_of(bags)
    found = postings(bags, known, spread)
    rows = [(t, posting_text(found.marks[t], known.rarities[spread[t]])) for t in sorted(found.marks, key=order)]
    tally.letters = sum(len(term) + len(text) for term, text in rows)
    size = tally.size()
    cut = {name: list(map(written, shards(some, size))) for name, some in _by_file(rows).items()}
    alike = kin(tally.titles, tally.phrases, found.holding, terms.language)
    return Contents(cut, known.most, alike, _typed(tally.words), tally.lengths), tally, found


def _again(
    before: kept.Kept,
    facts: dict[str, Any],
    changed: Mapping[int, Fields],
    keys: list[str],
    terms: Terms,
    complete: Callable[[Fields], Fields],
) -> Contents | None:
    """Return the contents after some articles changed; None when it is faster to work them all out."""
    tally = Tally(**{name: facts[name] for name in Tally.__slots__})
    tally.titles, tally.phrases, tally.words = map(Counter, (tally.titles, tally.phrases, tally.words))
    known, size = tally.figures(), tally.size()
    most = len(keys) // MANY
    if len(changed) > most:
        return None
    old, new = {n: complete(before.fields(n)) for n in changed}, {n: complete(one) for n, one in changed.items()}
    bags = {n: (bag(old[n], terms), bag(new[n], terms)) for n in changed}
    come: dict[str, set[int]] = {}
    gone: dict[str, set[int]] = {}
    for n, (was, now) in bags.items():
        tally.count(old[n], was, -1)
        tally.count(new[n], now)
        tally.lengths[n] = len(now.titles())
        for found, some in ((come, now.spread() - was.spread()), (gone, was.spread() - now.spread())):
            for term in some:
                found.setdefault(term, set()).add(n)
    if tally.figures().usual != known.usual:
        return None
    after = _Counts(lambda term: before.count(term) + len(come.get(term, ())) - len(gone.get(term, ())))
    # A term that became more or less telling weighs other than before in all articles that have it.
    rarities = known.rarities
    moved = [t for t in come.keys() | gone.keys() if rarities[before.count(t)] != rarities[after[t]]]
    for n in set().union(*map(before.holding, moved)) - changed.keys():
        if len(bags) > most:
            return None
        same = bag(complete(before.fields(n)), terms)
        bags[n] = same, same
    edits = _edits(bags, Marker(known), _Counts(before.count), after)
    rows: dict[str, tuple[dict[int, int], set[int]]] = {}
    texts: dict[str, str] = {}
    for term in edits.keys() | come.keys() | gone.keys():
        marks, others = before.articles(term)
        was_text = posting_text(marks, rarities[before.count(term)])
        holding = (others | marks.keys() | come.get(term, set())) - gone.get(term, set())
        marks |= edits.get(term, {})
        marks = {n: mark for n, mark in sorted(marks.items()) if mark >= 0}
        rows[term] = marks, holding - marks.keys()
        text = posting_text(marks, rarities[after[term]])
        if text != was_text:
            texts[term] = text
            tally.letters += _letters(term, text) - _letters(term, was_text)
    if tally.size() != size:
        return None
    edited = _by_file(texts.items())
    cut = {name: shards_again(some, dict(edited[name]), size) for name, some in facts["shards"].items()}
    if changed:
        facts |= {"keys": keys, "shards": cut, **tally.facts()}
        facts["kin"] = kin(
            facts["titles"],
            facts["phrases"],
            lambda term: rows[term][0].keys() | rows[term][1] if term in rows else before.holding(term),
            terms.language,
        )
        before.change(facts, changed.items(), rows)
    return Contents(cut, known.most, facts["kin"], _typed(tally.words), tally.lengths)


def _by_file(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return terms of one word and of two, which are in files of their own."""
    found: dict[str, list[Row]] = {"terms": [], "pairs": []}
    for row in rows:
        found["pairs" if " " in row[0] else "terms"].append(row)
    return found


def _letters(term: str, text: str) -> int:
    return len(term) + len(text) if text else 0


def _edits(
    bags: Mapping[int, tuple[Bag, Bag]], marker: Marker, before: Mapping[str, int], after: Mapping[str, int]
) -> dict[str, dict[int, int]]:
    """Return the new marks of articles by term, -1 where a term tells of an article no more."""
    edits: dict[str, dict[int, int]] = {}
    for n, (was, now) in bags.items():
        old, new = marker.marks(was, before), marker.marks(now, after)
        for term in old.keys() | new.keys():
            if old.get(term) != (mark := new.get(term, -1)):
                edits.setdefault(term, {})[n] = mark
    return edits


class _Counts(dict[str, int]):
    """How many articles have a term, looked up once."""

    def __init__(self, count: Callable[[str], int]) -> None:
        self._count = count

    def __missing__(self, term: str) -> int:
        found = self[term] = self._count(term)
        return found


def _typed(found: Mapping[str, int]) -> list[str]:
    """Return the words that typing errors are compared with, sorted as scripts do."""
    return sorted((w for w, n in found.items() if n and len(w) >= SHORTEST and not w.isdigit()), key=order)
