"""Tags in raw HTML and their attributes are found however they are written."""

from __future__ import annotations

import pytest

from support_portal.core.markdown.html_tags import tags


@pytest.mark.parametrize(
    ("html", "values"),
    [
        ('<img src="a.png" ALT=\'b "c"\'>', {"src": "a.png", "alt": 'b "c"'}),
        ("<IMG\n  src = a.png\n/>", {"src": "a.png"}),
        ('<a data-href="no" href="a.html">', {"data-href": "no", "href": "a.html"}),
        ('<a title="1 > 0" href="a.html">', {"title": "1 > 0", "href": "a.html"}),
        ('<a href="a" href="b">', {"href": "a"}),
        ('<a alt="">', {"alt": ""}),
    ],
)
def test_attributes(html: str, values: dict[str, str]) -> None:
    """Each value stands at its place; of two of one name the first counts, as in a browser."""
    (tag,) = tags(html, 0, len(html))
    assert (tag.start, tag.end) == (0, len(html))
    assert {name: attribute.value for name, attribute in tag.attributes.items()} == values
    assert all(html[a.start : a.end] == a.value for a in tag.attributes.values())


@pytest.mark.parametrize("text", ["a < b > c", "</p>", "<!-- no -->", '<a href="never closed', "<1>"])
def test_no_tags(text: str) -> None:
    """What is no opening tag is none."""
    assert list(tags(text, 0, len(text))) == []


def test_bounds() -> None:
    """Nothing is found outside the part that is asked for."""
    assert [tag.name for tag in tags("<a><b><c>", 3, 6)] == ["b"]
