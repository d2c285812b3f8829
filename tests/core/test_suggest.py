"""Suggestions for misspelt words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.suggest import closest, did_you_mean

from .make import data

KNOWN = ("badges", "score", "sources")


def test_texts() -> None:
    """A word much like a known one gets it as suggestion, whatever its case; others get nothing."""
    cases = data("texts.yaml")["did_you_mean"]
    assert [[word, did_you_mean(word, KNOWN)] for word, _ in cases] == cases


def test_ties_go_to_the_first_by_name() -> None:
    """Two words equally like it: the order they come in does not matter."""
    assert closest("cot", ["cow", "cod"]) == closest("cot", ["cod", "cow"])


@given(st.text(), st.lists(st.text()))
def test_a_suggestion_is_a_known_word(word: str, known: list[str]) -> None:
    """What is suggested exists."""
    assert closest(word, known) in [None, *known]


@given(st.lists(st.text("abc", min_size=1), min_size=1), st.data())
def test_a_known_word_suggests_itself(known: list[str], pick: st.DataObject) -> None:
    """Nothing is more like a word than the word."""
    word = pick.draw(st.sampled_from(known))
    assert closest(word, known) == word
