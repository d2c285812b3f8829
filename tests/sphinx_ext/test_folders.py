"""The ``{folders}`` directive: what is in a folder."""

from __future__ import annotations

import pytest

from .make import Make, listed, page

FILES = {
    "index.md": "# Home\n\n:::{folders}\n:section: solutions\n:::\n\n:::{toctree}\nabout\nsolutions/index\n:::\n",
    "about.md": page("About"),
    "solutions/index.md": page(
        "Solutions", "", ":::{folders}\n:::\n\n:::{toctree}\nscore/index\nbadges/index\nalone\nempty/index\n:::"
    ),
    "solutions/alone.md": page("Alone", "summary: Stands by itself."),
    "solutions/empty/index.md": page("Empty", "summary: Nothing in it yet."),
    "solutions/badges/index.md": page("Badges", "", ":::{toctree}\none\n:::"),
    "solutions/badges/one.md": page("One"),
    "solutions/score/index.md": page(
        "Score", "summary: How it is built.", ":::{toctree}\nz\na\nsub/index\ndraft\nb\nc\n:::"
    ),
    **{f"solutions/score/{name}.md": page(name.upper()) for name in "zabc"},
    "solutions/score/draft.md": page("Draft", "state: draft"),
    "solutions/score/sub/index.md": page("Sub", "", ":::{toctree}\ndeep\n:::"),
    "solutions/score/sub/deep.md": page("Deep"),
}


def test_reading_order(make: Make) -> None:
    """Folders and articles stand in the order of the page's toctree, with their summaries."""
    site = make(FILES)
    assert site.warnings == []
    assert listed(site, "solutions/index") == ["Score", "Badges", "Alone", "Empty"]
    teasers = {
        i.select_one("a").text: t.text
        for i in site.soup("solutions/index").select(".portal-item")  # type: ignore[union-attr]
        if (t := i.select_one(".portal-teaser"))
    }
    assert teasers == {"Score": "How it is built.", "Alone": "Stands by itself.", "Empty": "Nothing in it yet."}


def test_folder_shows_its_first_pages_and_their_number(make: Make) -> None:
    """A folder's card has its first four pages, in order and linked, and counts all published articles below it."""
    score, badges = make(FILES).soup("solutions/index").select(".portal-item")[:2]
    inside = [(a["href"], a.text) for a in score.select(".portal-inside a")]
    assert inside == [
        ("score/z.html", "Z"),
        ("score/a.html", "A"),
        ("score/sub/index.html", "Sub"),
        ("score/b.html", "B"),
    ]
    assert [f.text for f in score.select(".portal-facts")] == ["5 articles"]
    assert [f.text for f in badges.select(".portal-facts")] == ["1 article"]


def test_section_keeps_one_section(make: Make) -> None:
    """``:section:`` leaves pages of other sections out."""
    assert listed(make(FILES), "index") == ["Solutions"]


def test_page_without_toctree(make: Make) -> None:
    """A page that has no toctree has nothing to list."""
    site = make({**FILES, "about.md": page("About", "", ":::{folders}\n:::")})
    assert listed(site, "about") == []
    assert "Nothing here yet." in site.html("about")


@pytest.mark.parametrize("builder", ["text", "man", "latex"])
def test_plain_form(make: Make, builder: str) -> None:
    """Other formats list the folders with their summaries."""
    site = make(FILES, builder=builder)
    text = "".join(content.decode() for name, content in site.files().items() if name.endswith((".txt", ".1", ".tex")))
    assert "Stands by itself." in text
    assert "How it is built." in text


def test_one_stylesheet_draws_all_styles(make: Make) -> None:
    """The classes of a drawn listing have rules in the style sheet every theme gets."""
    site = make(FILES)
    css = site.text("_static/portal-listing.css")
    for name in ("portal-items", "portal-item", "portal-title", "portal-teaser", "portal-inside", "portal-facts"):
        assert f".{name}" in css
        assert name in site.html("solutions/index")
