"""What the files hold is the same whether all articles were worked out or only those that changed."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.search import contents as module
from support_portal.core.search.contents import Contents, contents
from support_portal.core.search.synonyms import Synonyms
from support_portal.core.search.weights import Fields, digest
from support_portal.core.search.words import Terms

TERMS = Terms("en")
WORDS = ["badge", "badges", "colour", "repo", "repository", "register", "registry", "key", "検索する", "donut", "blue"]
SYNONYMS = Synonyms([["badge", "donut"], ["blue colour", "azure"]], TERMS)
phrase = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
text = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
article = st.builds(
    lambda title, names, heading, summary, text: Fields(
        {"title": [title], "names": names, "headings": [heading], "summary": [summary], "trail": ["help"]},
        digest(text, TERMS),
    ),
    phrase, st.lists(phrase, max_size=2), phrase, phrase, text,
)  # fmt: skip


def _contents(articles: list[Fields], path: Path | None = None, key: str = "") -> Contents:
    return contents(articles, TERMS, SYNONYMS.add, path, key)


@given(st.lists(article, min_size=1, max_size=12), st.lists(st.tuples(st.integers(0, 11), article), max_size=6))
def test_an_edit_makes_what_a_clean_build_makes(articles: list[Fields], edits: list[tuple[int, Fields]]) -> None:
    """After each of several edits the contents are those that nothing was kept for."""
    with tempfile.TemporaryDirectory() as folder, mock.patch.object(module, "MANY", 1):
        kept = Path(folder) / "kept"
        assert _contents(articles, kept) == _contents(articles)
        for place, changed in edits:
            articles = [changed if n == place else one for n, one in enumerate(articles)]
            assert _contents(articles, kept) == _contents(articles)


def _many(count: int) -> list[Fields]:
    """Return articles with words of which some are common and most are rare, as in any language."""
    chance = random.Random(7)
    words = [f"{a}{b}{c}" for a in "bdfglm" for b in ("a", "ore", "ilt") for c in ("n", "st", "rik", "mo")]

    def some(size: int) -> str:
        return " ".join(words[int(len(words) * chance.random() ** 3)] for _ in range(size))

    return [
        Fields({"title": [some(3)], "names": [some(2)], "headings": [some(2), some(3)], "summary": [some(8)]},
               digest(some(80), TERMS))
        for _ in range(count)
    ]  # fmt: skip


def test_few_articles_are_worked_out(tmp_path: Path) -> None:
    """An edit of a text or a title works out few articles, in a portal of some hundred as of thousands."""
    articles, kept = _many(300), tmp_path / "kept"
    _contents(articles, kept)
    longer = articles[150].text.replace("\t", "\tzebra\t", 1).replace("\n", "\n1 ", 1)
    for number, changed in (
        (150, Fields(articles[150].phrases, longer)),
        (
            20,
            Fields({**articles[20].phrases, "title": [f"{articles[20].phrases['title'][0]} zebra"]}, articles[20].text),
        ),
        (20, articles[20]),
    ):
        articles[number] = changed
        with mock.patch.object(module, "_whole", side_effect=AssertionError):
            found = _contents(articles, kept)
        assert found == _contents(articles)


def test_nothing_changed(tmp_path: Path) -> None:
    """What is kept answers alone when nothing changed."""
    articles, kept = _many(20), tmp_path / "kept"
    before = _contents(articles, kept)
    with mock.patch.object(module, "_whole", side_effect=AssertionError):
        assert _contents(articles, kept) == before


def test_another_key_works_out_all(tmp_path: Path) -> None:
    """Other articles, words or code are told by the key; an article more by their number."""
    articles, kept = _many(20), tmp_path / "kept"
    _contents(articles, kept, "one")
    with mock.patch.object(module, "_whole", side_effect=AssertionError), pytest.raises(AssertionError):
        _contents(articles, kept, "other")
    assert _contents(articles[1:], kept, "one") == _contents(articles[1:])


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + bytes(200)])
def test_a_broken_file_is_as_none(tmp_path: Path, content: bytes) -> None:
    """Whatever is at the path, all articles are worked out and kept anew."""
    articles, kept = _many(20), tmp_path / "kept"
    kept.write_bytes(content)
    assert _contents(articles, kept) == _contents(articles)
    with mock.patch.object(module, "_whole", side_effect=AssertionError):
        _contents(articles, kept)


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    """Where nothing can be kept, the contents are the same."""
    articles = _many(5)
    assert _contents(articles, tmp_path / "missing" / "kept") == _contents(articles)


def test_no_articles(tmp_path: Path) -> None:
    """A portal without articles has contents too, again and again."""
    assert _contents([], tmp_path / "kept") == _contents([], tmp_path / "kept") == _contents([])
