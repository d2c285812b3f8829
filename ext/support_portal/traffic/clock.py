"""Find the UTC day of times of the common log format, of many at once or of one."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

import numpy as np

from support_portal.traffic.lookup import Hasher, Hashes, Ints, Table

EPOCH = dt.date(1970, 1, 1).toordinal()
NO_TIME = np.iinfo(np.int64).min
_DAY = 24 * 60
_MONTHS = (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec")
_CLOCK = re.compile(rb"([0-9]{2})/(\w{3})/([0-9]{4}):([0-9]{2}):([0-9]{2}):([0-9]{2}) ([+-])([0-9]{2})([0-9]{2})\Z")
# Of "[01/Mar/2026:00:00:04 +0000] " the words "[01/Mar/" and "2026:00:", then "00:04 +0", and what follows.
WORDS = 4
_MINUTE = np.uint64(int.from_bytes(b"00:00 \0\0", "little"))
_SIX = np.uint64(0xFFFF_FFFF_FFFF)
# What takes "5" and "9" to the last number of four bits, and whatever is more beyond.
_MOST = np.uint64(int.from_bytes(b"\x0a\x06\x00\x0a\x06\x00\0\0", "little"))
_BEYOND = np.uint64(int.from_bytes(b"\xf0\xf0\xff\xf0\xf0\xff\0\0", "little"))


class Clock:
    """Find the days of many times, of which most are of the same few hours."""

    def __init__(self, hasher: Hasher) -> None:
        self._hasher = hasher
        self._hours = Table(16, np.int64)

    def days(self, words: Hashes) -> Ints:
        """Return the UTC days (since 1970) of times like ``[01/Mar/2026:00:00:04 +0000] ``, four words a row.

        What follows a time does not matter.  A time that cannot be is `NO_TIME`.
        """
        date, hour, minute, zone = words.T
        zone = (minute >> np.uint64(48)) | (zone << np.uint64(16) & ~np.uint64(0xFF << 56))

        def find(asked: Ints) -> list[int]:
            return [_hour(words[place].tobytes()) for place in asked.tolist()]

        hours = self._hours.get(self._hasher.together(date, hour, zone), find)
        digits = (minute & _SIX) ^ _MINUTE
        odd = (digits | (digits + _MOST)) & _BEYOND != 0
        digits &= np.uint64(0x0F0F)
        minutes = (digits & np.uint64(0xF)) * np.uint64(10) + (digits >> np.uint64(8))
        days: Ints = (hours + minutes.astype(np.int64)) // _DAY
        days[hours == NO_TIME] = NO_TIME
        # Damaged ones, and leap seconds.
        for row in np.flatnonzero(odd).tolist():
            found = _minutes(words[row].tobytes())
            days[row] = found if found == NO_TIME else found // _DAY
        return days


def _hour(text: bytes) -> int:
    """Return the UTC minute in which an hour of a time in brackets begins, or `NO_TIME`.

    There are as many hours as days, hours of a day and offsets together, and few of each.
    """
    day = minute_of(text[1:12] + b":00:00:00 +0000")
    hour = minute_of(b"01/Jan/1970" + text[12:15] + b":00:00 +0000")
    offset = minute_of(b"01/Jan/1970:00:00:00 " + text[22:27])
    if day is None or hour is None or offset is None or text[:1] != b"[" or text[15:16] + text[27:29] != b":] ":
        return NO_TIME
    return day + hour + offset


def _minutes(text: bytes) -> int:
    """Return the UTC minute (since 1970) of a time in brackets with a space behind, or `NO_TIME`."""
    minute = minute_of(text[1:27]) if text[:1] == b"[" and text[27:29] == b"] " else None
    return NO_TIME if minute is None else minute


@lru_cache(maxsize=4096)
def minute_of(clock: bytes) -> int | None:
    """Return the UTC minute (since 1970) of a time like ``01/Mar/2026:00:00:04 +0000``, or None when it cannot be."""
    found = _CLOCK.match(clock)
    if found is None or found[2] not in _MONTHS:
        return None
    day, year, hour, minute, second, off_hour, off_minute = (int(found[place]) for place in (1, 3, 4, 5, 6, 8, 9))
    if hour > 23 or minute > 59 or second > 60 or off_hour > 14 or off_minute > 59:
        return None
    try:
        date = dt.date(year, _MONTHS.index(found[2]) + 1, day).toordinal() - EPOCH
    except ValueError:
        return None
    offset = (off_hour * 60 + off_minute) * (-1 if found[7] == b"-" else 1)
    return date * _DAY + hour * 60 + minute - offset


def day_of(clock: bytes) -> int | None:
    """Return the UTC day of one time of the common log format, or None when it cannot be."""
    minute = minute_of(clock)
    return None if minute is None else minute // _DAY
