"""What all listing directives share: options, headings, styles, empty states, and their plain form."""

from __future__ import annotations

import pytest

from support_portal.testing import Site

from .make import Make, listed, notices, page, root

FILES = root(
    {
        "_data/topics.yaml": "badges: Badges\napis: APIs\n",
        "_data/products.yaml": "explorer: Explorer\n",
        "news/index.md": page("News"),
        "news/may.md": page("May", "date: 2026-05-01\ntopics: [apis]"),
        "news/june.md": page(
            "June", "date: 2026-06-01\ntopics: [badges]\nproducts: [explorer]\nsummary: What June brought."
        ),
        "news/july.md": page("July <3>", "date: 2026-07-01\ntopics: [badges]"),
        "solutions/index.md": page("Solutions"),
        "solutions/badges/index.md": page("Badges", "", "Words.\n\n:::{toctree}\nembed\n:::"),
        "solutions/badges/embed.md": page("Embed", "topics: [badges]\nupdated: 2026-02-02"),
        "solutions/apis/limits.md": page("Limits", "topics: [apis]\nupdated: 2026-02-01"),
        "training/basics/index.md": page("Basics", "", ":::{toctree}\nfirst\n:::"),
        "training/basics/first.md": page("First lesson", "minutes: 12\nupdated: 2026-01-01"),
    }
)
ALL_NEWS = ["July <3>", "June", "May"]
POPULAR = ["Embed", "Limits", "First lesson", "Basics"]

OPTIONS = {
    "no options": ("news", "", ALL_NEWS),
    "limit": ("news", ":limit: 2", ["July <3>", "June"]),
    "limit 0 is all": ("popular", ":limit: 0", POPULAR),
    "topic": ("news", ":topic: badges", ["July <3>", "June"]),
    "product": ("news", ":product: explorer", ["June"]),
    "since": ("news", ":since: 2026-06-01", ["July <3>", "June"]),
    "section": ("popular", ":section: solutions", ["Embed", "Limits"]),
    "folder": ("popular", ":folder: solutions/badges", ["Embed"]),
    "folder with slashes": ("popular", ":folder: /solutions/apis/", ["Limits"]),
    "all must hold": ("news", ":topic: badges\n:product: explorer\n:limit: 5", ["June"]),
    "page": ("folders", ":page: solutions/badges/index", ["Embed"]),
}


def _with(directive: str, options: str, heading: str = "") -> dict[str, str]:
    return {
        **FILES,
        "solutions/here.md": page(
            "Here", "state: published", f"Before.\n\n:::{{{directive}}} {heading}\n{options}\n:::\n"
        ),
    }


def _shown(site: Site, directive: str) -> list[str]:
    return [title for title in listed(site, "solutions/here", directive) if title != "Here"]


@pytest.mark.parametrize(("directive", "options", "expected"), OPTIONS.values(), ids=OPTIONS)
def test_option(make: Make, directive: str, options: str, expected: list[str]) -> None:
    """Each option narrows the listing, and several must all hold."""
    site = make(_with(directive, options))
    assert site.warnings == []
    assert _shown(site, directive) == expected


WRONG = {
    "limit in words": (":limit: many", ':limit: is "many"; write a whole number, 0 for all'),
    "negative limit": (":limit: -1", ':limit: is "-1"; write a whole number, 0 for all'),
    "huge limit": (":limit: 99999999999", ':limit: is "99999999999"; write a whole number, 0 for all'),
    "section": (
        ":section: newss",
        ':section: is "newss"; write one of news, solutions, training (did you mean "news"?)',
    ),
    "topic": (":topic: badgs", ':topic: is "badgs"; write one of badges, apis (did you mean "badges"?)'),
    "product": (":product: explorr", ':product: is "explorr"; write one of explorer (did you mean "explorer"?)'),
    "folder": (
        ":folder: solutions/badgs",
        ':folder: is "solutions/badgs"; write a folder\'s path from the source folder',
    ),
    "since": (":since: June", ':since: is "June"; write a day such as 2026-01-31'),
    "style": (":style: card", ':style: is "card"; write one of teasers, list, cards (did you mean "cards"?)'),
    "more": (":more: news/archiv", ':more: is "news/archiv"; write a page\'s name from the source folder'),
    "page": (":page: nowhere", ':page: is "nowhere"; write a page\'s name from the source folder'),
}


@pytest.mark.parametrize("directive", ["news", "popular"])
@pytest.mark.parametrize(("option", "notice"), WRONG.values(), ids=WRONG)
def test_wrong_option(make: Make, directive: str, option: str, notice: str) -> None:
    """A wrong option costs one notice where the directive stands, and the listing is as without it."""
    site = make(_with(directive, option))
    [found] = notices(site, "option")
    assert found.startswith(f"solutions/here.md:8: WARNING: {notice}")
    assert len(site.warnings) == 1
    assert _shown(site, directive) == (ALL_NEWS if directive == "news" else POPULAR)


def test_unknown_option(make: Make) -> None:
    """An option no listing has is told by MyST, and the listing is drawn."""
    site = make(_with("news", ":lmit: 2"))
    [warning] = site.warnings
    assert "lmit" in warning
    assert warning.startswith("solutions/here.md:")
    assert _shown(site, "news") == ALL_NEWS


def test_topic_without_vocabulary(make: Make) -> None:
    """Without a vocabulary file any topic may be listed."""
    files = {name: text for name, text in _with("news", ":topic: badges").items() if not name.startswith("_data")}
    site = make(files)
    assert site.warnings == []
    assert _shown(site, "news") == ["July <3>", "June"]


@pytest.mark.parametrize("style", ["cards", "teasers", "list"])
def test_style(make: Make, style: str) -> None:
    """A style sets the class themes draw by; only ``list`` has no teasers."""
    [drawn] = make(_with("news", f":style: {style}")).soup("solutions/here").select(".portal-from-news")
    assert f"portal-{style}" in drawn["class"]
    teasers = [p.text for p in drawn.select(".portal-teaser")]
    assert teasers == ([] if style == "list" else ["Some text.", "What June brought.", "Some text."])


def test_heading_and_more(make: Make) -> None:
    """A heading is one level below its section's, titles one below that, and the link to more stands beside it."""
    [drawn] = (
        make(_with("news", ":more: news/index", heading="The *news*"))
        .soup("solutions/here")
        .select(".portal-from-news")
    )
    assert drawn.select_one(".portal-head h2") is not None
    assert {tag.name for tag in drawn.select(".portal-title")} == {"h3"}
    more = drawn.select_one(".portal-head a")
    assert more is not None
    assert (more["href"], more.text) == ("../news/index.html", "All: News")


def test_more_without_heading(make: Make) -> None:
    """Without a heading the link to more comes last, with the page's title, and titles take the heading's level."""
    [drawn] = make(_with("news", ":more: news/index")).soup("solutions/here").select(".portal-from-news")
    assert drawn.select(".portal-head") == []
    assert {tag.name for tag in drawn.select(".portal-title")} == {"h2"}
    assert [(a["href"], a.text) for a in drawn.select("a.portal-all")] == [("../news/index.html", "News")]


def test_heading_levels_follow_the_sections(make: Make) -> None:
    """A listing in a sub-section has headings of that depth, and never beyond six."""
    files = {
        **FILES,
        "solutions/here.md": page(
            "Here", "", "## Two\n\n:::{news} News\n:::\n\n### Three\n\n:::{popular} Most read\n:::\n"
        ),
    }
    soup = make(files).soup("solutions/here")
    assert [tag.name for tag in soup.select(".portal-head > *")] == ["h3", "h4"]


def test_classes(make: Make) -> None:
    """Classes of one's own are added to the portal's."""
    [drawn] = make(_with("news", ":class: mine too")).soup("solutions/here").select(".portal-from-news")
    assert {"portal-listing", "mine", "too"} <= set(drawn["class"])


@pytest.mark.parametrize(
    ("directive", "empty"),
    [
        ("news", "No news yet."),
        ("popular", "Nothing here yet."),
        ("folders", "Nothing here yet."),
        ("courses", "Nothing here yet."),
        ("lessons", "Nothing here yet."),
        ("related", "Nothing here yet."),
    ],
)
@pytest.mark.parametrize("builder", ["html", "text"])
def test_empty(make: Make, directive: str, empty: str, builder: str) -> None:
    """Where there is nothing to list, the page says so, and the build says nothing."""
    site = make(root({"about.md": page("About", "", f":::{{{directive}}} Heading\n:::\n")}), builder=builder)
    assert site.warnings == []
    assert empty in site.text("about.html" if builder == "html" else "about.txt")


def test_titles_and_texts_are_escaped(make: Make) -> None:
    """What authors write never becomes markup."""
    files = {
        **FILES,
        "news/x.md": page("<b>&amp;x", "date: 2026-08-01\nsummary: \"<script>alert('1')</script> & more\""),
    }
    site = make({**files, "solutions/here.md": page("Here", "", ":::{news} <i>News</i>\n:::\n")})
    drawn = site.soup("solutions/here").select(".portal-from-news")[0]
    assert drawn.find(["script", "i", "b"]) is None
    assert "<script>alert('1')</script> & more" in drawn.text


@pytest.mark.parametrize(
    ("builder", "name", "link"),
    [
        ("html", "solutions/here.html", 'href="../news/june.html"'),
        ("dirhtml", "solutions/here/index.html", 'href="../../news/june/"'),
        ("singlehtml", "index.html", 'href="#document-news/june"'),
        ("epub", "solutions/here.xhtml", 'href="../news/june.xhtml"'),
        ("text", "solutions/here.txt", "* June (1 June 2026): What June brought."),
        (
            "latex",
            "portal.tex",
            r"{\hyperref[\detokenize{news/june::doc}]{\sphinxcrossref{\DUrole{doc}{June}}}} (1 June 2026): What June",
        ),
        ("man", "portal.7", "June (1 June 2026): What June brought."),
    ],
)
def test_every_format_has_the_list(make: Make, builder: str, name: str, link: str) -> None:
    """Every format shows the listing: websites and e-books with cards, all others as a list of plain references."""
    site = make(
        _with("news", ":more: news/index", heading="News and updates"),
        builder=builder,
        copyright="us",
        version="1",
        latex_documents=[("index", "portal.tex", "P", "", "manual")],
        man_pages=[("index", "portal", "P", [], 7)],
    )
    assert site.warnings == []
    assert "News and updates" in site.text(name)
    assert link in site.text(name)


def test_gettext_extracts_the_heading(make: Make) -> None:
    """What an author writes as a listing's heading can be translated."""
    assert 'msgid "News and updates"' in make(_with("news", "", heading="News and updates"), builder="gettext").text(
        "solutions.pot"
    )


def test_a_partial_can_be_overridden(make: Make, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A site's own template of the same name wins over the portal's."""
    own = tmp_path_factory.mktemp("templates")
    (own / "partials").mkdir()
    (own / "partials/listing.html").write_text("<p>{{ cards|length }} of our own</p>", encoding="utf-8")
    site = make(_with("news", ""), templates_path=[str(own)])
    assert "<p>3 of our own</p>" in site.html("solutions/here")
