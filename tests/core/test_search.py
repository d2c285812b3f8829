"""Search records: one small record a page, in a script any engine reads."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from support_portal.core.library import Library
from support_portal.core.search import index_script, search_records

from .make import article, library

EMBED = "solutions/badges/embed"
PREFIX = "globalThis.portalSearchRecords="
texts = st.text(st.characters(exclude_categories=("Cs",)))


def records(found: Library, **options: Any) -> dict[str, dict[str, Any]]:
    """Return the records by address."""
    options = {"old_names": {}} | options
    return {record["u"]: record for record in search_records(found, lambda docname: f"{docname}.html", **options)}


def test_record(small: Library) -> None:
    """A record has the page's address, title, summary, headings, words readers type, place and section."""
    assert records(small)[f"{EMBED}.html"] == {
        "u": "solutions/badges/embed.html",
        "t": "Embed a badge",
        "s": "Two lines of HTML show an attention badge on any page.",
        "h": [["the-script", "The badge script"], ["sizes", "Badge sizes"]],
        "k": "donut · widget · How do I show a badge?",
        "c": "Solutions \u203a Badges",
        "n": "solutions",
    }


def test_what_is_worth_finding(small: Library) -> None:
    """Every page is found but those that only list others: the home page, the sections' indexes, and the 404 page."""
    found = records(library([*small, article("404")]))
    assert set(found) == {f"{d}.html" for d in small.articles} - {
        "index.html", "404.html", "news/index.html", "solutions/index.html", "training/index.html",
    }  # fmt: skip


def test_order_is_by_docname(small: Library) -> None:
    """The file does not change when Sphinx reads the pages in another order."""
    assert list(records(small)) == sorted(records(small), key=lambda address: address.removesuffix(".html"))
    assert list(records(small).values()) == list(records(library(reversed(list(small)))).values())


def test_old_names() -> None:
    """Words of old addresses and links are added to the author's keywords, each once."""
    found = library([article("solutions/a", keywords=["donut"], answers=["Why?"])])
    record = records(found, old_names={"solutions/a": ("donut", "old name"), "solutions/gone": ("x",)})
    assert record["solutions/a.html"]["k"] == "donut · Why? · old name"


def test_popularity(small: Library) -> None:
    """The most popular page has 1, others less the less popular they are, pages of no rank nothing."""
    found = records(small, popularity=(EMBED, "solutions/orphan", "solutions/score/built"))
    assert [found[f"{d}.html"].get("p") for d in (EMBED, "solutions/orphan", "solutions/score/built", "about")] == [
        1, 0.667, 0.333, None,
    ]  # fmt: skip


def test_teaser_stands_in_for_a_summary() -> None:
    """Without a summary the result shows the teaser."""
    assert records(library([article("a", teaser="First words")]))["a.html"]["s"] == "First words"


@given(st.lists(st.dictionaries(texts, texts | st.lists(texts), max_size=3), max_size=3))
@example([{"t": "a\u2028b\u2029c</script>"}])
def test_script(wild: list[dict[str, Any]]) -> None:
    """After its first words the script is JSON, on one line in any script engine."""
    script = index_script(wild)
    assert script.startswith(PREFIX)
    assert script.endswith(";\n")
    assert json.loads(script.removeprefix(PREFIX).removesuffix(";\n")) == wild
    assert not {"\u2028", "\u2029", "\n", "\r"} & set(script[:-1])
    script.encode()


@pytest.mark.parametrize("count", [0, 1])
def test_small_indexes(count: int) -> None:
    """A portal of no pages has an index too."""
    pages = [article(f"solutions/{n}") for n in range(count)]
    script = index_script(search_records(library(pages), str, {}))
    assert len(json.loads(script.removeprefix(PREFIX).removesuffix(";\n"))) == count
