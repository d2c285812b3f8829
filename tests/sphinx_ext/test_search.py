"""The search page, the search box, and the index the reader's script looks through."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support_portal.testing import Site

from .make import Make, Real, notices, page, root

FILES = root(
    {
        "solutions/index.md": page("Solutions", "", ":::{toctree}\nbadges/index\n:::"),
        "solutions/badges/index.md": page("All badges", "", ":::{toctree}\nembed\n:::"),
        "solutions/badges/embed.md": page(
            "Embed a <b>",
            "summary: Two lines.\nkeywords: [donut]\nanswers: ['How do I?']\ntopics: [badges]\n"
            "redirect_from: [old/ring-pic]",
            "Text.\n\n## First part\n\nMore.\n\n### Below\n\nEnd.",
        ),
        "solutions/draft.md": page("Quokka", "state: draft"),
        "news/a.md": page("News of May", "date: 2026-05-01"),
        "training/basics/index.md": page("Basics", "", ":::{toctree}\none\n:::"),
        "training/basics/one.md": page("Lesson one"),
        "about.md": page("About us", "", ":::{search-box} What do you look for?\n:::"),
    }
)
INDEX = "_static/portal-search/index"


def _part(text: str) -> Any:
    return json.loads(text.partition("=")[2].partition("=")[2].rstrip().removesuffix(";"))


def _cards(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what results show, by address: files of titles and of cards have the articles in one order."""
    rows: dict[str, list[Any]] = {}
    for name in ("titles", "cards"):
        files = sorted((folder / INDEX).glob(f"{name}-*.js"), key=lambda file: int(file.stem.rpartition("-")[2]))
        rows[name] = [row for file in files for row in _part(file.read_text(encoding="utf-8"))]
    return {
        address: {"title": title, "trail": trail, "summary": summary, "headings": headings}
        for (address, title, trail), (summary, headings) in zip(rows["titles"], rows["cards"], strict=True)
    }


def _found(site: Site) -> dict[str, dict[str, Any]]:
    return _cards(site.out)


def test_card(make: Make) -> None:
    """A result's card has address, title, summary, headings with anchors and its place."""
    assert _found(make(FILES))["solutions/badges/embed.html"] == {
        "title": "Embed a <b>",
        "trail": "Solutions \u203a All badges",
        "summary": "Two lines.",
        "headings": [["first-part", "First part"], ["below", "Below"]],
    }


def _terms(folder: Path) -> set[str]:
    found: set[str] = set()
    for file in [*(folder / INDEX).glob("terms-*.js"), *(folder / INDEX).glob("pairs-*.js")]:
        head = ""
        for line in _part(file.read_text(encoding="utf-8")).split("\n"):
            term = line.partition("\t")[0]
            term = head + term if term.startswith(" ") else term
            head = term.split(" ")[0]
            found.add(term)
    return found


def test_what_is_searched(make: Make) -> None:
    """Keywords, words of old addresses, texts of links, synonyms and the text are searched; comments and drafts not."""
    box = ":::{search-box} What do you look for?\n:::"
    text = f"{box}\n\n{{article}}`the famous zebra <embed>`\n\n% wombat\n\nWalrus walrus."
    site = make(
        FILES | {"about.md": page("About us", "", text), "_data/synonyms.yaml": "- [donut, bagel]\n- nothing\n"}
    )
    [notice] = notices(site, "data_file")
    assert "entry 2 is no group" in notice
    terms = _terms(site.out)
    assert terms >= {"donut", "ring pic", "famous zebra", "bagel", "walrus"}
    assert not {"quokka", "wombat"} & terms


@pytest.mark.parametrize(("builder", "end"), [("html", ".html"), ("dirhtml", "/")])
def test_all_published_pages(make: Make, builder: str, end: str) -> None:
    """Every published page that is more than a list of others has a card; no unpublished one has."""
    index = f"/index{end}" if builder == "html" else "/"
    assert set(_found(make(FILES, builder=builder))) == {
        f"solutions/badges{index}", f"solutions/badges/embed{end}", f"news/a{end}", f"training/basics{index}",
        f"training/basics/one{end}", f"about{end}",
    }  # fmt: skip


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_real_cards(real: Real, builder: str) -> None:
    """Every card of the real portal leads to a page and to anchors that are there, and no content page lacks one."""
    built = real(builder)
    records = _cards(built.out)
    for address, record in records.items():
        path = built.out / (f"{address}index.html" if address.endswith("/") else address)
        text = path.read_text(encoding="utf-8")
        assert record["title"]
        assert record["summary"]
        assert [anchor for anchor, _ in record["headings"] if f'id="{anchor}"' not in text] == []
    for section in ("news", "solutions", "training"):
        for path in (built.out / section).rglob("*.html"):
            name = path.relative_to(built.out).as_posix()
            name = name.removesuffix("index.html") if builder == "dirhtml" else name
            listing = name.count("/") < 2 and ("index" in name or name == f"{section}/")
            assert (
                name in records
                or "archive" in name
                or "certificate" in name
                or listing
                or b'http-equiv="refresh"' in path.read_bytes()
                or b'<span class="original">' in path.read_bytes()  # a lesson that shows an article found itself
            ), name


def test_search_box(make: Make) -> None:
    """The box is a plain form that works without scripts: it has a label and sends the question to the search page."""
    [form] = make(FILES).soup("about").select("form.portal-search-page")
    box, label = form.select_one("input[type=search]"), form.select_one("label")
    assert box is not None
    assert label is not None
    assert (form["action"], form["method"], form["role"], box["name"]) == ("search.html", "get", "search", "q")
    assert (label["for"], label.text) == (box["id"], "What do you look for?")


def test_search_page_without_scripts(make: Make) -> None:
    """Without scripts the search page is an index of all articles, courses, news and topics, each linked."""
    soup = make(FILES).soup("search")
    links = {a["href"] for a in soup.select("[data-portal-index] a")}
    assert {"solutions/badges/embed.html", "training/basics/index.html", "news/a.html", "topics/badges.html"} <= links
    assert "hidden" in soup.select("[data-portal-results]")[0].attrs
    assert "hidden" not in soup.select("[data-portal-index]")[0].attrs


def test_no_index_of_sphinx(make: Make) -> None:
    """Sphinx's own search index is not built."""
    assert "searchindex.js" not in make(FILES).files()
    assert len(make(FILES, html_theme="alabaster").text("searchindex.js")) < 100


@pytest.mark.parametrize("builder", ["text", "latex", "epub", "singlehtml", "man"])
def test_other_formats(make: Make, builder: str) -> None:
    """Other formats have no box and no index."""
    site = make(FILES, builder=builder, copyright="us", version="1")
    assert site.warnings == []
    assert not [name for name in site.files() if "portal-search/index" in name]
    assert b"portal-search-page" not in b"".join(c for n, c in site.files().items() if n.endswith("html"))
