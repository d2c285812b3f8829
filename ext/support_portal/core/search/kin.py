"""Find words that readers use for one another, in the articles' own words: short forms, and words of one family.

``repo`` is short for ``repository`` where nearly every article with the one has the other and titles spell it out.  A
stemmer takes off endings of grammar only, so ``registry`` and ``register`` need this, or ``contributor`` and
``contribution``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import cache
from typing import Final

# A short form has so many letters, its long form at least so many more.
SHORT: Final = range(3, 6)
LONGER: Final = 3
# It stands in so many articles, of which so many hold its long form too, and in one title for so many of the other.
ARTICLES: Final = 3
TOGETHER: Final = 0.6
TITLES: Final = 25
# What makes a word of another, and stays when an English stemmer is done; what it is taken from has so many letters.
ENDINGS: Final = (
    "able", "abl", "age", "al", "anc", "ant", "ation", "ator", "atur", "enc", "ent", "er", "ful", "i", "ion", "ist",
    "it", "iv", "less", "ment", "ness", "or", "r", "ri", "ship",
)  # fmt: skip
ROOT: Final = 4


def kin(
    titles: Mapping[str, int], phrases: Iterable[str], holding: Callable[[str], Set[int]], language: str
) -> dict[str, list[str]]:
    """Return for each term those that mean nearly the same, sorted; families are looked for in English only.

    ``titles`` has the terms of titles with the number of articles, ``phrases`` the terms of all fields but the text,
    and ``holding`` gives the articles that have a term.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    for short, long in _short_forms(titles, holding).items():
        found[short].add(long)
        found[long].add(short)
    if language.startswith("en"):
        for family in _families(phrases):
            for term in family:
                found[term] |= family - {term}
    return {term: sorted(others) for term, others in sorted(found.items())}


def _short_forms(titles: Mapping[str, int], holding: Callable[[str], Set[int]]) -> dict[str, str]:
    """Return for each short form the long form that most titles have."""
    known = cache(holding)
    found: dict[str, str] = {}
    for long, count in titles.items():
        if count < ARTICLES or not long.isalpha():
            continue
        for short in (long[:size] for size in SHORT if len(long) >= size + LONGER):
            if short in found and (titles[found[short]], found[short]) > (count, long):
                continue
            if count < TITLES * titles.get(short, 0) or len(known(short)) < ARTICLES:
                continue
            if len(known(short) & known(long)) > TOGETHER * len(known(short)):
                found[short] = long
    return found


def _families(terms: Iterable[str]) -> list[set[str]]:
    """Return the groups of a term and those that are this term with an ending."""
    known = {term for term in terms if term.isalpha()}
    families: defaultdict[str, set[str]] = defaultdict(set)
    for term in known:
        for ending in ENDINGS:
            root = term.removesuffix(ending)
            if root != term and len(root) >= ROOT and root in known:
                families[root] |= {root, term}
    return list(families.values())


def packed_kin(kin: Mapping[str, Sequence[str]]) -> str:
    """Return what :func:`kin` found as one text, in which ``+`` stands for the term itself.

    >>> packed_kin({"regist": ["registri"], "repo": ["repositori"]})
    'regist +ri,repo +sitori'
    """
    lines = (
        (term, (f"+{other[len(term) :]}" if other.startswith(term) else other for other in others))
        for term, others in kin.items()
    )
    return ",".join(" ".join((term, *written)) for term, written in lines)
