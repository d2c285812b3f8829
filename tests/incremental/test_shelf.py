"""Manuals on the website: listed with their facts, named under each article in them, and never one that must not be."""

from __future__ import annotations

import datetime as dt
import doctest
from pathlib import Path
from typing import Any

import pytest

from support_portal.core.manuals.shelf import FILE, MadeManual, describe, write_list
from support_portal.sphinx_ext import shelf
from support_portal.testing import Site, build

from .edits import PORTAL, QUIET, clean_build, differences

ARTICLES = {"solutions/badges/one": 4, "solutions/badges/two": 7}
PAGE = "# Offline manuals\n\n:::{manuals}\n:::\n"
FILES: dict[str, str | bytes] = {
    **PORTAL,
    "offline.md": PAGE,
    "index.md": str(PORTAL["index.md"]).replace("follow\n", "follow\noffline\n"),
    "_data/manuals.yaml": "badges:\n  title: The badges\n  subtitle: All of them\n",
}


def _made(folder: Path, file: str = "badges.pdf", content: bytes = b"x" * 1_234_567, **facts: Any) -> MadeManual:
    folder.mkdir(exist_ok=True)
    (folder / file).write_bytes(content)
    known: dict[str, Any] = {"title": "The badges", "date": dt.date(2026, 11, 20), "articles": ARTICLES, **facts}
    return describe(folder / file, **known)


def _site(folder: Path, files: dict[str, str | bytes] | None = None, **config: Any) -> Site:
    return build(folder, files, **{**QUIET, "portal_manuals_folder": str(folder / "made"), **config})


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_the_page(tmp_path: Path, broken: Any, builder: str) -> None:
    """The page lists each manual with format, pages, size and day; each link leads to the file."""
    made = tmp_path / "made"
    write_list(
        made / FILE, [_made(made, pages=58, subtitle="All of them"), _made(made, "site.zip", b"zip", title="Site")]
    )
    site = _site(tmp_path, FILES, builder=builder)
    assert site.warnings == []
    first, second = site.soup("offline").select(".portal-manuals > li")
    assert first.get_text(" ", strip=True) == "The badges (PDF) All of them 1.2 MB 58 pages As of 20 November 2026"
    assert first.select_one("time")["datetime"] == "2026-11-20"
    assert second.get_text(" ", strip=True).startswith("Site (ZIP) 1 KB As of")
    assert (site.out / "manuals/badges.pdf").stat().st_size == 1_234_567
    assert broken(site.out) == []


def test_the_line_under_an_article(tmp_path: Path) -> None:
    """An article links to its place in each manual that holds it, and to the page with all of them."""
    made = tmp_path / "made"
    write_list(made / FILE, [_made(made), _made(made, "all.epub", title="All", articles=dict.fromkeys(ARTICLES, 0))])
    site = _site(tmp_path, FILES)
    links = site.soup("solutions/badges/two").select(".in-manuals a")
    assert [(a.get_text(), a["href"]) for a in links] == [
        ("All (ePub)", "../../manuals/all.epub"),
        ("The badges (PDF, page 7)", "../../manuals/badges.pdf#page=7"),
        ("All manuals", "../../offline.html"),
    ]
    assert site.soup("solutions/apis/keys").select(".in-manuals") == []


def test_without_manuals(tmp_path: Path) -> None:
    """Without a folder the page says what there could be, without a link, and no article speaks of manuals."""
    site = _site(tmp_path, FILES, portal_manuals_folder="")
    text = site.soup("offline").select_one("main").get_text(" ", strip=True)
    assert "no manuals to fetch. There can be: The badges : All of them" in text
    assert site.soup("offline").select("main section a:not(.headerlink)") == []
    assert "in-manuals" not in site.html("solutions/badges/two")
    assert not (site.out / "manuals").exists()


@pytest.mark.parametrize("builder", ["text", "epub", "latex"])
def test_in_other_forms(tmp_path: Path, builder: str) -> None:
    """A manual does not list manuals that were made, itself among them, but names those that are planned."""
    made = tmp_path / "made"
    write_list(made / FILE, [_made(made)])
    site = _site(tmp_path, FILES, builder=builder)
    name = {"text": "offline.txt", "epub": "offline.xhtml", "latex": "testportal.tex"}[builder]
    assert "The badges" in site.text(name)
    assert "portal.example.org" in site.text(name)
    assert "1.2 MB" not in site.text(name)


def test_what_must_not_be_read_is_not_offered(tmp_path: Path) -> None:
    """A manual with an article that is a draft, gone or for others costs a notice, and its file is not copied."""
    made = tmp_path / "made"
    rows = [
        _made(made, "draft.pdf", articles={"solutions/badges/three": 1}),
        _made(made, "gone.pdf", articles={"solutions/none": 1}),
        _made(made, "staff.pdf", audience="internal"),
        _made(made, "good.pdf"),
    ]
    write_list(made / FILE, rows)
    site = _site(tmp_path, FILES)
    told = [line for line in site.warnings if line.endswith("[portal.manual_shelf]")]
    assert [line.split('"')[1] for line in told] == ["draft", "gone", "staff"]
    assert all(line.startswith(f"{made / FILE}:1: WARNING: ") for line in told)
    assert [path.name for path in (site.out / "manuals").iterdir()] == ["good.pdf"]
    assert "three" not in site.html("offline")


def test_taken_back(tmp_path: Path) -> None:
    """When an article is unpublished, the manual that holds it goes with it in the next build."""
    made = tmp_path / "made"
    write_list(made / FILE, [_made(made)])
    site = _site(tmp_path, FILES)
    assert (site.out / "manuals/badges.pdf").exists()
    two = str(PORTAL["solutions/badges/two.md"]).replace("updated:", "state: draft\nupdated:")
    site = _site(tmp_path, {"solutions/badges/two.md": two})
    assert not (site.out / "manuals").exists()
    assert "badges.pdf" not in site.html("solutions/badges/one")
    assert differences(site, clean_build(tmp_path, "html", portal_manuals_folder=str(made))) == []


def test_manuals_come_and_go(tmp_path: Path) -> None:
    """Whatever changes in the folder, the next build equals a clean one, with two writers too."""
    made = tmp_path / "made"
    write_list(made / FILE, [_made(made)])
    _site(tmp_path, FILES, jobs=2)
    for rows in (
        [_made(made, content=b"new")],
        [_made(made, articles={"solutions/badges/one": 5})],
        [_made(made, title="Badges"), _made(made, "keys.pdf", articles={"solutions/apis/keys": 1})],
        [],
    ):
        write_list(made / FILE, rows)
        site = _site(tmp_path, jobs=2)
        assert differences(site, clean_build(tmp_path, "html", portal_manuals_folder=str(made))) == []
    assert not (site.out / "manuals").exists()


def test_only_pages_that_show_it_are_written(tmp_path: Path) -> None:
    """A new size changes the page with the list and no article."""
    made = tmp_path / "made"
    write_list(made / FILE, [_made(made)])
    first = _site(tmp_path, FILES)
    page = first.app.builder.get_output_path
    before = {name: page(name).stat().st_mtime_ns for name in ("offline", "solutions/badges/two")}
    write_list(made / FILE, [_made(made, content=b"new")])
    _site(tmp_path)
    assert page("offline").stat().st_mtime_ns != before["offline"]
    assert page("solutions/badges/two").stat().st_mtime_ns == before["solutions/badges/two"]


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    """A folder without a list costs one notice, and the site is built."""
    site = _site(tmp_path, FILES, portal_manuals_folder="nowhere, elsewhere")
    assert [line.split(": ")[2] for line in site.warnings] == [
        "is not there; make the manuals first (make manuals, make epub) [portal.manual_shelf]"
    ] * 2
    assert "no manuals to fetch" in site.html("offline")


def test_examples_in_docstrings() -> None:
    """The examples in the module's docstrings are true."""
    assert doctest.testmod(shelf).failed == 0
