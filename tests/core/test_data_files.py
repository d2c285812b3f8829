"""Data files: read what editors keep in docs/_data, with a problem instead of a crash."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.data_files import Term, read_data, read_synonyms, read_vocabulary, unknown_terms
from support_portal.notices import Notice

from .make import messages

BADGES, API = Term("badges", "Badges", "The donut"), Term("api", "APIs")


def write(folder: Path, text: str | bytes, name: str = "topics.yaml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    return path


@pytest.mark.parametrize("name", ["topics.yaml", "topics.json"])
def test_no_file(tmp_path: Path, name: str) -> None:
    """A file that is not there is no mistake."""
    assert read_data(tmp_path / name) == (None, ())
    assert read_vocabulary(tmp_path / name) == ({}, ())


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.yaml", "- text: x\n  show_from: 2026-02-30\n", [{"text": "x", "show_from": "2026-02-30"}]),
        ("a.yaml", "a: !!bool perhaps\nb: !!int ''\n", {"a": "perhaps", "b": ""}),
        ("a.yml", "", None),
        ("a.json", '{"a": [1]}', {"a": [1]}),
    ],
)
def test_content(tmp_path: Path, name: str, text: str, expected: Any) -> None:
    """The content comes as plain values; a day not in the calendar is a text, so only its entry is wrong."""
    assert read_data(write(tmp_path, text, name)) == (expected, ())


@pytest.mark.parametrize(
    ("name", "text", "words", "line"),
    [
        ("a.yaml", "a: 1\nb: [\n", "is not YAML", 3),
        ("a.yaml", "a: 1\n? [a]\n: {}\n---\n", "is not YAML", None),
        ("a.yaml", "!!python/object:os.system {}", "is not YAML", 1),
        ("a.yaml", "a: \x00", "cannot be read", None),
        ("a.yaml", b"a: 1\nb: \xff", "is not in UTF-8", 2),
        ("a.yaml", "[" * 2_000, "cannot be read", None),
        ("a.json", '{\n"a": }', "is not JSON", 2),
        ("a.json", "", "is not JSON", 1),
        ("a.json", "[" * 100_000, "cannot be read", None),
        ("a.json", "9" * 5_000, "cannot be read", None),
    ],
)
def test_unreadable(tmp_path: Path, name: str, text: str | bytes, words: str, line: int | None) -> None:
    """What cannot be read costs one problem, at its line where one is known."""
    data, (problem,) = read_data(write(tmp_path, text, name))
    assert data is None
    assert problem.notice is Notice.DATA_FILE
    assert words in problem.message
    assert line is None or problem.line == line


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """A folder where a file should be costs one problem."""
    (tmp_path / "topics.yaml").mkdir()
    assert "cannot be read" in read_data(tmp_path / "topics.yaml")[1][0].message


def test_vocabulary(tmp_path: Path) -> None:
    """Terms keep their order; a title alone will do."""
    terms, problems = read_vocabulary(write(tmp_path, "badges: {title: Badges, description: The donut}\napi: APIs\n"))
    assert (list(terms.values()), problems) == ([BADGES, API], ())


def test_wrong_entries_of_a_vocabulary(tmp_path: Path) -> None:
    """An entry without a title is dropped with a problem; the others stay."""
    text = "api: APIs\nno: 5\nx: {description: y}\nz: null\n404: {title: Lost}"
    terms, problems = read_vocabulary(write(tmp_path, text))
    assert list(terms) == ["api", "404"]
    assert messages(problems) == [
        f'entry "{key}" has no title; write "{key}: {{title: …}}"' for key in ("False", "x", "z")
    ]


def test_a_vocabulary_is_a_mapping(tmp_path: Path) -> None:
    """A list or a text is no vocabulary."""
    terms, (problem,) = read_vocabulary(write(tmp_path, "- badges\n"))
    assert terms == {}
    assert "has no entries" in problem.message


def test_unknown_terms() -> None:
    """Each term not in the vocabulary is told, with those there are and the one most like it."""
    terms = {"badges": BADGES, "api": API}
    (problem,) = unknown_terms("topics", ("badge", "api"), terms, 4, "docs/_data/topics.yaml")
    assert (problem.notice, problem.line) == (Notice.TOPIC, 4)
    assert problem.message == (
        '"badge" in topics is not in docs/_data/topics.yaml; write one of badges, api (did you mean "badges"?)'
    )


def test_an_empty_vocabulary_allows_every_term() -> None:
    """A portal without a vocabulary file has free topics."""
    assert unknown_terms("topics", ("anything",), {}, 1, "topics.yaml") == ()


@given(st.text(st.characters()) | st.binary())
def test_wild_files(tmp_path_factory: pytest.TempPathFactory, text: str | bytes) -> None:
    """Whatever a file holds: nothing raises, and it gives values or problems."""
    folder = tmp_path_factory.getbasetemp()
    for name in ("wild.yaml", "wild.json"):
        data, problems = read_data(write(folder, text, name))
        assert data is None or not problems
    terms, _ = read_vocabulary(folder / "wild.yaml")
    assert all(isinstance(term.title, str) for term in terms.values())


def test_synonyms(tmp_path: Path) -> None:
    """Groups of two words or more are read; what is no group costs a problem and is left out."""
    path = write(tmp_path, "- [sign in, log in]\n- [alone]\n- word\n- [DOI, 1]\n", "synonyms.yaml")
    groups, problems = read_synonyms(path)
    assert groups == (("sign in", "log in"), ("DOI", "1"))
    assert [m.split(";")[0] for m in messages(problems)] == ["entry 2 is no group", "entry 3 is no group"]
    assert "is no list" in messages(read_synonyms(write(tmp_path, "a: b\n", "synonyms.yaml"))[1])[0]
    assert read_synonyms(tmp_path / "none.yaml") == ((), ())
