"""Front matter: typed values, exact lines, a problem for each wrong value, and never an exception."""

from __future__ import annotations

import datetime as dt
import pickle
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin

from support_portal.core import front_matter
from support_portal.core.fields import BY_NAME, FIELDS, Field, Kind
from support_portal.notices import Notice

from .make import article, data

CASES = data("front_matter.yaml")
TYPES: dict[Kind, type | tuple[type, ...]] = {
    Kind.TEXT: str, Kind.WORDS: tuple, Kind.DATE: dt.date, Kind.MOMENT: dt.datetime,
    Kind.CHOICE: str, Kind.CHOICES: tuple, Kind.NUMBER: int,
    Kind.FLAG: bool,
}  # fmt: skip


def plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_values(case: dict[str, Any]) -> None:
    """A file's front matter gives these values, and no others."""
    found = front_matter.parse(case["text"])
    assert {name: plain(value) for name, value in found.values.items()} == case["values"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_problems(case: dict[str, Any]) -> None:
    """Each wrong value costs one problem, at its line, of its kind, that says what is wrong."""
    found = front_matter.parse(case["text"]).problems
    assert [(p.line, p.notice.subtype) for p in found] == [(line, notice) for line, notice, _ in case["problems"]]
    for problem, (_, _, words) in zip(found, case["problems"], strict=True):
        assert words in problem.message


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_examples(field: Field) -> None:
    """The example of every field is right, so the reference page and the notices show what one may copy."""
    found = front_matter.parse(f"---\n{field.name}: {field.example}\n---\n")
    assert found.problems == ()
    assert isinstance(found.values[field.name], TYPES[field.kind])
    assert found.lines == {field.name: 2}


def test_every_field_is_an_article_attribute() -> None:
    """What front matter gives can be handed to Article as it is."""
    text = "\n".join(f"{field.name}: {field.example}" for field in FIELDS)
    values = front_matter.parse(f"---\n{text}\n---\n").values
    made = article("news/one", **values)
    assert all(getattr(made, field.name) == values[field.name] for field in FIELDS)


def test_lines_count_from_the_top_of_the_file() -> None:
    """The first key stands on line 2; a key whose value spans lines does not shift the next by more than those."""
    found = front_matter.parse("---\nsummary: >-\n  one\n  two\npin: 1\n---\n")
    assert found.lines == {"summary": 2, "pin": 5}


@pytest.mark.parametrize(
    ("text", "section", "expected"),
    [
        ("# Title", "news", ["date"]),
        ("---\nowner: editors\n---\n", "news", ["date"]),
        ("---\ndate:\n---\n", "news", ["date"]),
        ("---\ndate: 2026-11-23\n---\n", "news", []),
        ("---\ndate: soon\n---\n", "news", []),
        ("# Title", "solutions", []),
        ("# Title", "", []),
    ],
)
def test_missing(text: str, section: str, expected: list[str]) -> None:
    """News need a date; an empty one is missing, a wrong one was reported already."""
    found = front_matter.missing(front_matter.parse(text), section)
    assert [p.message.split()[0] for p in found] == expected
    assert all(p.notice is Notice.REQUIRED and p.line == 1 and "write for example" in p.message for p in found)


def test_long_values_are_cut_in_messages() -> None:
    """A message shows no more than 60 characters of a wrong value."""
    (problem,) = front_matter.parse(f"---\nstate: {'x' * 500}\n---\n").problems
    assert "x" * 60 in problem.message
    assert "x" * 61 not in problem.message


_SCALARS = st.sampled_from(data("scalars.yaml"))
_VALUES = st.recursive(
    _SCALARS | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.lists(inner, max_size=2).map(lambda items: f"{{{', '.join(f'k: {i}' for i in items)}}}")
    ),
    max_leaves=6,
)
_KEYS = st.sampled_from([*BY_NAME, "sumary", "title", "? [a]", "<<"]) | st.text(max_size=6)


@given(st.lists(st.tuples(_KEYS, _VALUES), max_size=6))
@example([("keywords", "- " * 30_000)])
@example([("keywords", "[" * 30_000)])
@example([("topics", "&a [*a]")])
@example([("summary", "\ud800")])
@example([("minutes", "1" * 5_000)])
def test_wild_values(rows: list[tuple[str, str]]) -> None:
    """Whatever stands behind a key: nothing raises, values are of their field's type, lines lie in the file."""
    text = "---\n" + "\n".join(f"{key}: {value}" for key, value in rows) + "\n---\n"
    found = front_matter.parse(text)
    for name, value in found.values.items():
        assert isinstance(value, TYPES[BY_NAME[name].kind])
    last = len(text.splitlines())
    assert all(p.message and p.line and 1 <= p.line <= last for p in found.problems)
    assert all(2 <= line <= last for line in found.lines.values())
    made = article("news/one", **found.values)
    assert pickle.loads(pickle.dumps(made)) == made
    front_matter.missing(found, "news")


@given(st.text(st.characters()))
def test_wild_texts(text: str) -> None:
    """No text at all makes the parser raise, with or without dashes around it."""
    front_matter.parse(text)
    front_matter.parse(f"---\n{text}\n---\n")


_LINES = st.sampled_from(
    ["---", "----", "-----", " ---", "   ---", "    ---", "--- ", "---x", "--", "...", "... ", " ...", "a: 1", "", "x"]
)


@given(st.lists(_LINES, min_size=1, max_size=7))
def test_block_is_what_myst_takes_for_front_matter(lines: list[str]) -> None:
    """The block ends where MyST ends it: text MyST hides as front matter cannot escape our eyes, nor the reverse."""
    text = "\n".join(lines) + "\n"
    tokens = MarkdownIt("commonmark").use(front_matter_plugin).parse(text)
    theirs = next((token.content for token in tokens if token.type == "front_matter"), None)
    ours = front_matter.block(text)
    assert (ours if ours is None else ours.removesuffix("\n")) == theirs
