"""Addresses: from docnames and what people type to sections, slugs and paths."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_portal.core import addresses

from .make import article, data

TEXTS = data("texts.yaml")
paths = st.lists(st.sampled_from(["a", "b c", "index", "é", "v1.5"]), min_size=1, max_size=4).map("/".join)


@pytest.mark.parametrize("name", ["slugify", "normal_path", "in_url", "section_of", "folder_of"])
def test_texts(name: str) -> None:
    """Each function gives what the table says."""
    function = getattr(addresses, name)
    assert [[text, function(text)] for text, _ in TEXTS[name]] == TEXTS[name]


@given(st.text())
def test_slug_alphabet(text: str) -> None:
    """A slug holds lower-case ASCII letters, digits and single hyphens inside, and is its own slug."""
    slug = addresses.slugify(text)
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug)
    assert addresses.slugify(slug) == slug


fronts = st.sampled_from(["", "/", "https://help.example.org/"])
ends = st.sampled_from(["", ".html", ".htm", "?q=1", "#x"])


@given(paths, fronts, ends)
def test_forms_of_one_address(path: str, front: str, end: str) -> None:
    """However somebody writes an address of a page, it is the same page."""
    assert addresses.normal_path(front + path + end) == addresses.normal_path(path)


@given(paths)
def test_index_stands_for_its_folder(path: str) -> None:
    """A folder's address and its index's are one."""
    assert addresses.normal_path(f"{path}/x/index") == addresses.normal_path(f"{path}/x/") == f"{path}/x"


@pytest.mark.parametrize(
    ("base", "path", "expected"),
    [
        ("https://help.example.org", "a/b", "https://help.example.org/a/b"),
        ("https://example.org/help/", "a/", "https://example.org/help/a/"),
        ("https://example.org/help", "", "https://example.org/help/"),
        ("https://example.org/help", "https://other.example/x", "https://other.example/x"),
    ],
)
def test_absolute(base: str, path: str, expected: str) -> None:
    """A base means the same with and without its last slash."""
    assert addresses.absolute(base, path) == expected


@pytest.mark.parametrize(
    ("former", "expected"),
    [
        ([], "training/a/one"),
        (["/Old/first.html", "training/b/one"], "Old/first"),
        (["training/b/one/"], "training/b/one"),
    ],
)
def test_first_address(former: list[str], expected: str) -> None:
    """The first old address names an article for ever, however it is written; without one, the article's own does."""
    assert addresses.first_address(article("training/a/one", redirect_from=former)) == expected


@pytest.mark.parametrize(("docname", "expected"), [("index", True), ("a/index", True), ("a/reindex", False)])
def test_is_index(docname: str, expected: bool) -> None:
    """Only a page called index stands for its folder."""
    assert addresses.is_index(docname) is expected


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_in_url_is_ascii(text: str) -> None:
    """What goes into an address is ASCII without spaces or quotes, so maps for web servers cannot be broken out of."""
    assert re.fullmatch(r"[A-Za-z0-9/\-_.~%]*", addresses.in_url(text))
