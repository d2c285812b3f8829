"""Write the report that ranks popular articles from the table of days: the last step of a refresh."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from support_portal.core import scores
from support_portal.traffic.tables import Daily, Inventory, Search, StateReader, TrafficError

# A number of readers smaller than this is not published: it would say too much of too few.
LEAST_SHOWN = 5
FAILED_SEARCHES = 50


def report(daily: Iterable[Daily], searches: Iterable[Search], as_of: dt.date) -> dict[str, Any]:
    """Return the report as data: every article that was read, the best score first, then by docname.

    Its score is the decayed number of daily visitors, halved when votes are clearly against it.  Numbers of readers are
    of the last `scores.WINDOW` days and left out below `LEAST_SHOWN`.
    """
    visitors: dict[str, dict[dt.date, int]] = defaultdict(dict)
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    for row in daily:
        if not scores.in_window([row.day], as_of):
            continue
        days = visitors[row.article]
        days[row.day] = days.get(row.day, 0) + row.visitors
        totals[row.article].update(
            {"views": row.views, "visitors": row.visitors, "up": row.votes_up, "down": row.votes_down}
        )
    articles = []
    for docname in sorted(visitors):
        total, days = totals[docname], visitors[docname]
        score = scores.decayed(days, as_of) * scores.demotion(total["up"], total["down"])
        entry: dict[str, Any] = {"address": docname, "score": round(score, 3)}
        if total["visitors"] >= LEAST_SHOWN:
            entry |= {"views": total["views"], "visitors": total["visitors"]}
        if total["up"] + total["down"]:
            entry |= {"votes_up": total["up"], "votes_down": total["down"]}
        if (rising := scores.trend(days, as_of)) is not None and rising >= scores.RISING:
            entry["rising"] = round(rising, 1)
        articles.append(entry)
    articles.sort(key=lambda entry: (-entry["score"], entry["address"]))
    failed: Counter[str] = Counter()
    for search in searches:
        if search.query and search.results == 0 and scores.in_window([search.day], as_of):
            failed[search.query] += search.times
    return {
        "kind": "measured",
        "as_of": as_of.isoformat(),
        "source": f"Readers a day, counted from access logs; what is {scores.HALF_LIFE:g} days old counts half.",
        "articles": articles,
        "failed_searches": [
            {"query": query, "times": times}
            for query, times in sorted(failed.items(), key=lambda item: (-item[1], item[0]))[:FAILED_SEARCHES]
        ],
    }


def write_report(state: StateReader, out: Path, inventory: Inventory) -> None:
    """Write the report of what the state holds, as of the last day it holds; without any day nothing is written.

    Raise `TrafficError` when the file cannot be written.
    """
    daily = state.daily(inventory)
    if not daily:
        return
    known = set(inventory.articles)
    data = report((row for row in daily if row.article in known), state.searches(), max(row.day for row in daily))
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    draft = out.with_suffix(".new")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8", newline="\n")
        os.replace(draft, out)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise TrafficError(
            f"{out}: the report cannot be written ({error.strerror}); name another file with --out"
        ) from error
