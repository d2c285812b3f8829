"""Related articles: what is alike or linked, the same on every machine."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.library import Library
from support_portal.core.ranking import related as related_module

from ..make import article, library

EMBED = "solutions/badges/embed"


def related(pages: Library, *options: object) -> dict[str, tuple[str, ...]]:
    """Return the related docnames of each page."""
    return {docname: found.docnames for docname, found in related_module.related(pages, *options).items()}


def test_alike_articles_are_related(small: Library) -> None:
    """The other articles on badges come before everything else with the one on embedding badges."""
    assert sorted(related(small)[EMBED][:2]) == ["solutions/badges/attributes", "solutions/badges/not-showing"]


def test_links_relate_both_ways(small: Library) -> None:
    """A link counts for the page it leads to as well."""
    found = related(small)
    assert "solutions/score/colours" in found["training/altmetrics/donut"]
    assert "training/altmetrics/donut" in found["solutions/score/colours"]


def test_every_content_page_has_its_list(small: Library) -> None:
    """Content pages and no others have a list; it may be empty, and lists content pages only."""
    found = related(small)
    content = {a.docname for a in small.content}
    assert set(found) == content
    assert {other for others in found.values() for other in others} <= content


@pytest.mark.parametrize("limit", [0, 1, 3, 100])
def test_limit(small: Library, limit: int) -> None:
    """No list is longer than asked for, and a shorter one is the beginning of a longer."""
    found, longest = related(small, limit), related(small, 100)
    assert all(others == longest[docname][:limit] for docname, others in found.items())


def test_never_itself_nor_twice(small: Library) -> None:
    """No article is related to itself, even when it links to itself, and none stands in a list twice."""
    pages = [*small, article("solutions/self", title="Badge script", links=["solutions/self"], topics=["badges"])]
    for docname, others in related(library(pages), 100).items():
        assert docname not in others
        assert len(others) == len(set(others))


@given(st.randoms(use_true_random=False))
def test_deterministic(shuffler: random.Random) -> None:
    """The order in which Sphinx read the pages changes nothing."""
    pages = [
        article(f"solutions/{n % 3}/{n}", title=f"Badge {('donut', 'score', 'source')[n % 3]}", topics=[f"t{n % 2}"],
                links=[f"solutions/{(n + 1) % 3}/{n + 1}"])
        for n in range(9)
    ]  # fmt: skip
    expected = related(library(pages), 4)
    shuffler.shuffle(pages)
    assert related(library(pages), 4) == expected


def test_ties_go_to_the_docname() -> None:
    """Articles equally related are listed by docname."""
    pages = [article(f"solutions/{name}", links=["solutions/c"]) for name in "dbca"]
    assert related(library(pages))["solutions/c"] == ("solutions/a", "solutions/b", "solutions/d")


def test_a_word_everyone_uses_relates_nobody() -> None:
    """A word in more than two fifths of the articles tells nothing; a word of some does."""
    pages = [article(f"solutions/{n}", title=f"Portal {'widget' if n < 3 else f'w{n}'}") for n in range(10)]
    found = related(library(pages))
    assert found["solutions/0"] == ("solutions/1", "solutions/2")
    assert found["solutions/9"] == ()


def test_unlike_articles_are_not_related() -> None:
    """Nothing is better than noise: one folder alone relates no two articles."""
    pages = [article("solutions/x/a", title="Apples"), article("solutions/x/b", title="Trains")]
    assert related(library(pages)) == {"solutions/x/a": (), "solutions/x/b": ()}


def test_old_news_are_not_offered() -> None:
    """News beyond the newest ten are not offered, but have a list of their own."""
    news = [article(f"news/{n:02}", date=dt.date(2026, 1, n), links=["solutions/a"]) for n in range(1, 13)]
    found = related(library([*news, article("solutions/a")]), 100)
    assert found["solutions/a"] == tuple(f"news/{n:02}" for n in range(3, 13))
    assert found["news/01"] == ("solutions/a",)


def test_a_topic_everyone_has_relates_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A topic of more than two hundred articles says little, and is passed over."""
    monkeypatch.setattr(related_module, "TOPIC_BONUS", 1.0)
    pages = [article(f"solutions/{n}", title=f"w{n}", topics=["all"]) for n in range(201)]
    assert not any(related(library(pages)).values())
    assert all(related(library(pages[:200])).values())


def test_empty_library() -> None:
    """A portal with no pages has no related ones."""
    assert related(library([])) == {}


def test_kept_until_something_read_changes(small: Library, tmp_path: Path) -> None:
    """What is kept comes back, with a fingerprint that tells whether anything that was read has changed."""
    kept, found = tmp_path / "related.json", related_module.related(small)
    key = related_module.fingerprint(small, 5, "en")
    related_module.save(kept, key, found)
    assert related_module.load(kept) == (key, found)
    longer = library([dataclasses.replace(a, words=a.words + 1) for a in small])
    assert related_module.fingerprint(longer, 5, "en") == key
    for change in ({"title": "Else"}, {"keywords": ("else",)}, {"topics": ("else",)}, {"links": ("else",)}):
        other = library([dataclasses.replace(a, **change) if a.docname == EMBED else a for a in small])
        assert related_module.fingerprint(other, 5, "en") != key


@pytest.mark.parametrize("content", ["", "{", "[]", '{"key": "k"}', '{"key": "k", "related": 1}', "\0"])
def test_a_broken_file_is_as_none(tmp_path: Path, content: str) -> None:
    """Whatever stands in the file, articles are compared anew."""
    (tmp_path / "related.json").write_text(content)
    assert related_module.load(tmp_path / "related.json") == ("", {})


WORDS = st.lists(
    st.sampled_from(["badge", "score", "donut", "report", "key", "mention", "tweet", "policy", "news", "hide"]),
    max_size=4,
)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "title": WORDS.map(" ".join),
        "topics": st.lists(st.sampled_from(["badges", "apis"]), unique=True).map(tuple),
        "links": st.lists(st.sampled_from([f"solutions/{n}/a" for n in range(4)]), max_size=2).map(tuple),
        "keywords": WORDS.map(tuple),
    },
)


@given(st.lists(CHANGES, min_size=3, max_size=9), st.integers(0, 8), CHANGES, st.booleans())
def test_what_is_known_changes_nothing(pages: list[dict], place: int, change: dict, gone: bool) -> None:
    """After an edit, or when an article went, the lists are those that are found without what is known."""
    before = [article(f"solutions/{n % 4}/{'abc'[n // 4]}", **page) for n, page in enumerate(pages)]
    edited = before[place % len(before)]
    after = [dataclasses.replace(a, **change) if a is edited else a for a in before if not (gone and a is edited)]
    known = related_module.related(library(before), 3)
    assert related_module.related(library(after), 3, known=known) == related_module.related(library(after), 3)


def test_few_articles_are_compared_again() -> None:
    """A new title of one article leaves most others alone: those that share none of its telling words."""
    pages = [article(f"solutions/{n % 10}/{n:03}", title=f"topic{n % 30} matter{n % 50} thing") for n in range(300)]
    known = related_module.related(library(pages))
    edited = [dataclasses.replace(a, title="topic7 matter8 thing") if n == 7 else a for n, a in enumerate(pages)]
    found = related_module.related(library(edited), known=known)
    compared = [docname for docname, one in found.items() if one is not known[docname]]
    assert "solutions/7/007" in compared
    assert len(compared) < 100
