"""Turn articles into postings: for each term, the articles that have it and how much it weighs there."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from support_portal.core.search.codec import edges, encode
from support_portal.core.search.weights import RARITY, Bag, Figures, weigh

# A term in more articles than this keeps the heaviest: who types it needs a second word anyway.
MOST_ARTICLES: Final = 600


class Marker:
    """Gives the marks of an article's terms."""

    def __init__(self, known: Figures) -> None:
        self._known = known
        steps = edges(known.most)
        # A step begins where a weight times its rarity passes an edge.
        self._words = {rarity: [edge / rarity**RARITY for edge in steps] for rarity in set(known.rarities)}
        self._pairs = {rarity: [edge / rarity for edge in steps] for rarity in set(known.rarities)}

    def marks(self, one: Bag, spread: Mapping[str, int]) -> dict[str, int]:
        """Return the mark (`codec.encode`) of each term that tells something of the article."""
        rarities, words, pairs = self._known.rarities, self._words, self._pairs
        found = {
            term: bisect_left((pairs if " " in term else words)[rarities[spread[term]]], weight)
            for term, weight in weigh(one, self._known, spread).items()
        }
        for term in one.titles():
            found[term] += 32
        return found


def spread_of(bags: Sequence[Bag]) -> Counter[str]:
    """Return how many articles have each term, of one word or two."""
    spread: Counter[str] = Counter()
    for one in bags:
        spread.update(one.spread())
    return spread


@dataclass(frozen=True, slots=True)
class Postings:
    """The articles of each term: ``marks`` of those it tells something of, by number in order, and the ``others``."""

    marks: dict[str, dict[int, int]]
    others: dict[str, list[int]]

    def holding(self, term: str) -> set[int]:
        """Return the articles that have a term."""
        return {*self.marks.get(term, ()), *self.others.get(term, ())}


def postings(bags: Sequence[Bag], known: Figures, spread: Mapping[str, int]) -> Postings:
    """Return the articles of all terms, of one word or two."""
    found = Postings({}, {})
    marker = Marker(known)
    for number, one in enumerate(bags):
        marks = marker.marks(one, spread)
        for term, mark in marks.items():
            if term in found.marks:
                found.marks[term][number] = mark
            else:
                found.marks[term] = {number: mark}
        for term in one.spread() - marks.keys():
            found.others.setdefault(term, []).append(number)
    return found


def posting_text(marks: Mapping[int, int], rarity: float) -> str:
    """Return the text that browsers read, without the lightest of very many articles; empty without articles."""
    if len(marks) > MOST_ARTICLES:
        heaviest = sorted(marks.items(), key=lambda one: (-(one[1] % 32), one[0]))[:MOST_ARTICLES]
        return encode(rarity, sorted(heaviest))
    return encode(rarity, marks.items()) if marks else ""
