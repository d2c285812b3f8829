"""Say where each article stands and why: the score of the report, with every part it is made of."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from support_portal.core.addresses import folder_of, section_of
from support_portal.core.article import NEWS
from support_portal.core.ranking import scores
from support_portal.traffic.clock import EPOCH
from support_portal.traffic.days import Days
from support_portal.traffic.tables import Inventory, Search, ShortList

# A number of readers smaller than this is not published: it would say too much of too few.
LEAST_SHOWN: Final = 5
CARDS: Final = 10
_DAYS_TO_REACH: Final = 7


@dataclass(frozen=True, slots=True)
class Standing:
    """What an article's readers did in the last `scores.WINDOW` days, and the score that follows from it.

    ``days`` has the visitors of each day, ``decayed`` their sum with older days weighing less; ``demotion`` is what
    votes multiply it by; ``rising`` the last week's readers over a usual week's (None when there are too few to tell).
    """

    article: str
    days: Mapping[dt.date, int]
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
        counts = [*self.days.values()]
        return len(counts) - counts.count(0) >= scores.LEAST_DAYS

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
    days = days.kept((ages >= 0) & (ages <= scores.WINDOW))
    ages = as_of.toordinal() - EPOCH - days.days
    weighed = (days.visitors * np.array(scores.weights(half_life))[ages]).tolist()
    # Of the weeks that trends are about; all days before are in the last column.
    weeks = np.zeros((len(days.names), scores.WEEKS + 1), np.int64)
    np.add.at(weeks, (days.places, np.minimum(ages // 7, scores.WEEKS)), days.visitors)
    ends = np.cumsum(np.bincount(days.places, minlength=len(days.names)))
    sums = [np.concatenate(([0], np.cumsum(column)))[[0, *ends]] for column in days[3:]]
    totals = np.diff(np.array(sums), axis=1).T.tolist()
    dates = [as_of - dt.timedelta(age) for age in range(scores.WINDOW + 1)]
    dated, counts = [dates[age] for age in ages.tolist()], days.visitors.tolist()
    found, start = [], 0
    for name, end, total, trend in zip(days.names, ends.tolist(), totals, weeks[:, :-1].tolist(), strict=True):
        if start < end:
            by_day = dict(zip(dated[start:end], counts[start:end], strict=True))
            decayed, demotion = math.fsum(weighed[start:end]), scores.demotion(total[2], total[3])
            views, visitors, up, down = total
            found.append(Standing(name, by_day, views, visitors, up, down, decayed, demotion, scores.rise(trend)))
            start = end
    return sorted(found, key=lambda one: (-round(one.score, 3), one.article))


def failed_searches(searches: Iterable[Search], as_of: dt.date, most: int) -> list[tuple[str, int]]:
    """Return the texts that found nothing and how often, the most frequent first; rare texts are left out before."""
    failed: Counter[str] = Counter()
    for search in searches:
        if search.query and search.results == 0 and scores.in_window([search.day], as_of):
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
    return Standing(article, {}, 0, 0, 0, 0, 0.0, 1.0, None)


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
