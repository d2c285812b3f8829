"""Plans of manuals: checked against the portal, and turned into pages with levels."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.library import Library
from support_portal.core.manuals.contents import Entry, Plan, as_of, check, entries, fresh_starts, volumes
from support_portal.core.manuals.plans import parse_plans
from support_portal.notices import Notice

from ..make import article, library, messages


@pytest.fixture
def portal() -> Library:
    """A small portal: a home page, news, two folders of solutions, one course, and a page in no toctree."""
    return library(
        [
            article("index", children=["news/index", "solutions/index", "training/index", "glossary"]),
            article("news/index", children=["news/old", "news/new"]),
            article("news/old", date=dt.date(2025, 1, 1)),
            article("news/new", date=dt.date(2026, 1, 1)),
            article("solutions/index", children=["solutions/badges/index", "solutions/apis/index"]),
            article("solutions/badges/index", children=["solutions/badges/embed", "solutions/badges/attributes"]),
            article("solutions/badges/embed", title="Zebra", topics=["badges"], products=["badges"]),
            article("solutions/badges/attributes", title="aardvark", topics=["badges", "apis"]),
            article("solutions/apis/index", children=["solutions/apis/keys"]),
            article("solutions/apis/keys", topics=["apis"], audience="customer", updated=dt.date(2026, 3, 1)),
            article("training/index", children=["training/start/index"]),
            article("training/start/index", learners=["publishers"], children=["training/start/first"]),
            article("training/start/first"),
            article("glossary"),
            article("stray", topics=["apis"]),
        ]
    )


def shown(portal: Library, **plan: Any) -> list[str]:
    """Return the pages of a plan, indented by their level."""
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in plan.items()}
    found = entries(Plan(name="a", title="A", **values), portal, "index")
    return ["  " * (entry.level - 1) + entry.docname for entry in found]


def test_everything(portal: Library) -> None:
    """A plan without filters is the whole toctree, the home page first."""
    pages = shown(portal)
    assert pages[:4] == ["index", "news/index", "  news/new", "  news/old"]
    assert "    solutions/badges/embed" in pages
    assert "stray" not in pages
    assert len(pages) == len(portal) - 1


def test_a_lesson_that_shows_an_article(portal: Library) -> None:
    """It is in a manual with its course, and not once more beside its article in one by product."""
    lesson = article("training/start/shown", article="solutions/badges/embed", products=["badges"])
    start = portal.articles["training/start/index"]
    with_lesson = Library(
        {**portal.articles, lesson.docname: lesson, start.docname: replace(start, children=(lesson.docname,))}
    )
    assert f"  {lesson.docname}" in shown(with_lesson, folders=["training/start"])
    assert shown(with_lesson, products=["badges"]) == ["solutions/badges/embed"]


def test_filters(portal: Library) -> None:
    """Articles must pass every filter with any of its words; folders on the way to several are kept."""
    assert shown(portal, sections=["news"]) == ["news/index", "news/new", "news/old"]
    assert shown(portal, topics=["badges"]) == [
        "solutions/badges/index",
        "solutions/badges/embed",
        "solutions/badges/attributes",
    ]
    assert shown(portal, topics=["badges"], products=["badges"]) == ["solutions/badges/embed"]
    assert shown(portal, folders=["solutions/apis"]) == ["solutions/apis/index", "solutions/apis/keys"]
    assert shown(portal, learners=["publishers"]) == ["training/start/index", "training/start/first"]
    assert shown(portal, audience=["customer"]) == ["solutions/apis/keys"]


def test_pages_in_no_toctree(portal: Library) -> None:
    """A page in no toctree is in a manual when a filter or its name chooses it."""
    assert shown(portal, topics=["apis"])[-1] == "stray"
    assert shown(portal, articles=["stray"]) == ["stray"]


def test_articles_and_exclude(portal: Library) -> None:
    """Named pages are added to what filters choose; excluded pages and folders are taken away."""
    assert shown(portal, sections=["news"], articles=["glossary"]) == [
        "news/index",
        "  news/new",
        "  news/old",
        "glossary",
    ]
    assert shown(portal, sections=["news"], exclude=["news/old"]) == ["news/index", "news/new"]
    assert not [page for page in shown(portal, exclude=["solutions/badges"]) if "badges/" in page.replace("/index", "")]


def test_no_level_is_wasted(portal: Library) -> None:
    """A folder that holds everything takes no level, and one on the way to a single page is left out."""
    assert shown(portal, sections=["training"]) == ["training/index", "training/start/index", "  training/start/first"]
    assert shown(portal, topics=["apis"], exclude=["stray"]) == [
        "solutions/index",
        "solutions/badges/attributes",
        "solutions/apis/keys",
    ]


def test_a_folder_with_nothing_in_it(portal: Library) -> None:
    """A page that only leads to others is left out when a manual has none of these, unless it is named."""
    course = ["training/start/index"]
    assert shown(portal, sections=["training"], exclude=["training/start/first"]) == []
    assert shown(portal, sections=["news"], articles=course) == ["news/index", "  news/new", "  news/old", *course]


def test_order(portal: Library) -> None:
    """Pages of one folder stand as in the toctree, news the newest first, by title, or the last updated first."""
    assert shown(portal, folders=["solutions/badges"], order="title")[1:] == [
        "solutions/badges/attributes",
        "solutions/badges/embed",
    ]
    assert shown(portal, sections=["news"], order="updated")[1:] == ["news/new", "news/old"]


def test_cycles_end(portal: Library) -> None:
    """Pages that name each other in toctrees are in the manual once."""
    ring = library([article("index", children=["a"]), article("a", children=["b"]), article("b", children=["a"])])
    assert shown(ring) == ["index", "a", "  b"]


def test_check(portal: Library) -> None:
    """What a plan names and the portal lacks is told at its line; what is not published exists."""
    text = (
        "a:\n  title: A\n  folders: [solutions/bagdes]\n  topics: [badge]\n  articles: [glosary, draft]\n  exclude: [x]"
    )
    (plan,), _ = parse_plans(text)
    found = check(plan, portal, ["badges"], [], ["draft"])
    assert [problem.line for problem in found] == [4, 3, 5, 6]
    assert messages(found)[0] == 'manual "a": there is no topic "badge" (did you mean "badges"?)'
    assert '(did you mean "solutions/badges"?)' in messages(found)[1]
    assert '(did you mean "glossary"?)' in messages(found)[2]
    assert {problem.notice for problem in found} == {Notice.MANUAL}
    (right,), _ = parse_plans("a: {title: A, folders: [solutions], exclude: [solutions/apis], articles: [stray]}")
    assert check(right, portal, [], []) == ()


def test_as_of(portal: Library) -> None:
    """A manual is as of the newest day of its articles."""
    assert as_of(entries(Plan(name="a", title="A"), portal, "index"), portal) == dt.date(2026, 3, 1)
    assert as_of([Entry("glossary", 1)], portal) is None


def test_volumes_end_before_chapters() -> None:
    """A volume ends before a chapter where it can, and begins with a title of level one."""
    pages = [Entry("a", 1), Entry("a/1", 2), Entry("a/2", 2), Entry("b", 1), Entry("b/1", 2), Entry("b/2", 3)]
    words = {entry.docname: 10 for entry in pages}
    parts = volumes(pages, words, 50)
    assert [[entry.docname for entry in part] for part in parts] == [["a", "a/1", "a/2"], ["b", "b/1", "b/2"]]
    halves = volumes(pages, words, 20)
    assert [[entry.docname for entry in part] for part in halves] == [["a", "a/1"], ["a/2"], ["b"], ["b/1", "b/2"]]
    assert [part[0].level for part in halves] == [1, 1, 1, 1]
    assert volumes(pages, words, 0) == (tuple(pages),)
    assert volumes([], {}, 20) == ((),)


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 30)), max_size=30), st.integers(1, 60))
def test_volumes_hold_everything(rows: list[tuple[int, int]], limit: int) -> None:
    """Every page is in one volume, in order; only a single page may exceed the limit; no level is skipped."""
    pages = [Entry(str(place), level) for place, (level, _) in enumerate(rows)]
    words = {str(place): count for place, (_, count) in enumerate(rows)}
    parts = volumes(pages, words, limit)
    assert [entry.docname for part in parts for entry in part] == [entry.docname for entry in pages]
    for part in parts:
        assert len(part) <= 1 or sum(words[entry.docname] for entry in part) <= limit
        levels = [0, *(entry.level for entry in part)]
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_fresh_starts_are_far_apart() -> None:
    """Of the chapters and folders, some begin a page whatever is free: those with so many words since the last."""
    pages = [Entry("a", 1), Entry("b", 1, True), Entry("b/c", 2), Entry("d", 1), Entry("e", 1)]
    assert fresh_starts(pages, {"a": 100, "b": 24_800, "b/c": 200, "d": 20_000, "e": 100}) == {"d"}
    assert fresh_starts(pages, {"a": 30_000, "b": 10, "b/c": 30_000, "d": 10}) == {"b", "d"}
    assert fresh_starts([Entry("a", 1), Entry("a/b", 2)], {"a": 90_000}) == frozenset()
