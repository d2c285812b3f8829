"""Read logs that have an object of JSON a line: those of Caddy, Fastly, Cloudflare and CloudFront, and nginx's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from support_portal.traffic.odd_lines import COMBINED, odd_line
from support_portal.traffic.records import add, add_row, roles
from support_portal.traffic.sources import LONGEST_LINE, Block
from support_portal.traffic.tally import Tally

# What the legacy form of Fastly's messages begins with: "<134>2026-11-29T10:00:00Z cache-fra1 log[7]: ".
_SYSLOG = re.compile(rb"<[0-9]{1,3}>[^{]{1,300}")


@lru_cache(maxsize=1)
def _decoder() -> tuple[Callable[[bytes], Any], type[Exception]]:
    """Return what reads JSON, and its error; most logs have none."""
    import msgspec

    return msgspec.json.Decoder(strict=False).decode, msgspec.DecodeError


def record_of(line: bytes) -> dict[str, Any] | None:
    """Return the record in a line of JSON, or None when it is none."""
    if line.startswith(b"<"):
        line = _SYSLOG.sub(b"", line, count=1)
    if not line.startswith(b"{"):
        return None
    decode, error = _decoder()
    try:
        record = decode(line)
    except (error, UnicodeDecodeError, RecursionError):
        return None
    if isinstance(request := record.get("request"), str):
        # nginx's $request is a whole request line.
        method, _, rest = request.partition(" ")
        target, version, _ = rest.rpartition(" HTTP/")
        return {"method": method, "uri": target if version else rest, **record}
    found: dict[str, Any] = record
    return found


def add_json(tally: Tally, line: bytes, number: int) -> bool:
    """Count a line of JSON; tell whether it was a request's."""
    record = record_of(line)
    if record is None:
        return False
    request = record.get("request")
    if isinstance(request, dict):
        return _add_caddy(tally, record, request, number)
    names = tuple(record)
    # Records of one log have the same fields in the same order, so their roles are found once.
    found = roles(names) if len(names) <= 200 else None
    if found is None:
        return False
    return add_row(tally, list(record.values()), found, number)


def _add_caddy(tally: Tally, record: dict[str, Any], request: dict[str, Any], number: int) -> bool:
    headers = request.get("headers")
    if not isinstance(headers, dict):
        headers = {}

    def header(name: str) -> str:
        values = headers.get(name)
        return values[0] if isinstance(values, list) and values and isinstance(values[0], str) else ""

    return add(
        tally,
        number,
        record.get("ts"),
        request.get("client_ip") or request.get("remote_ip"),
        request.get("method"),
        request.get("uri"),
        record.get("status"),
        header("User-Agent"),
        header("Sec-Purpose"),
    )


def count_json(tally: Tally, block: Block, first: int) -> None:
    """Count a block of lines of JSON; lines of the combined format among them are counted too."""
    lines = block.data[: block.size - 1].split(b"\n") if block.size else []
    tally.lines += len(lines)
    for number, line in enumerate(lines, first):
        if len(line) > LONGEST_LINE or not add_json(tally, line, number):
            odd_line(tally, line, number, COMBINED)
