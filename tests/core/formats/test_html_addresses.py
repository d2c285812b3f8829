"""Addresses in HTML: absolute where they stand, and every other sign as it was."""

from __future__ import annotations

import doctest
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.formats import html_addresses
from support_portal.core.formats.html_addresses import ADDRESSES, make_absolute

URL = "https://help.example.org/x/news/a.html"


@pytest.mark.parametrize(
    ("html", "absolute"),
    [
        ('<a href="b.html">b</a>', '<a href="https://help.example.org/x/news/b.html">b</a>'),
        ('<a href="#part">b</a>', '<a href="https://help.example.org/x/news/a.html#part">b</a>'),
        ("<IMG SRC=../c.png ALT='a \"b\"'>", '<IMG src="https://help.example.org/x/c.png" alt="a &quot;b&quot;">'),
        (
            '<video poster="p.png" src="v.mp4" controls />',
            '<video poster="https://help.example.org/x/news/p.png"'
            ' src="https://help.example.org/x/news/v.mp4" controls />',
        ),
        ('<a href="?a=1&amp;b=2">x</a>', '<a href="https://help.example.org/x/news/a.html?a=1&amp;b=2">x</a>'),
        ('<a href="mailto:a@b.org">x</a>', '<a href="mailto:a@b.org">x</a>'),
        ('<a href="https://else.org/?q=%20">x</a>', '<a href="https://else.org/?q=%20">x</a>'),
        ('<a href="http://[">x</a>', '<a href="http://[">x</a>'),
        (
            'é\r\n\u2028<b>\n<a\n href="b">x</a>\n',
            'é\r\n\u2028<b>\n<a href="https://help.example.org/x/news/b">x</a>\n',
        ),
    ],
)
def test_addresses(html: str, absolute: str) -> None:
    """Each address is joined with the page's own, however the tag is written."""
    assert make_absolute(html, URL) == absolute


@pytest.mark.parametrize(
    "html",
    [
        "",
        "a &amp; b &nbsp; &#12; & <",
        "<p title='href=\"b\"'>x<br/></P>",
        '<!-- <a href="b">x</a> -->',
        '<script>"<a href=b>"</script>',
        "<svg viewBox='0 0 1 1'/>",
        "<a",
        '<a href="b',
    ],
)
def test_the_rest_stays(html: str) -> None:
    """What holds no address comes back sign for sign, broken HTML and comments too."""
    assert make_absolute(html, URL) == html


_VALUES = st.text(st.characters(codec="utf-8", exclude_categories=["C"], exclude_characters='"&<>['), max_size=12)
_TAGS = st.builds(
    lambda name, attribute, value, text: f'<{name} {attribute}="{value}">{text}</{name}>',
    st.sampled_from(["a", "img", "p", "em"]),
    st.sampled_from(["href", "src", "title", "id", "poster"]),
    _VALUES,
    _VALUES,
)


@given(st.lists(st.one_of(_TAGS, _VALUES, st.sampled_from(["\n", "\r", "&lt;", "<br>"]))).map("".join))
def test_as_a_parser_sees_it(html: str) -> None:
    """A parser finds the same tags, attributes and texts before and after, but for addresses, which are joined."""
    before, after = (BeautifulSoup(text, "html.parser") for text in (html, make_absolute(html, URL)))
    assert before.get_text() == after.get_text()
    for old, new in zip(before.find_all(True), after.find_all(True), strict=True):
        assert old.name == new.name
        assert {k: urljoin(URL, v) if k in ADDRESSES else v for k, v in old.attrs.items()} == new.attrs


_ODD = st.sampled_from(
    ["<", ">", '"', "'", "<!-- ", " -->", "<a href=b>", "<script>", "</script>", "<a b='", "<?a", "</", "="]
)


@given(st.lists(st.one_of(_TAGS, _VALUES, _ODD), max_size=6).map("".join))
def test_the_short_way(html: str) -> None:
    """To look only at tags with addresses gives what it gives to look at all."""
    assert make_absolute(html, URL) == html_addresses._parsed(html, URL)


@given(st.text())
def test_never_an_error(html: str) -> None:
    """Whatever an author writes as HTML is no error."""
    make_absolute(html, URL)


def test_the_documentation_is_true() -> None:
    """The example in the docstring works."""
    assert doctest.testmod(html_addresses).failed == 0
