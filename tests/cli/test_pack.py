"""`support-portal pack`: the whole site for readers in one zip, and a sentence when it cannot be."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from support_portal.cli import main
from support_portal.core.manuals.shelf import read_list
from support_portal.testing import write

SITE = {
    "index.html": "<a href='a.html'>A</a>",
    "index.md": "twin",
    "a.html": "A",
    "_static/style.css": "a{}",
    "_downloads/notes.md": "a reader's file",
    "redirects/nginx.conf": "x",
    "sitemap.xml": "x",
    ".buildinfo": "x",
}


def _pack(*arguments: object, **environment: str) -> tuple[int, str]:
    done = CliRunner(env={"SOURCE_DATE_EPOCH": "", **environment}).invoke(main, ["pack", *map(str, arguments)])
    return done.exit_code, done.output.strip()


def test_what_readers_need(tmp_path: Path) -> None:
    """Pages and what they show are in a folder of the archive's name; what only servers and programs read is not."""
    write(tmp_path / "site", SITE)
    target = tmp_path / "out/help.zip"
    code, output = _pack(tmp_path / "site", target)
    assert (code, output) == (0, f"{target}: 0.0 MB, 4 files. Unpack it and open help/index.html.")
    with zipfile.ZipFile(target) as archive:
        names = archive.namelist()
    assert names == ["help/_downloads/notes.md", "help/_static/style.css", "help/a.html", "help/index.html"]


def test_the_list(tmp_path: Path) -> None:
    """On request the archive is described for a website: its pages, the newest day of the site's map, a title."""
    days = "<lastmod>2026-01-02</lastmod> <lastmod>2026-11-03</lastmod>"
    write(tmp_path / "site", {**SITE, "sitemap.xml": days, "news/a.md": "twin", "news/a.html": "A"})
    options = ("--list", tmp_path / "manuals.json", "--title", "All of it")
    assert _pack(tmp_path / "site", tmp_path / "help.zip", *options)[0] == 0
    [made], problems = read_list(tmp_path)
    assert problems == ()
    assert (made.file, made.title, made.date) == ("help.zip", "All of it", dt.date(2026, 11, 3))
    assert set(made.articles) == {"index", "news/a"}


def test_the_same_bytes(tmp_path: Path) -> None:
    """Two folders with the same files give the same archive."""
    archives = []
    for place in ("one", "another/place"):
        write(tmp_path / place / "site", SITE)
        assert _pack(tmp_path / place / "site", tmp_path / place / "help.zip", SOURCE_DATE_EPOCH="1700000000")[0] == 0
        archives.append((tmp_path / place / "help.zip").read_bytes())
    assert archives[0] == archives[1]


@pytest.mark.parametrize(("settings", "kept"), [({"admin/config.yml": "x"}, False), ({}, True)])
def test_the_editor_stays_out(tmp_path: Path, settings: dict[str, str], kept: bool) -> None:
    """The visual editor is for those with a network; pages of the portal's own in a folder of that name are packed."""
    write(tmp_path / "site", {**SITE, "admin/index.html": "x", **settings})
    assert _pack(tmp_path / "site", tmp_path / "help.zip")[0] == 0
    with zipfile.ZipFile(tmp_path / "help.zip") as archive:
        assert ("help/admin/index.html" in archive.namelist()) is kept


@pytest.mark.parametrize(
    ("epoch", "files", "advice"),
    [
        ("", {"page.html": ""}, "has no index.html; give the folder of a built website"),
        ("soon", SITE, 'SOURCE_DATE_EPOCH is "soon"; write whole seconds since 1970, or unset it'),
    ],
)
def test_mistakes(tmp_path: Path, epoch: str, files: dict[str, str], advice: str) -> None:
    """A mistake is told with what to write instead, and nothing is written."""
    write(tmp_path / "site", files)
    code, output = _pack(tmp_path / "site", tmp_path / "help.zip", SOURCE_DATE_EPOCH=epoch)
    assert code == 1
    assert advice in output
    assert not (tmp_path / "help.zip").exists()
