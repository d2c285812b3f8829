"""Weekly plans, and the calendar files of them, read by the library `icalendar`."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.training.calendars import Plan, escape, fold, start_day, weekly_plan

from ..make import article

LESSONS = [article(f"training/a/{n}", title=f"Lesson {n}", minutes=m) for n, m in enumerate((30, 30, 90, 10, 20))]
START = dt.date(2027, 1, 11)


def test_weeks() -> None:
    """Lessons stay in order, a week is never over its minutes, and a long lesson has a week of its own."""
    weeks = weekly_plan(LESSONS, 60)
    assert [[a.title[-1] for a in week.lessons] for week in weeks] == [["0", "1"], ["2"], ["3", "4"]]
    assert [(week.number, week.minutes) for week in weeks] == [(1, 60), (2, 90), (3, 30)]
    assert weekly_plan([], 60) == ()


def test_a_calendar_reads_back() -> None:
    """One event a week on the weekday of the start, whole days, with lessons, times and addresses."""
    plan = Plan("track-a", "portal.example.org", "Training; for A, B\\C", START, weekly_plan(LESSONS, 60))
    text = plan.text({"training/a/0": "https://portal.example.org/training/a/0.html"})
    assert text == plan.text({"training/a/0": "https://portal.example.org/training/a/0.html"})
    calendar = icalendar.Calendar.from_ical(text)
    assert calendar["version"] == "2.0"
    events = calendar.walk("VEVENT")
    assert [event["dtstart"].dt for event in events] == [START + dt.timedelta(weeks=n) for n in range(3)]
    assert all(event["dtend"].dt - event["dtstart"].dt == dt.timedelta(days=1) for event in events)
    assert events[0]["summary"] == "Training; for A, B\\C, 1/3 (1 h)"
    assert events[0]["description"] == (
        "Lesson 0 (30 min) https://portal.example.org/training/a/0.html\nLesson 1 (30 min)"
    )
    assert len({str(event["uid"]) for event in events}) == 3
    assert calendar.errors == []


@pytest.mark.parametrize(
    ("setting", "expected"),
    [("", None), ("2027-01-13", "2027-01-13"), ("monday", "2026-11-30")],
)
def test_the_day_plans_start_on(setting: str, expected: str | None) -> None:
    """A day as it is written, the Monday after today, or none."""
    for today in (dt.date(2026, 11, 23), dt.date(2026, 11, 29)):  # a Monday and a Sunday
        day = start_day(setting, today)
        assert (day and day.isoformat()) == expected


@given(st.text())
def test_any_title_survives(title: str) -> None:
    """Whatever stands in a title, no line is over 75 octets, and no line begins a property of its own."""
    title = "".join(sign for sign in title if sign.isprintable())
    text = Plan("x", "h", title, START, weekly_plan(LESSONS[:1], 60)).text({})
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    [event] = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert event["summary"] == f"{title}, 1/1 (30 min)"


@pytest.mark.parametrize(("text", "expected"), [("a;b,c\\d", "a\\;b\\,c\\\\d"), ("a\r\nb\nc", "a\\nb\\nc")])
def test_escape(text: str, expected: str) -> None:
    """Signs with a meaning are escaped."""
    assert escape(text) == expected


def test_fold() -> None:
    """A long line goes on after a space, and no character is cut."""
    assert fold("é" * 80).split("\r\n") == ["é" * 37, " " + "é" * 37, " " + "é" * 6]
