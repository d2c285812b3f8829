"""How alike texts are: their words as TF-IDF vectors, compared over an index of words that is bounded in size.

Salton & Buckley 1988 for the weighting, doi 10.1016/0306-4573(88)90021-0.
"""

from __future__ import annotations

import heapq
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from support_portal.core.stems import stemmer

# A word in more than this share of articles tells nothing and makes long posting lists.
COMMON: Final = 0.4
# How many neighbours an article looks at, those of its most telling words first, and how many of a word's articles are
# looked at, the heaviest first: so the work grows with the portal and not with its square (the "quit" strategy of
# Moffat & Zobel 1996, doi 10.1145/237496.237497, and the champion lists of Manning et al. 2008, 7.1.3).  On the 2,336
# help articles 91 % of the first four stay the same, in portals of some hundred articles all.
MOST_NEIGHBOURS: Final = 1500
MOST_ARTICLES: Final = 200
# How finely a word's rarity is told.  Rounded, it stays the same when one more article has the word, and so do the
# vectors of all others that have it: after an edit few articles must be compared again, not all.
RARITY_STEP: Final = 0.125
_WORD = re.compile(r"[^\W_]+(?:[-'\u2019][^\W_]+)*")
BOUNDS: Final = (COMMON, MOST_NEIGHBOURS, MOST_ARTICLES, RARITY_STEP)


@cache
def _stem(word: str, language: str) -> str:
    """Return a word's stem, made once: the articles of a portal share most of their words."""
    stem = stemmer(language)
    return stem(word) if stem else word


def terms(text: str, language: str = "en") -> list[str]:
    """Return the stemmed, accent-folded words of a text, in order."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    folded = "".join(c for c in folded if not unicodedata.combining(c))
    return [_stem(word, language) for word in _WORD.findall(folded) if len(word) > 1]


def vectors(bags: Mapping[str, Counter[str]]) -> dict[str, dict[str, float]]:
    """Return each article's words with their weights, as a vector of length 1.

    Weights are rounded to six places, because logarithms differ in their last places from machine to machine.
    """
    seen_in: Counter[str] = Counter(term for bag in bags.values() for term in bag)
    total = len(bags)
    common = max(3, total * COMMON)
    telling = {term: _rarity(total, count) for term, count in seen_in.items() if 1 < count <= common}
    vectors = {}
    for docname, bag in bags.items():
        weights = {term: (1 + math.log(count)) * telling[term] for term, count in bag.items() if term in telling}
        length = math.sqrt(math.fsum(w * w for w in weights.values())) or 1.0
        vectors[docname] = {term: round(w / length, 6) for term, w in weights.items()}
    return vectors


def _rarity(total: int, count: int) -> float:
    """Return how telling a word is that ``count`` of ``total`` articles have (inverse document frequency)."""
    return max(1, round(math.log((1 + total) / (1 + count)) / RARITY_STEP)) * RARITY_STEP


def postings(vectors: Mapping[str, Mapping[str, float]]) -> dict[str, list[tuple[str, float]]]:
    """Return for each word the articles that have it, the heaviest of them when they are many."""
    postings = defaultdict[str, list[tuple[str, float]]](list)
    for docname, vector in vectors.items():
        for term, weight in vector.items():
            postings[term].append((docname, weight))
    for term, found in postings.items():
        if len(found) > MOST_ARTICLES:
            postings[term] = heapq.nsmallest(MOST_ARTICLES, found, key=lambda one: (-one[1], one[0]))
    return dict(postings)


def telling_words(vector: Mapping[str, float], postings: Mapping[str, list[tuple[str, float]]]) -> list[str]:
    """Return the words of an article to look at: the most telling first, until they lead to enough neighbours."""
    words = []
    looked_at = 0
    known = [term for term in vector if term in postings]
    for term in sorted(known, key=lambda term: (len(postings[term]) / (vector[term] or 1e-9), term)):
        looked_at += len(postings[term])
        if looked_at > MOST_NEIGHBOURS:
            break
        words.append(term)
    return words


def similar(
    vector: Mapping[str, float], words: Iterable[str], postings: Mapping[str, list[tuple[str, float]]]
) -> defaultdict[str, float]:
    """Return how alike other articles are, 0 to 1: the cosine over some of the article's words."""
    scores: defaultdict[str, float] = defaultdict(float)
    for term in words:
        weight = vector[term]
        for other, other_weight in postings[term]:
            scores[other] += weight * other_weight
    return scores
