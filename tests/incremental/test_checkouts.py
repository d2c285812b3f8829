"""What changed is told by contents: a fresh checkout makes all files new, a restored copy makes a new text old."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from support_portal.testing import Site, build, write

from .edits import EDITS, PORTAL, QUIET, clean_build, differences

FUTURE = 4_000_000_000
PAST = 1_000_000_000


def set_times(docs: Path, seconds: int) -> None:
    """Give all sources the same time, with a fraction of a microsecond, as files have it and Sphinx does not."""
    moment = seconds * 1_000_000_000 + 1
    for path in docs.rglob("*"):
        if path.is_file():
            os.utime(path, ns=(moment, moment))


def times(folder: Path, pattern: str) -> dict[str, int]:
    """Return when files were last written, by name."""
    return {p.relative_to(folder).as_posix(): p.stat().st_mtime_ns for p in folder.rglob(pattern)}


def readings(folder: Path, builder: str) -> dict[str, int]:
    """Return when articles were read; a folder that lists a draft or ``*`` is read in every build, as one may come."""
    return {
        name: moment
        for name, moment in times(folder / f".doctrees-{builder}", "*.doctree").items()
        if "index" not in name
    }


def touched(before: dict[str, int], now: dict[str, int]) -> set[str]:
    return {name for name, moment in now.items() if before.get(name) != moment}


def settled(folder: Path, files: dict[str, str | bytes], **options: Any) -> Site:
    """Build sources that were written a while ago, as all are but those of a test."""
    write(folder / "docs", files)
    set_times(folder / "docs", PAST + 1000)
    return build(folder, **options)


def test_a_fresh_checkout_reads_and_writes_nothing(tmp_path: Path) -> None:
    """New times alone are no reason to read a source, or to write a page."""
    settled(tmp_path, PORTAL, **QUIET)
    set_times(tmp_path / "docs", FUTURE)
    doctrees, pages = readings(tmp_path, "html"), times(tmp_path / "html", "*.html")
    site = build(tmp_path, **QUIET)
    assert touched(doctrees, readings(tmp_path, "html")) == set()
    written = touched(pages, times(tmp_path / "html", "*.html"))
    assert not any("index" not in name for name in written), "only folders, and the index of all terms"
    assert differences(site, clean_build(tmp_path, "html")) == []


@pytest.mark.parametrize("builder", ["html", "text"])
def test_an_edit_in_a_fresh_checkout_reads_one_page(tmp_path: Path, builder: str) -> None:
    """Of a checkout with one new text, that page is read and no other."""
    settled(tmp_path, PORTAL, builder=builder, **QUIET)
    EDITS["body"](tmp_path / "docs")
    set_times(tmp_path / "docs", FUTURE)
    doctrees = readings(tmp_path, builder)
    site = build(tmp_path, builder=builder, **QUIET)
    assert touched(doctrees, readings(tmp_path, builder)) == {"solutions/badges/one.doctree"}
    assert differences(site, clean_build(tmp_path, builder)) == []


@pytest.mark.parametrize("edit", ["title", "body", "publish a draft"])
def test_a_text_with_an_older_time_is_read(tmp_path: Path, edit: str) -> None:
    """A text that came from a backup or another branch is read although its file is older than the last build."""
    settled(tmp_path, PORTAL, **QUIET)
    EDITS[edit](tmp_path / "docs")
    set_times(tmp_path / "docs", PAST)
    assert differences(build(tmp_path, **QUIET), clean_build(tmp_path, "html")) == []


def test_an_included_file_with_an_older_time_is_read(tmp_path: Path) -> None:
    """What a page includes counts as its own text."""
    pages = {**PORTAL, "follow.md": "# Follow\n\n:::{include} _data/note.txt\n:::\n", "_data/note.txt": "Old."}
    settled(tmp_path, pages, **QUIET)
    (tmp_path / "docs/_data/note.txt").write_text("New.", encoding="utf-8")
    set_times(tmp_path / "docs", PAST)
    site = build(tmp_path, **QUIET)
    assert "New." in site.html("follow")
    assert differences(site, clean_build(tmp_path, "html")) == []


def test_a_file_as_young_as_the_reading(tmp_path: Path) -> None:
    """A file that may have changed after it was read is not taken for known; Sphinx's rule, its time, decides."""
    write(tmp_path / "docs", PORTAL)
    os.utime(tmp_path / "docs/follow.md", (FUTURE, FUTURE))
    build(tmp_path, **QUIET)
    before = readings(tmp_path, "html")
    build(tmp_path, **QUIET)
    assert touched(before, readings(tmp_path, "html")) == {"follow.doctree"}


def test_builders_that_share_doctrees_in_a_fresh_checkout(tmp_path: Path) -> None:
    """What one builder read is written by the other, whatever the times of the sources are."""
    shared = {"doctrees": "doctrees", **QUIET}
    settled(tmp_path, PORTAL, builder="html", **shared)
    build(tmp_path, builder="dirhtml", **shared)
    EDITS["body"](tmp_path / "docs")
    set_times(tmp_path / "docs", PAST)
    for builder in ("dirhtml", "html"):
        site = build(tmp_path, builder=builder, **shared)
        assert differences(site, clean_build(tmp_path, builder)) == [], builder
