"""The ``{news}`` and ``{news-archive}`` directives, and the generated archive by year."""

from __future__ import annotations

import pytest

from .make import Make, listed, page, root

FILES = root(
    {
        "news/index.md": "# News\n\n:::{news-archive}\n:::\n\n:::{news}\n:::\n",
        "news/b.md": page("Beta", "date: 2026-03-01"),
        "news/a.md": page("Alpha", "date: 2026-03-01"),
        "news/last-year.md": page("Last year", "date: 2025-12-31\nsummary: What happened <then>."),
        "news/sub/new.md": page("In a folder", "date: 2026-11-01"),
        "news/tomorrow.md": page("Future event", "date: 2026-12-24"),
        "solutions/dated.md": page("Not news", "date: 2026-06-01"),
    }
)
ORDER = ["Future event", "In a folder", "Alpha", "Beta", "Last year"]


def test_news_is_listed_newest_first(make: Make) -> None:
    """The newest news comes first, news of one day by file name; pages of other sections and the index are no news."""
    site = make(FILES)
    assert site.warnings == []
    assert listed(site, "news/index", "news") == ORDER


def test_card_has_day_teaser_and_link(make: Make) -> None:
    """A card links to the page, gives the day to readers and to programs, and the summary."""
    card = make(FILES).soup("news/index").select(".portal-item")[-1]
    link, time, teaser = card.select_one("a"), card.select_one("time"), card.select_one(".portal-teaser")
    assert link is not None
    assert time is not None
    assert teaser is not None
    assert (link["href"], time["datetime"], time.text, teaser.text) == (
        "last-year.html",
        "2025-12-31",
        "31 December 2025",
        "What happened <then>.",
    )


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("de", "31. Dezember 2025"),
        ("ja", "2025年12月31日"),
        ("pt_BR", "31 de dezembro de 2025"),
        ("xx", "31 December 2025"),
    ],
)
def test_day_in_the_portals_language(make: Make, language: str, day: str) -> None:
    """Days are written as the portal's language writes them, in English where it is not known."""
    assert make(FILES, language=language).soup("news/index").select("time")[-1].text == day


@pytest.mark.parametrize(
    ("builder", "path", "home"),
    [
        ("html", "news/archive/{}.html", "../index.html"),
        ("dirhtml", "news/archive/{}/index.html", "../../"),
    ],
)
def test_archive_has_a_page_for_each_year(make: Make, builder: str, path: str, home: str) -> None:
    """Each year with news has one page that lists that year's news; the years stand on the news page, newest first."""
    site = make(FILES, builder=builder)
    assert {n for n in site.files() if n.startswith("news/archive/")} == {path.format(y) for y in (2026, 2025)}
    assert listed(site, "news/archive/2026") == ORDER[:4]
    assert listed(site, "news/archive/2025") == ["Last year"]
    row = site.soup("news/index").select(".portal-years a")
    suffix = ".html" if builder == "html" else "/"
    assert [(a["href"], a.text.split()[0]) for a in row] == [(f"archive/{y}{suffix}", str(y)) for y in (2026, 2025)]
    assert home in site.text(path.format(2025))


def test_archive_page_is_a_page_like_others(make: Make) -> None:
    """An archive page has one title, a place in the tree and links to the other years, its own marked."""
    soup = make(FILES).soup("news/archive/2025")
    assert [h.text for h in soup.select("h1")] == ["News of 2025"]
    assert [a["href"] for a in soup.select(".trail a")] == ["../../index.html", "../index.html"]
    current = soup.select(".portal-years [aria-current]")
    assert [c.text.split()[0] for c in current] == ["2025"]
    assert "2026.html" in [a["href"] for a in soup.select(".portal-years a")]


@pytest.mark.parametrize("builder", ["text", "latex", "man", "epub", "singlehtml"])
def test_formats_without_archive(make: Make, builder: str) -> None:
    """Formats without generated pages have no archive and no row of years, and warn of nothing."""
    site = make(FILES, builder=builder, copyright="us", version="1")
    assert site.warnings == []
    assert not [name for name in site.files() if "archive" in name]
    assert b"portal-years" not in b"".join(content for name, content in site.files().items() if name.endswith("html"))


def test_no_news(make: Make) -> None:
    """A portal without news has no archive and says that there is none yet."""
    site = make(root({"news/index.md": FILES["news/index.md"]}))
    assert site.warnings == []
    assert "No news yet." in site.html("news/index")
    assert not [name for name in site.files() if "archive" in name]


def test_newer_and_older(make: Make) -> None:
    """Below an item stand the next newer and the next older one, in the order of the list."""
    site = make(FILES)

    def around(docname: str) -> list[tuple[str, str]]:
        return [(a["rel"][0], a["href"]) for a in site.soup(docname).select(".neighbours a")]

    assert around("news/a") == [("prev", "sub/new.html"), ("next", "b.html")]
    assert around("news/tomorrow") == [("next", "sub/new.html")]
    assert around("news/last-year") == [("prev", "b.html")]
