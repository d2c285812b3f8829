"""Scores of articles: recent readers count more, launches and votes as they should."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.ranking import scores


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
    ("weeks", "expected"),
    [([50, 10, 10, 10, 10], 5.0), ([70, 70, 70, 70, 70], 1.0), ([19, 0, 0, 0, 0], None), ([20, 0, 0, 0, 0], 20.0)],
)
def test_rise(weeks: list[int], expected: float | None) -> None:
    """A week's readers over a usual week's; nothing is said of a handful."""
    assert scores.rise(weeks) == expected


def test_half_life() -> None:
    """What is one half-life old counts half, and what is two, a quarter."""
    found = scores.weights(7)
    assert (found[0], found[7] * 2, found[14] * 4) == (scores.WHOLE,) * 3
    assert len(found) == scores.WINDOW + 1
