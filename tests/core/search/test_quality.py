"""Measures of a search, against figures worked out by hand."""

from __future__ import annotations

import pytest

from support_portal.core.search.quality import Judged, Quality, by_kind, quality


def _judged(found: str, relevant: str = "x", kind: str = "k") -> Judged:
    return Judged(kind, "q", frozenset(relevant), tuple(found))


@pytest.mark.parametrize(
    ("found", "relevant", "expected"),
    [
        ("xab", "x", Quality(1, 1, 1, 1, 1, 0)),
        ("abx", "x", Quality(1, 0, 1, 0.3333, 0.5, 0)),
        ("abcdex", "x", Quality(1, 0, 0, 0.1667, 0.3562, 0)),
        ("abcdefghijx", "x", Quality(1, 0, 0, 0, 0, 0)),
        ("axby", "xy", Quality(1, 0, 1, 0.5, 0.6509, 0)),
        ("", "x", Quality(1, 0, 0, 0, 0, 1)),
    ],
)
def test_one_query(found: str, relevant: str, expected: Quality) -> None:
    """The first right page decides success and reciprocal rank; nDCG counts all; the eleventh is too late."""
    assert quality([_judged(found, relevant)]) == expected


def test_kinds() -> None:
    """Each kind is measured by itself, and all of them together come last."""
    found = by_kind([_judged("x", kind="b"), _judged("", kind="a"), _judged("ax", kind="b")])
    assert list(found) == ["a", "b", "all"]
    assert [q.count for q in found.values()] == [1, 2, 3]
    assert found["b"].mrr_10 == 0.75
    assert found["all"].nothing == 0.3333
    assert quality([]).count == 0
