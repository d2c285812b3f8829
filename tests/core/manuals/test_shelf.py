"""The list of made manuals: what is written is read again, and a row that is not true costs one problem."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from support_portal.core.manuals.shelf import (
    FILE,
    Format,
    MadeManual,
    describe,
    holding,
    offered,
    read_list,
    write_list,
)
from support_portal.notices import Notice

from ..make import messages


def _made(folder: Path, file: str = "apis.pdf", **facts: Any) -> MadeManual:
    (folder / file).write_bytes(b"content of " + file.encode())
    return describe(folder / file, **{"title": "The APIs", **facts})


def test_round_trip(tmp_path: Path) -> None:
    """Every fact of a row comes back as it was."""
    rows = (
        _made(tmp_path, subtitle="Keys", pages=12, date=dt.date(2026, 11, 23), articles={"a": 3, "b/c": 4}),
        _made(tmp_path, "site.zip", audience="internal"),
    )
    write_list(tmp_path / FILE, rows)
    assert read_list(tmp_path) == (rows, ())
    assert rows[0].format is Format.PDF
    assert rows[0].size == len("content of apis.pdf")
    assert read_list(tmp_path)[0][0].path == tmp_path / "apis.pdf"


CHANGES: dict[str, tuple[Any, str]] = {
    "no file": ({"file": "none.pdf"}, 'names "none.pdf", which is not there'),
    "another file": ({"sha256": "0"}, '"apis.pdf" has changed since it was made'),
    "a file elsewhere": ({"file": "../apis.pdf"}, '"../apis.pdf" is not the name of a file beside the list'),
    "a hidden file": ({"file": ".apis.pdf"}, '".apis.pdf" is not the name'),
    "an unknown format": ({"format": "doc"}, "'doc' is not a valid Format"),
    "an unknown edition": ({"audience": "all"}, "'all' is not a valid Audience"),
    "no day": ({"date": "soon"}, "soon"),
    "no number": ({"pages": "many"}, "many"),
    "no articles": ({"articles": ["a"]}, "items"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_untrue_rows(tmp_path: Path, name: str) -> None:
    """A row that is not true is left out and told; the others stay."""
    change, words = CHANGES[name]
    good = _made(tmp_path, "good.pdf")
    write_list(tmp_path / FILE, [_made(tmp_path), good])
    rows = json.loads((tmp_path / FILE).read_text())
    rows[0] |= change
    (tmp_path / FILE).write_text(json.dumps(rows))
    manuals, (problem,) = read_list(tmp_path)
    assert manuals == (good,)
    assert problem.notice is Notice.MANUAL_SHELF
    assert words in problem.message


@pytest.mark.parametrize("text", ["{", "3", "[3]", "null", "[null]", '{"a": 1}'])
def test_no_list(tmp_path: Path, text: str) -> None:
    """A file that is no list of manuals costs a problem and no traceback."""
    (tmp_path / FILE).write_text(text)
    manuals, problems = read_list(tmp_path)
    assert (manuals, len(problems)) == ((), 1)


def test_no_folder(tmp_path: Path) -> None:
    """A folder in which nothing was made is told, with what makes manuals."""
    manuals, problems = read_list(tmp_path / "nowhere")
    assert manuals == ()
    assert messages(problems) == ["is not there; make the manuals first (make manuals, make epub)"]


def test_what_may_be_offered(tmp_path: Path) -> None:
    """A manual of another edition, or with a page that is not published, is not offered."""
    good = _made(tmp_path, articles={"a": 1})
    internal = _made(tmp_path, "staff.pdf", audience="internal", articles={"a": 1})
    older = _made(tmp_path, "older.pdf", articles={"a": 1, "secret": 2})
    kept, problems = offered([good, internal, older, good], {"a", "b"}, "public")
    assert kept == (good,)
    assert messages(problems) == [
        'manual "staff" was made for internal readers, and this website is for public ones, so it is not offered; '
        "make it again",
        'manual "older" holds "secret", which this website does not publish, so it is not offered; make it again',
        'manual "apis" has the file name of another, so it is not offered; make it again',
    ]


def test_the_manuals_of_an_article(tmp_path: Path) -> None:
    """An article names the manuals it is in, the shortest first, at most three, and never the website itself."""
    every = dict.fromkeys("abcdef", 0)
    rows = [
        _made(tmp_path, "whole.epub", articles=every),
        _made(tmp_path, "site.zip", articles=every),
        *(_made(tmp_path, f"{n}.pdf", articles=dict.fromkeys("abcdef"[:n], 1)) for n in (4, 2, 3)),
    ]
    assert [made.name for made in holding(rows, "a")] == ["2", "3", "4"]
    assert [made.name for made in holding(rows, "d")] == ["4", "whole"]
    assert holding(rows, "z") == ()
