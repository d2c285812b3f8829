"""sitemap.xml and robots.txt: every published page, whatever was written this time."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from support_portal.testing import Site

from .make import Make, Real, page, root

BASE = "https://portal.example.org/"
FILES = root(
    {
        "404.md": "---\norphan: true\n---\n# Not found\n",
        "news/a.md": page("A", "date: 2026-05-01\nupdated: 2026-05-02"),
        "solutions/b.md": page("B", "updated: 2026-02-01\ntopics: [apis]\nredirect_from: [old]"),
        "solutions/draft.md": page("Draft", "state: draft"),
        "solutions/index.md": page("S"),
    }
)


def _rows(site: Site) -> dict[str, str | None]:
    tree = ET.fromstring(site.text("sitemap.xml"))
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert tree.tag == f"{name}urlset"
    return {str(u.findtext(f"{name}loc")): u.findtext(f"{name}lastmod") for u in tree}


@pytest.mark.parametrize(("builder", "end", "folder"), [("html", ".html", "index.html"), ("dirhtml", "/", "")])
def test_sitemap(make: Make, builder: str, end: str, folder: str) -> None:
    """It has every published and generated page with the day of its last change; no draft, 404 page or old address."""
    assert _rows(make(FILES, builder=builder)) == {
        f"{BASE}{folder}": None,
        f"{BASE}news/a{end}": "2026-05-02",
        f"{BASE}solutions/b{end}": "2026-02-01",
        f"{BASE}solutions/{folder}": None,
        f"{BASE}news/archive/2026{end}": "2026-05-01",
        f"{BASE}topics/apis{end}": None,
        f"{BASE}topics/{folder}": None,
    }


def test_incremental_build_loses_no_page(make: Make) -> None:
    """A build that writes one page still lists all of them."""
    before = _rows(make(FILES))
    after = _rows(make({"solutions/b.md": page("Bee", "updated: 2026-02-02\ntopics: [apis]")}))
    assert after == before | {f"{BASE}solutions/b.html": "2026-02-02"}


def test_robots(make: Make) -> None:
    """robots.txt lets everybody read everything and names the sitemap."""
    assert make(FILES).text("robots.txt") == f"User-agent: *\nDisallow:\n\nSitemap: {BASE}sitemap.xml\n"


def test_without_an_address(make: Make) -> None:
    """Without ``html_baseurl`` there is no sitemap, and robots.txt names none."""
    site = make(FILES, html_baseurl="")
    assert not (site.out / "sitemap.xml").exists()
    assert "Sitemap" not in site.text("robots.txt")


def test_portal_in_a_folder(make: Make) -> None:
    """The folder a portal lives in is part of every address."""
    assert all(
        address.startswith("https://x.org/help/") for address in _rows(make(FILES, html_baseurl="https://x.org/help"))
    )


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_real_sitemap_names_the_files_there_are(real: Real, builder: str) -> None:
    """Every address of the real sitemap is a file, and every page for readers is in it."""
    built = real(builder)
    tree = ET.fromstring((built.out / "sitemap.xml").read_text(encoding="utf-8"))
    paths = {str(u[0].text).removeprefix("https://support.example.org/") for u in tree}
    files = {f"{p}index.html" if not p or p.endswith("/") else p for p in paths}
    texts = {p.relative_to(built.out).as_posix(): p.read_text(encoding="utf-8") for p in built.pages()}
    pages = {name: text for name, text in texts.items() if 'name="robots" content="noindex"' not in text}
    # A lesson that shows an article names the article as the address to list.
    again = {name for name, text in pages.items() if 'class="original"' in text}
    assert files == pages.keys() - again
