"""Count requests that are a table of an engine already (ClickHouse, Spark, Trino, BigQuery) by the same rules.

The engine groups and joins; this program sees each different address and agent once, says what they are, and sends
back two small tables to join with.  People are counted by grouping, never by ``COUNT(DISTINCT …)``, because for that
ibis writes ClickHouse's ``uniq``, which is an estimate: it made 100,315 of 100,000.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import ibis
import ibis.expr.datatypes as types

from support_portal.traffic import records
from support_portal.traffic.agents import Agents
from support_portal.traffic.inventory import Addresses
from support_portal.traffic.sources import printable
from support_portal.traffic.tables import Click, Daily, Inventory, Refresh, Search, Settings, TrafficError
from support_portal.traffic.tally import COUNTED_STATUS, EPOCH, YEARS

Tables = tuple[list[Daily], list[Search], list[Click]]
Column = tuple[str, str, Sequence[Any]]
_PERSON = ("day", "address", "agent")


class Engine(Protocol):
    """What counting needs of an engine."""

    def table(self, name: str) -> ibis.Table:
        """Return a table that is there."""
        ...

    def put(self, name: str, columns: Sequence[Column]) -> ibis.Table:
        """Return a small table made of columns: name, type in ibis' words, values."""
        ...

    def rows(self, query: ibis.Table) -> list[tuple[Any, ...]]:
        """Run a query."""
        ...


class IbisEngine:
    """An engine that ibis connects to by a URL."""

    def __init__(self, url: str) -> None:
        try:
            self._base = ibis.connect(url if "://" in url else f"{url}://")
        except ModuleNotFoundError:
            raise
        except Exception as error:  # each engine's driver has exceptions of its own
            raise TrafficError(
                f"{url.partition('@')[2] or url}: cannot be connected to: {_first_line(error)}"
            ) from error

    def table(self, name: str) -> ibis.Table:
        """Return a table that is there; ``schema.table`` names its schema too."""
        database, _, table = name.rpartition(".")
        try:
            return self._base.table(table, database=database or None)
        except Exception as error:  # as above
            raise TrafficError(
                f"{name}: there is no such table; name it with --table ({_first_line(error)})"
            ) from error

    def put(self, name: str, columns: Sequence[Column]) -> ibis.Table:
        """Return a table that lives as long as the connection."""
        import pyarrow as pa

        kinds = {"string": pa.string(), "int64": pa.int64()}
        data = {column: pa.array(list(values), kinds[kind]) for column, kind, values in columns}
        return ibis.memtable(pa.table(data))

    def rows(self, query: ibis.Table) -> list[tuple[Any, ...]]:
        """Run a query."""
        try:
            table = self._base.to_pyarrow(query)
        except Exception as error:  # as above
            raise TrafficError(f"the engine refused a query: {_first_line(error)}") from error
        return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def _first_line(error: Exception) -> str:
    return printable(str(error).strip().partition("\n")[0][:300])


class Counted(NamedTuple):
    """What an engine counted."""

    tables: Tables
    done: Refresh


def count_table(url: str, name: str, inventory: Inventory, settings: Settings, since: dt.date | None = None) -> Counted:
    """Count the table of an engine, from a day on."""
    return count(IbisEngine(url), name, inventory, settings, since)


def count(engine: Engine, name: str, inventory: Inventory, settings: Settings, since: dt.date | None = None) -> Counted:
    """Count the requests of days from ``since`` to `Settings.today`.

    The columns are found by their names, which are those of logs in JSON (`records.NAMES`).  A time is a timestamp or
    seconds since 1970.  Raise `TrafficError` when a column is missing.
    """
    addresses = Addresses(inventory)
    table = engine.table(name)
    requests = _requests(table, name, addresses, settings, since)
    pages, events = _resolved(engine, addresses, [row[0] for row in engine.rows(requests.select("key").distinct())])
    agents = Agents()
    named = [row[0] for row in engine.rows(requests.select("agent").distinct())]
    bots = (
        [agent for agent in named if agents.is_machine(agent.encode("utf-8", "replace"))]
        if _has(table, "agent")
        else []
    )
    people = requests.anti_join(engine.put("portal_machines", [("agent", "string", bots)]), "agent")
    views = (
        people.filter(people.read)
        .join(engine.put("portal_pages", pages), "key")
        .group_by([*_PERSON, "article"])
        .agg(views=lambda rows: rows.count())
    )
    told = (
        people.join(engine.put("portal_events", events), "key")
        .group_by([*_PERSON, "kind", "query", "article", "number"])
        .agg(times=lambda rows: rows.count())
    )
    # Each row of `views` is another article of that person and day, so that rows are what the limit is about.
    behaviour = views.group_by(list(_PERSON)).agg(
        articles=lambda rows: rows.count(), robots=lambda rows: rows.article.nullif("").isnull().cast("int64").sum()
    )
    machines = behaviour.filter((behaviour.articles > settings.crawl_limit) | (behaviour.robots > 0)).select(*_PERSON)
    views = views.filter(views.article != "").anti_join(machines, list(_PERSON))
    told = told.anti_join(machines, list(_PERSON))
    daily = views.group_by(["day", "article"]).agg(
        total=lambda rows: rows.views.sum(), visitors=lambda rows: rows.count()
    )
    sums = told.group_by(["day", "kind", "query", "article", "number"]).agg(
        total=lambda rows: rows.times.sum(), visitors=lambda rows: rows.count()
    )
    tables = _summed(engine.rows(daily), engine.rows(sums), settings.least_searchers)
    return Counted(tables, _done(int(engine.rows(table.agg(lines=table.count()))[0][0]), tables))


def _has(table: ibis.Table, role: str) -> bool:
    return role in (records.roles(tuple(table.columns)) or {})


def _requests(
    table: ibis.Table, name: str, addresses: Addresses, settings: Settings, since: dt.date | None
) -> ibis.Table:
    """Return what may count: day, address, agent, a key that stands for the target, and whether it may be a view."""
    names = tuple(table.columns)
    roles = records.roles(names)
    if roles is None:
        raise TrafficError(
            f"{name}: its columns are {printable(', '.join(names))}; needed are a time, address, method, target and "
            "status (make a view with the columns time, client_ip, method, url, status, user_agent)"
        )

    def column(role: str) -> Any:
        return table[names[roles[role]]]

    time = column("time")
    if isinstance(time.type(), types.Timestamp):
        seconds = time.epoch_seconds()
    elif time.type().is_numeric():
        seconds = time.cast("int64")
    else:
        raise TrafficError(f"{name}: the column {names[roles['time']]} is no timestamp; make a view in which it is one")
    last = settings.today.toordinal() - EPOCH
    first = max(last - int(YEARS * 365.25), since.toordinal() - EPOCH if since else 0)
    target, method, status = column("target"), column("method"), column("status").cast("int64")
    beacon = target.startswith(addresses.event_path.decode()) & method.isin(["GET", "POST"])
    read = (method == "GET") & status.isin(COUNTED_STATUS)
    return (
        table.select(
            day=(seconds.cast("int64") / 86400).floor().cast("int64"),
            address=column("address").cast("string"),
            agent=(column("agent").fill_null("") if "agent" in roles else ibis.literal("")),
            # Queries are cut off, so that the different keys are few; a beacon's query is what it tells.
            key=ibis.ifelse(beacon, target, target.re_extract("^([^?#]*)", 1)),
            wanted=beacon | read,
            read=read & ~beacon,
        )
        .filter(lambda rows: rows.wanted & rows.day.between(first, last))
        .drop("wanted")
    )


def _resolved(engine: Engine, addresses: Addresses, keys: Sequence[str]) -> tuple[list[Column], list[Column]]:
    """Return the tables of articles (an empty one for robots.txt) and of beacons by key."""
    pages: list[tuple[str, str]] = []
    events: list[tuple[str, str, str, str, int]] = []
    for key in sorted(keys):
        target = key.encode("utf-8", "replace")
        if addresses.is_event(target):
            event = addresses.event(target)
            if event is not None:
                events.append((key, *event))
        elif addresses.is_robots(target):
            pages.append((key, ""))
        elif (article := addresses.article(target)) is not None:
            pages.append((key, article))
    page_columns = list(zip(*pages, strict=True)) or [()] * 2
    event_columns = list(zip(*events, strict=True)) or [()] * 5
    return (
        list(zip(("key", "article"), ("string",) * 2, page_columns, strict=True)),
        list(
            zip(
                ("key", "kind", "query", "article", "number"),
                (*("string",) * 4, "int64"),
                event_columns,
                strict=True,
            )
        ),
    )


def _summed(daily: list[tuple[Any, ...]], sums: list[tuple[Any, ...]], least: int) -> Tables:
    """Return the tables of the contract from the engine's rows."""
    views: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for day, article, total, visitors in daily:
        views[int(day), article][:2] = [int(total), int(visitors)]
    searches: dict[tuple[int, str, int], list[int]] = defaultdict(lambda: [0, 0])
    clicks: dict[tuple[int, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for day, kind, query, article, number, total, visitors in sums:
        text = query if visitors >= least else ""
        if kind == "vote":
            views[int(day), article][2 if number else 3] += int(visitors)
            continue
        row = searches[int(day), text, int(number)] if kind == "search" else clicks[int(day), text, article]
        row[0] += int(total)
        row[1] += int(visitors)

    def date(day: int) -> dt.date:
        return dt.date.fromordinal(day + EPOCH)

    return (
        [Daily(date(day), article, *row) for (day, article), row in sorted(views.items())],
        [Search(date(day), text, number, *row) for (day, text, number), row in sorted(searches.items())],
        [Click(date(day), text, article, *row) for (day, text, article), row in sorted(clicks.items())],
    )


def _done(lines: int, tables: Tables) -> Refresh:
    daily, searches, clicks = tables
    views = sum(row.views for row in daily)
    events = sum(row.votes_up + row.votes_down for row in daily)
    events += sum(search.times for search in searches) + sum(click.times for click in clicks)
    return Refresh(
        lines=lines,
        views=views,
        events=events,
        others=lines - views - events,
        first_day=daily[0].day if daily else None,
        last_day=daily[-1].day if daily else None,
    )
