"""The real portal in every format: no warning, nothing left out, every list a list that can be read."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup

Real = Callable[[str], Any]
BUILDERS = ("html", "dirhtml", "singlehtml", "epub", "latex", "text", "man", "gettext", "typst")


def _popular(real: Real) -> list[str]:
    """Return the titles of the home page's popular articles, as the website shows them."""
    soup = BeautifulSoup((real("html").out / "index.html").read_text(encoding="utf-8"), "html.parser")
    return [a.get_text() for a in soup.select(".portal-from-popular .portal-title a")]


@pytest.mark.parametrize("builder", BUILDERS)
def test_no_warnings(real: Real, builder: str) -> None:
    """The real portal builds in every format, nitpicky, without a single warning."""
    built = real(builder)
    assert built.warnings == ""
    assert built.code == 0


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_home_page(real: Real, builder: str) -> None:
    """The home page has a search box, four news, ten popular solutions and three courses, each with a way to all."""
    soup = BeautifulSoup((real(builder).out / "index.html").read_text(encoding="utf-8"), "html.parser")
    counts = {name: len(soup.select(f".portal-from-{name} .portal-item")) for name in ("news", "popular", "courses")}
    assert counts == {"news": 4, "popular": 10, "courses": 3}
    assert [h.get_text() for h in soup.select("main h1")] == ["How can we help?¶"]
    assert len(soup.select("main form[role=search] input[type=search]")) == 1
    assert len(soup.select("main .portal-head a.portal-all")) == 3
    assert all(t.get_text(strip=True) for t in soup.select(".portal-from-news .portal-teaser"))
    assert len(soup.select(".portal-from-news time[datetime]")) == 4


def test_text_has_the_lists(real: Real) -> None:
    """In plain text the home page lists news with their days and the popular articles with their summaries."""
    home = (real("text").out / "index.txt").read_text(encoding="utf-8")
    joined = re.sub(r"\s+", " ", home)
    for title in _popular(real):
        assert f"* {title}: " in joined
    assert re.search(r"\* The support portal opens \(23 November 2026\): \w+", joined)
    assert "Training" in joined


def test_latex_has_the_lists(real: Real) -> None:
    """In the manual the lists are links inside the manual, and no page is missing."""
    tex = (real("latex").out / "support-portal.tex").read_text(encoding="utf-8")
    listed = tex.split("Popular solution articles", 1)[1].split(r"\end{itemize}")[0]
    assert re.findall(r"\\hyperref\[\\detokenize\{(solutions/[^}]+)::doc\}\]", listed)
    assert listed.count(r"\item") == 10
    assert r"\label{\detokenize{training/index::doc}}" in tex


def test_man_has_the_lists(real: Real) -> None:
    """In the manual page the lists are words, without the empty brackets that stand for an address there is not."""
    page = (real("man").out / "support-portal.7").read_text(encoding="utf-8")
    plain = page.replace("\\(aq", "'").replace("\\-", "-").replace("\\%", "")
    for title in _popular(real):
        assert f"{title}: " in plain, title
    assert "<>" not in page


def _book(real: Real) -> dict[str, bytes]:
    [path] = real("epub").out.glob("*.epub")
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}


def test_epub_has_the_lists(real: Real) -> None:
    """In the e-book the lists are cards that link to its chapters."""
    book = _book(real)
    soup = BeautifulSoup(book["index.xhtml"], "html.parser")
    links = soup.select(".portal-from-popular .portal-title a")
    assert [a.get_text() for a in links] == _popular(real)
    assert all(str(a["href"]) in book for a in links)


def test_epub_is_xml(real: Real) -> None:
    """Every chapter is well-formed XML; a reading system refuses a chapter that is not."""
    for name, content in _book(real).items():
        if name.endswith((".xhtml", ".opf", ".ncx", ".svg", ".xml")):
            ET.fromstring(content)


def test_epub_keeps_what_tabs_and_dropdowns_hold(real: Real) -> None:
    """What websites fold away stands in the e-book in full: no chapter has tabs, folds or icons."""
    book = _book(real)
    website = real("html").out / "news/mcp-server.html"
    assert "sd-tab-set" in website.read_text(encoding="utf-8")
    chapter = book["news/mcp-server.xhtml"].decode()
    for text in ("Hosted", "On your machine", "Install Node.js"):
        assert text in chapter
    everything = b"".join(content for name, content in book.items() if name.endswith(".xhtml"))
    assert re.findall(rb"<details|<svg|sd-tab-content", everything) == []


def test_epub_is_whole(real: Real) -> None:
    """Every address in the e-book is one of its files and anchors, or on the web; no script is in it."""
    book = _book(real)
    assert next(iter(book)) == "mimetype"
    assert book["mimetype"] == b"application/epub+zip"
    opf = ET.fromstring(book["content.opf"])
    declared = {item.get("href") for item in opf.iter("{http://www.idpf.org/2007/opf}item")}
    assert declared
    assert declared <= set(book)
    pages = {name: BeautifulSoup(content, "html.parser") for name, content in book.items() if name.endswith(".xhtml")}
    anchors = {name: {str(t["id"]) for t in soup.select("[id]")} for name, soup in pages.items()}
    wrong = []
    for name, soup in pages.items():
        assert soup.select("script, form, input, button, iframe") == [], name
        folder = name.split("/")[:-1]
        for tag in soup.select("[href], [src]"):
            address = str(tag.get("href") or tag.get("src"))
            if re.match(r"https?:|mailto:", address):
                continue
            path, _, anchor = address.partition("#")
            parts = list(folder)
            for part in path.split("/"):
                parts = parts[:-1] if part == ".." else [*parts, part]
            target = "/".join(parts) if path else name
            if target not in book or (anchor and anchor not in anchors.get(target, ())):
                wrong.append(f"{name}: {address}")
    assert wrong == []


def test_singlehtml_links_within(real: Real) -> None:
    """In the one page, the lists lead to places on it."""
    soup = BeautifulSoup((real("singlehtml").out / "index.html").read_text(encoding="utf-8"), "html.parser")
    ids = {str(t["id"]) for t in soup.select("[id]")}
    links = [str(a["href"]) for a in soup.select(".portal-title a")]
    assert len(links) > 100
    assert [href for href in links if not href.startswith("#") or href[1:] not in ids] == []


def test_gettext_has_the_headings_of_lists(real: Real) -> None:
    """Translators get the headings of the home page's lists, and its text."""
    pot = (real("gettext").out / "index.pot").read_text(encoding="utf-8")
    for text in ("How can we help?", "News and updates", "Popular solution articles"):
        assert f"msgid {json.dumps(text)}" in pot


@pytest.mark.parametrize("builder", ["text", "latex", "man", "singlehtml", "epub"])
def test_no_page_is_missing(real: Real, builder: str) -> None:
    """Every article of the website is in every other format."""
    titles = {
        BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").select("h1")[0].get_text().removesuffix("¶")
        for section in ("news", "solutions", "training")
        for path in (real("html").out / section).rglob("*.html")
        if not {"archive", "tracks"} & set(path.parts) and b'http-equiv="refresh"' not in path.read_bytes()
    }
    out = real(builder).out
    text = "".join(
        p.read_text(encoding="utf-8") for p in out.rglob("*") if p.suffix in (".txt", ".tex", ".7", ".html", ".xhtml")
    )
    if builder in ("singlehtml", "epub"):
        text = BeautifulSoup(text, "html.parser").get_text()

    def words(value: str) -> str:
        return re.sub(r"[^a-z0-9]+", "", re.sub(r"\\sphinxhyphen|\\sphinxquotesingle|\\\(aq|\\", "", value).lower())

    everything = words(text)
    assert len(titles) > 80
    assert [title for title in titles if words(title) not in everything] == []
