"""The library: order, the tree, and what references find."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.library import Library, title_order

from .make import article, library, names

EMBED, SHOWING, ATTRIBUTES = (f"solutions/badges/{name}" for name in ("embed", "not-showing", "attributes"))


def test_order_is_by_docname(small: Library) -> None:
    """Iteration does not depend on the order Sphinx read the pages in."""
    backwards = library(reversed(list(small)))
    assert names(backwards) == names(small) == sorted(small.articles)
    assert (len(small), EMBED in small, "nowhere" in small, small.get("nowhere")) == (25, True, False, None)


def test_news_are_newest_first() -> None:
    """News of one day go by docname; the index and news without a day are left out."""
    day = dt.date(2026, 1, 1)
    found = library(
        [article("news/b", date=day), article("news/a", date=day), article("news/c", date=dt.date(2026, 1, 2)),
         article("news/undated"), article("news/index", date=day), article("about", date=day)]
    )  # fmt: skip
    assert names(found.news) == ["news/c", "news/a", "news/b"]


def test_years(small: Library) -> None:
    """The archive has the newest year first, and in it the newest news."""
    assert {year: names(items) for year, items in small.years.items()} == {
        2026: ["news/keys", "news/bluesky"],
        2025: ["news/move"],
    }
    assert list(small.years) == [2026, 2025]


def test_content(small: Library) -> None:
    """Content is what a reader comes for: no index but those of courses, nothing outside the sections."""
    found = {a.docname for a in small.content}
    assert {"training/explorer/index", "news/keys", EMBED, "solutions/orphan"} <= found
    assert not {"index", "about", "solutions/index", "solutions/badges/index", "training/index", "news/index"} & found


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"updated": dt.date(2026, 3, 1), "date": dt.date(2026, 2, 1)}, dt.date(2026, 3, 1)),
        ({"date": dt.date(2026, 2, 1)}, dt.date(2026, 2, 1)),
        ({}, dt.date(2026, 1, 1)),
    ],
)
def test_updated(fields: dict[str, dt.date], expected: dt.date) -> None:
    """The author's word comes before the publication, and that before the last commit."""
    page = article("solutions/a", **fields)
    assert library([page], {"solutions/a": dt.date(2026, 1, 1)}).updated(page) == expected


def test_recently_updated(small: Library) -> None:
    """Solutions and training, the last updated first, then by docname; news and undated pages are left out."""
    assert names(small.recently_updated) == [EMBED, ATTRIBUTES, SHOWING, "solutions/score/built"]


def test_topics(small: Library) -> None:
    """Topics are counted over content, by name; a topic's pages go by title."""
    assert small.topics == {"api": 1, "badges": 3, "score": 2, "sources": 3}
    assert list(small.topics) == sorted(small.topics)
    assert names(small.with_topic("badges")) == [SHOWING, ATTRIBUTES, EMBED]
    assert small.with_topic("nothing") == ()


def test_below(small: Library) -> None:
    """All articles anywhere under a folder, not those of a folder whose name begins alike."""
    assert "solutions/score/sources/mentions" in names(small.below("solutions/score"))
    assert small.below("solutions/sco") == ()


def test_parents(small: Library) -> None:
    """The way down from the root, which itself is not on it."""
    assert names(small.parents("solutions/score/sources/mentions")) == [
        "solutions/index", "solutions/score/index", "solutions/score/sources/index",
    ]  # fmt: skip
    assert small.parents("about") == small.parents("index") == small.parents("nowhere") == ()


def test_the_nearest_toctree_is_the_parent() -> None:
    """A page named twice belongs to the page nearest in the tree, then to the first by name."""
    pages = [
        article("index", children=["solutions/index", "solutions/a/x"]),
        article("solutions/index", children=["solutions/a/index", "solutions/b/index"]),
        article("solutions/a/index", children=["solutions/a/x"]),
        article("solutions/b/index", children=["solutions/a/x", "solutions/z"]),
        article("solutions/a/x"),
    ]
    assert names(library(pages).parents("solutions/a/x")) == ["solutions/index", "solutions/a/index"]


def test_children_and_siblings(small: Library) -> None:
    """Reading order is the toctree's; a child that is not published is not there."""
    assert names(small.children("solutions/badges/index")) == [EMBED, SHOWING, ATTRIBUTES]
    assert small.siblings(SHOWING) == small.children("solutions/badges/index")
    assert small.siblings("index") == small.children("nowhere") == ()
    two = library([article("a/index", children=["a/gone", "a/here"]), article("a/here")])
    assert names(two.children("a/index")) == ["a/here"]


@pytest.mark.parametrize(
    ("docname", "expected"),
    [
        (EMBED, [None, SHOWING]),
        (SHOWING, [EMBED, ATTRIBUTES]),
        (ATTRIBUTES, [SHOWING, None]),
        ("solutions/score/built", [None, "solutions/score/colours"]),
        ("solutions/badges/index", [None, None]),
        ("solutions/orphan", [None, None]),
        ("index", [None, None]),
    ],
)
def test_neighbours(small: Library, docname: str, expected: list[str | None]) -> None:
    """Before and after lie articles of the same folder; folders among them are skipped."""
    assert names(small.neighbours(docname)) == expected


graphs = st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdefx"), max_size=4, unique=True))


@given(graphs)
def test_cycles(graph: dict[str, list[str]]) -> None:
    """Toctrees in circles, naming themselves or missing pages: every question ends, and no page is above itself."""
    found = library(article(name, children=children) for name, children in graph.items())
    for name in [*graph, "x"]:
        above = names(found.parents(name))
        assert len(above) == len(set(above))
        assert name not in above
        assert name not in names(found.neighbours(name))


@given(st.permutations("abcde"))
def test_neighbours_make_a_chain(children: list[str]) -> None:
    """From the first article of a folder one reads to its last and back, meeting each once."""
    found = library([article("index", children=children), *map(article, children)])
    there = [children[0]]
    while (after := found.neighbours(there[-1])[1]) is not None:
        there.append(after.docname)
    back = [there[-1]]
    while (before := found.neighbours(back[-1])[0]) is not None:
        back.append(before.docname)
    assert there == children == back[::-1]


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("solutions/badges/embed", [EMBED]),
        ("/solutions/badges/embed.md", [EMBED]),
        ("embed", [EMBED]),
        (" badges/embed ", [EMBED]),
        ("es/embed", []),
        ("badges", ["solutions/badges/index"]),
        ("solutions/badges", ["solutions/badges/index"]),
        ("solutions/badges/", ["solutions/badges/index"]),
        ("badges/index.md", ["solutions/badges/index"]),
        ("sources", ["solutions/score/sources/index"]),
        ("index", ["index"]),
        ("nothing", []),
        ("", []),
        ("/", []),
    ],
)
def test_find(small: Library, reference: str, expected: list[str]) -> None:
    """A reference is a docname, a slug, or the end of a path in whole parts."""
    assert list(small.find(reference)) == expected


def test_find_ambiguous() -> None:
    """A slug of two pages finds both, by docname; a longer end of the path, or a docname, tells them apart."""
    found = library(article(name) for name in ("solutions/b/faq", "solutions/a/faq", "faq/index", "training/a/index"))
    assert found.find("faq") == ("faq/index",)
    assert found.find("b/faq") == ("solutions/b/faq",)
    assert library(article(name) for name in ("solutions/b/faq", "solutions/a/faq")).find("faq") == (
        "solutions/a/faq", "solutions/b/faq",
    )  # fmt: skip


def test_similar_slug(small: Library) -> None:
    """A reference that leads nowhere gets the slug most like it."""
    assert small.similar_slug("/badges/embedd") == "embed"
    assert small.similar_slug("qqqq") is None


def test_title_order() -> None:
    """Titles sort without regard to case, then by docname."""
    pages = [article("c", title="beta"), article("b", title="Alpha"), article("a", title="alpha")]
    assert names(title_order(pages)) == ["a", "b", "c"]
