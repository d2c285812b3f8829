"""A retired page is archived, and nothing leads to it any more."""

from __future__ import annotations

import pytest

from support_portal.core.editing.changes import ChangeError
from support_portal.core.editing.retiring import plan

from ..portals import PORTAL, new_lines, sources

ONE, TWO, KEYS = "docs/solutions/badges/one.md", "docs/solutions/badges/two.md", "docs/solutions/apis/keys.md"
ABOUT = {"docs/_parts/part.md": "A part.\n"}


def test_with_a_successor() -> None:
    """References lead to the successor, without headings it does not have, and so do both old addresses."""
    files = {**PORTAL, **ABOUT, ONE: "# One\n\n{article}`steps <two>`, {article}`two`\n"}
    changes = plan(sources(files), files.__getitem__, [TWO], ONE)
    assert new_lines(changes) == {
        "docs/news/first.md": ["{article}`one`"],
        ONE: ["---", "redirect_from: [old/two, solutions/badges/two]", "---", "steps, Two"],
        TWO: ["state: archived"],
    }
    assert "redirect_from" not in changes.texts[TWO][1]


def test_without_a_successor() -> None:
    """What would lead nowhere is told with file and line; with ``unlink`` references become the words they show."""
    files = {**PORTAL, **ABOUT}
    with pytest.raises(ChangeError) as error:
        plan(sources(files), files.__getitem__, [TWO])
    assert str(error.value).splitlines()[1:] == [
        '  docs/news/first.md:6: {article} names "two"',
        '  docs/solutions/badges/one.md:6: a link names "two.md"',
    ]
    changes = plan(sources(files), files.__getitem__, [TWO], unlink=True)
    assert new_lines(changes)["docs/news/first.md"] == ["Two"]
    assert new_lines(changes)[ONE] == ["two ![dot](dot.png) {doc}`/about`"]


@pytest.mark.parametrize(
    ("pages", "successor", "reason"),
    [
        ([ONE], ONE, "cannot be its own successor"),
        (["docs/solutions/badges/index.md"], KEYS, "leads to docs/solutions/badges/one.md; retire the whole folder"),
        ([KEYS], "docs/draft.md", r"docs/draft.md is not published \(draft\)"),
        (["docs/about.md"], None, r'conf.py:1: names "about"'),
    ],
)
def test_refusals(pages: list[str], successor: str | None, reason: str) -> None:
    """Nothing is archived that would leave readers standing."""
    files = {**PORTAL, "docs/draft.md": "---\nstate: draft\n---\n# Draft\n"}
    with pytest.raises(ChangeError, match=reason):
        plan(sources(files), files.__getitem__, pages, successor)


def test_what_is_archived_is_left_alone() -> None:
    """An archived page keeps its references: they are right again when it comes back."""
    files = {**PORTAL, **ABOUT, "docs/news/first.md": "---\nstate: archived\n---\n# First\n\n{article}`two`\n"}
    assert "docs/news/first.md" not in plan(sources(files), files.__getitem__, [TWO], ONE).texts
