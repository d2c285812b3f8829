"""YAML as plain values: what SafeLoader reads, and texts where it would stumble."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from support_portal.core import plain_yaml

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.datetimes() | st.text()
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


@given(values)
def test_right_yaml_reads_as_ever(value: Any) -> None:
    """What SafeLoader reads is read alike."""
    text = yaml.safe_dump(value)
    assert plain_yaml.load(text) == yaml.safe_load(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-13-45", "2026-13-45"),
        ("[2026-02-30, 1]", ["2026-02-30", 1]),
        ("2026-01-01T00:00:00+99:99", "2026-01-01T00:00:00+99:99"),
        ("!!bool perhaps", "perhaps"),
        ("!!int ''", ""),
        ("!!int x", "x"),
        ("!!float ''", ""),
        ("!!timestamp soon", "soon"),
        ("!!python/name:os.system x", "x"),
        ("[&a !!bool x, *a]", ["x", "x"]),
        ("1" * 5_000, "1" * 5_000),
        ("", None),
    ],
)
def test_what_yaml_refuses_is_a_text(text: str, expected: Any) -> None:
    """A scalar that is not what it looks like or says it is comes back as its text."""
    assert plain_yaml.load(text) == expected


@pytest.mark.parametrize("text", ["[", "a: b: c", "!!python/object:os.system {}", "{[a]: b}", "*nowhere", "\x00"])
def test_what_is_no_yaml(text: str) -> None:
    """A text that does not parse raises YAML's own error; so do objects of Python, which are never made."""
    with pytest.raises(yaml.YAMLError):
        plain_yaml.load(text)


@pytest.mark.parametrize("bracket", ["[", "{a: ", "- ", "? "])
@pytest.mark.parametrize("depth", [2_000, 6_000, 30_000])
def test_depth(bracket: str, depth: int) -> None:
    """However deep a text is nested, Python survives: it is read, or refused with an error one can catch."""
    with suppress(yaml.YAMLError, RecursionError):
        plain_yaml.compose(bracket * depth)


def test_compose_knows_lines() -> None:
    """The node tree says on which line each key stands."""
    root = plain_yaml.compose("a: 1\n\nb: 2\n")
    assert isinstance(root, yaml.MappingNode)
    assert [(key.value, key.start_mark.line) for key, _ in root.value] == [("a", 0), ("b", 2)]
