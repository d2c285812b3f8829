"""What is written into the index comes back out, rounded, in any browser."""

from __future__ import annotations

from bisect import bisect_left

from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.search.codec import DIGITS, STEPS, compared, decode, edges, encode, packed, shards, weight
from support_portal.core.search.weights import Posting

MOST = 50.0
weights = st.dictionaries(st.integers(0, 200_000), st.floats(0, MOST), max_size=50)
EDGES = edges(MOST)
terms = st.text("abc \u00e9\U00010400", min_size=1).map(str.strip).filter(bool)


@given(weights, st.floats(0, 15), st.data())
def test_postings_come_back(found: dict[int, float], rarity: float, data: st.DataObject) -> None:
    """Articles and title marks come back exactly, weights and rarity within half a step."""
    titles = {number for number in found if data.draw(st.booleans())}
    text = encode(Posting(rarity, found, titles), EDGES)
    assert set(text) <= set(DIGITS)
    back = decode(text, MOST)
    assert (set(back.weights), back.titles) == (set(found), titles)
    assert abs(back.rarity - rarity) <= 0.125
    for number, value in found.items():
        assert bisect_left(EDGES, back.weights[number]) == bisect_left(EDGES, value)


@given(st.floats(0, MOST), st.floats(0, MOST))
def test_steps_keep_the_order(one: float, other: float) -> None:
    """A heavier weight never becomes the lighter one, and the heaviest stays what it is."""
    low, high = sorted((one, other))
    assert bisect_left(EDGES, low) <= bisect_left(EDGES, high) <= STEPS
    assert abs(weight(bisect_left(EDGES, MOST), MOST) - MOST) < 1e-9
    assert encode(Posting(0.0, {0: 0.0}), edges(0.0)) == "000"


@given(st.sets(terms), st.integers(1, 60))
def test_shards_hold_all_terms_in_order(found: set[str], size: int) -> None:
    """Each term is in the last shard that begins at or before it, as scripts compare texts, and can be read there."""
    cut = shards({term: Posting(1.0, {0: 1.0}) for term in found}, MOST, size)
    read: list[str] = []
    for first, text in cut:
        head = ""
        for line in text.split("\n"):
            written = line.partition("\t")[0]
            term = head + written if written.startswith(" ") else written
            head = term.split(" ")[0]
            read.append(term)
            if line is text.split("\n")[0]:
                assert term == first
    assert sorted(read) == sorted(found)
    assert read == sorted(read, key=lambda term: term.encode("utf-16-be"))


@given(st.sets(st.text("abcd", min_size=1)))
def test_compared_words_come_back(found: set[str]) -> None:
    """Words written as differences are the same words when read."""
    words, before = [], ""
    for one in compared(sorted(found)).split(" ") if found else []:
        before = before[: DIGITS.index(one[0])] + one[1:]
        words.append(before)
    assert words == sorted(found)


@given(st.lists(st.integers(-5, 10_000)), st.integers(1, 2))
def test_packed_numbers(values: list[int], width: int) -> None:
    """Numbers keep their places; what is too large becomes the largest."""
    text = packed(values, width)
    assert len(text) == width * len(values)
    most = 64**width - 1
    for place, value in enumerate(values):
        digits = text[place * width : (place + 1) * width]
        assert sum(DIGITS.index(d) * 64**n for n, d in enumerate(reversed(digits))) == min(most, max(0, value))
