"""Redirects: from old addresses to living pages, never away from one, never in a chain."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from support_portal.core.addresses import normal_path
from support_portal.core.redirects import netlify_redirects, nginx_map, redirect_table
from support_portal.notices import Notice

from .make import article, messages

A, B = "solutions/a", "solutions/b"


def table(*claims: tuple[str, list[str]]) -> tuple[dict[str, str], list[str]]:
    """Return the table and the messages for pages with these old addresses."""
    pages = [article(docname, redirect_from=old) for docname, old in claims]
    found, problems = redirect_table(pages, [*(docname for docname, _ in claims), "about", "solutions/x/index"])
    assert all(problem.notice is Notice.REDIRECT for _, problem in problems)
    return found, messages(problems)


@pytest.mark.parametrize(
    ("written", "old"),
    [
        ("old", "old"),
        ("/old/page.html", "old/page"),
        ("https://help.example.org/support/articles/6000-old", "support/articles/6000-old"),
        ("old/index.html", "old"),
        ("old/", "old"),
        ("alt/Größe 1", "alt/Größe 1"),
        ("v1.5/notes", "v1.5/notes"),
    ],
)
def test_old_addresses(written: str, old: str) -> None:
    """An old address may be written as it stood in the browser."""
    assert table((A, [written])) == ({old: A}, [])


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("/", "is no address here"),
        ("../etc/passwd", "is no address here"),
        ("a/../about", "is no address here"),
        ("./about", "is no address here"),
        ("a/./b", "is no address here"),
        ("a//b", "is no address here"),
        ('a" "/b', "is no address here"),
        ("a;b", "is no address here"),
        ("a{b}", "is no address here"),
        ("a\\b", "is no address here"),
        ("a\nb", "is no address here"),
        ("a<script>", "is no address here"),
        ("about", "is a living page"),
        ("/about/", "is a living page"),
        ("solutions/x", "is a living page"),
        (A, "is this page itself"),
        ("/solutions/a.html", "is this page itself"),
    ],
)
def test_refused(written: str, words: str) -> None:
    """What is no address of this portal, or a page's own, is refused with a reason."""
    found, problems = table((A, [written]))
    assert found == {}
    assert len(problems) == 1
    assert problems[0].startswith(f'{A}: redirect_from "{written}" {words}')


def test_two_claims() -> None:
    """Of two articles the first by docname has an old address; the other is told who has it."""
    expected = ({"old": A}, [f'{B}: redirect_from "old.html" already leads to {A}; keep it in one of the two'])
    assert table((A, ["old"]), (B, ["old.html"])) == expected
    assert table((B, ["old.html"]), (A, ["old"])) == expected


def test_table_is_sorted() -> None:
    """The table does not depend on the order of pages or of their old addresses."""
    assert list(table((B, ["z", "m"]), (A, ["x"]))[0]) == ["m", "x", "z"]


parts = st.sampled_from(["a", "b", "index", "", ".", "..", "é", "a b", "x.html", "$1", "*", '"', "\n", "\u2028", "~"])
paths = st.lists(parts, max_size=4).map("/".join)
docnames = st.lists(st.sampled_from(["a", "b", "index", "x"]), min_size=1, max_size=3).map("/".join)
fronts, ends = st.sampled_from(["", "/", "./", "https://h.example/", " "]), st.sampled_from(["", "/", ".html"])
written = st.tuples(fronts, paths | docnames, ends)
pages = st.dictionaries(docnames, st.lists(written.map("".join), max_size=4, unique=True), max_size=5)


@given(pages, st.lists(docnames))
@example({"a": ["./b", "b/.", "x/../b"], "b": []}, [])
def test_living_pages_stay_and_nothing_chains(claims: dict[str, list[str]], others: list[str]) -> None:
    """No living page is redirected, no redirect leads to another, every claim is kept or told."""
    living = {*claims, *others}
    found, problems = redirect_table([article(d, redirect_from=old) for d, old in claims.items()], living)
    addresses = {normal_path(docname) for docname in living}
    for old, new in found.items():
        assert old not in addresses
        assert posixpath.normpath(old) == old
        assert new in living
        assert normal_path(new) not in found
    assert len(found) + len(problems) == sum(map(len, claims.values()))


@given(pages)
def test_maps_hold_one_rule_a_line(claims: dict[str, list[str]]) -> None:
    """Nothing an author writes breaks out of its rule in the maps web servers read."""
    found, _ = redirect_table([article(d, redirect_from=old) for d, old in claims.items()], claims)
    rules = re.findall(r'^    "(/[^"]*)" "/[^"]*";$', nginx_map(found), re.MULTILINE)
    assert rules == [form for old in found for form in (f"/{old}", f"/{old}/", f"/{old}.html")]
    rows = [line.split(" ") for line in netlify_redirects(found).splitlines()]
    assert all(len(row) == 3 and row[2] == "301!" for row in rows)
    assert [unquote(row[0]) for row in rows] == [form for old in found for form in (f"/{old}", f"/{old}.html")]


def test_nginx_map() -> None:
    """An old address is known with a slash, with a suffix and with neither."""
    assert nginx_map({"old": "solutions/a.html"}).splitlines()[1:] == [
        "map $uri $portal_moved {",
        '    default "";',
        '    "/old" "/solutions/a.html";',
        '    "/old/" "/solutions/a.html";',
        '    "/old.html" "/solutions/a.html";',
        "}",
    ]


def test_netlify() -> None:
    """Old addresses are percent-encoded, so that no sign of theirs means something else there."""
    assert netlify_redirects({"a b/*": "solutions/a/"}) == (
        "/a%20b/%2A /solutions/a/ 301!\n/a%20b/%2A.html /solutions/a/ 301!\n"
    )
    assert netlify_redirects({}) == ""
