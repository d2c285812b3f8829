"""Weigh the terms of every article: what the search adds up for a query is worked out here, when the portal is built.

Each field has a BM25 of its own (Robertson & Zaragoza 2009, doi 10.1561/1500000019).  On 2,336 help articles one
saturation over all fields found 0.65 of the answers among the first five results, one for each 0.82, and two
neighbouring words as a term of their own (phrases, also of the text) 2 to 3 in a hundred more.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

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
# Rare words tell more, but a word is not twice as telling for being in one article instead of ten.
RARITY: Final = 0.8
# Of a text, so many terms and so many pairs are kept when it is read, and so many of the most telling in the index.
READ_TERMS: Final = 120
MOST_TERMS: Final = 60
# A term in more articles than this keeps the heaviest: who types it needs a second word anyway.
MOST_ARTICLES: Final = 600


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

    def spread(self) -> set[str]:
        """Return each term the article has, of one word."""
        return self.single.keys() | {term for name in WEIGHTS for phrase in self.phrases[name] for term in phrase}


@dataclass(slots=True)
class Posting:
    """The articles that have a term: article number to weight; ``titles`` are those with the term in their title."""

    rarity: float = 0.0
    weights: dict[int, float] = field(default_factory=dict)
    titles: set[int] = field(default_factory=set)


def digest(text: str, terms: Terms) -> str:
    r"""Return a text's most frequent terms and pairs with their counts, as one string to keep; ties go to the first.

    All that the index needs of a text is here, so that an edit does not read the texts of all articles again.  Terms
    and counts stand on lines of their own, because they are split again for every index.

    >>> digest("badge colour badge", Terms("de")).split("\n")
    ['badg\tcolour', '2 1', 'badg colour\tcolour badg', '1 1']
    """
    found = terms(text)
    lines: list[str] = []
    for counted in (Counter(found), Counter(map(" ".join, pairwise(found)))):
        kept = counted.most_common(READ_TERMS)
        lines += "\t".join(term for term, _ in kept), " ".join(str(count) for _, count in kept)
    return "\n".join(lines)


def bag(one: Fields, terms: Terms) -> Bag:
    """Return the terms of an article, as :func:`weigh` takes them."""
    return Bag(
        {name: [terms(phrase) for phrase in one.phrases.get(name, ())] for name in WEIGHTS}, *_undigest(one.text)
    )


def weigh(articles: Sequence[Bag]) -> dict[str, Posting]:
    """Return for each term, of one word or two, the articles that have it with their weights."""
    found: defaultdict[str, Posting] = defaultdict(Posting)
    for name, weight in WEIGHTS.items():
        bags = [Counter(term for phrase in one.phrases[name] for term in phrase) for one in articles]
        _add(found, bags, weight, TITLE_LENGTH if name == TITLE else LENGTH)
        if name == TITLE:
            for number, bag in enumerate(bags):
                for term in bag:
                    found[term].titles.add(number)
    pair_weights: defaultdict[str, dict[int, float]] = defaultdict(dict)
    spread: Counter[str] = Counter()
    for number, one in enumerate(articles):
        held_here = set(one.double)
        for name, weight in PAIR_WEIGHTS.items():
            for pair in {pair for phrase in one.phrases[name] for pair in pairs(phrase)}:
                held = pair_weights[pair]
                held[number] = max(held.get(number, 0.0), weight)
                held_here.add(pair)
        spread.update(one.spread())
        spread.update(held_here)
    total = len(articles)
    # By their number: terms are fifty times as many as numbers of articles that have one.
    rare = {n: math.log(1 + (total - n + 0.5) / (n + 0.5)) for n in set(spread.values())}
    rarity = {term: rare[n] for term, n in spread.items()}
    _add(found, _telling([one.single for one in articles], rarity), TEXT_WEIGHT, 0.75)
    counts = {count for one in articles for count in one.double.values()}
    pair_steps = {count: TEXT_PAIR_WEIGHT * _saturated(count, 1.0) for count in counts}
    for number, double in enumerate(_telling([_repeated(one.double, spread) for one in articles], rarity)):
        for pair, count in double.items():
            pair_weights[pair].setdefault(number, pair_steps[count])
    for pair, weights in pair_weights.items():
        found[pair].weights = weights
    for term, posting in found.items():
        posting.rarity = rarity.get(term, 0.0)
        factor = posting.rarity ** (RARITY if " " not in term else 1.0)
        heaviest: Iterable[tuple[int, float]] = posting.weights.items()
        if len(posting.weights) > MOST_ARTICLES:
            heaviest = sorted(heaviest, key=lambda one: (-one[1], one[0]))[:MOST_ARTICLES]
        posting.weights = {number: weight * factor for number, weight in sorted(heaviest)}
    return dict(found)


def _undigest(text: str) -> tuple[dict[str, int], dict[str, int]]:
    single, single_counts, double, double_counts = text.split("\n") if text else ("", "", "", "")
    return _counted(single, single_counts), _counted(double, double_counts)


def _counted(terms: str, counts: str) -> dict[str, int]:
    return dict(zip(terms.split("\t"), map(int, counts.split()), strict=True)) if counts else {}


def _repeated(double: Mapping[str, int], spread: Mapping[str, int]) -> dict[str, int]:
    """Return the pairs that stand in two articles or twice in this one: the others are chance."""
    return {pair: count for pair, count in double.items() if count > 1 or spread[pair] > 1}


def _telling(bags: Sequence[dict[str, int]], rarity: Mapping[str, float]) -> list[dict[str, int]]:
    """Return each bag's most telling terms."""
    steps = {count: -_saturated(count, 1.0) for count in {count for bag in bags for count in bag.values()}}
    kept = []
    for bag in bags:
        if len(bag) > MOST_TERMS:
            order = sorted([(steps[count] * rarity[term], term) for term, count in bag.items()])
            bag = {term: bag[term] for _, term in order[:MOST_TERMS]}
        kept.append(bag)
    return kept


def _add(found: defaultdict[str, Posting], bags: Sequence[Mapping[str, int]], weight: float, length: float) -> None:
    """Add a field's BM25, without rarity, to the weights of its terms."""
    sizes = [sum(bag.values()) for bag in bags]
    usual = sum(sizes) / max(1, sum(size > 0 for size in sizes))
    for number, bag in enumerate(bags):
        longer = 1 - length + length * sizes[number] / usual if usual else 1.0
        steps = {count: weight * _saturated(count, longer) for count in set(bag.values())}
        for term, count in bag.items():
            weights = found[term].weights
            weights[number] = weights.get(number, 0.0) + steps[count]


def _saturated(count: int, longer: float) -> float:
    return count * (K1 + 1) / (count + K1 * longer)
