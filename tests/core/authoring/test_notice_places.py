"""Notices stand below the block of their line, and drawing them again leaves nothing of what stood before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.authoring.notice_places import TOP, mark, placed, places, strip

LIST = f"<ul><li><p>a</p>{mark(5)}</li><li><p>b</p>{mark(6)}</li></ul>{mark(5)}"
PAGE = f"{TOP}<h1>T{mark(2, title=True)}<a>#</a></h1><p>x</p>{mark(3)}{LIST}<pre>y</pre>{mark(9)}"


@pytest.mark.parametrize(
    ("line", "begin"), [(0, 0), (1, 0), (2, 2), (3, 3), (4, 3), (5, 5), (6, 6), (8, 6), (9, 9), (99, 9)]
)
def test_places(line: int, begin: int) -> None:
    """A line belongs to the last block that begins there or before; front matter and unknown lines to none."""
    assert places(PAGE, [line]) == [begin]


@pytest.mark.parametrize(
    ("begin", "behind"), [(2, "<a>#</a></h1>"), (3, f"<p>x</p>{mark(3)}"), (5, f"<p>a</p>{mark(5)}"), (9, mark(9))]
)
def test_placed(begin: int, behind: str) -> None:
    """A box stands right behind its block: the innermost of those that begin there, and never in a heading."""
    before, box, after = placed(PAGE, "", {begin: "BOX"}).partition("<!--portal-live[-->BOX<!--]portal-live-->")
    assert box
    assert strip(before).endswith(behind)
    assert strip(before + after) == PAGE


@given(
    st.lists(st.dictionaries(st.sampled_from([2, 3, 5, 6, 9]), st.text(alphabet="ab<>-!\n", min_size=1)), min_size=1)
)
def test_drawn_again(drawings: list[dict[int, str]]) -> None:
    """Whatever stood on a page, it shows the last drawing alone."""
    html = PAGE
    for boxes in drawings:
        html = placed(html, "top", boxes)
    assert html == placed(PAGE, "top", drawings[-1])
    assert strip(html) == PAGE
