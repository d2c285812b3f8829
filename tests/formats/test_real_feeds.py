"""Every feed of the real portal: valid, whole, and with addresses that lead somewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from bs4 import BeautifulSoup

Real = Callable[[str], Any]


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_every_real_feed_is_valid(real: Real, builder: str) -> None:
    """Every feed of the real portal parses without a complaint and has titles, links, dates and content throughout."""
    built = real(builder)
    feeds = [p for p in built.out.rglob("*.xml") if p.name.endswith((".atom.xml", ".rss.xml"))]
    assert len(feeds) >= 2 * 3
    for path in feeds:
        found = feedparser.parse(path.read_bytes())
        assert not found.bozo, (path, found.get("bozo_exception"))
        assert found.feed.title
        assert found.entries
        for entry in found.entries:
            assert entry.id.startswith("tag:support.example.org,2026:"), (path, entry)
            assert entry.title
            assert entry.published_parsed
            assert len(entry.content[0].value) > 100
            page_path = built.out / urlsplit(entry.link).path.lstrip("/")
            assert (page_path / "index.html" if entry.link.endswith("/") else page_path).is_file(), entry.link


def test_real_feeds_have_absolute_addresses_only(real: Real) -> None:
    """Content is read elsewhere, so every address in it is absolute; the portal's own lead to files and anchors."""
    built = real("html")
    pages = {
        p.relative_to(built.out).as_posix(): BeautifulSoup(p.read_text(encoding="utf-8"), "html.parser")
        for p in built.pages()
    }
    seen = 0
    for path in built.out.rglob("feeds/**/*.json"):
        for item in json.loads(path.read_text(encoding="utf-8"))["items"]:
            soup = BeautifulSoup(item["content_html"], "html.parser")
            for tag in soup.select("[href], [src]"):
                address = str(tag.get("href") or tag.get("src"))
                assert re.match(r"https?://|mailto:", address), (path, item["url"], address)
                if address.startswith("https://support.example.org/"):
                    seen += 1
                    parts = urlsplit(address)
                    name = parts.path.lstrip("/") or "index.html"
                    assert (built.out / name).is_file(), (item["url"], address)
                    # A film's fragment is a moment of it (Media Fragments), a page's an anchor.
                    if parts.fragment and not parts.fragment.startswith("t="):
                        assert pages[name].find(id=parts.fragment) is not None, (item["url"], address)
    assert seen > 50


def test_three_formats_say_the_same(real: Real) -> None:
    """Atom, RSS and JSON Feed have the same items, in the same order, with the same names."""
    built = real("html")
    for path in built.out.rglob("feeds/**/*.json"):
        stem = str(path).removesuffix(".json")
        items = json.loads(path.read_text(encoding="utf-8"))["items"]
        expected = [(i["id"], i["url"], i["title"]) for i in items]
        for form in ("atom.xml", "rss.xml"):
            found = feedparser.parse(f"{stem}.{form}")
            assert [(e.id, e.link, BeautifulSoup(e.title, "html.parser").text) for e in found.entries] == [
                (i, u, BeautifulSoup(t, "html.parser").text) for i, u, t in expected
            ], (path, form)
