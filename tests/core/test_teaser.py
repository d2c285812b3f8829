"""Teasers and reading times: cut at a word, count words in any script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_portal.core import teaser

from .make import data

TEXTS = data("texts.yaml")
# Real texts: words of any length, now and then none.
prose = st.lists(st.text("abcdé,.\u2013(", min_size=1, max_size=12), max_size=40).map(" ".join) | st.text()


@pytest.mark.parametrize("name", ["count_words", "reading_minutes"])
def test_texts(name: str) -> None:
    """Each function gives what the table says."""
    function = getattr(teaser, name)
    assert [[value, function(value)] for value, _ in TEXTS[name]] == TEXTS[name]


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("short", 10, "short"),
        ("exactly it", 10, "exactly it"),
        ("  white \n space  ", 20, "white space"),
        ("one two three four", 12, "one two…"),
        ("one two, three four", 12, "one two…"),
        ("one two — three", 12, "one two…"),
        ("日本語日本語日本語日本語", 6, "日本語日本…"),
        ("a bcdefghijklmnopqrstuvwxyz", 12, "a bcdefghij…"),
        ("", 5, ""),
    ],
)
def test_cut(text: str, length: int, expected: str) -> None:
    """A long text ends after a whole word with an ellipsis and no stray punctuation before it."""
    assert teaser.cut(text, length) == expected


@given(prose, st.integers(1, 250))
def test_cut_is_never_longer(text: str, length: int) -> None:
    """A teaser has at most the length asked for, ellipsis included."""
    assert len(teaser.cut(text, length)) <= length


@given(prose, st.integers(1, 250))
def test_cut_keeps_the_beginning(text: str, length: int) -> None:
    """A teaser is the text's own beginning; a text that fits is not touched."""
    flat = " ".join(text.split())
    found = teaser.cut(text, length)
    if len(flat) <= length:
        assert found == flat
    else:
        assert found.endswith("…")
        assert flat.startswith(found[:-1])


@given(st.lists(st.text("abcdé", min_size=1, max_size=9), min_size=1, max_size=60), st.integers(30, 120))
def test_cut_at_a_word(words: list[str], length: int) -> None:
    """With spaces to cut at, no word is cut in two."""
    found = teaser.cut(" ".join(words), length)
    kept = found.removesuffix("…").split()
    assert kept == words[: len(kept)]


@given(prose)
def test_cut_is_stable(text: str) -> None:
    """A teaser of a teaser is the teaser."""
    assert teaser.cut(teaser.cut(text)) == teaser.cut(text)


@given(st.text(), st.text())
def test_words_add_up(one: str, two: str) -> None:
    """Two texts on two lines have the words of both."""
    assert teaser.count_words(f"{one}\n{two}") == teaser.count_words(one) + teaser.count_words(two)


@given(st.integers(0, 10**6))
def test_reading_takes_a_minute_at_least(words: int) -> None:
    """Reading time is rounded up and grows with the words."""
    assert 1 <= teaser.reading_minutes(words) <= teaser.reading_minutes(words + 1)
