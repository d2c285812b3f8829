"""Where articles stand by what was read: recent readers count more, and a launch does not win."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_portal.traffic.days import Days
from support_portal.traffic.standing import Standing, standings
from support_portal.traffic.tables import Daily

AS_OF = dt.date(2026, 11, 23)
DATES = st.one_of(st.dates(), st.integers(-3, 125).map(lambda ago: AS_OF - dt.timedelta(ago)))


def days(*counts: int, ago: int = 0) -> dict[dt.date, int]:
    """Return counts of successive days, the last of them ``ago`` days before AS_OF."""
    last = len(counts) - 1 + ago
    return {AS_OF - dt.timedelta(last - place): count for place, count in enumerate(counts)}


def standing(counts: dict[dt.date, int]) -> Standing:
    """Return the standing of an article with these visitors."""
    [found] = standings(Days.of(Daily(day, "a", count, count) for day, count in counts.items()), AS_OF)
    return found


def test_half_life() -> None:
    """What is one half-life old counts half."""
    assert standing(days(8, ago=14) | days(4)).decayed == 8


def test_a_launch_does_not_win() -> None:
    """A burst of a day or two loses to an article that is read every day, on the day itself and later."""
    steady = standing(days(*[30] * 60)).score
    assert standing(days(5000)).score == 0
    assert standing(days(500, 60, 10)).score < steady
    assert standing(days(500, 60, 10, 4, 3, 2, 2)).score < steady


def test_an_old_page_fades() -> None:
    """What was read most a quarter of a year ago stands behind what is read now."""
    assert standing(days(*[100] * 20, ago=90)).score < standing(days(*[10] * 20)).score


@given(st.dictionaries(DATES, st.integers(0, 10**6), max_size=30))
def test_always_the_sum_of_its_days(counts: dict[dt.date, int]) -> None:
    """Whatever days a log names, the score is the documented sum, and days out of the window change nothing."""
    found = standing(counts | days(1))
    inside = {(AS_OF - day).days: count for day, count in (counts | days(1)).items() if 0 <= (AS_OF - day).days <= 120}
    weighed = (count * math.exp(-math.log(2) * age / 14) for age, count in inside.items())
    assert found.decayed == pytest.approx(sum(weighed))
    assert found.visitors == sum(inside.values())
    enough = sum(count > 0 for count in inside.values()) >= 3 and found.visitors >= 5
    assert found.score == (found.decayed if enough else 0)
    assert standing(counts | days(1) | {dt.date(9999, 12, 31): 9, dt.date(1970, 1, 1): 9}).score == found.score


@given(st.lists(st.tuples(st.integers(0, 130), st.sampled_from("abc"), st.integers(0, 99)), max_size=40), st.randoms())
def test_rows_add_up_in_any_order(rows: list[tuple[int, str, int]], random) -> None:  # type: ignore[no-untyped-def]
    """Several rows of one article and day are one, and their order changes no bit."""
    table = [Daily(AS_OF - dt.timedelta(age), name, 2 * count, count, 1) for age, name, count in rows]
    mixed = random.sample(table, len(table))
    assert Days.of(mixed).rows() == Days.of(table).rows() == Days.of(Days.of(table).rows()).rows()
    assert standings(Days.of(mixed), AS_OF) == standings(Days.of(Days.of(table).rows()), AS_OF)


@pytest.mark.parametrize(("counts", "expected"), [([2] * 28 + [10] * 7, 5.0), ([10] * 35, 1.0), ([20], 20.0)])
def test_trend(counts: list[int], expected: float) -> None:
    """The last seven days stand over a usual week of the four before."""
    assert standing(days(*counts)).rising == expected
