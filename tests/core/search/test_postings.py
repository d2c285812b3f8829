"""Postings hold the articles that a term tells something of."""

from __future__ import annotations

from support_portal.core.search.codec import decode
from support_portal.core.search.postings import MOST_ARTICLES, posting_text, postings, spread_of
from support_portal.core.search.weights import Fields, bag, digest, figures
from support_portal.core.search.words import Terms

TERMS = Terms("en")


def _postings(*articles: tuple[str, str]) -> dict[str, dict[int, int]]:
    bags = [bag(Fields({"title": [title]}, digest(text, TERMS)), TERMS) for title, text in articles]
    return postings(bags, figures(bags, len(bags)), spread_of(bags)).marks


def test_titles_are_marked() -> None:
    """A term in the title has a mark of its own, a pair has none."""
    found = _postings(("blue badge", ""), ("red", "blue badge"))
    assert {number: mark >= 32 for number, mark in found["badg"].items()} == {0: True, 1: False}
    assert all(mark < 32 for mark in found["blue badg"].values())


def test_rare_words_weigh_more() -> None:
    """A word of one article weighs more than a word of all."""
    found = _postings(("blue badge", ""), ("red badge", ""), ("green badge", ""))
    assert found["blue"][0] > found["badg"][0]


def test_articles_come_in_order() -> None:
    """Each posting has its articles by number, as they are written."""
    found = _postings(*[("badge", "score")] * 30)
    assert all(list(marks) == sorted(marks) for marks in found.values())


def test_the_heaviest_of_very_many_are_written() -> None:
    """A word of very many articles is written with the heaviest, the first of equals."""
    marks = {number: 5 + (number % 2) for number in range(2 * MOST_ARTICLES)} | {7: 4 + 32}
    rarity, kept = decode(posting_text(marks, 1.0))
    assert (rarity, len(kept)) == (1.0, MOST_ARTICLES)
    assert set(kept) == {number for number in marks if number % 2} - {7} | {0}
    assert list(kept) == sorted(kept)


def test_the_others_are_known() -> None:
    """Articles that have a term which tells nothing of them are kept apart, as an edit may change that."""
    bags = [bag(Fields({"title": [title]}, digest("old donut", TERMS)), TERMS) for title in ("one", "two")]
    alone = postings(bags[:1], figures(bags[:1], 1), spread_of(bags[:1]))
    both = postings(bags, figures(bags, 2), spread_of(bags))
    assert ("old donut" in alone.marks, alone.others) == (False, {"old donut": [0]})
    assert both.holding("old donut") == both.marks["old donut"].keys() == {0, 1}


def test_nothing() -> None:
    """A portal of no articles, or of articles without a word, has no postings."""
    assert _postings() == {}
    assert _postings(("!", "")) == {}
