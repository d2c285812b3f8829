"""What one refresh counts, on its way into the state: added up, told from machines, and closed day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from support_portal.traffic import database
from support_portal.traffic.clock import EPOCH
from support_portal.traffic.engine import ROWS
from support_portal.traffic.inventory import Event
from support_portal.traffic.lookup import Hashes, Ints
from support_portal.traffic.rules import CLICKS, COUNTED, DAILY, MACHINES, SEARCHES, closing_days
from support_portal.traffic.tables import Settings
from support_portal.traffic.tally import OTHER, ROBOTS, Events, Views

# 50,000 texts of beacons and what they say are some 20 MB.
_MANY_TOLD = 50_000


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
        self._views: list[Views] = []
        self._told: dict[Event, int] = {}
        self._beacons: list[tuple[Ints, Ints, Hashes]] = []
        # Codes below 0 are no articles and stay as they are: they count from the end.
        self._of_codes = np.array([*ids.values(), ROBOTS, OTHER], np.int32)
        self._base.execute("CREATE OR REPLACE TEMP TABLE new_views (day INTEGER, article INTEGER, visitor UBIGINT)")
        self._base.execute("CREATE OR REPLACE TEMP TABLE new_events AS FROM open_events LIMIT 0")

    def put_views(self, views: Views) -> None:
        """Add views to the refresh.  They are kept until they are many: to write each part's took twice as long."""
        self._views.append(views)
        if sum(len(part.days) for part in self._views) >= ROWS:
            self._write_views()

    def _write_views(self) -> None:
        if not self._views:
            return
        days, codes, visitors = (np.concatenate(column) for column in zip(*self._views, strict=True))
        rows = {"day": days, "article": self._of_codes[codes], "visitor": visitors}
        self._base.execute("INSERT INTO new_views SELECT day, article, visitor FROM rows")
        assert rows
        self._views = []

    def put_events(self, events: Events) -> None:
        """Add beacons to the refresh.  They are kept until they are many: most of a portal's searches are the same."""
        number = [self._told.setdefault(event, len(self._told)) for event in events.told]
        self._beacons.append((events.days, np.array(number, np.int64)[events.places], events.visitors))
        if len(self._told) > _MANY_TOLD or sum(len(days) for days, *_ in self._beacons) > ROWS:
            self._write_events()

    def _write_events(self) -> None:
        if not self._told:
            return
        kind, query, article, number = zip(*self._told, strict=True)
        told = {name: np.array(column, object) for name, column in (("kind", kind), ("query", query))}
        told |= {"article": np.array([self._ids[name] for name in article], np.int32)}
        told |= {"number": np.array(number, np.int32), "place": np.arange(len(number))}
        days, places, visitors = (np.concatenate(column) for column in zip(*self._beacons, strict=True))
        rows: dict[str, Any] = {"day": days, "place": places, "visitor": visitors}
        self._base.execute(
            "INSERT INTO new_events SELECT day, kind, query, article, number, visitor, count "
            "FROM (SELECT day, place, visitor, count(*) AS count FROM rows GROUP BY ALL) JOIN told USING (place)"
        )
        assert told
        assert rows
        self._told, self._beacons = {}, []

    def end(self, threads: int = 1) -> Added:
        """Add what the refresh counted, and close the days that are old enough, with so many threads."""
        self._write_views()
        self._write_events()
        run = self._base.execute
        run(f"SET threads = {threads}")
        run(f"CREATE OR REPLACE TEMP TABLE counted AS {COUNTED}")
        run("DROP TABLE new_views")
        first, last = run("SELECT min(day), max(day) FROM counted WHERE new > 0 AND article >= 0").fetchone() or (
            None,
            None,
        )
        newest = self._one(
            "SELECT max(day) FROM (SELECT max(day) AS day FROM counted UNION ALL SELECT max(day) FROM closed_daily "
            "UNION ALL SELECT max(day) FROM open_events UNION ALL SELECT max(day) FROM new_events)"
        )
        opened = (newest if newest is not None else 0) - self._settings.open_days + 1
        run("CREATE OR REPLACE TEMP VIEW all_events AS FROM open_events UNION ALL BY NAME FROM new_events")
        run(f"CREATE OR REPLACE TEMP TABLE machines AS {MACHINES}", {"crawl_limit": self._settings.crawl_limit})
        machines = self._one(
            "SELECT coalesce(sum(new), 0)::BIGINT FROM counted SEMI JOIN machines USING (day, visitor) "
            "WHERE article >= 0"
        )
        late = self._one(
            "SELECT coalesce(sum(new), 0)::BIGINT FROM counted SEMI JOIN (SELECT DISTINCT day FROM closed_daily) "
            "USING (day) WHERE article >= 0"
        )
        run("DELETE FROM open_machines")
        run("INSERT INTO open_machines FROM machines WHERE day >= $1", [opened])
        self._close(opened)
        run(
            "INSERT INTO open_views SELECT day, article, visitor, new FROM counted WHERE new > 0 AND day >= $1",
            [opened],
        )
        run("INSERT INTO open_events FROM new_events WHERE day >= $1", [opened])
        days = run("SELECT day FROM open_views UNION SELECT day FROM open_events").fetchall()
        run("DROP VIEW all_events")
        run("DROP TABLE counted; DROP TABLE new_events; DROP TABLE machines")
        return Added(machines, late, _day(first), _day(last), {row[0] for row in days})

    def _close(self, opened: int) -> None:
        """Turn the visitors of days before ``opened`` into numbers."""
        run = self._base.execute
        closing = closing_days(opened)
        run(f"INSERT INTO closed_daily WITH {closing} {DAILY}")
        least = {"least_searchers": self._settings.least_searchers}
        run(f"INSERT INTO closed_searches WITH {closing} {SEARCHES}", least)
        run(f"INSERT INTO closed_clicks WITH {closing} {CLICKS}", least)
        run("DELETE FROM open_views WHERE day < $1", [opened])
        run("DELETE FROM open_events WHERE day < $1", [opened])

    def _one(self, query: str, parameters: Any = None) -> Any:
        row = self._base.execute(query, parameters).fetchone()
        return row[0] if row else None


def _day(number: int | None) -> dt.date | None:
    return None if number is None else dt.date.fromordinal(number + EPOCH)
