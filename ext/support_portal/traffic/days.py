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
    """The rows of `Daily`, one an element, sorted by article and day, of which there is one row.

    ``names`` are docnames, sorted, and ``places`` those of rows in them; ``days`` count from 1970.
    """

    names: list[str]
    places: Ints
    days: Ints
    views: Ints
    visitors: Ints
    votes_up: Ints
    votes_down: Ints

    @staticmethod
    def summed(names: Sequence[str], columns: Sequence[Ints]) -> Days:
        """Return rows, those of one article and day added up.

        ``columns`` are all but the first, and places are those in ``names``, in which one may stand twice.
        """
        known = sorted(set(names))
        place = {name: number for number, name in enumerate(known)}
        places = np.array([place[name] for name in names], np.int64)[columns[0]]
        order = _sorted(places, columns[1])
        places, days = places[order], columns[1][order]
        firsts = np.flatnonzero(np.append(True, (places[1:] != places[:-1]) | (days[1:] != days[:-1]))[: len(places)])
        numbers = (np.add.reduceat(column[order], firsts) if len(firsts) else column[:0] for column in columns[2:])
        return Days(known, places[firsts], days[firsts], *numbers)

    @staticmethod
    def of(rows: Iterable[Daily]) -> Days:
        """Return rows as columns."""
        names: dict[str, int] = {}
        table = [(names.setdefault(row.article, len(names)), row.day.toordinal() - EPOCH, *row[2:]) for row in rows]
        columns = np.array(table, np.int64).reshape(-1, 6).T
        return Days.summed(list(names), list(columns))

    def rows(self) -> list[Daily]:
        """Return the rows, sorted by day and article."""
        order = _sorted(self.days, self.places)
        days, places, *numbers = (column[order].tolist() for column in (self.days, self.places, *self[3:]))
        # A date is made once a day: row by row this was a tenth of a refresh of a million lines.
        dates = {day: dt.date.fromordinal(day + EPOCH) for day in set(days)}
        return list(map(Daily, map(dates.__getitem__, days), map(self.names.__getitem__, places), *numbers))

    def kept(self, which: npt.NDArray[np.bool_]) -> Days:
        """Return the rows that are told by a truth value each."""
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
