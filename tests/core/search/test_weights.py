"""Terms weigh by where they stand, how often, and how rare they are."""

from __future__ import annotations

from support_portal.core.search.postings import spread_of
from support_portal.core.search.weights import MOST_TERMS, Bag, Fields, Figures, bag, digest, figures, weigh
from support_portal.core.search.words import Terms

TERMS = Terms("en")


def _bag(title: str, text: str = "", **phrases: list[str]) -> Bag:
    return bag(Fields({"title": [title], **phrases}, digest(text, TERMS)), TERMS)


def _weigh(*bags: Bag) -> list[dict[str, float]]:
    known, spread = figures(bags, len(bags)), spread_of(bags)
    return [weigh(one, known, spread) for one in bags]


def test_places_weigh() -> None:
    """A title weighs more than a name, a name more than a heading, that more than a summary, and the text least."""
    found = _weigh(
        _bag("badge"),
        _bag("x", names=["badge"]),
        _bag("y", headings=["badge"]),
        _bag("z", summary=["badge"]),
        _bag("w", "badge"),
        _bag("v"),
    )
    weights = [one.get("badg", 0) for one in found]
    assert weights == sorted(set(weights), reverse=True)
    assert weights[-1] == 0


def test_neighbours_are_a_term() -> None:
    """Two words that stand together in a phrase are a term; across two phrases they are none."""
    first, second = _weigh(_bag("blue badge", names=["red", "donut"]), _bag("badge blue"))
    assert "blue badg" in first
    assert "blue badg" not in second
    assert "red donut" not in first


def test_chance_pairs_of_a_text_are_left_out() -> None:
    """Two words together in one place of one text say nothing; twice, or in two texts, they do."""
    first, second = _weigh(_bag("a1", "blue badge, old donut, old donut, red key"), _bag("b1", "red key"))
    assert "blue badg" not in first
    assert "old donut" in first
    assert {"red key"} <= first.keys() & second.keys()


def test_a_text_gives_its_most_telling_terms() -> None:
    """Of a long text so many terms count, those of few articles before those of many."""
    words = " ".join(f"word{n} word{n}" for n in range(100))
    found = _weigh(_bag("long", words), *(_bag("other", "word0 word1 word2") for _ in range(9)))[0]
    assert sum(" " not in term for term in found) == MOST_TERMS + 1
    assert not {"word0", "word1", "word2"} & found.keys()


def test_figures_are_coarse() -> None:
    """One word more in one of a thousand articles changes no figure, nor does one more article with a common word."""
    bags = [_bag(f"title {n}", "some words of text") for n in range(1000)]
    before = figures(bags, 1000)
    bags[7] = _bag("title 7 again", "some more words of text")
    assert figures(bags, 1000).usual == before.usual
    assert before.rarities[500] == before.rarities[501]
    assert before.rarities[1] > before.rarities[2] > before.rarities[999] > 0


def test_nothing() -> None:
    """A portal of no articles, or of articles without a word, can be weighed too."""
    assert _weigh() == []
    assert _weigh(_bag("!")) == [{}]
    assert figures([], 0).most == Figures(0, [], []).most
    assert digest("", TERMS) == "\n\n\n"
