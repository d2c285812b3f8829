"""Draw what is read, with plots of all articles and of each, day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from support_portal.cli.reports import draw
from support_portal.cli.traffic_counts import Counts, last_days, shown
from support_portal.core.ranking import scores
from support_portal.traffic.sources import printable
from support_portal.traffic.standing import LEAST_SHOWN, Standing


def page(found: Sequence[Standing], counts: Counts, days: int) -> str:
    """Return the page of these articles as HTML, with so many days drawn."""
    pasts = [last_days(one, days) for one in found if one.is_countable]
    totals = [sum(numbers) for numbers in zip(*pasts, strict=True)] or [0] * days
    first = counts.as_of - dt.timedelta(days - 1)
    return draw(
        "traffic.html",
        counts=counts,
        pins=counts.inventory.pins,
        found=found,
        days=days,
        window=scores.WINDOW + 1,
        first=first,
        least=LEAST_SHOWN,
        totals=totals,
        by_day=[(first + dt.timedelta(age), number) for age, number in enumerate(totals)],
        shown=shown,
        printable=printable,
        last=last_days,
    )
