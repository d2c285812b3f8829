"""The state between refreshes, one DuckDB file: closed days as counts, open ones as keys, and how far logs were read.

A day is open until a line `Settings.open_days` days younger was counted.  Of an open day each visitor's key is kept for
each article, so that late lines count nobody twice; when it closes, the keys become numbers, and its salt is dropped.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from support_portal.traffic.salts import Salts
from support_portal.traffic.sources import printable
from support_portal.traffic.tables import Click, Daily, Inventory, Search, Settings, TrafficError
from support_portal.traffic.tally import EPOCH, EventRow, Views

VERSION = 1
DEFAULT_STATE = Path("traffic.duckdb")

_TABLES = """
CREATE TABLE about (version INTEGER);
CREATE TABLE logs (id INTEGER PRIMARY KEY, head BLOB, head_size INTEGER, tail BLOB, tail_size INTEGER, "offset" BIGINT,
    lines BIGINT, mid_line BOOLEAN, format VARCHAR);
CREATE TABLE seen (device UBIGINT, inode UBIGINT, size BIGINT, changed BIGINT, PRIMARY KEY (device, inode));
CREATE TABLE open_views (day INTEGER, article VARCHAR, visitor UBIGINT, views BIGINT);
CREATE TABLE open_events (day INTEGER, kind VARCHAR, query VARCHAR, article VARCHAR, number INTEGER, visitor UBIGINT,
    count BIGINT);
CREATE TABLE closed_daily (day INTEGER, article VARCHAR, views BIGINT, visitors BIGINT, votes_up BIGINT,
    votes_down BIGINT, PRIMARY KEY (day, article));
CREATE TABLE closed_searches (day INTEGER, query VARCHAR, results INTEGER, count BIGINT, visitors BIGINT);
CREATE TABLE closed_clicks (day INTEGER, query VARCHAR, article VARCHAR, count BIGINT, visitors BIGINT);
CREATE TABLE imported (source VARCHAR, day INTEGER, article VARCHAR, views BIGINT, visitors BIGINT, votes_up BIGINT,
    votes_down BIGINT, PRIMARY KEY (source, day, article));
"""

_DATE = "(DATE '1970-01-01' + day) AS day"

# What follows reads the tables `v` (day, article, visitor, views) and `e` (as open_events); an empty article is a
# request for robots.txt.  A machine that names a browser as its agent shows by what it does: it asks what machines may
# read, which no browser does (P.-N. Tan and V. Kumar, Discovery of Web Robot Sessions, 2002), or opens more articles in
# a day than anybody reads.
_MACHINES = """
machines AS (
    SELECT day, visitor FROM {views} GROUP BY ALL
    HAVING bool_or(article = '') OR count(DISTINCT article) > $crawl_limit
),
v AS (SELECT day, article, visitor, sum(views) AS views FROM {views} ANTI JOIN machines USING (day, visitor)
      WHERE article <> '' GROUP BY ALL),
e AS (SELECT day, kind, query, article, number, visitor, sum(count) AS count
      FROM {events} ANTI JOIN machines USING (day, visitor) GROUP BY ALL)
"""
_DAILY = """
SELECT day, article, coalesce(views, 0)::BIGINT AS views, coalesce(visitors, 0)::BIGINT AS visitors,
    coalesce(votes_up, 0)::BIGINT AS votes_up, coalesce(votes_down, 0)::BIGINT AS votes_down
FROM (SELECT day, article, sum(views) AS views, count(*) AS visitors FROM v GROUP BY ALL)
FULL JOIN (SELECT day, article, count(*) FILTER (number = 1) AS votes_up, count(*) FILTER (number = 0) AS votes_down
           FROM e WHERE kind = 'vote' GROUP BY ALL) USING (day, article)
"""
# Texts that too few people searched are summed under an empty text.
_SEARCHES = """
SELECT day, if(visitors >= $least_searchers, query, '') AS query, number AS results, sum(count)::BIGINT AS count,
    sum(visitors)::BIGINT AS visitors
FROM (SELECT day, query, number, sum(count) AS count, count(*) AS visitors FROM e WHERE kind = 'search' GROUP BY ALL)
GROUP BY ALL
"""
_CLICKS = """
SELECT day, if(visitors >= $least_searchers, query, '') AS query, article, sum(count)::BIGINT AS count,
    sum(visitors)::BIGINT AS visitors
FROM (SELECT day, query, article, sum(count) AS count, count(*) AS visitors FROM e WHERE kind = 'click' GROUP BY ALL)
GROUP BY ALL
"""


@dataclass(slots=True)
class Log:
    """How far one log was read, whatever its file is called now: known by its first bytes and the last that were read.

    ``offset`` counts decompressed bytes (rows of a Parquet file).  ``mid_line`` tells that a last line without a
    newline was counted, whose rest may follow.
    """

    id: int
    head: bytes
    head_size: int
    tail: bytes
    tail_size: int
    offset: int
    lines: int
    mid_line: bool
    format: str


def _day(number: int) -> dt.date:
    return dt.date.fromordinal(number + EPOCH)


def _number(day: dt.date) -> int:
    return day.toordinal() - EPOCH


@contextmanager
def open_state(path: Path, settings: Settings | None = None, create: bool = True) -> Iterator[State]:
    """Open a state file; make it when there is none and ``create`` is set.

    Raise `TrafficError` when there is none, when another process has it, or when it is no state of this version.
    """
    chosen = settings or Settings()
    if not path.exists() and not create:
        raise TrafficError(
            f"{path}: there is no traffic state; write: support-portal traffic refresh LOGS --state {path}"
        )
    if not path.absolute().parent.is_dir():
        raise TrafficError(f"{path}: the folder {path.parent} does not exist; make it first")
    try:
        base = duckdb.connect(str(path), config={"memory_limit": f"{database_memory(chosen)}B"})
    except duckdb.IOException as error:
        if "lock" in str(error):
            raise TrafficError(
                f"{path}: another program has this file open; wait until it ends, or name another with --state"
            ) from error
        raise TrafficError(_no_state(path)) from error
    except duckdb.Error as error:
        raise TrafficError(_no_state(path)) from error
    try:
        with base:
            base.execute("SET preserve_insertion_order = false")
            if chosen.threads:
                base.execute(f"SET threads = {int(chosen.threads)}")
            yield State(path, base, chosen)
    except duckdb.OutOfMemoryException as error:
        raise TrafficError(
            f"{path}: {chosen.memory // 1_000_000} MB of memory are too few for this; write --memory 1GB or more"
        ) from error
    except (
        duckdb.IOException,
        duckdb.FatalException,
        duckdb.SerializationException,
        duckdb.InternalException,
    ) as error:
        reason = printable(str(error).partition("\n")[0])
        raise TrafficError(f"{_no_state(path)} ({reason})") from error


def _no_state(path: Path) -> str:
    return f"{path}: is damaged or no traffic state; move it away and refresh again from all logs there are"


def database_memory(settings: Settings) -> int:
    """Return the bytes DuckDB may plan with: it was seen to hold a third more, and the readers need their share."""
    return max(96_000_000, int((settings.memory - 300_000_000) * 0.6))


class State:
    """An open state file (see `support_portal.traffic.tables.StateReader`)."""

    def __init__(self, path: Path, base: duckdb.DuckDBPyConnection, settings: Settings) -> None:
        self._path = path
        self._base = base
        self._settings = settings
        tables = {row[0] for row in base.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        if not tables:
            base.execute("BEGIN")
            base.execute(_TABLES)
            base.execute("INSERT INTO about VALUES ($1)", [VERSION])
            base.execute("COMMIT")
        elif "about" not in tables:
            raise TrafficError(_no_state(path))
        else:
            version = self._one("SELECT version FROM about")
            if version != VERSION:
                raise TrafficError(
                    f"{path}: is a state of version {version}, this program writes {VERSION}; "
                    "move it away and refresh again from all logs there are"
                )
        self.salts = Salts(path.with_name(path.name + ".salts"))

    def _one(self, query: str, parameters: Any = None) -> Any:
        row = self._base.execute(query, parameters).fetchone()
        return row[0] if row else None

    def _limits(self, *names: str) -> dict[str, int]:
        limits = {"crawl_limit": self._settings.crawl_limit, "least_searchers": self._settings.least_searchers}
        return {name: limits[name] for name in names}

    # -- reading ---------------------------------------------------------------------------------------------------

    def daily(self, inventory: Inventory | None = None) -> list[Daily]:
        """Return what was counted from logs, sorted by day and article; rows of moved articles under their new name."""
        self._base.execute("CREATE OR REPLACE TEMP TABLE moved (old VARCHAR, article VARCHAR)")
        if inventory and inventory.moved:
            pairs = {"old": np.array([*inventory.moved], object), "new": np.array([*inventory.moved.values()], object)}
            self._base.execute("INSERT INTO moved SELECT old, new FROM pairs")
            assert pairs
        rows = self._base.execute(
            f"WITH {_MACHINES.format(views='open_views', events='open_events')}, open AS ({_DAILY}), "  # noqa: S608
            "every AS (FROM closed_daily UNION ALL BY NAME FROM open) "
            f"SELECT {_DATE}, coalesce(moved.article, every.article) AS article, sum(views)::BIGINT, "
            "sum(visitors)::BIGINT, sum(votes_up)::BIGINT, sum(votes_down)::BIGINT "
            "FROM every LEFT JOIN moved ON every.article = old GROUP BY 1, 2 ORDER BY 1, 2",
            self._limits("crawl_limit"),
        ).fetchall()
        return list(map(Daily._make, rows))

    def searches(self) -> list[Search]:
        """Return the searches, sorted by day, text and results; rare texts are summed under an empty one."""
        rows = self._texts("closed_searches", _SEARCHES, "results")
        return list(map(Search._make, rows))

    def clicks(self) -> list[Click]:
        """Return the clicks on search results, sorted by day, text and article; rare texts as in `searches`."""
        rows = self._texts("closed_clicks", _CLICKS, "article")
        return list(map(Click._make, rows))

    def _texts(self, closed: str, query: str, third: str) -> list[Any]:
        return self._base.execute(
            f"WITH {_MACHINES.format(views='open_views', events='open_events')}, open AS ({query}), "  # noqa: S608
            f"summed AS (SELECT day, query, {third}, sum(count) AS count, sum(visitors) AS visitors "
            f"FROM (FROM {closed} UNION ALL BY NAME FROM open) GROUP BY ALL) "
            f"SELECT {_DATE}, if(visitors >= $least_searchers, query, '') AS query, {third}, sum(count)::BIGINT, "
            "sum(visitors)::BIGINT FROM summed GROUP BY ALL ORDER BY 1, 2, 3",
            self._limits("crawl_limit", "least_searchers"),
        ).fetchall()

    def imported(self) -> dict[str, list[Daily]]:
        """Return what was imported, by the name of its source, each sorted by day and article."""
        found: dict[str, list[Daily]] = {}
        query = f"SELECT source, {_DATE}, * EXCLUDE (source, day) FROM imported ORDER BY source, day, article"  # noqa: S608
        for source, *row in self._base.execute(query).fetchall():
            found.setdefault(source, []).append(Daily._make(row))
        return found

    def put_import(self, source: str, rows: Iterable[Daily]) -> None:
        """Store imported rows; a row of the same source, day and article is replaced, never added to."""
        values = [[source, _number(row.day), *row[1:]] for row in rows]
        if values:
            with self.transaction():
                self._base.executemany("INSERT OR REPLACE INTO imported VALUES ($1, $2, $3, $4, $5, $6, $7)", values)

    # -- writing ---------------------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Let all that is written within happen, or none of it."""
        self._base.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    def logs(self) -> list[Log]:
        """Return the logs that were read before."""
        return [Log(*row) for row in self._base.execute("FROM logs ORDER BY id").fetchall()]

    def put_log(self, log: Log) -> None:
        """Note how far a log was read."""
        self._base.execute(
            "INSERT OR REPLACE INTO logs VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            [log.id, log.head, log.head_size, log.tail, log.tail_size, log.offset, log.lines, log.mid_line, log.format],
        )

    def is_seen(self, device: int, inode: int, size: int, changed: int) -> bool:
        """Tell whether a file is as it was when it was last read to its end."""
        found = self._one(
            "SELECT true FROM seen WHERE device = $1 AND inode = $2 AND size = $3 AND changed = $4",
            [device, inode, size, changed],
        )
        return bool(found)

    def put_seen(self, device: int, inode: int, size: int, changed: int) -> None:
        """Note that a file was read to its end."""
        self._base.execute("INSERT OR REPLACE INTO seen VALUES ($1, $2, $3, $4)", [device, inode, size, changed])

    def begin_counting(self, articles: tuple[str, ...]) -> None:
        """Make room for a refresh; ``articles`` are the names behind the codes of `put_views`."""
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

    def put_events(self, events: list[EventRow]) -> None:
        """Add beacons to the refresh."""
        if events:
            day, kind, query, article, number, visitor = zip(*events, strict=True)
            rows = {
                "day": np.array(day, np.int32),
                "kind": np.array(kind, object),
                "query": np.array(query, object),
                "article": np.array(article, object),
                "number": np.array(number, np.int32),
                "visitor": np.array(visitor, np.uint64),
            }
            self._base.execute("INSERT INTO new_events SELECT *, 1 FROM rows")
            assert rows

    def end_counting(self) -> tuple[int, int, dt.date | None, dt.date | None, set[int]]:
        """Add what the refresh counted, and close the days that are old enough; to be called within `transaction`.

        Return how many of the new views were machines' by what they did, how many fell on days closed before, the
        first and the last day of the new views, and the days (since 1970) that are open now.
        """
        run = self._base.execute
        run(
            "CREATE OR REPLACE TEMP TABLE fresh AS SELECT day, coalesce(article, '') AS article, visitor, "
            "count(*) AS views FROM new_views LEFT JOIN names USING (code) GROUP BY ALL"
        )
        run("DROP TABLE new_views")
        first, last = run("SELECT min(day), max(day) FROM fresh WHERE article <> ''").fetchone() or (None, None)
        newest = self._one(
            "SELECT max(day) FROM (SELECT max(day) AS day FROM fresh UNION ALL SELECT max(day) FROM open_views "
            "UNION ALL SELECT max(day) FROM closed_daily UNION ALL SELECT max(day) FROM open_events "
            "UNION ALL SELECT max(day) FROM new_events)"
        )
        opened = (newest if newest is not None else 0) - self._settings.open_days + 1
        run("CREATE OR REPLACE TEMP VIEW all_views AS FROM open_views UNION ALL BY NAME FROM fresh")
        run("CREATE OR REPLACE TEMP VIEW all_events AS FROM open_events UNION ALL BY NAME FROM new_events")
        machines = self._one(
            f"WITH {_MACHINES.format(views='all_views', events='all_events')} "  # noqa: S608
            "SELECT coalesce(sum(views), 0)::BIGINT FROM fresh SEMI JOIN machines USING (day, visitor) "
            "WHERE article <> ''",
            self._limits("crawl_limit"),
        )
        late = self._one(
            "SELECT coalesce(sum(views), 0)::BIGINT FROM fresh SEMI JOIN (SELECT DISTINCT day FROM closed_daily) "
            "USING (day) WHERE article <> ''"
        )
        self._close(opened)
        run("INSERT INTO open_views SELECT day, article, visitor, views FROM fresh WHERE day >= $1", [opened])
        run("INSERT INTO open_events FROM new_events WHERE day >= $1", [opened])
        days = run("SELECT day FROM open_views UNION SELECT day FROM open_events").fetchall()
        run("DROP VIEW all_views; DROP VIEW all_events; DROP TABLE fresh; DROP TABLE new_events; DROP TABLE names")
        return (
            machines,
            late,
            _day(first) if first is not None else None,
            _day(last) if last is not None else None,
            {row[0] for row in days},
        )

    def _close(self, opened: int) -> None:
        """Turn the visitors of days before ``opened`` into numbers."""
        run = self._base.execute
        closing = _MACHINES.format(
            views=f"(FROM all_views WHERE day < {int(opened)})", events=f"(FROM all_events WHERE day < {int(opened)})"
        )
        run(
            f"INSERT INTO closed_daily WITH {closing} {_DAILY} "
            "ON CONFLICT (day, article) DO UPDATE SET views = views + excluded.views, "
            "visitors = visitors + excluded.visitors, votes_up = votes_up + excluded.votes_up, "
            "votes_down = votes_down + excluded.votes_down",
            self._limits("crawl_limit"),
        )
        limits = self._limits("crawl_limit", "least_searchers")
        run(f"INSERT INTO closed_searches WITH {closing} {_SEARCHES}", limits)
        run(f"INSERT INTO closed_clicks WITH {closing} {_CLICKS}", limits)
        run("DELETE FROM open_views WHERE day < $1", [opened])
        run("DELETE FROM open_events WHERE day < $1", [opened])

    def replace_days(self, daily: list[Daily], searches: list[Search], clicks: list[Click]) -> None:
        """Put whole days, counted by another engine, in the place of those of the same date."""
        dates = {row.day for row in daily} | {row.day for row in searches} | {row.day for row in clicks}
        days = [[_number(day)] for day in sorted(dates)]
        if not days:
            return
        run = self._base.executemany
        with self.transaction():
            for table in ("closed_daily", "closed_searches", "closed_clicks", "open_views", "open_events"):
                run(f"DELETE FROM {table} WHERE day = $1", days)  # noqa: S608 -- one of five names
            for name, rows in (
                ("closed_daily", [[_number(row.day), *row[1:]] for row in daily]),
                ("closed_searches", [[_number(row.day), *row[1:]] for row in searches]),
                ("closed_clicks", [[_number(row.day), *row[1:]] for row in clicks]),
            ):
                if rows:
                    marks = ", ".join(f"${place + 1}" for place in range(len(rows[0])))
                    run(f"INSERT INTO {name} VALUES ({marks})", rows)  # noqa: S608 -- one of three names
