"""Find the UTC day of times of the common log format, of many at once or of one."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from support_portal.traffic.lookup import Bytes, Ints
from support_portal.traffic.tally import EPOCH

_ZERO = 48
_DIGITS = [0, 1, 7, 8, 9, 10, 12, 13, 15, 16, 18, 19, 22, 23, 24, 25]
_SIGNS = tuple(zip((2, 6, 11, 14, 17, 20), b"//::: ", strict=True))
_MONTHS = (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec")
_MONTH_CODES = np.array([int.from_bytes(month, "big") for month in _MONTHS])
_MONTH_ORDER = np.argsort(_MONTH_CODES)
_MONTH_DAYS = np.array([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_CLOCK = re.compile(rb"([0-9]{2})/(\w{3})/([0-9]{4}):([0-9]{2}):([0-9]{2}):([0-9]{2}) ([+-])([0-9]{2})([0-9]{2})\Z")
NO_TIME = np.iinfo(np.int64).min


def days_of(clock: Bytes) -> Ints:
    """Return the UTC days (since 1970) of times like ``01/Mar/2026:00:00:04 +0000``, a row of 26 bytes each.

    A time that cannot be is `NO_TIME`.  Days are counted as in the proleptic Gregorian calendar, by the method of
    H. Hinnant, *chrono-compatible low-level date algorithms*, 2013 (years that begin in March).
    """
    # Each place of all times lies together, a byte each: what is no digit is more than 9 after this.
    signs = np.ascontiguousarray(clock.T)
    digit = signs - np.uint8(_ZERO)
    good = (digit[_DIGITS] <= 9).all(axis=0)
    for place, sign in _SIGNS:
        good &= signs[place] == sign

    def number(*places: int) -> npt.NDArray[np.int32]:
        value: npt.NDArray[np.int32] = digit[places[0]].astype(np.int32)
        for place in places[1:]:
            value = value * 10 + digit[place]
        return value

    minus = signs[21] == ord("-")
    good &= minus | (signs[21] == ord("+"))
    day, year = number(0, 1), number(7, 8, 9, 10)
    hour, minute, second = number(12, 13), number(15, 16), number(18, 19)
    off_hour, off_minute = number(22, 23), number(24, 25)
    code = (signs[3].astype(np.int32) << 16) | (signs[4].astype(np.int32) << 8) | signs[5]
    place = np.searchsorted(_MONTH_CODES, code, sorter=_MONTH_ORDER).clip(max=11)
    month = _MONTH_ORDER[place]
    good &= _MONTH_CODES[month] == code
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    good &= (year >= 1) & (day >= 1) & (day <= _MONTH_DAYS[month]) & (leap | (month != 1) | (day < 29))
    good &= (hour < 24) & (minute < 60) & (second <= 60) & (off_hour < 15) & (off_minute < 60)
    from_march = (month + 10) % 12
    years = year - (from_march >= 10)
    date = 365 * years + years // 4 - years // 100 + years // 400 + (153 * from_march + 2) // 5 + day - 1 - 719468
    offset = (off_hour * 60 + off_minute) * np.where(minus, -60, 60)
    utc = date + (hour * 3600 + minute * 60 + np.minimum(second, 59) - offset) // 86400
    return np.where(good, utc, NO_TIME)


@lru_cache(maxsize=4096)
def day_of(clock: bytes) -> int | None:
    """Return the UTC day of one time of the common log format, or None when it cannot be."""
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
    offset = (off_hour * 60 + off_minute) * (-60 if found[7] == b"-" else 60)
    return date + (hour * 3600 + minute * 60 + min(second, 59) - offset) // 86400


assert EPOCH == 719163, "days_of counts from the same day as datetime does"
