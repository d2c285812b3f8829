"""Days of articles as columns: a state of 120 days and 2,000 articles has 240,000 rows, too many for objects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from support_portal.traffic.clock import EPOCH
from support_portal.traffic.lookup import Ints
from support_portal.traffic.tables import Daily


class Days(NamedTuple):
    """The rows of `Daily`, one an element, in any order; several of one article and day add up.

    ``names`` are docnames, each once, and ``places`` those of rows in them; ``days`` count from 1970.
    """

    names: list[str]
    places: Ints
    days: Ints
    views: Ints
    visitors: Ints
    votes_up: Ints
    votes_down: Ints

    @staticmethod
    def named(names: Sequence[str], columns: Sequence[Ints]) -> Days:
        """Return rows whose names are sorted and stand once; ``columns`` are all but the first, with places in them."""
        known = sorted(set(names))
        place = {name: number for number, name in enumerate(known)}
        return Days(known, np.array([place[name] for name in names], np.int64)[columns[0]], *columns[1:])

    @staticmethod
    def of(rows: Iterable[Daily]) -> Days:
        """Return rows as columns."""
        names: dict[str, int] = {}
        table = [(names.setdefault(row.article, len(names)), row.day.toordinal() - EPOCH, *row[2:]) for row in rows]
        return Days.named(list(names), list(np.array(table, np.int64).reshape(-1, 6).T))

    def rows(self) -> list[Daily]:
        """Return one row for each article and day, sorted by day and article."""
        order = _sorted(self.days, self.places)
        days, places = self.days[order], self.places[order]
        firsts = np.flatnonzero(np.append(True, (places[1:] != places[:-1]) | (days[1:] != days[:-1]))[: len(places)])
        numbers = (np.add.reduceat(column[order], firsts) if len(firsts) else column for column in self[3:])
        # A date is made once a day: row by row this was a tenth of a refresh of a million lines.
        dates = {day: dt.date.fromordinal(day + EPOCH) for day in np.unique(days).tolist()}
        said = (dates[day] for day in days[firsts].tolist())
        named = (self.names[place] for place in places[firsts].tolist())
        return list(map(Daily, said, named, *(column.tolist() for column in numbers)))

    def kept(self, which: npt.NDArray[np.bool_]) -> Days:
        """Return the rows that are told by a truth value each."""
        if which.all():
            return self
        rows = np.flatnonzero(which)
        return Days(self.names, *(column[rows] for column in self[1:]))

    def of_articles(self, known: Collection[str]) -> Days:
        """Return the rows of some articles."""
        chosen = np.array([name in known for name in self.names], np.bool_)
        return self.kept(chosen[self.places])

    @property
    def last(self) -> dt.date | None:
        """The last day there is."""
        return dt.date.fromordinal(int(self.days.max()) + EPOCH) if len(self.days) else None


def _sorted(first: Ints, second: Ints) -> Ints:
    """Return the order by two columns.  numpy sorts numbers of 16 bits by radix, ten times as fast as longer ones."""
    order = np.arange(len(first))
    for column in (second, first):
        keys = (column - column.min(initial=0))[order]
        order = order[np.argsort(keys.astype(np.min_scalar_type(int(keys.max(initial=0)))), kind="stable")]
    return order
