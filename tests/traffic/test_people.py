"""What visitors of a day read is put together and summed as a plain loop over its rows does it."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from support_portal.traffic.people import Sums, added, sums, together
from support_portal.traffic.tally import ROBOTS

LIMIT = 3
VISITORS = st.sampled_from([0, 1, 2**63, 2**64 - 2, 2**64 - 1])
ROW = st.tuples(st.sampled_from([ROBOTS, 0, 1, 2, 3, 4, 2**31 - 1]), VISITORS)


def arrays(rows: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([row[0] for row in rows], np.int32), np.array([row[1] for row in rows], np.uint64)


@given(st.lists(ROW, max_size=40), st.none() | st.dictionaries(ROW, st.integers(1, 2**40), max_size=12))
def test_rows_are_put_together_with_those_before(
    rows: list[tuple[int, int]], before: dict[tuple[int, int], int] | None
) -> None:
    """Each visitor has one row for each article, with the views of today and those of a refresh before."""
    kept = None if before is None else (*arrays(list(before)), np.array(list(before.values()), np.int64))
    read = together(*arrays(rows), kept)
    found = {
        (article, visitor): (views, new)
        for article, visitor, views, new in zip(*map(np.ndarray.tolist, read), strict=True)
    }
    new = Counter(rows)
    assert found == {key: (new[key] + (before or {}).get(key, 0), new[key]) for key in {*new, *(before or {})}}
    assert len(found) == len(read.articles)
    visitors = read.visitors.tolist()
    assert len({*visitors}) == len(list(itertools.groupby(visitors)))


@given(st.lists(st.tuples(st.sampled_from([ROBOTS, 0, 1, 2, 3, 4]), VISITORS), max_size=40))
def test_people_are_summed_and_machines_are_not(rows: list[tuple[int, int]]) -> None:
    """Who asked what machines may read, or read more articles than anybody, is a machine with all it read."""
    read: dict[int, Counter[int]] = defaultdict(Counter)
    for article, visitor in rows:
        read[visitor][article] += 1
    machines = {visitor for visitor, seen in read.items() if ROBOTS in seen or len(seen) > LIMIT}
    views, visitors = Counter[int](), Counter[int]()
    for visitor in {*read} - machines:
        views.update(read[visitor])
        visitors.update({*read[visitor]})
    expected = (
        sorted(views),
        [views[article] for article in sorted(views)],
        [visitors[article] for article in sorted(views)],
        sorted(machines),
        sum(number for visitor in machines for article, number in read[visitor].items() if article >= 0),
    )
    assert told(sums(together(*arrays(rows)), LIMIT)) == expected
    parts = [[row for row in rows if row[1] % 3 == rest] for rest in range(3)]
    assert told(added([sums(together(*arrays(part)), LIMIT) for part in parts])) == expected


def told(found: Sums) -> tuple[list[int], list[int], list[int], list[int], int]:
    articles, views, visitors, machines, number = found
    return articles.tolist(), views.tolist(), visitors.tolist(), sorted(machines.tolist()), number
