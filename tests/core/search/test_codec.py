"""What is written into the index comes back out, rounded, in any browser."""

from __future__ import annotations

import random
from bisect import bisect_left

from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.search.codec import (
    DIGITS,
    STEPS,
    compared,
    decode,
    edges,
    encode,
    order,
    packed,
    read_rows,
    shards,
    shards_again,
    weight,
    written,
)

MOST = 50.0
EDGES = edges(MOST)
marks = st.dictionaries(st.integers(0, 200_000), st.integers(0, 63), max_size=50)
terms = st.text("abc \u00e9\U00010400", min_size=1).map(str.strip).filter(bool)


@given(marks, st.integers(0, 63))
def test_postings_come_back(found: dict[int, int], rarity: int) -> None:
    """Articles and their marks come back exactly, the rarity in quarters."""
    text = encode(rarity / 4, sorted(found.items()))
    assert set(text) <= set(DIGITS)
    assert decode(text) == (rarity / 4, found)


@given(st.floats(0, MOST), st.floats(0, MOST))
def test_steps_keep_the_order(one: float, other: float) -> None:
    """A heavier weight never becomes the lighter one, and the heaviest stays what it is."""
    low, high = sorted((one, other))
    assert bisect_left(EDGES, low) <= bisect_left(EDGES, high) <= STEPS
    assert abs(weight(bisect_left(EDGES, MOST), MOST) - MOST) < 1e-9


@given(st.sets(terms), st.integers(1, 60))
def test_shards_hold_all_terms_in_order(found: set[str], size: int) -> None:
    """Each term is in the last shard that begins at or before it, as scripts compare texts, and can be read there."""
    cut = list(shards([(term, "000") for term in sorted(found, key=order)], size))
    read: list[str] = []
    for shard in cut:
        lines = written(shard).split("\n")
        head = ""
        for line in lines:
            term = line.partition("\t")[0]
            term = head + term if term.startswith(" ") else term
            head = term.split(" ")[0]
            read.append(term)
        assert lines[0].startswith(f"{shard[0][0]}\t")
    assert read == sorted(found, key=lambda term: term.encode("utf-16-be"))


def test_a_new_term_leaves_most_shards_alone() -> None:
    """Cuts follow the terms, not their number: one term more changes the shard it is in, and seldom the next."""
    chance = random.Random(1)
    rows = sorted({("".join(chance.choices("abcdefgh", k=8)), "0" * chance.randrange(3, 60)) for _ in range(5000)})
    before = list(shards(rows, 500))
    changed = [
        sum(one not in before for one in shards(sorted([*rows, (f"{term}x", "000")]), 500)) for term, _ in rows[::100]
    ]
    assert max(changed) < len(before) / 4
    assert sum(changed) < 3 * len(changed)
    assert max(len(written(one)) for one in before) < 1100


@given(st.dictionaries(terms, st.sampled_from(["000", "0000000"])), st.data(), st.integers(1, 60))
def test_shards_are_cut_again(found: dict[str, str], data: st.DataObject, size: int) -> None:
    """After a change the shards are those that all terms are cut into."""
    before = [written(shard) for shard in shards(sorted(found.items(), key=lambda row: order(row[0])), size)]
    assert [row for text in before for row in read_rows(text)] == sorted(found.items(), key=lambda row: order(row[0]))
    known = st.sampled_from(sorted(found)) | terms if found else terms
    changed = data.draw(st.dictionaries(known, st.sampled_from(["", "0", "000000"]), max_size=5))
    after = {term: text for term, text in (found | changed).items() if text}
    expected = [written(shard) for shard in shards(sorted(after.items(), key=lambda row: order(row[0])), size)]
    assert shards_again(before, changed, size) == expected


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
