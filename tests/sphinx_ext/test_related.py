"""The ``{related}`` directive, and the related articles under every article."""

from __future__ import annotations

import pytest

from .make import Make, listed, page, root

FILES = root(
    {
        "solutions/here.md": page("Embed a badge in a page", "topics: [badges]", ":::{related}\n:::"),
        "solutions/twin.md": page("Embed a badge in a repository", "topics: [badges]"),
        "solutions/linked.md": page("Limits of interfaces", "", "See {doc}`here`."),
        "solutions/other.md": page("Cooking with saffron", "", "Rice."),
        "training/other/index.md": page("Weather forecasting", "", ":::{toctree}\nlesson\n:::"),
        "training/other/lesson.md": page("Clouds", "", "Rain."),
        "news/badge.md": page("A new badge to embed", "date: 2026-01-01\ntopics: [badges]"),
    }
)


def test_directive_lists_what_is_like_the_page(make: Make) -> None:
    """Articles that share words, a topic or a link are listed, the likest first; the page itself and others are not."""
    site = make(FILES)
    assert site.warnings == []
    found = listed(site, "solutions/here", "related")
    assert found[0] == "Embed a badge in a repository"
    assert set(found) == {"Embed a badge in a repository", "A new badge to embed", "Limits of interfaces"}


def test_directive_for_another_page(make: Make) -> None:
    """``:page:`` lists what is like another page."""
    site = make({**FILES, "about.md": page("About", "", ":::{related}\n:page: solutions/here\n:limit: 1\n:::")})
    assert listed(site, "about", "related") == ["Embed a badge in a repository"]


def test_theme_shows_them_under_an_article(make: Make) -> None:
    """Under each article stand related ones, but not under folders and pages outside the sections."""
    site = make({**FILES, "solutions/index.md": page("Badges"), "about.md": page("Badges")})
    related = site.soup("solutions/twin").select(".related li a")
    assert "here.html" in [a["href"] for a in related]
    assert "../news/badge.html" in [a["href"] for a in related]
    assert site.soup("solutions/index").select(".related") == []
    assert site.soup("about").select(".related") == []


@pytest.mark.parametrize(("limit", "count"), [(0, 0), (1, 1), (2, 2)])
def test_number_under_an_article(make: Make, limit: int, count: int) -> None:
    """``portal_related_limit`` sets how many; 0 takes them away."""
    assert len(make(FILES, portal_related_limit=limit).soup("solutions/twin").select(".related li")) == count


def test_at_most_four_in_the_directive(make: Make) -> None:
    """The directive lists four unless one says otherwise."""
    many = {f"solutions/x{i}.md": page(f"Embed badge {i}", "topics: [badges]") for i in range(8)}
    # Words that most articles have say nothing, so there must be others.
    unlike = {f"solutions/y{i}.md": page(f"Unlike{i}") for i in range(20)}
    assert len(listed(make({**FILES, **many, **unlike}), "solutions/here", "related")) == 4
