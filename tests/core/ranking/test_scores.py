"""Scores of articles: recent readers count more, launches and votes as they should."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.ranking import scores

AS_OF = dt.date(2026, 11, 23)


def days(*counts: int, ago: int = 0) -> dict[dt.date, int]:
    """Return counts of successive days, the last of them ``ago`` days before AS_OF."""
    last = len(counts) - 1 + ago
    return {AS_OF - dt.timedelta(last - place): count for place, count in enumerate(counts)}


def test_half_life() -> None:
    """What is one half-life old counts half."""
    assert scores.decayed(days(8, ago=14) | days(4), AS_OF, least_days=1) == pytest.approx(8)


def test_a_launch_does_not_win() -> None:
    """A burst of a day or two loses to an article that is read every day, on the day itself and later."""
    steady = days(*[30] * 60)
    assert scores.decayed(days(5000), AS_OF) == 0
    assert scores.decayed(days(500, 60, 10), AS_OF) < scores.decayed(steady, AS_OF)
    assert scores.decayed(days(500, 60, 10, 4, 3, 2, 2), AS_OF) < scores.decayed(steady, AS_OF)


def test_an_old_page_fades() -> None:
    """What was read most a quarter of a year ago stands behind what is read now."""
    assert scores.decayed(days(*[100] * 20, ago=90), AS_OF) < scores.decayed(days(*[10] * 20), AS_OF)


@given(st.dictionaries(st.dates(), st.integers(-5, 10**6), max_size=30))
def test_always_a_number(counts: dict[dt.date, int]) -> None:
    """Whatever days a log names, the score is finite and not negative, and days out of the window change nothing."""
    score = scores.decayed(counts, AS_OF)
    assert math.isfinite(score)
    assert score >= 0
    assert scores.decayed(counts | {dt.date(9999, 12, 31): 9, dt.date(1970, 1, 1): 9}, AS_OF) == score


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_wilson_interval(up: int, down: int) -> None:
    """The interval holds the share of votes and narrows as votes come in."""
    low, high = scores.wilson(up, down)
    assert 0 <= low <= high <= 1
    if up + down:
        assert low - 1e-12 <= up / (up + down) <= high + 1e-12
        more = scores.wilson(10 * up, 10 * down)
        assert more[1] - more[0] < high - low


@pytest.mark.parametrize(
    ("up", "down", "factor"), [(0, 0, 1.0), (0, 9, 1.0), (0, 10, 0.5), (2, 18, 0.5), (5, 6, 1.0), (90, 10, 1.0)]
)
def test_only_clear_votes_demote(up: int, down: int, factor: float) -> None:
    """Few votes, or votes that may be chance, change nothing."""
    assert scores.demotion(up, down) == factor


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (days(*[2] * 28, *[10] * 7), 5.0),
        (days(*[10] * 35), 1.0),
        (days(*[19], ago=1), None),
        (days(20), 20.0),
        ({}, None),
    ],
)
def test_trend(counts: dict[dt.date, int], expected: float | None) -> None:
    """A week's readers over a usual week's; nothing is said of a handful."""
    assert scores.trend(counts, AS_OF) == expected
