"""A move changes what names the moved, and nothing else; what would break something is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest

from support_portal.core.editing.changes import ChangeError
from support_portal.core.editing.moving import plan

from ..make import data
from ..portals import PORTAL, new_lines, sources

CASES = data("moves.yaml")


@pytest.mark.parametrize("case", CASES["moves"], ids=lambda case: " to ".join(case["names"]))
def test_moves(case: dict[str, Any]) -> None:
    """Links, paths, toctrees, includes, settings and data follow, in the style in which they are written."""
    files = {**PORTAL, **case.get("with", {})}
    changes = plan(sources(files), files.__getitem__, *case["names"])
    assert new_lines(changes) == case["changes"]
    old, new = case["names"]
    assert changes.moves == {name: new + name.removeprefix(old) for name in files if f"{name}/".startswith(f"{old}/")}


@pytest.mark.parametrize(("old", "new", "reason"), CASES["stuck"])
def test_what_cannot_follow(old: str, new: str, reason: str) -> None:
    """A name or a pattern that cannot be changed to mean the same is told, and nothing moves."""
    with pytest.raises(ChangeError, match=re.escape(reason)):
        plan(sources(PORTAL), PORTAL.__getitem__, old, new)


def test_there_and_back() -> None:
    """A page that moves back has its first text again, but for the address it had meanwhile."""
    files = dict(PORTAL)
    for old, new in (("docs/solutions/badges/one.md", "docs/solutions/apis/one.md"),) * 1 + (
        ("docs/solutions/apis/one.md", "docs/solutions/badges/one.md"),
    ):
        changes = plan(sources(files), files.__getitem__, old, new)
        after = {name: changes.texts.get(name, (text, text))[1] for name, text in files.items()}
        files = {changes.moves.get(name, name): text for name, text in after.items()}
    changed = {name for name in PORTAL if files[name] != PORTAL[name]}
    # Its place in the list, and the shorter reference that was enough all along, stay.
    assert changed == {"docs/about.md", "docs/solutions/badges/index.md", "docs/solutions/badges/one.md"}
    assert "redirect_from: [solutions/apis/one]\n" in files["docs/solutions/badges/one.md"]


def test_a_reference_two_pages_would_answer() -> None:
    """A move that makes a slug ambiguous lengthens the references that were clear before it."""
    files = {
        **PORTAL,
        "docs/news/first.md": "---\ndate: 2026-01-01\n---\n# First\n\n{article}`one` {article}`x <keys>`\n",
    }
    changes = plan(sources(files), files.__getitem__, "docs/solutions/apis/keys.md", "docs/solutions/apis/one.md")
    assert "{article}`badges/one` {article}`x <apis/one>`" in changes.texts["docs/news/first.md"][1]


def test_without_redirect() -> None:
    """A page nobody knew needs no redirect; it keeps its text to the last sign."""
    changes = plan(sources(PORTAL), PORTAL.__getitem__, "docs/solutions/apis/keys.md", "docs/a.md", redirect=False)
    assert "docs/solutions/apis/keys.md" not in changes.texts


def test_samples() -> None:
    """A sample of code keeps the old name, because it is no link; a note says where."""
    text = "# First\n\n{article}`one`\n\n```md\n{article}`one` and one\n```\n\n`` {article}`x <one>` ``\n"
    files = {**PORTAL, "docs/about.md": text}
    changes = plan(sources(files), files.__getitem__, "docs/solutions/badges/one.md", "docs/solutions/badges/eins.md")
    assert changes.notes == tuple(f"docs/about.md:{line}: a sample shows the old name; look at it" for line in (6, 9))
