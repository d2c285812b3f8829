"""YAML is changed at one place, and every other character stays."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.editing.yaml_places import scalars, with_item, with_key, without_item, without_key, written

TEXT = "summary: A text\nold: [a, b]\nmore:\n  - c   # a note\n  - d\none: e\nnone:\n"


@pytest.mark.parametrize(
    ("key", "value"),
    [("old", "[a, b, z]"), ("more", "\n  - c   # a note\n  - d\n  - z"), ("one", "[e, z]"), ("none", "[z]")],
)
def test_one_more_item(key: str, value: str) -> None:
    """An item comes last in a list of any form, which keeps its form; a second time it changes nothing."""
    done = with_item(TEXT, key, "z")
    assert f"{key}:{'' if value.startswith(chr(10)) else ' '}{value}\n" in done
    assert with_item(done, key, "z") == done
    assert len(done.splitlines()) - len(TEXT.splitlines()) == (key == "more")


@pytest.mark.parametrize("item", ["a", "b", "c", "d", "e"])
def test_one_item_less(item: str) -> None:
    """An item goes, with its key when it was the last; all others stay."""
    for key in ("old", "more", "one"):
        done = yaml.safe_load(without_item(TEXT, key, item))
        before = yaml.safe_load(TEXT)
        values = before[key] if isinstance(before[key], list) else [before[key]]
        kept = [value for value in values if value != item]
        assert {**before, key: kept or None} | done == {**before, key: kept or None} or done == {
            **before,
            key: before[key],
        }
        assert (key in done) == bool(kept)


def test_keys() -> None:
    """A key gets another value, comes last, or goes; a mapping that is no mapping is refused."""
    assert with_key("a: 1\nb: 2\n", "a", "x") == "a: x\nb: 2\n"
    assert with_key("a: 1\nb:\n", "b", "x") == "a: 1\nb: x\n"
    assert with_key("a: 1", "b", "x") == "a: 1\nb: x\n"
    assert with_key("a:\n  - 1\n  - 2\nb: 3\n", "a", "x") == "a: x\nb: 3\n"
    assert without_key("a:\n  - 1\n  - 2\nb: 3\n", "a") == "b: 3\n"
    assert without_key("a: 1\nb: 3", "b") == "a: 1\n"
    with pytest.raises(ValueError, match="no list of keys"):
        with_key("- a\n", "a", "x")
    with pytest.raises(ValueError, match="by hand"):
        without_key("{a: 1, b: 2}\n", "b")


@given(
    st.text(
        st.characters(
            codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\u2028\u2029\ufeff\ufffe\uffff"
        ),
        min_size=1,
    )
)
def test_written(value: str) -> None:
    """Whatever a text holds, YAML reads it as that text, in a list too."""
    assert yaml.safe_load(f"key: [{written(value)}]") == {"key": [value]}


def test_scalars() -> None:
    """Every value is found with the key above it, without its quotes; what is no YAML has none."""
    text = "a: [one, 'two']\nb: {c: \"three\"}\n"
    rows = [(s.key, s.value, text[s.start : s.end]) for s in scalars(text)]
    assert rows == [("a", "one", "one"), ("a", "two", "two"), ("c", "three", "three")]
    assert list(scalars("a: [")) == []
