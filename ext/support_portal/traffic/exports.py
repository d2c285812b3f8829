"""Read exports of other counters: the days, addresses and readers that the rows of each tell."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from support_portal.traffic.csv_exports import Export, Row, read_table, whole
from support_portal.traffic.sources import printable
from support_portal.traffic.tables import TrafficError

COUNTERS = ("goatcounter", "plausible", "matomo", "umami", "ga4", "freshdesk", "zendesk")
_PACKED = re.compile(r"(?:\A|/)(?:imported_pages_[^/]*|website_event)\.csv\Z")


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
            return read_table(path, io.StringIO(first + text.read()), counter, since, until)
    except FileNotFoundError:
        raise TrafficError(f"{printable(str(path))}: there is no such file") from None
    except (OSError, EOFError, ValueError, RuntimeError, csv.Error, zipfile.BadZipFile, zlib.error) as error:
        raise TrafficError(f"{printable(str(path))}: cannot be read ({printable(str(error))})") from error


@contextmanager
def _opened(path: Path) -> Iterator[io.TextIOBase]:
    """Open an export as text: plain or gzip, UTF-8 or (Matomo's default) UTF-16, or the pages in a zip."""
    with path.open("rb") as raw:
        start = raw.read(4)
    if start == b"PK\x03\x04":
        with zipfile.ZipFile(path) as packed:
            names = [name for name in packed.namelist() if _PACKED.search(name)]
            if not names:
                raise TrafficError(
                    f"{printable(str(path))}: has neither Plausible's imported_pages_….csv nor Umami's "
                    "website_event.csv; name another export, such as GoatCounter's as CSV"
                )
            with packed.open(names[0]) as inner:
                yield io.TextIOWrapper(inner, "utf-8-sig", newline="")
        return
    opener: Callable[..., Any] = gzip.open if start[:2] == b"\x1f\x8b" else open
    encoding = "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    with opener(path, "rt", encoding=encoding, errors="replace", newline="") as text:
        yield text


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
                hits, up, down = (whole(item[name]) for name in kinds[kind])
                address = f"/support/solutions/articles/{int(item['id'])}"
            else:
                # Zendesk's API tells no views; its votes are +1 and -1.
                total, votes = item["vote_sum"], item["vote_count"]
                hits, up, down = 0, whole((votes + total) // 2), whole((votes - total) // 2)
                address = str(item["html_url"])
            export.rows.append(Row(first, until, address, hits, hits, up, down))
        except (LookupError, TypeError, ValueError, OverflowError):
            export.wrong += 1
            export.first_wrong = export.first_wrong or number
    return export
