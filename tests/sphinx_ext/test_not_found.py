"""The page for lost readers: its addresses work at any depth, and it lies where servers look."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from .make import Make, Real, page, root

FILES = root(
    {
        "404.md": page(
            "Lost?",
            "orphan: true",
            "{article}`b`, [news](news/index.md), ![x](x.svg)\n\n:::{popular} Most read\n:::\n\n:::{search-box}\n:::",
        ),
        "x.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
        "news/index.md": page("News"),
        "solutions/b.md": page("B", "summary: Bee."),
    }
)


def _addresses(html: str) -> list[str]:
    soup = BeautifulSoup(html, "html.parser")
    tags = soup.select("[href], [src], [action]")
    found = [str(t.get("href") or t.get("src") or t.get("action")) for t in tags]
    return [a for a in found if not a.startswith(("https://", "mailto:", "#"))]


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize(("base", "root_path"), [("https://x.org/", "/"), ("https://x.org/help", "/help/"), ("", "/")])
def test_addresses_are_absolute(make: Make, builder: str, base: str, root_path: str) -> None:
    """A server shows the page at any depth, so each of its addresses starts at the portal's root and is a file."""
    site = make(FILES, builder=builder, html_baseurl=base, suppress_warnings=["portal.config"])
    assert site.warnings == []
    addresses = _addresses(site.text("404.html"))
    assert len(addresses) > 8
    for address in addresses:
        assert address.startswith(root_path), address
        name = address.removeprefix(root_path).split("?")[0].split("#")[0]
        assert (site.out / (f"{name}index.html" if not name or name.endswith("/") else name)).is_file(), address


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_without_a_page_of_ones_own(make: Make, builder: str) -> None:
    """A portal that has no 404.md gets a 404 page all the same, where web servers look."""
    site = make({n: t for n, t in FILES.items() if n != "404.md"}, builder=builder)
    assert site.warnings == []
    assert all(a.startswith("/") for a in _addresses(site.text("404.html")))


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_real_page(real: Real, builder: str) -> None:
    """The real portal's 404 page has a search box and links, all from the root."""
    text = (real(builder).out / "404.html").read_text(encoding="utf-8")
    assert all(a.startswith("/") for a in _addresses(text))
    assert 'type="search"' in text


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_incremental_build_keeps_it(make: Make, builder: str) -> None:
    """A later build that writes other pages leaves the 404 page where it is."""
    first = make(FILES, builder=builder).text("404.html")
    assert make({"solutions/b.md": page("B", "summary: Bee.", "New text.")}, builder=builder).text("404.html") == first


@pytest.mark.parametrize("builder", ["singlehtml", "epub", "latex", "text", "man", "gettext"])
def test_only_websites_have_one(make: Make, builder: str) -> None:
    """Nobody gets lost in a book or a manual: no other format has the page, in a first build or a later one."""
    site = make(FILES, builder=builder, copyright="us", version="1")
    later = make({"solutions/b.md": page("Bee")}, builder=builder, copyright="us", version="1")
    assert site.warnings == later.warnings == []
    assert [n for n, c in later.files().items() if "404" in n or b"Lost?" in c] == []
