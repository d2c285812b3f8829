"""A weekly plan through a track: which lessons in which week, and the same as a calendar file (iCalendar, RFC 5545)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from support_portal.core.article import Article
from support_portal.core.training.courses import duration, lesson_minutes

# The setting for "the Monday after today".
MONDAY: Final = "monday"
_FOLD: Final = 75


@dataclass(frozen=True, slots=True)
class Week:
    """The lessons of one week; ``number`` counts from 1."""

    number: int
    lessons: tuple[Article, ...]

    @property
    def minutes(self) -> int:
        """The time of its lessons, in minutes."""
        return sum(map(lesson_minutes, self.lessons))


def weekly_plan(lessons: Iterable[Article], minutes: int) -> tuple[Week, ...]:
    """Return lessons in their order by weeks of at most ``minutes``; a longer lesson has a week of its own."""
    weeks: list[list[Article]] = []
    left = 0
    for lesson in lessons:
        needed = lesson_minutes(lesson)
        if not weeks or needed > left:
            weeks.append([])
            left = minutes
        weeks[-1].append(lesson)
        left -= needed
    return tuple(Week(number, tuple(row)) for number, row in enumerate(weeks, 1))


def start_day(setting: str, today: dt.date) -> dt.date | None:
    """Return the first day of plans: the day a setting names, for ``monday`` the next one, for an empty one None.

    >>> start_day("monday", dt.date(2026, 11, 23)).isoformat()
    '2026-11-30'
    """
    if setting == MONDAY:
        return today + dt.timedelta(days=7 - today.weekday())
    return dt.date.fromisoformat(setting) if setting else None


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan to write as a calendar: ``identifier`` (part of the events' ids), a title, its first day and its weeks."""

    identifier: str
    host: str
    title: str
    start: dt.date
    weeks: Sequence[Week]

    def text(self, addresses: dict[str, str]) -> str:
        """Return the calendar file: one event of one day each week; ``addresses`` are the lessons', by docname.

        The same plan gives the same bytes: its time stamps are those of its start.
        """
        lines = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//sphinx-support-portal//training//EN",
            "CALSCALE:GREGORIAN",
        ]
        for week in self.weeks:
            day = self.start + dt.timedelta(weeks=week.number - 1)
            rows = [
                f"{a.title} ({duration(lesson_minutes(a))})"
                + (f" {addresses[a.docname]}" if a.docname in addresses else "")
                for a in week.lessons
            ]
            lines += [
                "BEGIN:VEVENT",
                f"UID:{self.identifier}-week-{week.number}@{self.host}",
                f"DTSTAMP:{self.start:%Y%m%d}T000000Z",
                f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
                f"DTEND;VALUE=DATE:{day + dt.timedelta(days=1):%Y%m%d}",
                f"SUMMARY:{escape(f'{self.title}, {week.number}/{len(self.weeks)} ({duration(week.minutes)})')}",
                f"DESCRIPTION:{escape(chr(10).join(rows))}",
                "TRANSP:TRANSPARENT",
                "END:VEVENT",
            ]
        return "".join(f"{fold(line)}\r\n" for line in (*lines, "END:VCALENDAR"))


def escape(text: str) -> str:
    """Return a text as a TEXT value (RFC 5545, 3.3.11)."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "")


def fold(line: str) -> str:
    """Return a line in pieces of at most 75 octets, no character cut (RFC 5545, 3.1)."""
    pieces: list[str] = [""]
    size = 0
    for sign in line:
        width = len(sign.encode())
        if size + width > _FOLD:
            pieces.append(" ")
            size = 1
        pieces[-1] += sign
        size += width
    return "\r\n".join(pieces)
