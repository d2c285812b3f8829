"""A view knows where each of its lines stands in the file."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.editing.myst_views import NOWHERE, blocks, view

# Other signs that Python, but not Markdown, takes for the end of a line.
_SIGNS = st.characters(exclude_characters="\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")


@given(st.lists(st.text(_SIGNS), min_size=1), st.sampled_from(["\n", "\r\n", "\r"]))
def test_every_line_stands_where_it_says(lines: list[str], newline: str) -> None:
    """Lines are cut where Markdown cuts them, and each is found at its place."""
    text = newline.join(lines)
    whole = view(text)
    assert list(whole.lines) == lines
    assert all(text.startswith(line, place) for line, place in zip(whole.lines, whole.places, strict=True))


def test_blocks_inside_blocks() -> None:
    """The text of a paragraph in a quote in a list is found behind the signs that stand before it."""
    text = "1. One\n\n   > Two\n   > three\n"
    parts = [part for token, part in blocks(view(text), {}) if token.type == "inline"]
    assert [part.text for part in parts] == ["One", "Two\nthree"]
    assert [text[place] for part in parts for place in part.places] == ["O", "T", "t"]
    assert parts[1].locate(5) == (text.index("hree"), 4)


def test_what_is_not_there_as_it_stands() -> None:
    """A line that the parser changed has no place, rather than a wrong one."""
    assert view("a b").part("a  b", 0).places == (NOWHERE,)
