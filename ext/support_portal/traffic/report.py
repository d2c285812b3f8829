"""Write the report that ranks popular articles from the table of days: the last step of a refresh."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from support_portal.core.ranking import scores
from support_portal.traffic import baseline
from support_portal.traffic.days import Days
from support_portal.traffic.standing import failed_searches, standings
from support_portal.traffic.tables import Inventory, Search, StateReader, TrafficError

FAILED_SEARCHES = 50


def report(
    days: Days, searches: Iterable[Search], as_of: dt.date, half_life: float = scores.HALF_LIFE
) -> dict[str, Any]:
    """Return the report as data: every article that enough people read, the best score first, then by docname.

    Its score is the decayed number of daily visitors, halved when votes are clearly against it.  Numbers are of the
    last `scores.WINDOW` days.  What fewer than `standing.LEAST_SHOWN` people did is not told, by a score either.
    """
    articles = []
    for one in standings(days, as_of, half_life):
        if not one.is_countable:
            continue
        entry: dict[str, Any] = {"address": one.article, "score": round(one.score, 3)}
        entry |= {"views": one.views, "visitors": one.visitors}
        if one.has_votes:
            entry |= {"votes_up": one.votes_up, "votes_down": one.votes_down}
        if one.is_rising and one.rising is not None:
            entry["rising"] = round(one.rising, 1)
        articles.append(entry)
    return {
        "kind": "measured",
        "as_of": as_of.isoformat(),
        "source": f"Readers a day, counted from access logs; what is {half_life:g} days old counts half.",
        "articles": articles,
        "failed_searches": [
            {"query": query, "times": times} for query, times in failed_searches(searches, as_of, FAILED_SEARCHES)
        ],
    }


def as_text(data: Mapping[str, Any]) -> str:
    r"""Return a report as JSON, each entry of a list on a line of its own.

    With ``indent`` `json` puts each number on one, and as that is not written in C it took a fortieth of a refresh.

    >>> print(as_text({"kind": "measured", "articles": [{"address": "a", "views": 9}, {"address": "b", "views": 7}]}))
    {
     "kind": "measured",
     "articles": [
      {"address": "a", "views": 9},
      {"address": "b", "views": 7}
     ]
    }
    <BLANKLINE>
    """
    write = json.JSONEncoder(ensure_ascii=False).encode
    parts = []
    for name, value in data.items():
        entries = ",\n  ".join(map(write, value)) if isinstance(value, list) else ""
        parts.append(f"{write(name)}: " + (f"[\n  {entries}\n ]" if entries else write(value)))
    return "{\n " + ",\n ".join(parts) + "\n}\n"


def write_report(state: StateReader, out: Path, inventory: Inventory) -> bool:
    """Write the report of what the state holds, as of the last day it holds; without any day do not, and return False.

    Raise `TrafficError` when the file cannot be written.
    """
    days = baseline.days(state, inventory)
    if days.last is None:
        return False
    read = days.of_articles(set(inventory.articles))
    data = report(read, state.searches(), days.last, inventory.half_life)
    text = as_text(data)
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
    return True
