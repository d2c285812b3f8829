"""What one refresh counts, on its way into the state: added up, told from machines, and closed day by day."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from support_portal.traffic import database
from support_portal.traffic.clock import EPOCH
from support_portal.traffic.people import Read, total
from support_portal.traffic.rules import CLICKS, CLOSING_DAYS, DAILY, SEARCHES
from support_portal.traffic.tables import Settings
from support_portal.traffic.tally import OTHER, ROBOTS, Events, Views
from support_portal.traffic.told import Told
from support_portal.traffic.view_rows import Columns, ViewRows

if TYPE_CHECKING:
    from concurrent.futures import Future

    from support_portal.traffic.processes import Worker


class Added(NamedTuple):
    """What a refresh added.

    ``machines`` are new views that were machines' by what they did, ``late`` views of days closed before, ``first``
    and ``last`` the days of new views, ``open_days`` (days since 1970) those that are open now.
    """

    machines: int
    late: int
    first: dt.date | None
    last: dt.date | None
    open_days: set[int]


class NewCounts:
    """The rows of a refresh; to be used within `State.transaction`.

    ``ids`` has the numbers of articles in the state, by the names of those behind the codes of `put_views`, in their
    order.
    """

    def __init__(self, base: database.DuckDBPyConnection, settings: Settings, ids: Mapping[str, int]) -> None:
        self._base = base
        self._settings = settings
        self._ids = {**ids, "": OTHER}
        before = base.execute("SELECT day, count(*) FROM open_views GROUP BY day").fetchall()
        self._views = ViewRows(base, database.memory_limit(settings.memory), dict(before))
        self._told = Told()
        # Codes below 0 are no articles and stay as they are: they count from the end.
        self._of_codes = np.array([*ids.values(), ROBOTS, OTHER], np.int64)
        self._base.execute("CREATE OR REPLACE TEMP TABLE new_events AS FROM open_events LIMIT 0")

    def put_views(self, views: Views) -> None:
        """Add views to the refresh."""
        self._views.put(views._replace(codes=self._of_codes[views.codes]))

    def put_events(self, events: Events) -> None:
        """Add beacons to the refresh."""
        if self._told.put(events):
            self._write_events()

    def _write_events(self) -> None:
        days, places, visitors, events = self._told.take()
        if not events:
            return
        kind, query, article, number = zip(*events, strict=True)
        told = {name: np.array(column, object) for name, column in (("kind", kind), ("query", query))}
        told |= {"article": np.array([self._ids[name] for name in article], np.int32)}
        told |= {"number": np.array(number, np.int32), "place": np.arange(len(number))}
        rows: dict[str, Any] = {"day": days, "place": places, "visitor": visitors}
        self._base.execute(
            "INSERT INTO new_events SELECT day, kind, query, article, number, visitor FROM rows JOIN told USING (place)"
        )
        assert told
        assert rows

    def end(self, workers: Sequence[Worker] = ()) -> Added:
        """Add what the refresh counted, here and by workers, and close the days that are old enough."""
        asked = [worker.days() for worker in workers]
        self._views.write()
        theirs = [promise.result() for promise in asked]
        told = self._told.days.union(*(told for _, told in theirs))
        every = [self._views.days, *(days for days, _ in theirs)]
        views = sum((days.views for days in every), Counter())
        opened, closed = self._days("open_views", "open_events"), self._days("closed_daily")
        newest = max(told.union(opened, closed, *(days.rows for days in every)), default=0)
        first_open = newest - self._settings.open_days + 1
        held = Counter(itertools.chain(opened, closed, *(days.rows for days in every)))
        waiting = [
            self._ask(worker, days.rows, [day for day in days.rows if day < first_open and held[day] == 1])
            for worker, (days, _) in zip(workers, theirs, strict=True)
        ]
        self._views.write()
        machines = self._sum(first_open)
        for events, promise in waiting:
            self.put_events(events.result())
            found = promise.result()
            machines += self._put_sums(found._replace(articles=self._of_codes[found.articles]))
        self._write_events()
        self._close(first_open)
        self._keep(first_open)
        return Added(
            machines,
            sum(number for day, number in views.items() if day in closed),
            _day(min(views, default=None)),
            _day(max(views, default=None)),
            self._days("open_views", "open_events"),
        )

    def _ask(self, worker: Worker, rows: Mapping[int, int], alone: list[int]) -> tuple[Future[Events], Future[Columns]]:
        """Ask a worker for its beacons and the sums of the days it has ``alone``, and take its views of the others."""
        for day in rows.keys() - {*alone}:
            # No more at once than fits into memory.
            slices = self._views.slices(rows[day])
            for number in range(slices):
                self.put_views(worker.views(day, slices, number).result())
        return worker.events(), worker.sums(alone, self._settings.crawl_limit)

    def _sum(self, first_open: int) -> int:
        """Sum the days of which there are new views here; return how many views were machines'."""
        run, days = self._base.execute, self._views.days.rows
        run("CREATE OR REPLACE TEMP TABLE read_now AS FROM open_views LIMIT 0")
        # Days with nothing new stay as they are.
        for table, source in (("sums", "open_sums"), ("machines", "open_machines")):
            query = f"CREATE OR REPLACE TEMP TABLE {table} AS FROM {source} WHERE day NOT IN (SELECT unnest($1))"
            run(query, [[*days]])
        reads = ((day, self._kept(day) if day >= first_open else self._views.read(day)) for day in days)
        return self._put_sums(Columns.of({day: total(read, self._settings.crawl_limit) for day, read in reads}))

    def _kept(self, day: int) -> Iterator[Read]:
        """Yield what visitors of a day read, and keep it."""
        for read in self._views.read(day):
            rows = {"article": read.articles, "visitor": read.visitors, "views": read.views}
            self._base.execute("INSERT INTO read_now SELECT $1, article, visitor, views FROM rows", [day])
            assert rows
            yield read

    def _put_sums(self, found: Columns) -> int:
        """Add sums of days; return how many views were machines'."""
        rows: dict[str, Any] = {"day": found.days, "article": found.articles}
        rows |= {"views": found.views, "visitors": found.visitors}
        self._base.execute("INSERT INTO sums SELECT day, article, views, visitors FROM rows")
        rows = {"day": found.machine_days, "visitor": found.machines}
        self._base.execute("INSERT INTO machines SELECT day, visitor FROM rows")
        assert rows
        return found.machine_views

    def _close(self, first_open: int) -> None:
        """Turn the visitors of days before the first that is open into numbers."""
        run, days = self._base.execute, {"opened": first_open}
        run(f"INSERT INTO closed_daily WITH {CLOSING_DAYS} {DAILY}", days)
        least = days | {"least_searchers": self._settings.least_searchers}
        run(f"INSERT INTO closed_searches WITH {CLOSING_DAYS} {SEARCHES}", least)
        run(f"INSERT INTO closed_clicks WITH {CLOSING_DAYS} {CLICKS}", least)

    def _keep(self, first_open: int) -> None:
        """Keep what is needed when more lines come of the days that are open."""
        run, days = self._base.execute, [*self._views.days.rows]
        run("DELETE FROM open_views WHERE day < $1 OR day IN (SELECT unnest($2))", [first_open, days])
        run("DELETE FROM open_events WHERE day < $1", [first_open])
        run("DELETE FROM open_sums; DELETE FROM open_machines")
        for table, source in (
            ("open_views", "read_now"),
            ("open_events", "new_events"),
            ("open_sums", "sums"),
            ("open_machines", "machines"),
        ):
            run(f"INSERT INTO {table} FROM {source} WHERE day >= $1", [first_open])
        for table in ("new_views", "read_now", "new_events", "sums", "machines"):
            run(f"DROP TABLE {table}")

    def _days(self, *tables: str) -> set[int]:
        query = " UNION ".join(f"SELECT DISTINCT day FROM {table}" for table in tables)  # noqa: S608 -- names of ours
        return {row[0] for row in self._base.execute(query).fetchall()}


def _day(number: int | None) -> dt.date | None:
    return None if number is None else dt.date.fromordinal(number + EPOCH)
