"""Keep the page views that one process counted as rows, on the disk when they are many, and add up days of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from support_portal.traffic import database
from support_portal.traffic.engine import ROWS
from support_portal.traffic.lookup import Hashes, Ints
from support_portal.traffic.people import Read, Sums, together
from support_portal.traffic.tally import Views

# To put a row together takes 80 bytes for a moment, which may be a fifth of what DuckDB may hold.
_BYTES = 400


class Days(NamedTuple):
    """The days there are rows of: how many rows, and how many of these are views of articles."""

    rows: Counter[int]
    views: Counter[int]


class Columns(NamedTuple):
    """The sums of several days (see `Sums`), one row for each day and article, and for each day and machine."""

    days: Ints
    articles: Ints
    views: Ints
    visitors: Ints
    machine_days: Ints
    machines: Hashes
    machine_views: int

    @staticmethod
    def of(sums: Mapping[int, Sums]) -> Columns:
        """Return the sums of days as columns."""
        parts = list(sums.values())
        articles, views, visitors, machines = (
            np.concatenate([np.zeros(0, kind), *(part[place] for part in parts)])
            for place, kind in enumerate((np.int64, np.int64, np.int64, np.uint64))
        )
        every = np.array([*sums], np.int64)
        days = np.repeat(every, [len(part.articles) for part in parts])
        machine_days = np.repeat(every, [len(part.machines) for part in parts])
        number = sum(part.machine_views for part in parts)
        return Columns(days, articles, views, visitors, machine_days, machines, number)


class ViewRows:
    """Views in a table ``new_views`` of a DuckDB connection, as they were counted.

    ``memory`` is what DuckDB may hold (bytes).  ``before`` has the numbers of rows in its table ``open_views``, by day:
    what was counted before of days not closed.
    """

    def __init__(self, base: database.DuckDBPyConnection, memory: int, before: Mapping[int, int] | None = None) -> None:
        self.days = Days(Counter(), Counter())
        self._base = base
        self._memory = memory
        self._before = before or {}
        self._waiting: list[Views] = []
        base.execute("CREATE OR REPLACE TEMP TABLE new_views (day INTEGER, article INTEGER, visitor UBIGINT)")

    def put(self, views: Views) -> None:
        """Add views.  They wait until they are many: to write each part's took twice as long."""
        self._waiting.append(views)
        if sum(len(part.days) for part in self._waiting) >= ROWS:
            self.write()

    def write(self) -> None:
        """Write what waits into the table."""
        if not any(len(part.days) for part in self._waiting):
            return
        days, codes, visitors = (np.concatenate(column) for column in zip(*self._waiting, strict=True))
        rows = {"day": days, "article": codes, "visitor": visitors}
        self._base.execute("INSERT INTO new_views SELECT day, article, visitor FROM rows")
        assert rows
        self._waiting = []
        first = int(days.min())
        for counter, of in ((self.days.rows, days), (self.days.views, days[codes >= 0])):
            numbers = np.bincount(of - first)
            places = np.flatnonzero(numbers)
            counter.update(dict(zip((places + first).tolist(), numbers[places].tolist(), strict=True)))

    def slices(self, rows: int) -> int:
        """Return in how many slices so many rows of a day are looked at."""
        return 1 + rows * _BYTES // self._memory

    def views(self, day: int, slices: int = 1, number: int = 0) -> Views:
        """Return the views of a day, after `write`, or one of some slices of them, each of which has other visitors."""
        query = f"SELECT day, article, visitor FROM new_views {self._where(slices, number)}"  # noqa: S608
        found = self._base.execute(query, [day]).fetchnumpy()
        return Views(found["day"], found["article"], found["visitor"])

    def read(self, day: int) -> Iterator[Read]:
        """Yield what visitors of a day read, new and before, after `write`; of very many some visitors at a time."""
        slices = self.slices(self.days.rows[day] + self._before.get(day, 0))
        for number in range(slices):
            new, before = self.views(day, slices, number), None
            if day in self._before:
                query = f"SELECT article, visitor, views FROM open_views {self._where(slices, number)}"  # noqa: S608
                found = self._base.execute(query, [day]).fetchnumpy()
                before = (found["article"], found["visitor"], found["views"])
            yield together(new.codes, new.visitors, before)

    @staticmethod
    def _where(slices: int, number: int) -> str:
        # Keys of visitors are as good as random.
        return "WHERE day = $1" + (f" AND visitor % {slices}::UBIGINT = {number}" if slices > 1 else "")
