"""Tell a log's format by its first lines, and count its blocks with the reader that format has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from support_portal.traffic import database, quoted, records
from support_portal.traffic.odd_lines import Layout
from support_portal.traffic.sources import Block
from support_portal.traffic.tally import Reason, Tally

PARQUET = "parquet"
COMBINED = Layout(quotes=6)
LAYOUTS = {"combined": COMBINED, "common": Layout(quotes=2), "vhost": Layout(quotes=6, host_first=True)}
FORMATS = (*LAYOUTS, "json", "cloudfront", PARQUET)
Counter = Callable[[Tally, Block, int], None]

_CLF = rb'[^"]*\[[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[^"\]]*\] "(?:[^"\\]|\\.)*" [0-9]{3} [0-9-]+'
_LOOKS: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("vhost", re.compile(rb"\S+:[0-9]+ [0-9A-Fa-f.:]+ " + _CLF + rb' "(?:[^"\\]|\\.)*" "')),
    ("combined", re.compile(_CLF + rb' "(?:[^"\\]|\\.)*" "')),
    ("common", re.compile(_CLF + rb"\s*\Z")),
)


def look(head: bytes) -> str | None:
    """Return the format of a log that begins so, or None when no line of it is of one that is known."""
    if head.startswith(b"PAR1"):
        return PARQUET
    for line in head.split(b"\n"):
        if line.startswith(b"#Fields:") and records.roles(records.fields_of(line)):
            return "cloudfront"
        if line.startswith(b"{"):
            return "json"
        for name, pattern in _LOOKS:
            if pattern.match(line):
                return name
    return None


def counter(form: str, head: bytes) -> Counter:
    """Return what counts the blocks of a log of this format, which begins with ``head``."""
    if form == "json":
        return records.count_json
    if form == "cloudfront":
        names = (records.fields_of(line) for line in head.split(b"\n"))
        return records.Tabbed(next((found for found in names if found), ())).count
    layout = LAYOUTS[form]
    return lambda tally, block, first: quoted.count_block(tally, block, first, layout)


def parquet_rows(path: str, memory: int) -> Iterator[tuple[tuple[str, ...], list[tuple[Any, ...]]]]:
    """Yield the names of the fields that are counted, and rows of them as texts, some thousand at a time.

    Raise `database.Error` when the file is not sound.  ``memory`` is in bytes.
    """
    with database.connect(
        config={"memory_limit": f"{memory}B", "threads": 1, "preserve_insertion_order": True}
    ) as base:
        every = [row[0] for row in base.execute("DESCRIBE SELECT * FROM read_parquet($1)", [path]).fetchall()]
        known = {name for names in records.NAMES.values() for name in names}
        names = tuple(name for name in every if records.plain_name(name) in known)
        if not records.roles(names):
            return
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
