"""Say where each article stands and why: the score of the report, with every part it is made of."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from support_portal.core.addresses import folder_of, section_of
from support_portal.core.article import NEWS
from support_portal.core.ranking import scores
from support_portal.traffic.clock import EPOCH
from support_portal.traffic.days import Days
from support_portal.traffic.lookup import Ints
from support_portal.traffic.tables import Inventory, Search, ShortList

# A number of readers smaller than this is not published: it would say too much of too few.
LEAST_SHOWN: Final = 5
CARDS: Final = 10
_DAYS_TO_REACH: Final = 7
_DAYS: Final = scores.WINDOW + 1


@dataclass(frozen=True, slots=True)
class Standing:
    """What an article's readers did in the last `scores.WINDOW` days, and the score that follows from it.

    ``past`` has the visitors of each day, the last day first, and ``days_read`` tells on how many there were any;
    ``decayed`` is their sum with older days weighing less, ``demotion`` what votes multiply it by; ``rising`` the last
    week's readers over a usual week's (None when there are too few to tell).
    """

    article: str
    past: Ints = field(compare=False, repr=False)
    days_read: int
    views: int
    visitors: int
    votes_up: int
    votes_down: int
    decayed: float
    demotion: float
    rising: float | None

    @property
    def is_established(self) -> bool:
        """Whether it was read on so many days that an announcement alone does not explain it."""
        return self.days_read >= scores.LEAST_DAYS

    @property
    def score(self) -> float:
        """The number that articles are sorted by; of few readers it would tell too much, so they give none."""
        return self.decayed * self.demotion if self.is_established and self.is_countable else 0.0

    @property
    def is_countable(self) -> bool:
        """Whether so many people read it that their number may be shown."""
        return self.visitors >= LEAST_SHOWN

    @property
    def has_votes(self) -> bool:
        """Whether so many people voted that their votes may be shown."""
        return self.votes_up + self.votes_down >= LEAST_SHOWN

    @property
    def is_rising(self) -> bool:
        """Whether it has clearly more readers than it used to; what is new has no past to rise from."""
        return self.is_established and self.rising is not None and self.rising >= scores.RISING


def standings(days: Days, as_of: dt.date, half_life: float = scores.HALF_LIFE) -> list[Standing]:
    """Return the standing of every article that was read, the best score first, then by docname.

    Scores are compared as the report writes them, to three decimals.
    """
    ages = as_of.toordinal() - EPOCH - days.days
    # One line dated 9999 would outweigh all others.
    counted = (ages >= 0) & (ages <= scores.WINDOW)
    days, ages = days.kept(counted), ages[counted]
    past = _sums(days.places * _DAYS + ages, days.visitors, len(days.names) * _DAYS).reshape(-1, _DAYS)
    totals = [_sums(days.places, column, len(days.names)) for column in days[3:]]
    decayed = past @ np.array(scores.weights(half_life)) / scores.WHOLE
    weeks = past[:, : 7 * scores.WEEKS].reshape(-1, scores.WEEKS, 7).sum(axis=2)
    columns = (np.bincount(days.places, minlength=len(past)), np.count_nonzero(past, axis=1), *totals, decayed, weeks)
    listed = zip(days.names, past, *(column.tolist() for column in columns), strict=True)
    found = [
        Standing(name, row, read, views, visitors, up, down, score, scores.demotion(up, down), scores.rise(trend))
        for name, row, rows, read, views, visitors, up, down, score, trend in listed
        if rows
    ]
    return sorted(found, key=lambda one: (-round(one.score, 3), one.article))


def _sums(places: Ints, numbers: Ints, size: int) -> Ints:
    """Add up the numbers of each place; as float64, in which whole numbers are exact up to 2**53."""
    return np.bincount(places, numbers, size).astype(np.int64)


def failed_searches(searches: Iterable[Search], as_of: dt.date, most: int) -> list[tuple[str, int]]:
    """Return the texts that found nothing and how often, the most frequent first; rare texts are left out before."""
    failed: Counter[str] = Counter()
    for search in searches:
        if search.query and search.results == 0 and 0 <= (as_of - search.day).days <= scores.WINDOW:
            failed[search.query] += search.times
    return sorted(failed.items(), key=lambda item: (-item[1], item[0]))[:most]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands among those of its section, pins first.

    ``number`` counts from 1; ``rival`` is the last article that has a card (or the first that has none, for one that
    has); ``readers`` are how many more a day, for a week, would bring it a card, None when it has one, when pins hold
    all cards, or when nobody needs to be passed.
    """

    number: int
    of: int
    pin: int | None
    rival: Standing | None
    readers: int | None

    @property
    def has_card(self) -> bool:
        """Whether it is one of the cards."""
        return self.number <= CARDS


def order(found: Iterable[Standing], inventory: Inventory, section: str | None = None) -> list[Standing]:
    """Return standings in the order of popular cards, pinned articles first, read or not.

    They are of one section, or of all but news, which have no cards.  Ties of scores fall to the article updated
    last, then to the docname, as in `core.popular.rank`.
    """
    pins = inventory.pins
    known = {name: unread(name) for name in pins} | {one.article: one for one in found}
    kept = [
        one
        for one in known.values()
        if one.article not in inventory.unpinned
        and (section_of(one.article) == section if section else section_of(one.article) != NEWS)
    ]

    def key(one: Standing) -> tuple[bool, int, float, int, str]:
        updated = inventory.updated.get(one.article)
        return (
            one.article not in pins,
            pins.get(one.article, 0),
            -round(one.score, 3),
            -(updated.toordinal() if updated else 0),
            one.article,
        )

    return sorted(kept, key=key)


def unread(article: str) -> Standing:
    """Return the standing of an article that nobody read."""
    return Standing(article, np.zeros(_DAYS, np.int64), 0, 0, 0, 0, 0, 0.0, 1.0, None)


def place(article: str, found: Iterable[Standing], inventory: Inventory) -> Place:
    """Return where an article stands in its section, and what it would take to get a card.

    The others are taken to keep their scores, as they do when they are read as before.
    """
    known = {article: unread(article)} | {one.article: one for one in found}
    pins = inventory.pins
    others = replace(inventory, unpinned=tuple(name for name in inventory.unpinned if name != article))
    ranked = order(known.values(), others, section_of(article))
    names = [one.article for one in ranked]
    number, own = names.index(article) + 1, known[article]
    if number <= CARDS:
        return Place(number, len(names), pins.get(article), ranked[CARDS] if len(ranked) > CARDS else None, None)
    rival = ranked[CARDS - 1]
    if rival.article in pins:
        return Place(number, len(names), pins.get(article), rival, None)
    return Place(number, len(names), pins.get(article), rival, readers_needed(own, rival.score, inventory.half_life))


def crowded_out(article: str, found: Iterable[Standing], inventory: Inventory, short: ShortList) -> list[str]:
    """Return the articles of its folder that leave an article no room in a list of few of a folder; empty if there is.

    Pinned articles always have room, as in `core.listing.at_most`.
    """
    names = [one.article for one in order(found, inventory, short.section or None)]
    if article not in names or article in inventory.pins:
        return []
    before = [name for name in names[: names.index(article)] if folder_of(name) == folder_of(article)]
    return before[: short.per_folder] if len(before) >= short.per_folder else []


def readers_needed(own: Standing, score: float, half_life: float = scores.HALF_LIFE) -> int:
    """Return how many readers a day, for a week, would lift an article above a score that does not change.

    What it has by then weighs half to the power of 7 days over the half-life.
    """
    kept = own.decayed * math.exp2(-_DAYS_TO_REACH / half_life)
    week = math.fsum(math.exp2(-age / half_life) for age in range(_DAYS_TO_REACH))
    return max(1, math.floor((score / own.demotion - kept) / week) + 1)
