"""Read exports of other counters: the days, addresses and readers that the rows of each tell."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from support_portal.traffic.sources import printable
from support_portal.traffic.tables import TrafficError

COUNTERS = ("goatcounter", "plausible", "matomo", "umami", "ga4", "freshdesk", "zendesk")
# Columns of each CSV, in lower case, that no other of them has together.  GoatCounter's help/export; Plausible's
# csv-import; Matomo's Actions.getPageUrls with flat=1 and format=csv; the table website_event of Umami's data export;
# "Pages and screens" or an exploration of Google Analytics 4.
_SIGNS: Mapping[str, tuple[str, ...]] = {
    "goatcounter": ("2path", "bot", "firstvisit", "date"),
    "plausible": ("date", "page", "visitors", "pageviews"),
    "matomo": ("label", "nb_hits"),
    "umami": ("created_at", "url_path", "session_id"),
    "ga4": ("views",),
}
_GA4_PATHS = ("page path and screen class", "page path", "page path + query string", "page location")
_GA4_USERS = ("active users", "total users", "users")
_GA4_RANGE = re.compile(r"#\s*(start|end) date:\s*(\d{8})", re.IGNORECASE)


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


def read_export(path: Path, counter: str | None, since: dt.date | None, until: dt.date) -> Export:
    """Return what a file tells; its counter is found by its columns when none is given.

    Where rows have no day, they are taken for totals of ``since`` to ``until``.  Raise `TrafficError` when the file
    cannot be read, is of no known counter, or lacks a time that must be given.
    """
    try:
        with _opened(path) as text:
            first = text.read(1).lstrip("\ufeff")
            if first in ("{", "["):
                return _articles(path, json.loads(first + text.read()), counter, until)
            return _table(path, io.StringIO(first + text.read()), counter, since, until)
    except FileNotFoundError:
        raise TrafficError(f"{printable(str(path))}: there is no such file") from None
    except (OSError, EOFError, ValueError, csv.Error, zipfile.BadZipFile, RecursionError) as error:
        raise TrafficError(f"{printable(str(path))}: cannot be read ({printable(str(error))})") from error


@contextmanager
def _opened(path: Path) -> Iterator[io.TextIOBase]:
    """Open an export as text: plain or gzip, UTF-8 or (Matomo's default) UTF-16, or the pages in Plausible's zip."""
    with path.open("rb") as raw:
        start = raw.read(4)
    if start == b"PK\x03\x04":
        with zipfile.ZipFile(path) as packed:
            names = [name for name in packed.namelist() if re.search(r"(\A|/)imported_pages_[^/]*\.csv\Z", name)]
            if not names:
                raise TrafficError(f"{printable(str(path))}: has no imported_pages_….csv, as Plausible's exports have")
            with packed.open(names[0]) as inner:
                yield io.TextIOWrapper(inner, "utf-8-sig", newline="")
        return
    opener: Callable[..., Any] = gzip.open if start[:2] == b"\x1f\x8b" else open
    encoding = "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    with opener(path, "rt", encoding=encoding, errors="replace", newline="") as text:
        yield text


def _table(path: Path, text: io.StringIO, counter: str | None, since: dt.date | None, until: dt.date) -> Export:
    lines = _Lines(text)
    reader = csv.reader(lines)
    heads: list[str] = []
    for heads in reader:
        if heads and not heads[0].startswith("#"):
            break
    columns = {name.strip().lower(): place for place, name in reversed(list(enumerate(heads)))}
    kind = _kind(path, columns, counter)
    if found := [lines.range[end] for end in ("start", "end") if end in lines.range]:
        since, until = found[0], found[-1]
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


class _Lines:
    """The lines of a CSV; comments of Google Analytics tell the time that the rows below are of."""

    def __init__(self, text: Iterable[str]) -> None:
        self._lines = iter(text)
        self.range: dict[str, dt.date] = {}

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        if found := _GA4_RANGE.match(line):
            self.range[found[1].lower()] = dt.date.fromisoformat(found[2])
        return line


class _Cells:
    """One line of a CSV by names of columns."""

    def __init__(self, columns: Mapping[str, int], cells: list[str]) -> None:
        self._columns, self._cells = columns, cells

    def text(self, *names: str) -> str:
        """Return the first of these that there is; raise `LookupError` when there is none."""
        place = next(self._columns[name] for name in names if name in self._columns)
        return self._cells[place].strip()

    def number(self, *names: str) -> int:
        """Return a count, 0 or more; raise `ValueError` for what is none."""
        value = int(float(self.text(*names).replace(",", "") or 0))
        if value < 0:
            raise ValueError(value)
        return value

    def has(self, name: str) -> bool:
        """Tell whether there is such a column."""
        return name in self._columns

    def day(self, name: str) -> dt.date:
        """Return the UTC day of a date or a time."""
        moment = dt.datetime.fromisoformat(self.text(name).replace(" UTC", "+00:00"))
        return (moment.astimezone(dt.UTC) if moment.tzinfo else moment).date()


def _kind(path: Path, columns: dict[str, int], counter: str | None) -> str:
    for kind, needed in _SIGNS.items():
        ours = all(name in columns for name in needed) and (kind != "ga4" or any(p in columns for p in _GA4_PATHS))
        if ours and counter in (None, kind):
            return kind
    said = f"is no export of {counter}" if counter else "is no export of a counter that is known here"
    names = printable(", ".join(reversed(columns))[:200])
    raise TrafficError(f"{printable(str(path))}: {said}; its columns are {names or 'none'}")


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
    readers = cells.number("nb_visits", "nb_uniq_visitors")
    return Row(first, last, cells.text("metadata_url", "url", "label"), cells.number("nb_hits"), readers)


def _ga4(cells: _Cells, since: dt.date | None, until: dt.date) -> Row:
    first, last = (cells.day("date"),) * 2 if cells.has("date") else (since or dt.date.min, until)
    return Row(first, last, cells.text(*_GA4_PATHS), cells.number("views"), cells.number(*_GA4_USERS))


_READERS: Mapping[str, Callable[[_Cells, dt.date | None, dt.date], Row | None]] = {
    "goatcounter": _goatcounter,
    "plausible": _plausible,
    "matomo": _matomo,
    "umami": _umami,
    "ga4": _ga4,
}


def _articles(path: Path, data: Any, counter: str | None, until: dt.date) -> Export:
    """Return the counters of a help desk's articles, as its API lists them: totals since each was written."""
    articles = data.get("articles") if isinstance(data, dict) else data
    kinds = {"freshdesk": ("hits", "thumbs_up", "thumbs_down"), "zendesk": ("vote_sum", "vote_count", "html_url")}
    sample = articles[0] if isinstance(articles, list) and articles and isinstance(articles[0], dict) else {}
    kind = next((k for k, needed in kinds.items() if all(n in sample for n in needed) and counter in (None, k)), None)
    if kind is None or not isinstance(articles, list):
        raise TrafficError(
            f"{printable(str(path))}: is no list of articles of Freshdesk or Zendesk, as their API gives it"
        )
    export = Export(kind)
    for number, item in enumerate(articles, 1):
        try:
            written = dt.datetime.fromisoformat(item["created_at"]).date()
            first = min(written, until)
            if kind == "freshdesk":
                hits, up, down = (int(item[name]) for name in kinds[kind])
                address = f"/support/solutions/articles/{int(item['id'])}"
            else:
                # Zendesk's API tells no views; its votes are +1 and -1.
                total, votes = int(item["vote_sum"]), int(item["vote_count"])
                hits, up, down, address = 0, (votes + total) // 2, (votes - total) // 2, str(item["html_url"])
            if min(hits, up, down) < 0:
                raise ValueError(item)
            export.rows.append(Row(first, until, address, hits, hits, up, down))
        except (LookupError, TypeError, ValueError):
            export.wrong += 1
            export.first_wrong = export.first_wrong or number
    return export
