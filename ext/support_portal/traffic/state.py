"""The state between refreshes, one DuckDB file: closed days as counts, open ones as keys, and how far logs were read.

A day is open until a line `Settings.open_days` days younger was counted.  Of an open day each visitor's key is kept for
each article, so that late lines count nobody twice; when it closes, the keys become numbers, and its salt is dropped.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from support_portal.traffic import database
from support_portal.traffic.clock import EPOCH
from support_portal.traffic.days import Days
from support_portal.traffic.known import Known
from support_portal.traffic.new_counts import NewCounts
from support_portal.traffic.rules import CLICKS, DAILY, OPEN_DAYS, SEARCHES, VERSION, version_of
from support_portal.traffic.salts import Salts
from support_portal.traffic.sources import printable
from support_portal.traffic.tables import Click, Daily, Inventory, Search, Settings, TrafficError

_DATE = "(DATE '1970-01-01' + day) AS day"


def _number(day: dt.date) -> int:
    return day.toordinal() - EPOCH


@contextmanager
def open_state(path: Path, settings: Settings | None = None, create: bool = True) -> Iterator[State]:
    """Open a state file to write; make it when there is none.  Without ``create`` it is only read, and must be there.

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
        # More threads took a tenth more processor time and saved little.
        memory = f"{database.memory_limit(chosen.memory)}B"
        base = database.connect(str(path), read_only=not create, config={"memory_limit": memory, "threads": 1})
    except database.Error as error:
        raise TrafficError(_problem(path, error)) from error
    try:
        with base:
            base.execute("SET preserve_insertion_order = false")
            version = version_of(base, create)
            if version is None:
                raise TrafficError(_no_state(path))
            if version != VERSION:
                raise TrafficError(
                    f"{path}: is a state of version {version}, this program writes {VERSION}; "
                    "move it away and refresh again from all logs there are"
                )
            yield State(path, base, chosen)
    except database.OutOfMemoryException as error:
        raise TrafficError(
            f"{path}: {chosen.memory // 1_000_000} MB of memory are too few for this; write --memory 1GB or more"
        ) from error
    except (
        database.IOException,
        database.FatalException,
        database.SerializationException,
        database.InternalException,
        database.TransactionException,
    ) as error:
        raise TrafficError(_problem(path, error)) from error


def _problem(path: Path, error: Exception) -> str:
    """Return what DuckDB says of a state, in words that say what to do; a full disk is no damage."""
    said = printable(str(error).partition("\n")[0])
    if "lock on file" in said:
        return f"{path}: another program has this file open; wait until it ends, or name another with --state"
    if any(mark in said for mark in ("Cannot open file", "Could not write", "No space left")):
        return f"{path}: cannot be used ({said.rpartition(': ')[2]}); nothing was counted; mend that and refresh again"
    return f"{_no_state(path)} ({said})"


def _no_state(path: Path) -> str:
    return f"{path}: is damaged or no traffic state; move it away and refresh again from all logs there are"


class State:
    """An open state file (see `support_portal.traffic.tables.StateReader`)."""

    def __init__(self, path: Path, base: database.DuckDBPyConnection, settings: Settings) -> None:
        self.path = path
        self._base = base
        self._settings = settings
        self.known = Known(base)

    @cached_property
    def salts(self) -> Salts:
        """The salts of open days; who only reads counts needs none, and may not be allowed to see them."""
        return Salts(self.path.with_name(self.path.name + ".salts"))

    def _one(self, query: str, parameters: Any = None) -> Any:
        row = self._base.execute(query, parameters).fetchone()
        return row[0] if row else None

    # -- reading ---------------------------------------------------------------------------------------------------

    def daily(self, inventory: Inventory | None = None) -> list[Daily]:
        """Return what was counted from logs, sorted by day and article; rows of moved articles under their new name."""
        return self.days(inventory).rows()

    def days(self, inventory: Inventory | None = None) -> Days:
        """Return the same as columns."""
        run = self._base.execute
        closed = run("FROM closed_daily").fetchnumpy()
        opened = run(f"WITH {OPEN_DAYS} {DAILY}").fetchnumpy()
        both = {name: np.concatenate((column, opened[name]), dtype=np.int64) for name, column in closed.items()}
        moved = inventory.moved if inventory else {}
        names = [moved.get(name, name) for name in self._articles()]
        return Days.named(names, [both.pop("article"), *both.values()])

    def _articles(self) -> list[str]:
        """Return the names of articles, in the order of their numbers."""
        return [row[0] for row in self._base.execute("SELECT name FROM articles ORDER BY id").fetchall()]

    def _ids(self, names: Iterable[str]) -> dict[str, int]:
        """Return the numbers of articles by their names; one that has none gets the next."""
        known = {name: number for number, name in enumerate(self._articles())}
        new = sorted({*names} - {*known})
        rows = {"id": np.arange(len(new)) + len(known), "name": np.array(new, object)}
        self._put("articles", rows)
        return known | {name: number + len(known) for number, name in enumerate(new)}

    def _put(self, table: str, rows: dict[str, Any]) -> None:
        """Add rows to a table, given as columns in its order: row by row this took a millisecond each."""
        if len(next(iter(rows.values()))):
            self._base.execute(f"INSERT INTO {table} SELECT * FROM rows")  # noqa: S608 -- a name of ours

    def searches(self) -> list[Search]:
        """Return the searches, sorted by day, text and results; rare texts are summed under an empty one."""
        rows = self._texts("closed_searches", SEARCHES, "results")
        return list(map(Search._make, rows))

    def clicks(self) -> list[Click]:
        """Return the clicks on search results, sorted by day, text and article; rare texts as in `searches`."""
        names = [*self._articles(), ""]
        rows = self._texts("closed_clicks", CLICKS, "article")
        return sorted(Click(day, query, names[article], *numbers) for day, query, article, *numbers in rows)

    def _texts(self, closed: str, query: str, third: str) -> list[Any]:
        return self._base.execute(
            f"WITH {OPEN_DAYS}, open AS ({query}), "  # noqa: S608
            f"summed AS (SELECT day, query, {third}, sum(count) AS count, sum(visitors) AS visitors "
            f"FROM (FROM {closed} UNION ALL BY NAME FROM open) GROUP BY ALL) "
            f"SELECT {_DATE}, if(visitors >= $least_searchers, query, '') AS query, {third}, sum(count)::BIGINT, "
            "sum(visitors)::BIGINT FROM summed GROUP BY ALL ORDER BY 1, 2, 3",
            {"least_searchers": self._settings.least_searchers},
        ).fetchall()

    def imported(self) -> dict[str, list[Daily]]:
        """Return what was imported, by the name of its source, each sorted by day and article."""
        found: dict[str, list[Daily]] = {}
        query = f"SELECT source, {_DATE}, * EXCLUDE (source, day) FROM imported ORDER BY source, day, article"  # noqa: S608
        for source, *row in self._base.execute(query).fetchall():
            found.setdefault(source, []).append(Daily._make(row))
        return found

    def put_import(self, source: str, rows: Iterable[Daily]) -> None:
        """Store imported rows; the days they are of replace those of the same source, and are never added to."""
        kept = list(rows)
        if not kept:
            return
        data = _columns(kept)
        with self.transaction():
            self._base.execute("DELETE FROM imported WHERE source = $1 AND day IN (SELECT day FROM data)", [source])
            self._base.execute("INSERT INTO imported SELECT $1, * FROM data", [source])
        assert data

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

    def share(self, processes: int) -> int:
        """Hold no more memory than one of some processes may; return how many bytes that are for DuckDB."""
        memory = database.memory_limit(self._settings.memory, processes)
        self._base.execute(f"SET memory_limit = '{memory}B'")
        return memory

    def begin_counting(self, articles: tuple[str, ...]) -> NewCounts:
        """Make room for what a refresh counts; ``articles`` are the names behind the codes of views."""
        ids = self._ids(articles)
        return NewCounts(self._base, self._settings, {name: ids[name] for name in articles})

    def replace_days(
        self, daily: list[Daily], searches: list[Search], clicks: list[Click], since: dt.date | None = None
    ) -> None:
        """Put the days from ``since`` on (all when None), counted by another engine, in the place of what was counted.

        A day without rows has none afterwards.
        """
        first = _number(since) if since else 0
        with self.transaction():
            for table in (
                "closed_daily",
                "closed_searches",
                "closed_clicks",
                "open_views",
                "open_events",
                "open_machines",
                "open_sums",
            ):
                self._base.execute(f"DELETE FROM {table} WHERE day >= $1", [first])  # noqa: S608 -- names of ours
            ids = self._ids([row.article for row in daily] + [row.article for row in clicks])
            for name, rows in (("closed_daily", daily), ("closed_searches", searches), ("closed_clicks", clicks)):
                if rows:
                    self._put(name, _columns(rows, ids))


def _columns(
    rows: Sequence[Daily] | Sequence[Search] | Sequence[Click], ids: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """Return rows as columns, where days are numbers, and articles too if they have ``ids``."""
    columns = {name: [*column] for name, column in zip(rows[0]._fields, zip(*rows, strict=True), strict=True)}
    columns["day"] = [_number(day) for day in columns["day"]]
    if ids is not None and "article" in columns:
        columns["article"] = [ids[article] for article in columns["article"]]
    return {
        name: np.array(column, object if isinstance(column[0], str) else np.int64) for name, column in columns.items()
    }
