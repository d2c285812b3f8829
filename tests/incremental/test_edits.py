"""An incremental build gives, byte for byte, what a clean build gives, whatever was edited in between."""

from __future__ import annotations

from pathlib import Path

import pytest

from support_portal.testing import build

from .edits import EDITS, PORTAL, QUIET, clean_build, differences


@pytest.mark.parametrize("name", EDITS)
def test_one_edit(tmp_path: Path, name: str) -> None:
    """After one edit of any kind the output equals a clean build's."""
    build(tmp_path, PORTAL, **QUIET)
    EDITS[name](tmp_path / "docs")
    site = build(tmp_path, **QUIET)
    assert differences(site, clean_build(tmp_path, "html")) == []


@pytest.mark.parametrize("builder", ["html", "dirhtml", "epub", "text"])
def test_all_edits_in_a_row(tmp_path: Path, builder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Edits that pile up leave nothing behind, in parallel builds too."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")
    build(tmp_path, PORTAL, builder=builder, jobs=2, **QUIET)
    for name in (
        "title",
        "publish a draft",
        "topic",
        "vocabulary",
        "banner",
        "traffic",
        "date",
        "remove",
        "lesson time",
        "article of a lesson",
        "another article as a lesson",
    ):
        EDITS[name](tmp_path / "docs")
        site = build(tmp_path, builder=builder, jobs=2, **QUIET)
        assert differences(site, clean_build(tmp_path, builder)) == [], name


def test_a_day_passes(tmp_path: Path) -> None:
    """An article comes out on its day without any file changing."""
    build(tmp_path, PORTAL, **QUIET)
    site = build(tmp_path, portal_now="2026-12-02", **QUIET)
    assert "Later news" in site.html("news/index")
    assert differences(site, clean_build(tmp_path, "html", portal_now="2026-12-02")) == []


def test_a_broken_off_build_is_made_good(tmp_path: Path) -> None:
    """Pages damaged by a build that was killed while writing are written again."""
    first = build(tmp_path, PORTAL, **QUIET)
    page = first.app.builder.get_output_path("solutions/apis/keys")
    page.write_text("<half a pa", encoding="utf-8")
    for path in (tmp_path / ".doctrees-html").glob("portal-html-*.json"):
        path.write_text(path.read_text().replace('"good": true', '"good": false'))
    site = build(tmp_path, **QUIET)
    assert differences(site, clean_build(tmp_path, "html")) == []


def test_an_unchanged_build_writes_no_page(tmp_path: Path) -> None:
    """Nothing changed, nothing written: page files keep their times."""
    first = build(tmp_path, PORTAL, **QUIET)
    page = first.app.builder.get_output_path("solutions/badges/one")
    before = page.stat().st_mtime_ns
    build(tmp_path, **QUIET)
    assert page.stat().st_mtime_ns == before


def test_an_unchanged_build_writes_no_feed(tmp_path: Path) -> None:
    """Nothing changed, so the files made of all pages keep their times too."""
    names = (
        "feeds/news.atom.xml",
        "sitemap.xml",
        "llms.txt",
        "topics/index.html",
        "search.html",
        "solutions/apis/keys.md",
    )
    first = build(tmp_path, PORTAL, **QUIET)
    before = {name: (first.out / name).stat().st_mtime_ns for name in names}
    site = build(tmp_path, **QUIET)
    assert {name: (first.out / name).stat().st_mtime_ns for name in names} == before
    assert differences(site, clean_build(tmp_path, "html")) == []


def test_an_edit_writes_what_shows_it(tmp_path: Path) -> None:
    """Another body is in the feed that holds the article; the topic's page and the other feeds keep their times."""
    kept, written = ("topics/badges.html", "feeds/news.atom.xml"), ("feeds/updated.json", "solutions/badges/one.html")
    first = build(tmp_path, PORTAL, **QUIET)
    before = {name: (first.out / name).stat().st_mtime_ns for name in (*kept, *written)}
    EDITS["body"](tmp_path / "docs")
    build(tmp_path, **QUIET)
    after = {name: (first.out / name).stat().st_mtime_ns for name in before}
    assert [name for name in before if after[name] == before[name]] == list(kept)


@pytest.mark.parametrize(
    "name",
    ["feeds/news.atom.xml", "sitemap.xml", "topics/index.html", "solutions/apis/keys.md", "solutions/apis/keys.html"],
)
def test_a_deleted_file_comes_back(tmp_path: Path, name: str) -> None:
    """A file that somebody deleted from the output is there again after a build in which nothing else is new."""
    first = build(tmp_path, PORTAL, **QUIET)
    (first.out / name).unlink()
    site = build(tmp_path, **QUIET)
    assert differences(site, clean_build(tmp_path, "html")) == []
