"""The shipped search engine, run in Node over a small portal: what is found, in which order, robustly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support_portal.cli.search_engine import ask, engine_over
from support_portal.core.article import Article, Heading
from support_portal.core.library import Library
from support_portal.core.search.files import Sources, search_index
from support_portal.core.search.weights import digest
from support_portal.core.search.words import Terms

Search = Callable[..., dict[str, Any]]


def _article(docname: str, title: str, **fields: Any) -> Article:
    return Article(docname=docname, title=title, section=docname.split("/")[0], **fields)


ARTICLES = [
    _article("solutions/embed", "Embed a badge", summary="Two lines of HTML.", products=("badges",),
             headings=(Heading("the-script", "The script"), Heading("sizes", "Sizes of the donut"))),
    _article("solutions/colours", "Colours of the donut", keywords=("ring", "palette"), products=("badges",)),
    _article("solutions/sso", "Single sign-on", answers=("How do I log in with my institution?",)),
    _article("solutions/export", "Export results", summary="Save a CSV file.", audience="customer",
             products=("explorer",)),
    _article("news/webhook", "Webhooks arrive", summary="A webhook tells your server."),
    _article("solutions/catalogue", "Catalogue of sources", keywords=("wikis",)),
    _article("solutions/kensaku", "検索する方法", summary="図書館の資料を検索します。"),
    _article("solutions/code", "Error E1042 and data-badge-type", keywords=("10.1038/nature12373",)),
]  # fmt: skip
TEXTS = {
    "solutions/export": "The spreadsheet opens in any program. The spreadsheet holds identifiers.",
    "news/webhook": "Nothing else. zebras zebras",
}
SOURCES = Sources(
    names={"solutions/colours": ["rainbow explained"]},
    texts={docname: digest(text, Terms("en")) for docname, text in TEXTS.items()},
    popularity=("solutions/colours", "solutions/sso"),
    synonyms=(("SSO", "single sign-on"), ("CSV", "comma separated values")),
)


@pytest.fixture(scope="module")
def folder() -> Iterator[Any]:
    library = Library({article.docname: article for article in ARTICLES})
    scripts = search_index(library, lambda docname: f"{docname}.html", "en", SOURCES)
    with engine_over({f"index/{name}": text for name, text in scripts.items()}) as folder:
        yield folder


@pytest.fixture(scope="module")
def search(folder: Any) -> Search:
    return lambda query, **options: ask(folder, [query], **options)[0]


def _found(answer: dict[str, Any]) -> list[str]:
    return [hit["url"].removesuffix(".html").split("/")[-1] for hit in answer["hits"]]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("embed badge", "embed"),
        ("BADGES", "embed"),
        ("colors of donuts", "colours"),
        ("catalog", "catalogue"),
        ("palette", "colours"),
        ("rainbow", "colours"),
        ("how do i log in", "sso"),
        ("sso", "sso"),
        ("comma separated values", "export"),
        ("spreadsheet", "export"),
        ("zebras", "webhook"),
        ("検索", "kensaku"),
        ("図書館の検索", "kensaku"),
        ("E1042", "code"),
        ("data-badge-type", "code"),
        ("10.1038/nature12373", "code"),
        ("palete", "colours"),
        ("exprot", "export"),
        ("exportresults", "export"),
        ("webh", "webhook"),
        ("donut qqqqzzzz", "colours"),
    ],
)
def test_what_comes_first(search: Search, query: str, first: str) -> None:
    """Words, spellings, names, questions, synonyms, texts, codes, scripts without spaces, slips and beginnings lead
    to their article."""
    assert _found(search(query))[0] == first


def test_exact_before_beginning_before_slip(search: Search) -> None:
    """A word of the portal is not taken for a slip of another, and begins others only while it is unfinished."""
    why = search("webhook", explain=True)["hits"][0]["why"]
    assert {one["how"] for one in why["words"]} == {"exact"}
    assert [one["how"] for one in search("webh", explain=True)["hits"][0]["why"]["words"]] == ["beginning"]
    assert search("webh ")["total"] == 0
    answer = search("wehbook", explain=True)
    assert answer["hits"][0]["why"]["words"][0]["how"] == "typo"
    assert answer["instead"] == "webhook"
    assert search("webhook")["instead"] == ""


def test_a_quick_answer(search: Search) -> None:
    """Between two keys no slip is corrected, two letters of another word change nothing, and summaries wait."""
    assert search("palete", quick=True)["total"] == 0
    answer = search("embed", quick=True)
    for more in ("embed d", "embed do"):
        assert answer == {**search(more, quick=True), "words": answer["words"]}
    assert answer["total"] < search("embed don", quick=True)["total"]
    assert _found(search("e", quick=True)) == _found(search("e"))
    [hit] = answer["hits"]
    assert (hit["title"], hit["url"], hit["summary"]) == ("Embed a badge", "solutions/embed.html", "")
    assert search("検索する", quick=True)["hits"][0]["title"] == "検索する方法"


def test_more_words_come_first(search: Search) -> None:
    """Any word may match; an article with more of them stands before one with fewer."""
    found = _found(search("sizes of the donut badge"))
    assert found[0] == "embed"
    assert "colours" in found


def test_the_heading_that_has_more(search: Search) -> None:
    """A heading with more of the words than the title is where the result leads."""
    [hit, *_] = search("donut sizes")["hits"]
    assert (hit["url"], hit["anchor"], hit["heading"]) == ("solutions/embed.html", "sizes", "Sizes of the donut")
    assert search("embed a badge")["hits"][0]["anchor"] == ""


def test_headings_folders_and_kin_decide() -> None:
    """Among equals, a heading that is the query comes first, then the article whose folder is about it; words of one
    family find each other."""
    articles = [
        _article("solutions/a/requests", "Requests", headings=(Heading("a", "Review status soon"),)),
        _article(
            "solutions/b/requests", "Requests", headings=(Heading("b", "Review status"), Heading("c", "More here"))
        ),
        _article("solutions/c/colours", "Badge colours"),
        _article("solutions/d/colours", "Badge colours"),
        *(_article(f"solutions/d/other-{n}", "Colours of a badge in dark pages") for n in range(2)),
        _article("solutions/e/registry", "Registries"),
        _article("solutions/e/register", "Register"),
    ]
    scripts = search_index(Library({one.docname: one for one in articles}), str, "en", Sources())
    with engine_over({f"index/{name}": text for name, text in scripts.items()}) as folder:
        headed, about, family = ask(folder, ["review status ", "badge colours ", "registry "], explain=True)
    assert [hit["url"] for hit in headed["hits"]] == ["solutions/b/requests", "solutions/a/requests"]
    assert [hit["url"] for hit in about["hits"]][:2] == ["solutions/d/colours", "solutions/c/colours"]
    assert [hit["why"]["words"][0]["how"] for hit in family["hits"]] == ["exact", "kin"]
    assert family["instead"] == ""


def test_filters_and_their_counts(search: Search) -> None:
    """Filters leave what has their values; counts say what each value would leave, the other filters as they are."""
    every = search("badge donut export webhook")
    assert every["facets"]["product"] == {"badges": 2, "explorer": 1}
    assert every["facets"]["section"] == {"solutions": 4, "news": 1}
    assert every["facets"]["audience"] == {"public": 4, "customer": 1}
    some = search("badge donut export webhook", filters={"product": "badges", "section": "solutions"})
    assert set(_found(some)) == {"embed", "colours"}
    assert some["total"] == 2
    assert some["facets"]["product"] == {"badges": 2, "explorer": 1}
    assert search("badge", filters={"section": "toString"})["total"] == 0


def test_nothing_found(search: Search) -> None:
    """Where nothing is found the nearest words are offered; an empty query finds nothing."""
    assert search("qqqqzzzz")["total"] == 0
    assert "webhook" in search("wabhuuk")["nearest"]
    for query in ("", "  ", "?!", "\0"):
        assert search(query)["total"] == 0


def test_few_files_are_loaded(folder: Any) -> None:
    """A query loads the shards of its words and the cards it shows, and none twice."""
    first, again = ask(folder, ["embed badge", "embed badge"])
    assert first["files"] >= 2
    assert again["files"] == 0


@given(st.lists(st.text(max_size=40), min_size=60, max_size=60))
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_no_query_breaks_it(folder: Any, queries: list[str]) -> None:
    """Any text is answered, and so are endless ones, signs of regular expressions and names of the language itself."""
    wild = [query for query in queries if not any("\ud800" <= letter <= "\udfff" for letter in query)]
    wild += ["b" * 10_000, "badge " * 2_000, r"(a+)+$ [a-z]{1,} \p{L}", "<img src=x>", "constructor __proto__ toString"]
    wild += ["\u202eegdab", "\U0001f469\u200d\U0001f52c", "a\u0301" * 500]
    for answer in ask(folder, wild):
        assert len(answer["hits"]) <= 10
        assert len(answer["nearest"]) <= 3
