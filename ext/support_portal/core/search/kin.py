"""Find words that readers use for one another, in the articles' own words: short forms, and words of one family.

``repo`` is short for ``repository`` where nearly every article with the one has the other and titles spell it out.  A
stemmer takes off endings of grammar only, so ``registry`` and ``register`` need this, or ``contributor`` and
``contribution``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from support_portal.core.search.weights import TITLE, WEIGHTS, Bag

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


def kin(articles: Sequence[Bag], language: str) -> dict[str, list[str]]:
    """Return for each term those that mean nearly the same, sorted; families are looked for in English only."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for short, long in _short_forms(articles).items():
        found[short].add(long)
        found[long].add(short)
    if language.startswith("en"):
        phrases = (phrase for one in articles for name in WEIGHTS for phrase in one.phrases[name])
        for family in _families(term for phrase in phrases for term in phrase):
            for term in family:
                found[term] |= family - {term}
    return {term: sorted(others) for term, others in sorted(found.items())}


def _short_forms(articles: Sequence[Bag]) -> dict[str, str]:
    """Return for each short form the long form that most titles have."""
    held: defaultdict[str, set[int]] = defaultdict(set)
    titles: Counter[str] = Counter()
    for number, one in enumerate(articles):
        titles.update({term for phrase in one.phrases[TITLE] for term in phrase})
        for term in one.words():
            held[term].add(number)
    order = sorted(term for term in held if term.isalpha())
    found = {}
    for short in order:
        if len(short) not in SHORT or len(held[short]) < ARTICLES:
            continue
        longer = (
            long
            for long in order[bisect_left(order, short) : bisect_left(order, f"{short}\uffff")]
            if len(long) >= len(short) + LONGER
            and titles[long] >= max(ARTICLES, TITLES * titles[short])
            and len(held[short] & held[long]) > TOGETHER * len(held[short])
        )
        if best := max(longer, key=lambda long: (titles[long], long), default=""):
            found[short] = best
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
