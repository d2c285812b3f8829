"""Count records whose fields have names: what the names mean, and CloudFront's lines, whose head tells the names."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from support_portal.traffic.clock import EPOCH, day_of
from support_portal.traffic.sources import LONGEST_LINE, Block, printable
from support_portal.traffic.tally import Reason, Tally

# The names that logs give to what is counted, without case and signs between the words; the first found is taken.
NAMES: dict[str, tuple[str, ...]] = {
    "time": (
        "ts",
        "timestamp",
        "timestampms",
        "msec",
        "edgestarttimestamp",
        "time",
        "timestart",
        "starttime",
        "timeiso8601",
        "timelocal",
    ),
    "address": ("clientip", "remoteip", "remoteaddr", "clientaddr", "cip", "ip"),
    "method": ("requestmethod", "clientrequestmethod", "method", "csmethod"),
    "target": ("uri", "url", "clientrequesturi", "requesturi", "requesturl", "clientrequestpath", "csuristem", "path"),
    "status": ("status", "responsestatus", "edgeresponsestatus", "statuscode", "scstatus"),
    "agent": ("useragent", "requestuseragent", "clientrequestuseragent", "httpuseragent", "csuseragent"),
    "purpose": ("secpurpose", "requestsecpurpose", "httpsecpurpose", "purpose"),
    "query": ("csuriquery",),
    "date": ("date",),
}
NEEDED = ("time", "address", "method", "target", "status")
_AHEAD = re.compile(r"\b(?:prefetch|prerender|preview)\b", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]{9,19}(?:\.[0-9]+)?\Z")


def plain_name(name: str) -> str:
    """Return a field's name as `NAMES` has it.

    >>> plain_name("cs(User-Agent)")
    'csuseragent'
    """
    return re.sub("[^a-z0-9]", "", name.lower())


@lru_cache(maxsize=64)
def roles(names: tuple[str, ...]) -> dict[str, int] | None:
    """Return the place of each role among the fields of a record, or None when one that is needed is missing."""
    places = {plain_name(name): place for place, name in reversed(list(enumerate(names)))}
    found = {role: places[name] for role, known in NAMES.items() for name in reversed(known) if name in places}
    # CloudFront may tell the time twice, as a date with a time of day and in seconds since 1970.
    if found.get("time") != places.get("time"):
        found.pop("date", None)
    return found if all(role in found for role in NEEDED) else None


def lacking(names: Iterable[str]) -> str:
    """Return what is wrong with records of these fields, which are no requests', as a sentence."""
    every = list(names)
    plain = {plain_name(name) for name in every}
    missing = [f"{role} ({', '.join(NAMES[role][:4])})" for role in NEEDED if plain.isdisjoint(NAMES[role])]
    said = f"its records lack a field for {' and for '.join(missing)}" if missing else "its records cannot be read"
    return f"{said}; theirs are {printable(', '.join(every)[:200])}"


def day_of_value(value: Any) -> int | None:
    """Return the UTC day of a time: seconds, milli-, micro- or nanoseconds since 1970, ISO 8601 or a log's clock.

    A time without an offset is UTC.  None when it is no time.
    """
    if isinstance(value, str):
        return _day_of_text(value[:40])
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e19:
        return None
    for limit in (1e17, 1e14, 1e11):
        if value >= limit:
            value /= limit / 1e8
            break
    return int(value // 86400)


@lru_cache(maxsize=4096)
def _day_of_text(text: str) -> int | None:
    if _DIGITS.match(text):
        return day_of_value(float(text))
    try:
        moment = dt.datetime.fromisoformat(text.replace("/", "-"))
        if moment.tzinfo is not None:
            moment = moment.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return day_of(text.strip("[]").encode("utf-8", "replace"))
    return moment.toordinal() - EPOCH


def add_row(tally: Tally, values: Sequence[Any], found: dict[str, int], number: int) -> bool:
    """Count a record whose values stand at the places of these roles; tell whether it was a request's."""
    time, target = values[found["time"]], values[found["target"]]
    if "date" in found:
        time = f"{values[found['date']]}T{time}"
    if "query" in found and values[found["query"]] not in (None, "", "-"):
        target = f"{target}?{values[found['query']]}"
    return add(
        tally,
        number,
        time,
        values[found["address"]],
        values[found["method"]],
        target,
        values[found["status"]],
        (values[found["agent"]] or "") if "agent" in found else None,
        values[found["purpose"]] if "purpose" in found else "",
    )


def add(
    tally: Tally, number: int, time: Any, address: Any, method: Any, target: Any, status: Any, agent: Any, purpose: Any
) -> bool:
    """Count a request by the values of its fields; tell whether it was one."""
    try:
        code = int(status)
    except (TypeError, ValueError, OverflowError):
        return False
    if not (isinstance(address, str) and isinstance(method, str) and isinstance(target, str) and 100 <= code <= 999):
        return False
    try:
        tally.add(
            number,
            day_of_value(time),
            address.encode(),
            method.encode(),
            target.encode(),
            code,
            None if agent is None else str(agent).encode(),
            bool(purpose) and _AHEAD.search(str(purpose)) is not None,
        )
    except UnicodeEncodeError:
        return False
    return True


class Tabbed:
    """CloudFront's lines, whose fields a comment at the head of each file names."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.roles = roles(names) or {}
        self.width = len(names)

    def count(self, tally: Tally, block: Block, first: int) -> None:
        """Count a block of lines."""
        lines = block.data[: block.size - 1].split(b"\n") if block.size else []
        tally.lines += len(lines)
        for number, line in enumerate(lines, first):
            if line.startswith(b"#"):
                self._head(line)
                tally.others += 1
            elif len(line) > LONGEST_LINE:
                tally.leave(Reason.TOO_LONG, number)
            elif not line.strip(b"\r\n\t \0"):
                tally.leave(Reason.EMPTY, number)
            elif not self._add(tally, line.rstrip(b"\r").split(b"\t"), number):
                tally.leave(Reason.DAMAGED, number)

    def _head(self, line: bytes) -> None:
        names = fields_of(line)
        if names and (found := roles(names)):
            self.roles, self.width = found, len(names)

    def _add(self, tally: Tally, fields: list[bytes], number: int) -> bool:
        found = self.roles
        if len(fields) < self.width or not found or not fields[found["status"]].isdigit():
            return False
        time = fields[found["time"]].decode("ascii", "replace")
        if "date" in found:
            time = f"{fields[found['date']].decode('ascii', 'replace')}T{time}"
        query = fields[found["query"]] if "query" in found else b"-"
        status = int(fields[found["status"]][:4])
        if not 100 <= status <= 999:
            return False
        target = fields[found["target"]]
        tally.add(
            number,
            day_of_value(time),
            fields[found["address"]],
            fields[found["method"]],
            target if query in (b"-", b"") else target + b"?" + query,
            status,
            fields[found["agent"]] if "agent" in found else None,
        )
        return True


def fields_of(line: bytes) -> tuple[str, ...]:
    """Return the names in a ``#Fields:`` comment, or none."""
    label, _, names = line.partition(b":")
    return tuple(names.decode("ascii", "replace").split()) if label == b"#Fields" else ()
