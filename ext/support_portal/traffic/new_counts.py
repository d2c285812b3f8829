"""What one refresh counts, on its way into the state: added up, told from machines, and closed day by day."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

import numpy as np

from support_portal.traffic import database
from support_portal.traffic.clock import EPOCH
from support_portal.traffic.rules import CLICKS, DAILY, MACHINES, SEARCHES, limits, of_closing_days
from support_portal.traffic.tables import Settings
from support_portal.traffic.tally import ROBOTS, Events, Views


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

    ``articles`` are the names behind the codes of `put_views`.
    """

    def __init__(self, base: database.DuckDBPyConnection, settings: Settings, articles: tuple[str, ...]) -> None:
        self._base = base
        self._settings = settings
        self._base.execute("CREATE OR REPLACE TEMP TABLE new_views (day INTEGER, code INTEGER, visitor UBIGINT)")
        self._base.execute("CREATE OR REPLACE TEMP TABLE new_events AS FROM open_events LIMIT 0")
        self._base.execute("CREATE OR REPLACE TEMP TABLE names (code INTEGER, article VARCHAR)")
        rows = {"code": np.arange(len(articles), dtype=np.int32), "article": np.array(articles, dtype=object)}
        self._base.execute("INSERT INTO names SELECT code, article FROM rows")
        assert rows

    def put_views(self, views: Views) -> None:
        """Add views to the refresh."""
        rows = {"day": views.days.astype(np.int32), "code": views.codes.astype(np.int32), "visitor": views.visitors}
        self._base.execute("INSERT INTO new_views SELECT day, code, visitor FROM rows")
        assert rows

    def put_events(self, events: Events) -> None:
        """Add beacons to the refresh."""
        if len(events.days):
            kind, query, article, number = zip(*events.told, strict=True)
            told = {name: np.array(column, object) for name, column in (("kind", kind), ("query", query))}
            told |= {"article": np.array(article, object), "number": np.array(number, np.int32)}
            told |= {"place": np.arange(len(number), dtype=np.int32)}
            rows: dict[str, Any] = {"day": events.days, "place": events.places, "visitor": events.visitors}
            self._base.execute(
                "INSERT INTO new_events SELECT day, kind, query, article, number, visitor, count(*) "
                "FROM rows JOIN told USING (place) GROUP BY ALL"
            )
            assert told
            assert rows

    def end(self) -> Added:
        """Add what the refresh counted, and close the days that are old enough."""
        run = self._base.execute
        # Articles are told apart by their codes until they are few: by their names this took three times as long.
        run(
            "INSERT INTO names SELECT (SELECT count(*) FROM names) + row_number() OVER () - 1, article "
            "FROM (SELECT DISTINCT article FROM open_views ANTI JOIN names USING (article) WHERE article <> '')"
        )
        run(
            "CREATE OR REPLACE TEMP TABLE counted AS "
            "SELECT day, code, visitor, sum(new)::BIGINT AS new, sum(views)::BIGINT AS views "
            "FROM (SELECT *, 1 AS new, 1 AS views FROM new_views UNION ALL "
            "SELECT day, coalesce(code, $1), visitor, 0, views FROM open_views LEFT JOIN names USING (article)) "
            "GROUP BY ALL",
            [ROBOTS],
        )
        run("DROP TABLE new_views")
        first, last = run("SELECT min(day), max(day) FROM counted WHERE new > 0 AND code >= 0").fetchone() or (
            None,
            None,
        )
        newest = self._one(
            "SELECT max(day) FROM (SELECT max(day) AS day FROM counted UNION ALL SELECT max(day) FROM closed_daily "
            "UNION ALL SELECT max(day) FROM open_events UNION ALL SELECT max(day) FROM new_events)"
        )
        opened = (newest if newest is not None else 0) - self._settings.open_days + 1
        run("CREATE OR REPLACE TEMP VIEW all_events AS FROM open_events UNION ALL BY NAME FROM new_events")
        run(
            f"CREATE OR REPLACE TEMP TABLE machines AS {MACHINES.format(views='counted', robots=f'code = {ROBOTS}')}",
            limits(self._settings, "crawl_limit"),
        )
        machines = self._one(
            "SELECT coalesce(sum(new), 0)::BIGINT FROM counted SEMI JOIN machines USING (day, visitor) WHERE code >= 0"
        )
        late = self._one(
            "SELECT coalesce(sum(new), 0)::BIGINT FROM counted SEMI JOIN (SELECT DISTINCT day FROM closed_daily) "
            "USING (day) WHERE code >= 0"
        )
        self._close(opened)
        run(
            "INSERT INTO open_views SELECT day, coalesce(article, ''), visitor, new "
            "FROM counted LEFT JOIN names USING (code) WHERE new > 0 AND day >= $1",
            [opened],
        )
        run("INSERT INTO open_events FROM new_events WHERE day >= $1", [opened])
        days = run("SELECT day FROM open_views UNION SELECT day FROM open_events").fetchall()
        run("DROP VIEW all_events")
        run("DROP TABLE counted; DROP TABLE new_events; DROP TABLE names; DROP TABLE machines")
        return Added(machines, late, _day(first), _day(last), {row[0] for row in days})

    def _close(self, opened: int) -> None:
        """Turn the visitors of days before ``opened`` into numbers."""
        run = self._base.execute
        closing = of_closing_days(opened)
        run(f"INSERT INTO closed_daily WITH {closing} {DAILY}")
        least = limits(self._settings, "least_searchers")
        run(f"INSERT INTO closed_searches WITH {closing} {SEARCHES}", least)
        run(f"INSERT INTO closed_clicks WITH {closing} {CLICKS}", least)
        run("DELETE FROM open_views WHERE day < $1", [opened])
        run("DELETE FROM open_events WHERE day < $1", [opened])

    def _one(self, query: str, parameters: Any = None) -> Any:
        row = self._base.execute(query, parameters).fetchone()
        return row[0] if row else None


def _day(number: int | None) -> dt.date | None:
    return None if number is None else dt.date.fromordinal(number + EPOCH)
