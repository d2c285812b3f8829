"""Articles get the words that mean the same as their own."""

from __future__ import annotations

import pytest

from support_portal.core.search.synonyms import Synonyms
from support_portal.core.search.weights import Fields
from support_portal.core.search.words import Terms

GROUPS = [["sign in", "log in", "login"], ["DOI", "digital object identifier"]]


@pytest.mark.parametrize(
    ("title", "names", "expected"),
    [
        ("Signing in", ["x"], ["x", "log in", "login"]),
        ("Sign in or log in", [], ["login"]),
        ("What DOIs are", [], ["digital object identifier"]),
        ("A page", [], []),
    ],
)
def test_synonyms(title: str, names: list[str], expected: list[str]) -> None:
    """What a phrase holds of a group, whatever its endings, brings the rest of the group among the names."""
    found = Synonyms(GROUPS, Terms("en")).add(Fields({"title": [title], "names": names}, "kept"))
    assert found.phrases["names"] == expected
    assert found.text == "kept"


def test_no_groups() -> None:
    """Without groups the fields stay what they are."""
    one = Fields({"title": ["Sign in"], "names": []})
    assert Synonyms([], Terms("en")).add(one) is one
