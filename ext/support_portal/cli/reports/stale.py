"""Draw what to review, with a chart of the months in which pages fall due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from support_portal.cli.reports import draw
from support_portal.core.upkeep.freshness import Review


def page(rows: Sequence[Review], today: dt.date, within: int) -> str:
    """Return the reviews due within so many days as HTML; months before the last twelve are drawn as one."""
    numbers: dict[str, int] = {}
    month = (today - dt.timedelta(365)).replace(day=1)
    last = max([today, *(row.due for row in rows)])
    while month <= last:
        numbers[f"{month:%Y-%m}"] = 0
        month = (month + dt.timedelta(31)).replace(day=1)
    months = list(numbers)
    for row in rows:
        numbers[max(f"{row.due:%Y-%m}", months[0])] += 1
    return draw(
        "stale.html",
        rows=rows,
        today=today,
        within=within,
        late=sum(row.days > 0 for row in rows),
        months=months,
        numbers=list(numbers.values()),
        past=months.index(f"{today:%Y-%m}"),
    )
