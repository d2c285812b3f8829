"""Count requests that are a table of an engine already (ClickHouse, Spark, Trino, BigQuery) by the same rules.

The engine groups and joins; this program sees each different address and agent once, says what they are, and sends
back two small tables to join with.  People are counted by grouping, never by ``COUNT(DISTINCT …)``, because for that
ibis writes ClickHouse's ``uniq``, which is an estimate: it made 100,315 of 100,000.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

import ibis
import ibis.expr.datatypes as types

from support_portal.traffic import records
from support_portal.traffic.agents import Agents
from support_portal.traffic.clock import EPOCH
from support_portal.traffic.ibis_connection import Engine, IbisEngine
from support_portal.traffic.inventory import Addresses
from support_portal.traffic.sources import printable
from support_portal.traffic.tables import (
    Click,
    Daily,
    Inventory,
    LeftOut,
    Refresh,
    Search,
    Settings,
    TrafficError,
)
from support_portal.traffic.tally import COUNTED_STATUS, YEARS, Reason

Tables = tuple[list[Daily], list[Search], list[Click]]
_PERSON = ("day", "address", "agent")
# What an address is for, beside the kinds of events.
_VIEW, _ROBOTS, _NOTHING = "view", "robots", "nothing"
# As `records.ahead` finds it, in signs that every engine's regular expressions have.
_AHEAD = "(^|[^0-9a-z_])(prefetch|prerender|preview)([^0-9a-z_]|$)"


class Counted(NamedTuple):
    """What an engine counted."""

    tables: Tables
    done: Refresh


def count_table(url: str, name: str, inventory: Inventory, settings: Settings, since: dt.date | None = None) -> Counted:
    """Count the table of an engine, from a day on."""
    return count(IbisEngine(url), name, inventory, settings, since)


def count(engine: Engine, name: str, inventory: Inventory, settings: Settings, since: dt.date | None = None) -> Counted:
    """Count the requests of days from ``since`` to `Settings.today`; rows without a readable day are told each time.

    The columns are found by their names, which are those of logs in JSON (`records.NAMES`).  A time is a timestamp or
    seconds since 1970; a column of the date decides before it.  Raise `TrafficError` when a column is missing.
    """
    addresses = Addresses(inventory)
    requests = _requests(engine.table(name), name, addresses, settings, since)
    asked = requests.filter(requests.wanted)
    keys = _resolved(engine, addresses, [row[0] for row in engine.rows(asked.select("key").distinct())])
    agents = Agents()
    named = [row[0] for row in engine.rows(asked.filter(asked.named).select("agent").distinct())]
    bots = [agent for agent in named if agents.is_machine(agent.encode("utf-8", "replace"))]
    machines = engine.put("portal_machines", [("bot", "string", bots), ("is_bot", "int64", [1] * len(bots))])
    known = asked.join(keys, asked.key == keys.address_key)
    known = known.left_join(machines, [known.agent == machines.bot, known.named])
    last = settings.today.toordinal() - EPOCH
    judged = known.mutate(
        reason=ibis.cases(
            (known.day.isnull(), Reason.TIME.value),
            (~known.day.between(last - int(YEARS * 365.25), last), Reason.DATE.value),
            (known.ahead, Reason.PREFETCH.value),
            (known.is_bot == 1, Reason.AGENT.value),
            (known.kind == _NOTHING, Reason.EVENT.value),
            else_="",
        )
    )
    left = dict(engine.rows(judged.group_by("reason").agg(lines=lambda rows: rows.count())))
    left.pop("", None)
    people = judged.filter(judged.reason == "")
    # Each row of `views` is another article of that person and day, so that rows are what the limit is about.
    views = (
        people.filter(people.kind.isin([_VIEW, _ROBOTS]))
        .group_by([*_PERSON, "kind", "article"])
        .agg(views=lambda rows: rows.count())
    )
    told = (
        people.filter(~people.kind.isin([_VIEW, _ROBOTS]))
        .group_by([*_PERSON, "kind", "query", "article", "number"])
        .agg(times=lambda rows: rows.count())
    )
    behaviour = views.group_by(list(_PERSON)).agg(
        articles=lambda rows: rows.count(), robots=lambda rows: (rows.kind == _ROBOTS).cast("int64").sum()
    )
    crawlers = behaviour.filter((behaviour.articles > settings.crawl_limit) | (behaviour.robots > 0)).select(*_PERSON)
    read = views.filter(views.kind == _VIEW)
    daily = (
        read.anti_join(crawlers, list(_PERSON))
        .group_by(["day", "article"])
        .agg(total=lambda rows: rows.views.sum(), visitors=lambda rows: rows.count())
    )
    sums = (
        told.anti_join(crawlers, list(_PERSON))
        .group_by(["day", "kind", "query", "article", "number"])
        .agg(total=lambda rows: rows.times.sum(), visitors=lambda rows: rows.count())
    )
    tables = _summed(engine.rows(daily), engine.rows(sums), settings.least_searchers)
    lines, damaged = engine.rows(
        requests.agg(lines=requests.count(), damaged=requests.damaged.cast("int64").sum().fill_null(0))
    )[0]
    views_of_all, events = (
        engine.rows(table.agg(total=table[column].sum().fill_null(0)))[0][0]
        for table, column in ((read, "views"), (told, "times"))
    )
    shown = sum(row.views for row in tables[0])
    left |= {Reason.DAMAGED.value: int(damaged), Reason.BEHAVIOUR.value: int(views_of_all) - shown}
    return Counted(tables, _done(int(lines), shown, int(events), left, tables[0]))


def _requests(
    table: ibis.Table, name: str, addresses: Addresses, settings: Settings, since: dt.date | None
) -> ibis.Table:
    """Return each request: day (or null), address, agent, a key that stands for the target, and what it may be."""
    names = tuple(table.columns)
    roles = records.roles(names)
    if roles is None:
        raise TrafficError(
            f"{name}: its columns are {printable(', '.join(names))}; needed are a time, address, method, target and "
            "status (make a view with the columns time, client_ip, method, url, status, user_agent)"
        )

    def column(role: str) -> Any:
        return table[names[roles[role]]]

    def text(role: str) -> Any:
        return column(role).cast("string").fill_null("") if role in roles else ibis.literal("")

    target, method, status = text("target"), text("method"), column("status").cast("int64")
    if "query" in roles:
        target = ibis.ifelse(text("query").isin(["", "-"]), target, target + "?" + text("query"))
    damaged = column("target").isnull() | column("method").isnull() | column("address").isnull() | status.isnull()
    told = reduce(or_, (target.startswith(path.decode()) for path in addresses.event_paths))
    beacon = told & method.isin(["GET", "POST"])
    read = (method == "GET") & status.fill_null(0).isin(COUNTED_STATUS)
    requests = table.select(
        day=_day(column, names, roles, name),
        address=text("address"),
        agent=text("agent"),
        named=ibis.literal("agent" in roles),
        ahead=text("purpose").lower().re_search(_AHEAD),
        # Queries are cut off, so that the different keys are few; a beacon's query is what it tells.
        key=ibis.ifelse(beacon, target, target.re_extract("^([^?#]*)", 1).fill_null("")),
        damaged=damaged,
        wanted=~damaged & (beacon | read),
    )
    first = since.toordinal() - EPOCH if since else None
    return requests if first is None else requests.filter(requests.day.isnull() | (requests.day >= first))


def _day(column: Callable[[str], Any], names: tuple[str, ...], roles: dict[str, int], name: str) -> Any:
    """Return the UTC day (since 1970) of each request."""
    role = "date" if "date" in roles else "time"
    time = column(role)
    if isinstance(time.type(), types.Date) or role == "date":
        time = time.cast("timestamp")
    if isinstance(time.type(), types.Timestamp):
        seconds = time.epoch_seconds()
    elif time.type().is_numeric():
        seconds = time.cast("int64")
    else:
        raise TrafficError(f"{name}: the column {names[roles[role]]} is no timestamp; make a view in which it is one")
    return (seconds.cast("int64") / 86400).floor().cast("int64")


def _resolved(engine: Engine, addresses: Addresses, keys: Sequence[str]) -> ibis.Table:
    """Return a table of what each key is for: a view of an article, robots.txt, or an event and what it tells."""
    rows: list[tuple[str, str, str, str, int]] = []
    for key in sorted(keys):
        target = key.encode("utf-8", "replace")
        if addresses.is_event(target):
            event = addresses.event(target)
            rows.append((key, *event) if event else (key, _NOTHING, "", "", 0))
        elif addresses.is_robots(target):
            rows.append((key, _ROBOTS, "", "", 0))
        elif (article := addresses.article(target)) is not None:
            rows.append((key, _VIEW, "", article, 0))
    names, kinds = ("address_key", "kind", "query", "article", "number"), ("string",) * 4 + ("int64",)
    columns = list(zip(*rows, strict=True)) or [()] * 5
    return engine.put("portal_keys", list(zip(names, kinds, columns, strict=True)))


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


def _done(lines: int, views: int, events: int, left: dict[str, int], daily: list[Daily]) -> Refresh:
    """Return what was done; where the first line of a kind is, a table does not say."""
    left_out = tuple(LeftOut(reason.value, number, "") for reason in Reason if (number := left.get(reason.value, 0)))
    return Refresh(
        lines=lines,
        views=views,
        events=events,
        others=lines - views - events - sum(one.count for one in left_out),
        left_out=left_out,
        first_day=daily[0].day if daily else None,
        last_day=daily[-1].day if daily else None,
    )
