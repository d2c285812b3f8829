"""Tell a log's format by its first lines, and count its blocks with the reader that format has."""

from __future__ import annotations

import re
from collections import Counter as Counted
from collections.abc import Callable, Iterator
from typing import Any

from support_portal.traffic import database, json_lines, quoted, records
from support_portal.traffic.odd_lines import COMBINED, Layout
from support_portal.traffic.sources import Block
from support_portal.traffic.tables import TrafficError
from support_portal.traffic.tally import Reason, Tally

PARQUET = "parquet"
LAYOUTS = {
    "combined": COMBINED,
    "common": Layout(quotes=2),
    "vhost": Layout(quotes=6, host_first=True),
    "vhost-common": Layout(quotes=2, host_first=True),
}
FORMATS = (*LAYOUTS, "json", "cloudfront", PARQUET)
Counter = Callable[[Tally, Block, int], None]

_CLF = rb'[^"]*\[[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[^"\]]*\] "(?:[^"\\]|\\.)*" [0-9]{3} [0-9-]+'
_MORE, _END = rb' "(?:[^"\\]|\\.)*" "', rb"\s*\Z"
_ADDRESS = rb"(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]*)"
# A host is no address itself: two addresses are the client's and a proxy's, of which the first counts.
_HOST = rb"(?!" + _ADDRESS + rb"[ ,])[^\s,]+ " + _ADDRESS + rb" "
_LOOKS: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("vhost", re.compile(_HOST + _CLF + _MORE)),
    ("vhost-common", re.compile(_HOST + _CLF + _END)),
    ("combined", re.compile(_CLF + _MORE)),
    ("common", re.compile(_CLF + _END)),
)
# "Nov 29 10:00:00 web nginx[7]: " and "2026-11-29T10:00:00+00:00 web nginx: ", after which an address stands elsewhere.
_SYSLOG = re.compile(rb"(?:[A-Z][a-z]{2} [ 0-9][0-9] |[0-9]{4}-[0-9]{2}-[0-9]{2}T)[0-9]{2}:[0-9]{2}:[0-9]{2}[^\s\"]* ")
_DATA = re.compile(rb"^[^#\s]", re.MULTILINE)
# With so many lines of one format nobody would think of another.
_ENOUGH = 16
_PACKS = {b"BZh": "bzip2 -dc", b"\xfd7zXZ\0": "xz -dc", b"PK\x03\x04": "unzip -p"}


def is_parquet(head: bytes) -> bool:
    """Tell whether a file that begins so is of Parquet, which has no lines."""
    return head.startswith(b"PAR1")


def look(head: bytes) -> str | None:
    """Return the format of a log that begins so, or None when no line of it is of one that is known.

    It is that of most of the first lines that can be read, of two with as many that which comes first: a single line
    may be damaged so that it looks like another format's.
    """
    if is_parquet(head):
        return PARQUET
    found: Counted[str] = Counted()
    for line in head.split(b"\n"):
        # Other servers write such a line too, and separate fields with spaces.
        if records.roles(records.fields_of(line)) and (b"\t" in head or not _DATA.search(head)):
            return "cloudfront"
        if (form := _form(line)) is not None:
            found[form] += 1
            if found[form] == _ENOUGH:
                break
    return found.most_common(1)[0][0] if found else None


def _form(line: bytes) -> str | None:
    if json_lines.record_of(line) is not None:
        return "json"
    if _SYSLOG.match(line):
        return None
    return next((name for name, pattern in _LOOKS if pattern.match(line)), None)


def advice(head: bytes, form: str | None) -> str:
    """Return what is wrong with a log that begins so, of which no line could be read, and what to write instead."""
    for start, command in _PACKS.items():
        if head.startswith(start):
            return f"is packed in a way not known here; write: {command} FILE | support-portal traffic refresh -"
    for line in head.split(b"\n"):
        if (record := json_lines.record_of(line)) is not None:
            return records.lacking(record)
        if _SYSLOG.match(line):
            return (
                "its lines begin with what syslog puts before an address; "
                """write: sed -E 's/^[^"]*[a-z]+(\\[[0-9]+\\])?: //' FILE | support-portal traffic refresh -"""
            )
    if form is None:
        return "none of its first lines is of a format known here; name the format with --format"
    return f"no line of it is of the format {form}; name another with --format"


def counter(form: str, head: bytes) -> Counter:
    """Return what counts the blocks of a log of this format, which begins with ``head``."""
    if form == "json":
        return json_lines.count_json
    if form == "cloudfront":
        names = (records.fields_of(line) for line in head.split(b"\n"))
        return records.Tabbed(next((found for found in names if found), ())).count
    layout = LAYOUTS[form]
    return lambda tally, block, first: quoted.count_block(tally, block, first, layout)


def parquet_rows(path: str, memory: int) -> Iterator[tuple[tuple[str, ...], list[tuple[Any, ...]]]]:
    """Yield the names of the fields that are counted, and rows of them as texts, some thousand at a time.

    Raise `database.Error` when the file is not sound, `TrafficError` when it lacks a field.  ``memory`` is in bytes.
    """
    with database.connect(
        config={"memory_limit": f"{memory}B", "threads": 1, "preserve_insertion_order": True}
    ) as base:
        every = [row[0] for row in base.execute("DESCRIBE SELECT * FROM read_parquet($1)", [path]).fetchall()]
        known = {name for names in records.NAMES.values() for name in names}
        names = tuple(name for name in every if records.plain_name(name) in known)
        if not records.roles(names):
            raise TrafficError(records.lacking(every))
        columns = ", ".join(f'CAST("{name.replace(chr(34), chr(34) * 2)}" AS VARCHAR)' for name in names)
        result = base.execute(f"SELECT {columns} FROM read_parquet($1)", [path])  # noqa: S608
        while rows := result.fetchmany(20_000):
            yield names, rows


def count_parquet(tally: Tally, names: tuple[str, ...], rows: list[tuple[Any, ...]], first: int) -> None:
    """Count rows of a Parquet file, whose names of fields are CloudFront's or those of logs in JSON."""
    found = records.roles(names) or {}
    tally.lines += len(rows)
    for number, row in enumerate(rows, first):
        if not records.add_row(tally, row, found, number):
            tally.leave(Reason.DAMAGED, number)
