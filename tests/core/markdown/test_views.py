"""A view knows where each of its lines stands in the file."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.markdown.views import NOWHERE, view

# Other signs that Python, but not Markdown, takes for the end of a line.
_SIGNS = st.characters(exclude_characters="\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")


@given(st.lists(st.text(_SIGNS), min_size=1), st.sampled_from(["\n", "\r\n", "\r"]))
def test_every_line_stands_where_it_says(lines: list[str], newline: str) -> None:
    """Lines are cut where Markdown cuts them, and each is found at its place."""
    text = newline.join(lines)
    whole = view(text)
    assert list(whole.lines) == lines
    assert all(text.startswith(line, place) for line, place in zip(whole.lines, whole.places, strict=True))


def test_content_of_a_block() -> None:
    """Content is found behind the signs that stand before it, on every line."""
    text = "> Two\n>  three \n"
    part = view(text).part("Two\n three", 0)
    assert [text[place] for place in part.places] == ["T", " "]
    assert part.locate(5) == (text.index("three"), 2)
    assert part.span(5, 10) == (text.index("three"), text.index("three") + 5)


def test_cells() -> None:
    """Cells that are alike are told apart, and a bar with a backslash before it is one sign of the cell."""
    line = r"a | a | b \| c | d"
    whole = view(line)
    column, found = 0, []
    for content in ("a", "a", "b | c", "d"):
        cell, column = whole.cell(content, 0, column)
        found.append(cell.span(0, len(content)))
    assert [line[low:high] for low, high in found] == ["a", "a", r"b \| c", "d"]
    assert found[0] < found[1]


def test_what_is_not_there_as_it_stands() -> None:
    """A line that the parser changed has no place, rather than a wrong one."""
    assert view("a b").part("a  b", 0).span(0, 4) == (NOWHERE, NOWHERE)
    assert view("| a |").cell("b", 0, 0)[0].span(0, 1) == (NOWHERE, NOWHERE)


def test_nothing_has_a_place_too() -> None:
    """An empty part stands where it begins, and has no length."""
    assert view("ab").span(1, 1) == (1, 1)
