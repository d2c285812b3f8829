"""Read the CSV that GoatCounter, Plausible, Matomo, Umami and Google Analytics 4 export, known by its columns."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from support_portal.traffic.sources import printable
from support_portal.traffic.tables import TrafficError

_GA4_PATHS = ("page path and screen class", "page path", "page path + query string", "page location")
_GA4_USERS = ("active users", "total users", "users")
# Reports have a line each for the first and the last day, explorations one for both.
_GA4_RANGE = re.compile(r"#\s*(start date:|end date:)?\s*(\d{8})(?:-(\d{8}))?\s*\Z", re.IGNORECASE)
# Matomo's own names of columns, and those its "Export" writes in English.
_MATOMO_VIEWS, _MATOMO_READERS = ("nb_hits", "pageviews"), ("nb_visits", "nb_uniq_visitors", "unique pageviews")
# Columns of each CSV, in lower case, that no other of them has together, and what else they may be called.
# GoatCounter's help/export; Plausible's csv-import; Matomo's Actions.getPageUrls with flat=1 and format=csv; the table
# website_event of Umami's data export; "Pages and screens" or an exploration of Google Analytics 4.
_SIGNS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "goatcounter": (("2path",), ("event",), ("bot",), ("firstvisit",), ("date",)),
    "plausible": (("date",), ("page",), ("visitors",), ("pageviews",)),
    "matomo": (("label",), _MATOMO_VIEWS, _MATOMO_READERS),
    "umami": (("created_at",), ("url_path",), ("session_id",)),
    "ga4": (("views",), _GA4_PATHS, _GA4_USERS),
}


class Row(NamedTuple):
    """What an export tells of one address: of a day, or in all of the time from ``day`` to ``until``."""

    day: dt.date
    until: dt.date
    address: str
    views: int
    visitors: int
    votes_up: int = 0
    votes_down: int = 0
    # Umami's rows are single views, whose readers are told apart by this.
    session: str = ""


@dataclass
class Export:
    """One export: whose it is, its rows, and how many more could not be read, with the line of the first."""

    counter: str
    rows: list[Row] = field(default_factory=list)
    wrong: int = 0
    first_wrong: int = 0


def read_table(path: Path, text: io.StringIO, counter: str | None, since: dt.date | None, until: dt.date) -> Export:
    """Return what the CSV of a counter tells, as `support_portal.traffic.exports.read_export` does."""
    lines = _Lines(text)
    reader = csv.reader(lines)
    # Google may put the table of a plot before that of the pages.
    found = ((columns, _kind(columns, counter)) for heads in reader if (columns := _columns(heads)))
    first, kind = next(found, ({}, None))
    columns, kind = (first, kind) if kind else next((pair for pair in found if pair[1]), (first, None))
    if kind is None:
        raise TrafficError(f"{printable(str(path))}: {_unknown(first, counter)}")
    since, until = lines.since or since, lines.until or until
    export = Export(kind)
    for cells in reader:
        if not cells or cells[0].startswith("#"):
            continue
        try:
            row = _READERS[kind](_Cells(columns, cells), since, until)
        except (LookupError, ValueError):
            export.wrong += 1
            export.first_wrong = export.first_wrong or reader.line_num
            continue
        if row is not None and row.day == dt.date.min:
            raise TrafficError(
                f"{printable(str(path))}: its rows have no day; write of which time they are: --since and --until"
            )
        if row is not None:
            export.rows.append(row)
    return export


def whole(number: float) -> int:
    """Return a count of readers or votes; raise `ValueError` for what can be none."""
    if not 0 <= number <= 1e12:
        raise ValueError(number)
    return int(number)


class _Lines:
    """The lines of a CSV; comments of Google Analytics tell the time that the rows below are of."""

    def __init__(self, text: Iterable[str]) -> None:
        self._lines = iter(text)
        self.since: dt.date | None = None
        self.until: dt.date | None = None

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        if found := _GA4_RANGE.match(line):
            first, last = dt.date.fromisoformat(found[2]), dt.date.fromisoformat(found[3] or found[2])
            kind = (found[1] or "").lower()
            self.since = self.since if kind.startswith("end") else first
            self.until = self.until if kind.startswith("start") else last
        return line


class _Cells:
    """One line of a CSV by names of columns."""

    def __init__(self, columns: Mapping[str, int], cells: list[str]) -> None:
        self._columns, self._cells = columns, cells

    def text(self, *names: str) -> str:
        """Return the first of these that there is; raise `LookupError` when there is none."""
        place = next((self._columns[name] for name in names if name in self._columns), None)
        if place is None:
            raise LookupError(names)
        return self._cells[place].strip()

    def number(self, *names: str) -> int:
        """Return a count, 0 or more; raise `ValueError` for what is none."""
        return whole(float(self.text(*names).replace(",", "") or 0))

    def has(self, name: str) -> bool:
        """Tell whether there is such a column."""
        return name in self._columns

    def day(self, name: str) -> dt.date:
        """Return the UTC day of a date or a time."""
        moment = dt.datetime.fromisoformat(self.text(name).replace(" UTC", "+00:00"))
        return (moment.astimezone(dt.UTC) if moment.tzinfo else moment).date()


def _columns(heads: list[str]) -> dict[str, int]:
    """Return the places of columns by their names, in a line that is no comment."""
    if not heads or heads[0].startswith("#"):
        return {}
    return {name.strip().lower(): place for place, name in reversed(list(enumerate(heads)))}


def _kind(columns: dict[str, int], counter: str | None) -> str | None:
    """Return whose export has such columns."""
    for kind, needed in _SIGNS.items():
        if counter in (None, kind) and not any(columns.keys().isdisjoint(names) for names in needed):
            return kind
    return None


def _unknown(columns: dict[str, int], counter: str | None) -> str:
    """Return why these columns are of no export that can be read."""
    for kind, needed in _SIGNS.items():
        missing = [names for names in needed if columns.keys().isdisjoint(names)]
        if counter in (None, kind) and len(missing) == 1 < len(needed) - 1:
            return (
                f"looks like an export of {kind} without a column {' or '.join(map(repr, missing[0]))}; export it too"
            )
    said = f"is no export of {counter}" if counter else "is no export of a counter that is known here"
    names = printable(", ".join(reversed(columns))[:200]) or "none"
    return f"{said}; its columns are {names}; if they are in another language, export it in English"


def _goatcounter(cells: _Cells, since: dt.date | None, until: dt.date) -> Row | None:
    if cells.text("event") == "true" or cells.number("bot"):
        return None
    day = cells.day("date")
    return Row(day, day, cells.text("2path"), 1, int(cells.text("firstvisit") == "true"))


def _plausible(cells: _Cells, since: dt.date | None, until: dt.date) -> Row:
    day = cells.day("date")
    return Row(day, day, cells.text("page"), cells.number("pageviews"), cells.number("visitors"))


def _umami(cells: _Cells, since: dt.date | None, until: dt.date) -> Row | None:
    if cells.has("event_type") and cells.text("event_type") != "1":
        return None
    day = cells.day("created_at")
    return Row(day, day, cells.text("url_path"), 1, 0, session=cells.text("session_id"))


def _matomo(cells: _Cells, since: dt.date | None, until: dt.date) -> Row:
    first, last = (cells.day("date"),) * 2 if cells.has("date") else (since or dt.date.min, until)
    readers = cells.number(*_MATOMO_READERS)
    return Row(first, last, cells.text("metadata_url", "url", "label"), cells.number(*_MATOMO_VIEWS), readers)


def _ga4(cells: _Cells, since: dt.date | None, until: dt.date) -> Row | None:
    if not cells.text(*_GA4_PATHS):
        return None  # the grand total
    first, last = (cells.day("date"),) * 2 if cells.has("date") else (since or dt.date.min, until)
    return Row(first, last, cells.text(*_GA4_PATHS), cells.number("views"), cells.number(*_GA4_USERS))


_READERS: Mapping[str, Callable[[_Cells, dt.date | None, dt.date], Row | None]] = {
    "goatcounter": _goatcounter,
    "plausible": _plausible,
    "matomo": _matomo,
    "umami": _umami,
    "ga4": _ga4,
}
