"""How alike texts are: which words count, how much, and how many are compared."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.ranking import similarity
from support_portal.core.ranking.similarity import terms


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Badges, badge", "en", ["badg", "badg"]),
        ("Über Häuser", "de", ["uber", "haus"]),
        ("Badges", "xx", ["badges"]),
        ("a I x", "en", []),
        ("don't e-mail", "xx", ["don't", "e-mail"]),
        ("", "en", []),
    ],
)
def test_terms(text: str, language: str, expected: list[str]) -> None:
    """Words are folded and stemmed in the portal's language, whole in languages we have no stemmer for."""
    assert terms(text, language) == expected


def test_work_grows_with_the_portal_not_its_square() -> None:
    """In a portal where every article has the same words, each looks at no more than some thousand neighbours."""
    bags = {f"{n:04}": Counter(terms(f"word{n % 4} word{n % 5} word{n % 7}")) for n in range(1200)}
    vectors = similarity.vectors(bags)
    postings = similarity.postings(vectors)
    assert max(map(len, postings.values())) <= similarity.MOST_ARTICLES
    words = {docname: similarity.telling_words(vector, postings) for docname, vector in vectors.items()}
    seen = [similarity.similar(vectors[docname], words[docname], postings) for docname in vectors]
    assert all(len(scores) <= similarity.MOST_NEIGHBOURS for scores in seen)


@given(st.integers(2, 200_000), st.data())
def test_a_rarer_word_never_tells_less(total: int, data: st.DataObject) -> None:
    """Rarity is told in steps, which keep the order of words: the fewer articles have one, the more it tells."""
    many = data.draw(st.integers(2, total))
    few = data.draw(st.integers(2, many))
    assert similarity._rarity(total, few) >= similarity._rarity(total, many) > 0
