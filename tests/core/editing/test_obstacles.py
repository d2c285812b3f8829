"""A move that would lose or break something is refused before anything is planned."""

from __future__ import annotations

import re

import pytest

from support_portal.core.editing.changes import ChangeError
from support_portal.core.editing.moving import plan
from support_portal.core.editing.obstacles import moved_files, parents

from ..make import data
from ..portals import PORTAL, sources


@pytest.mark.parametrize(("old", "new", "reason"), data("moves.yaml")["refused"])
def test_refusals(old: str, new: str, reason: str) -> None:
    """What stands in the way is named, with what to do about it."""
    with pytest.raises(ChangeError, match=re.escape(reason)):
        plan(sources(PORTAL), PORTAL.__getitem__, old, new)


def test_moved_files() -> None:
    """Of a folder every file has a new name, at any depth; of a file only itself."""
    assert moved_files(sources(PORTAL), "docs/about.md", "docs/help/about.md") == {
        "docs/about.md": "docs/help/about.md"
    }
    folder = [name for name in PORTAL if name.startswith("docs/solutions/badges/")]
    assert moved_files(sources(PORTAL), "docs/solutions/badges", "docs/solutions/marks") == {
        name: name.replace("badges/", "marks/", 1) for name in folder
    }


def test_parents() -> None:
    """The folders above a name, the nearest first."""
    assert list(parents("docs/a/b.md")) == ["docs/a", "docs"]
