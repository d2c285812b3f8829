"""The sitemap: every page once, split when it grows beyond the protocol's bound; robots.txt."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.formats import sitemap

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
BASE = "https://help.example.org"
DAY = dt.date(2026, 11, 23)


def locations(text: str) -> list[str | None]:
    return [loc.text for loc in ET.fromstring(text.encode()).iterfind("*/s:loc", NS)]


def test_one_file() -> None:
    """Pages stand by address, with the day of their last change where it is known."""
    files = sitemap.sitemaps([(f"{BASE}/b?x=1&y=2", None), (f"{BASE}/a", DAY)], BASE)
    assert list(files) == ["sitemap.xml"]
    root = ET.fromstring(files["sitemap.xml"].encode())
    assert root.tag == f"{{{NS['s']}}}urlset"
    assert [(url.findtext("s:loc", "", NS), url.findtext("s:lastmod", None, NS)) for url in root] == [
        (f"{BASE}/a", "2026-11-23"),
        (f"{BASE}/b?x=1&y=2", None),
    ]


def test_no_pages() -> None:
    """An empty portal has an empty sitemap."""
    assert locations(sitemap.sitemaps([], BASE)["sitemap.xml"]) == []


def test_the_bound_is_the_protocols() -> None:
    """The protocol allows 50,000 addresses a file."""
    assert sitemap.MOST == 50_000


@pytest.mark.parametrize(("count", "parts"), [(3, 0), (4, 2), (6, 2), (7, 3)])
def test_split(monkeypatch: pytest.MonkeyPatch, count: int, parts: int) -> None:
    """More pages than one file may hold are split in order, and sitemap.xml lists the parts."""
    monkeypatch.setattr(sitemap, "MOST", 3)
    pages = [(f"{BASE}/{n:02}", DAY) for n in range(count)]
    files = sitemap.sitemaps(pages, f"{BASE}/")
    names = [f"sitemap-{n}.xml" for n in range(1, parts + 1)]
    assert sorted(files) == [*names, "sitemap.xml"]
    if parts:
        assert locations(files["sitemap.xml"]) == [f"{BASE}/{name}" for name in names]
        assert "sitemapindex" in ET.fromstring(files["sitemap.xml"].encode()).tag
    found = [address for name in names or files for address in locations(files[name])]
    assert found == [address for address, _ in pages]


rows = st.lists(st.tuples(st.sampled_from(["a", "b&", "<c>"]), st.none() | st.dates()), max_size=6)


@given(rows, st.randoms())
def test_order_does_not_matter(pages: list[tuple[str, dt.date | None]], random: Any) -> None:
    """The bytes follow from the pages, whatever order they come in."""
    expected = sitemap.sitemaps(pages, BASE)
    random.shuffle(pages)
    assert sitemap.sitemaps(pages, BASE) == expected


def test_robots() -> None:
    """Everything may be read; the sitemap is named when the portal has an address."""
    parser = RobotFileParser()
    parser.parse(sitemap.robots(f"{BASE}/sitemap.xml").splitlines())
    assert parser.can_fetch("anyone", f"{BASE}/solutions/")
    assert parser.site_maps() == [f"{BASE}/sitemap.xml"]
    assert "Sitemap" not in sitemap.robots(None)
