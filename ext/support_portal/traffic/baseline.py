"""Put what other counters counted before the days that logs tell of, so that a portal need not begin at nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from support_portal.core.ranking import scores
from support_portal.traffic.days import Days
from support_portal.traffic.inventory import Addresses
from support_portal.traffic.tables import Daily, Inventory, StateReader

if TYPE_CHECKING:
    from support_portal.traffic.csv_exports import Export, Row

# Help desks put the number of an article before its name, which may have changed since.
_NUMBER = re.compile(r"/articles/(\d+)(?:-[^/]*)?(?:\.html)?/?\Z")
_TOTALS = ("freshdesk", "zendesk")


@dataclass(frozen=True, slots=True)
class Matched:
    """The days of an export's articles, and how many of its rows were of other addresses."""

    daily: tuple[Daily, ...]
    others: int


def match(export: Export, inventory: Inventory) -> Matched:
    """Find the article of each row, today's address or an old one, and the days that totals are spread over.

    A total of a time is taken to have come evenly over its days; days before the last `scores.WINDOW` count nothing.
    """
    addresses = Addresses(inventory)
    numbered = {
        found[1]: docname for old, docname in inventory.moved.items() if (found := _NUMBER.search(f"/{old.strip('/')}"))
    }
    sums: dict[tuple[dt.date, str], Counter[str]] = defaultdict(Counter)
    sessions: dict[tuple[dt.date, str], set[str]] = defaultdict(set)
    others = 0
    for row in export.rows:
        article = addresses.article(row.address.encode("utf-8", "replace"))
        if article is None and (found := _NUMBER.search(row.address.partition("?")[0])):
            article = numbered.get(found[1])
        if article is None:
            others += 1
            continue
        if row.session:
            sessions[row.day, article].add(row.session)
        for day, counts in _spread(row):
            sums[day, article].update(counts)
    for key, readers in sessions.items():
        sums[key]["visitors"] += len(readers)
    daily = (
        Daily(day, article, c["views"], c["visitors"], c["up"], c["down"]) for (day, article), c in sorted(sums.items())
    )
    return Matched(tuple(row for row in daily if any(row[2:])), others)


def _spread(row: Row) -> Iterable[tuple[dt.date, dict[str, int]]]:
    days = (row.until - row.day).days + 1
    totals = {"views": row.views, "visitors": row.visitors, "up": row.votes_up, "down": row.votes_down}
    for place in range(max(0, days - scores.WINDOW - 1), days):
        # What is whole by the end of a day, less what was before it: the parts add up to the total.
        parts = {name: total * (place + 1) // days - total * place // days for name, total in totals.items()}
        yield row.day + dt.timedelta(place), parts


def days(state: StateReader, inventory: Inventory) -> Days:
    """Return the days counted from logs, and before the first of them those of other counters.

    Of one day one counter is taken, because two have counted the same people: the one that saw most of them; totals
    of help desks only where no other has the day.
    """
    if not (imported := state.imported()):
        return state.days(inventory)
    counted = state.days(inventory).rows()
    first = min((row.day for row in counted), default=dt.date.max)
    by_day: dict[dt.date, dict[str, list[Daily]]] = defaultdict(lambda: defaultdict(list))
    for source, rows in imported.items():
        for row in rows:
            if row.day < first:
                by_day[row.day][source].append(row._replace(article=inventory.moved.get(row.article, row.article)))
    before = [row for sources in by_day.values() for row in _fullest(sources)]
    return Days.of([*before, *counted])


def _fullest(sources: Mapping[str, list[Daily]]) -> list[Daily]:
    name = min(sources, key=lambda name: (name in _TOTALS, -sum(row.visitors for row in sources[name]), name))
    return sources[name]
