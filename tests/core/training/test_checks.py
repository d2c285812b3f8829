"""Marks of options, ids and orders of checks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.training.checks import Kind, check_id, fault, read_mark, shuffled


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[x] yes", (True, "yes")),
        ("[X]  yes", (True, "yes")),
        ("[ ] no", (False, "no")),
        ("[x]", (True, "")),
        ("[xx] text", (None, "[xx] text")),
        ("text [x]", (None, "text [x]")),
    ],
)
def test_marks(text: str, expected: tuple[bool | None, str]) -> None:
    """A mark stands first, in brackets."""
    assert read_mark(text) == expected


@given(st.lists(st.text(), max_size=8))
def test_shuffled(texts: list[str]) -> None:
    """Every item has one place, the same each time, and never are all where they were."""
    places = shuffled(texts)
    assert sorted(places) == list(range(len(texts)))
    assert places == shuffled(texts)
    assert len(texts) < 2 or places != sorted(places)


@given(st.text())
def test_ids(question: str) -> None:
    """An id is one in HTML and in addresses."""
    assert check_id(question).removeprefix("check-").isalnum()


@given(st.sampled_from(Kind), st.lists(st.sampled_from([True, False, None]), max_size=5))
def test_good_checks_can_be_answered(kind: Kind, marks: list[bool | None]) -> None:
    """A check without a fault has a right answer, and one that is not right when it is chosen from."""
    if not fault(kind, marks):
        assert kind is Kind.ORDER or True in marks
        assert kind is not Kind.SINGLE or marks.count(True) == 1
