"""Directives are taken apart as MyST does it."""

from __future__ import annotations

import pytest

from support_portal.core.markdown.directives import directive, entries, opening, options
from support_portal.core.markdown.views import view


@pytest.mark.parametrize(
    ("info", "found"),
    [
        ("{note}", ("note", "")),
        (" {figure} a b.png ", ("figure", "a b.png")),
        ("{list-table}\tTitle", ("list-table", "Title")),
        ("json", None),
        ("{note}Title", None),  # no directive for MyST, which wants a space
        ("", None),
    ],
)
def test_openings(info: str, found: tuple[str, str] | None) -> None:
    """A directive's name is the first word of the line, in curly brackets."""
    assert opening(info) == found


@pytest.mark.parametrize(
    ("lines", "values", "begin"),
    [
        ([":alt: A picture", ":open:", "", "Text"], {"alt": "A picture", "open": ""}, 2),
        (["  :alt: A picture ", "Text"], {"alt": "A picture"}, 1),
        ([":alt: It goes", ": on", ":name: b", "Text"], {"alt": "It goes", "name": "b"}, 3),
        ([":::{tip}", ":a: b", ":::"], {}, 0),
        (["---", "link: some/page", 'alt: "A: b"', "---", "Text"], {"link": "some/page", "alt": "A: b"}, 4),
        (["---", "link: page"], {"link": "page"}, 2),
        (["", ":alt: no option"], {}, 0),
        ([], {}, 0),
    ],
)
def test_options(lines: list[str], values: dict[str, str], begin: int) -> None:
    """Options stand below the first line in one of two forms, each value at its place."""
    found, behind = options(lines)
    assert {option.name: option.value for option in found} == values
    assert [lines[o.number][o.start : o.end] for o in found] == list(values.values())
    assert behind == begin


def test_parts() -> None:
    """Argument, options and body of a directive stand where they say, in a list and a quote too."""
    text = "> - ```{figure} a.png\n>   :alt: B\n>   :alt: C\n>\n>   Text\n>   ```\n"
    block = view(text)
    found = directive("{figure} a.png", block, block.part(":alt: B\n:alt: C\n\nText", 1))
    assert found is not None
    assert text[slice(*found.head.span(found.start, found.start + 5))] == "a.png"
    assert text[slice(*found.title.span(0, 5))] == "a.png"
    alt = found.option("alt")
    assert alt is not None
    assert alt.value == "C"
    assert found.option("name") is None
    assert found.body.text == "\nText"
    assert text[slice(*found.body.span(1, 5))] == "Text"


def test_entries() -> None:
    """A toctree's line names a page, with or without words of its own."""
    lines = ["a", "", "  B c <b/c>", r"d \<e>"]
    assert [(e.target, e.shown, e.number) for e in entries(lines)] == [
        ("a", "", 0), ("b/c", "B c", 2), (r"d \<e>", "", 3)
    ]  # fmt: skip
    assert [lines[e.number][e.start : e.end] for e in entries(lines)] == ["a", "b/c", r"d \<e>"]
