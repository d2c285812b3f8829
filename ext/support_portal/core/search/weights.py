"""Weigh the terms of every article: what the search adds up for a query is worked out here, when the portal is built.

Each field has a BM25 of its own (Robertson & Zaragoza 2009, doi 10.1561/1500000019).  On 2,336 help articles one
saturation over all fields found 0.65 of the answers among the first five results, one for each 0.82, and two
neighbouring words as a term of their own (phrases, also of the text) 2 to 3 in a hundred more.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from operator import itemgetter
from typing import Any, Final

from support_portal.core.search.words import Terms, pairs

# How much a word weighs by where it stands, and a pair of words.
TITLE: Final = "title"
NAMES: Final = "names"
TEXT: Final = "text"
WEIGHTS: Final = {TITLE: 5.0, NAMES: 3.0, "headings": 1.6, "summary": 1.5, "trail": 0.5}
PAIR_WEIGHTS: Final = {TITLE: 4.0, NAMES: 4.0, "headings": 1.0, "summary": 1.0}
TEXT_WEIGHT: Final = 0.8
TEXT_PAIR_WEIGHT: Final = 0.4
# BM25's parameters: how soon more of the same word stops counting, and how much long fields count less.
K1: Final = 2.0
LENGTH: Final = 0.5
TITLE_LENGTH: Final = 0.3
TEXT_LENGTH: Final = 0.75
# Rare words tell more, but a word is not twice as telling for being in one article instead of ten.
RARITY: Final = 0.8
RARITY_STEPS: Final = 8
# Of a text, so many terms and so many pairs are kept when it is read, and so many of the most telling in the index.
READ_TERMS: Final = 120
MOST_TERMS: Final = 60
# The steps that weights are written in end at this weight of the rarest term; few are above it.
MOST_WEIGHT: Final = 20.0


@dataclass(frozen=True, slots=True)
class Fields:
    """What is searched of one article: phrases by field, and the :func:`digest` of its text."""

    phrases: Mapping[str, Sequence[str]]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Bag:
    """The terms of one article: of its phrases by field, and of its text with their counts, single and in pairs."""

    phrases: Mapping[str, Sequence[Sequence[str]]]
    single: dict[str, int]
    double: dict[str, int]

    def words(self) -> set[str]:
        """Return the terms of one word that the article has."""
        return self.single.keys() | self.of_phrases()

    def of_phrases(self) -> set[str]:
        """Return the terms of one word in all fields but the text."""
        return {term for name in WEIGHTS for phrase in self.phrases[name] for term in phrase}

    def spread(self) -> set[str]:
        """Return the terms of one word or two that the article has."""
        phrases = (pairs(phrase) for name in PAIR_WEIGHTS for phrase in self.phrases[name])
        return self.words().union(self.double, *phrases)

    def titles(self) -> set[str]:
        """Return the terms of one word in the title."""
        return {term for phrase in self.phrases[TITLE] for term in phrase}

    def sizes(self) -> list[int]:
        """Return the length of each field in words, of the text's most frequent terms last."""
        return [*(sum(map(len, self.phrases[name])) for name in WEIGHTS), sum(self.single.values())]


class Figures:
    """What weights depend on beside an article, told coarsely: so an edit of one article seldom changes the others.

    ``total`` is the number of articles, ``usual`` the mean length of each field, the text's last, in tenths of a word.
    ``rarities`` says how telling a term is by the number of articles that have it, in eighths.
    """

    def __init__(self, total: int, sums: Sequence[int], having: Sequence[int]) -> None:
        self.total = total
        self.usual = [round(10 * size / max(1, count)) / 10 for size, count in zip(sums, having, strict=True)]
        rare = [math.log(1 + (total - n + 0.5) / (n + 0.5)) for n in range(total + 1)]
        self.rarities = [max(1, round(RARITY_STEPS * one)) / RARITY_STEPS for one in rare]

    @property
    def most(self) -> float:
        """What hardly any weight is above: the steps weights are written in end there."""
        return MOST_WEIGHT * math.pow(self.rarities[min(1, self.total)], RARITY)


def figures(bags: Iterable[Bag], total: int) -> Figures:
    """Return the figures of all articles."""
    sums, having = [0] * (len(WEIGHTS) + 1), [0] * (len(WEIGHTS) + 1)
    for one in bags:
        for place, size in enumerate(one.sizes()):
            sums[place] += size
            having[place] += size > 0
    return Figures(total, sums, having)


def digest(text: str, terms: Terms) -> str:
    r"""Return a text's most frequent terms and pairs with their counts, as one string to keep; ties go to the first.

    All that the index needs of a text is here, so that an edit does not read the texts of all articles again.  Terms
    and counts stand on lines of their own, because they are split again for every index.

    >>> digest("badge colour badge", Terms("de")).split("\n")
    ['badg\tcolour', '2 1', 'badg colour\tcolour badg', '1 1']
    """
    found = terms(text)
    single = _most_frequent(found)
    # Only pairs that are kept become texts, of the hundreds a text has.
    double = [(" ".join(pair), count) for pair, count in _most_frequent(pairwise(found))]
    lines = (
        "\t".join(term for term, _ in kept) + "\n" + " ".join(str(n) for _, n in kept) for kept in (single, double)
    )
    return "\n".join(lines)


def _most_frequent(found: Iterable[Any]) -> list[tuple[Any, int]]:
    # Sorted as a whole, which keeps the order of equals: the heap of `most_common` takes three times as long.
    return sorted(Counter(found).items(), key=itemgetter(1), reverse=True)[:READ_TERMS]


def bag(one: Fields, terms: Terms) -> Bag:
    """Return the terms of an article, as :func:`weigh` takes them."""
    return Bag({name: list(map(terms.phrase, one.phrases.get(name, ()))) for name in WEIGHTS}, *_undigest(one.text))


def weigh(one: Bag, known: Figures, spread: Mapping[str, int]) -> dict[str, float]:
    """Return what each term of an article weighs there, its rarity left out; terms that tell too little are not there.

    ``spread`` says how many articles have a term.
    """
    found: dict[str, float] = {}
    *sizes, text_size = one.sizes()
    *usual, usual_text = known.usual
    for (name, weight), size, mean in zip(WEIGHTS.items(), sizes, usual, strict=True):
        longer = _longer(size, mean, TITLE_LENGTH if name == TITLE else LENGTH)
        for term, count in Counter(chain.from_iterable(one.phrases[name])).items():
            found[term] = found.get(term, 0.0) + weight * _saturated(count, longer)
    for name, weight in PAIR_WEIGHTS.items():
        for pair in chain.from_iterable(map(pairs, one.phrases[name])):
            found[pair] = max(found.get(pair, 0.0), weight)
    longer = _longer(text_size, usual_text, TEXT_LENGTH)
    steps = {count: TEXT_WEIGHT * _saturated(count, longer) for count in set(one.single.values())}
    for term, count in _telling(list(one.single.items()), known, spread):
        found[term] = found.get(term, 0.0) + steps[count]
    # A pair that stands in one place of one text is chance.
    repeated = [pair for pair in one.double.items() if pair[1] > 1 or spread[pair[0]] > 1]
    for pair, count in _telling(repeated, known, spread):
        if pair not in found:
            found[pair] = TEXT_PAIR_WEIGHT * _plain(count)
    return found


def _undigest(text: str) -> tuple[dict[str, int], dict[str, int]]:
    single, single_counts, double, double_counts = text.split("\n") if text else ("", "", "", "")
    return _counted(single, single_counts), _counted(double, double_counts)


def _counted(terms: str, counts: str) -> dict[str, int]:
    return dict(zip(terms.split("\t"), map(int, counts.split()), strict=True)) if counts else {}


def _telling(counts: list[tuple[str, int]], known: Figures, spread: Mapping[str, int]) -> Iterable[tuple[str, int]]:
    """Return the most telling of terms with their counts."""
    if len(counts) <= MOST_TERMS:
        return counts
    rarities, plain = known.rarities, _plain
    order = sorted([(-plain(count) * rarities[spread[term]], term, count) for term, count in counts])
    return [(term, count) for _, term, count in order[:MOST_TERMS]]


@cache
def _plain(count: int) -> float:
    """Return what a count tells in a text as long as usual."""
    return _saturated(count, 1.0)


def _longer(size: int, usual: float, share: float) -> float:
    """Return by how much a field is longer than usual, so far as length counts."""
    return 1 - share + share * size / usual if usual else 1.0


def _saturated(count: int, longer: float) -> float:
    return count * (K1 + 1) / (count + K1 * longer)
