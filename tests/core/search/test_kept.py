"""What is kept of an index comes back, and only what changed is written again."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from support_portal.core.search.kept import opened, save
from support_portal.core.search.postings import Postings
from support_portal.core.search.weights import Fields

ONE, OTHER = Fields({"title": ["Badge"]}, "badg\n1\n\n"), Fields({"title": ["検索"]})


def test_all_comes_back_and_changes(tmp_path: Path) -> None:
    """Facts, fields, and the articles of a term come back; a change writes over them, and terms of no article go."""
    path = tmp_path / "kept"
    found = Postings({"badg": {0: 40, 70: 3}}, {"badg": [2], "検索": [1]})
    save(path, {"key": "k", "count": {"a": 1}}, enumerate([ONE, OTHER]), found)
    with opened(path) as kept:
        assert kept.facts() == {"key": "k", "count": {"a": 1}}
        assert (kept.fields(0), kept.fields(1)) == (ONE, OTHER)
        assert kept.articles("badg") == ({0: 40, 70: 3}, {2})
        assert (kept.count("badg"), kept.count("検索"), kept.count("none")) == (3, 1, 0)
        assert (kept.holding("badg"), kept.holding("none")) == ({0, 2, 70}, set())
        kept.change({"key": "new"}, [(1, ONE)], {"badg": ({0: 1}, set()), "検索": ({}, set())})
    with opened(path) as kept:
        assert kept.facts() == {"key": "new", "count": {"a": 1}}
        assert kept.fields(1) == ONE
        assert (kept.count("badg"), kept.count("検索")) == (1, 0)
        with pytest.raises(KeyError):
            kept.fields(2)
    assert list(tmp_path.iterdir()) == [path]


def test_no_file(tmp_path: Path) -> None:
    """A file that is not there is an error and is not made, and so is a folder that is not there."""
    with pytest.raises(sqlite3.Error), opened(tmp_path / "kept") as kept:
        kept.facts()
    with pytest.raises(sqlite3.Error):
        save(tmp_path / "no" / "kept", {}, [], Postings({}, {}))
    assert not list(tmp_path.iterdir())
