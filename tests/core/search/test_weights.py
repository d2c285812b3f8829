"""Terms weigh by where they stand, how often, and how rare they are."""

from __future__ import annotations

from support_portal.core.search.weights import MOST_ARTICLES, MOST_TERMS, Fields, Posting, bag, digest, weigh
from support_portal.core.search.words import Terms

TERMS = Terms("en")


def _fields(title: str, text: str = "", **phrases: list[str]) -> Fields:
    return Fields({"title": [title], **phrases}, digest(text, TERMS))


def _weigh(articles: list[Fields]) -> dict[str, Posting]:
    return weigh([bag(one, TERMS) for one in articles])


def test_places_weigh() -> None:
    """A title weighs more than a name, a name more than a heading, that more than a summary, and the text least."""
    found = _weigh(
        [
            _fields("badge"),
            _fields("x", names=["badge"]),
            _fields("y", headings=["badge"]),
            _fields("z", summary=["badge"]),
            _fields("w", "badge"),
            _fields("v"),
        ]
    )["badg"]
    assert [found.weights.get(n, 0) for n in range(6)] == [*sorted(found.weights.values(), reverse=True), 0]
    assert len(set(found.weights.values())) == 5
    assert found.titles == {0}


def test_rare_words_weigh_more() -> None:
    """A word of one article is worth more than a word of all."""
    found = _weigh([_fields("blue badge"), _fields("red badge"), _fields("green badge")])
    assert found["blue"].weights[0] > found["badg"].weights[0]
    assert found["blue"].rarity > found["badg"].rarity


def test_neighbours_are_a_term() -> None:
    """Two words that stand together in a phrase are a term; across two phrases they are none."""
    found = _weigh([_fields("blue badge", names=["red", "donut"]), _fields("badge blue")])
    assert set(found["blue badg"].weights) == {0}
    assert "red donut" not in found


def test_chance_pairs_of_a_text_are_left_out() -> None:
    """Two words together in one place of one text say nothing; twice, or in two texts, they do."""
    found = _weigh([_fields("a1", "blue badge, old donut, old donut"), _fields("b1", "blue sky")])
    assert "blue badg" not in found
    assert set(found["old donut"].weights) == {0}


def test_bounds() -> None:
    """A long text gives its most telling terms only, and a word of very many articles keeps the heaviest."""
    words = " ".join(f"word{n} word{n}" for n in range(400))
    found = _weigh([_fields("long", words), *(_fields("common") for _ in range(MOST_ARTICLES + 50))])
    assert sum(0 in posting.weights for term, posting in found.items() if " " not in term) <= MOST_TERMS + 1
    assert len(found["common"].weights) == MOST_ARTICLES


def test_nothing() -> None:
    """A portal of no articles, or of articles without a word, has an index too."""
    assert _weigh([]) == {}
    assert _weigh([Fields({"title": ["!"]})]) == {}
    assert digest("", TERMS) == "\n\n\n"
