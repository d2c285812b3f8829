"""The index: scripts any engine reads, the same bytes for the same articles."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from support_portal.core.library import Library
from support_portal.core.search.files import VERSION, Sources, data_script, part_script, search_index

from ..make import article, library

EMBED = "solutions/badges/embed"
texts = st.text(st.characters(exclude_categories=("Cs",)))


def parts(found: Library, sources: Sources | None = None) -> dict[str, Any]:
    """Return the parts of the index by name."""
    scripts = search_index(found, lambda docname: f"{docname}.html", "en", sources or Sources())
    read = {}
    for file, script in scripts.items():
        name = file.removesuffix(".js")
        prefix = f'(globalThis.portalSearchParts??={{}})["{name}"]='
        assert script.startswith(prefix)
        read[name] = json.loads(script.removeprefix(prefix).removesuffix(";\n"))
    return read


def cards(found: Library) -> dict[str, dict[str, Any]]:
    """Return the cards by address."""
    return shown(parts(found))


def shown(read: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what results show by address; files of titles and of cards have the articles in one order."""
    rows = {
        kind: [row for n in range(len(read["start"]["versions"][kind]) // VERSION) for row in read[f"{kind}-{n}"]]
        for kind in ("titles", "cards")
    }
    return {
        address: {"title": title, "trail": trail, "summary": summary, "headings": headings}
        for (address, title, trail), (summary, headings) in zip(rows["titles"], rows["cards"], strict=True)
    }


def test_card(small: Library) -> None:
    """A card has what a result shows: address, title, summary, headings with anchors, the titles above."""
    assert cards(small)[f"{EMBED}.html"] == {
        "title": "Embed a badge",
        "trail": "Solutions \u203a Badges",
        "summary": "Two lines of HTML show an attention badge on any page.",
        "headings": [["the-script", "The badge script"], ["sizes", "Badge sizes"]],
    }


def test_what_is_worth_finding(small: Library) -> None:
    """Every page is found but those that only list others: the home page, the sections' indexes, and the 404 page."""
    assert set(cards(library([*small, article("404")]))) == {f"{d}.html" for d in small.articles} - {
        "index.html", "404.html", "news/index.html", "solutions/index.html", "training/index.html",
    }  # fmt: skip


def test_generated_pages_are_found(small: Library) -> None:
    """A page that no file was written for has a card below the page that leads to it."""
    track = article("training/tracks/us", title="Training for us", summary="A path.", keywords=["Basics"])
    sources = Sources(generated={"training/index": [track]})
    found = shown(parts(small, sources))
    card = found["training/tracks/us.html"]
    assert (card["title"], card["summary"], card["trail"]) == ("Training for us", "A path.", "Training")
    assert set(found) == {*cards(small), "training/tracks/us.html"}


def test_the_order_of_reading_makes_no_difference(small: Library) -> None:
    """The files do not change when Sphinx reads the pages in another order."""
    assert parts(small) == parts(library(reversed(list(small))))


def test_files_have_versions(small: Library) -> None:
    """Each file's version follows its content, and only its."""
    changed = library(
        [*(a for a in small if a.docname != EMBED), replace(small.articles[EMBED], title="Embed a zebra")]
    )
    before, after = parts(small)["start"]["versions"], parts(changed)["start"]["versions"]
    assert {name: len(versions) // VERSION for name, versions in before.items()} == Counter(
        name.rpartition("-")[0] for name in parts(small) if name != "start"
    )
    assert {name for name in before if before[name] != after[name]} >= {"titles", "words"}
    assert {name for name in before if before[name] == after[name]} >= {"cards"}


def test_popularity(small: Library) -> None:
    """The most popular page has most, others less the less popular they are, pages of no rank nothing."""
    start = parts(small, Sources(popularity=(EMBED, "solutions/orphan", "solutions/score/built")))["start"]
    assert sorted(start["popular"], reverse=True)[:4] == ["_", "g", "L", "0"] or len(set(start["popular"])) == 4


def test_teaser_stands_in_for_a_summary() -> None:
    """Without a summary the result shows the teaser."""
    assert cards(library([article("a", teaser="First words")]))["a.html"]["summary"] == "First words"


@given(st.lists(st.dictionaries(texts, texts | st.lists(texts), max_size=3), max_size=3))
@example([{"t": "a\u2028b\u2029c</script>"}])
def test_script(wild: list[dict[str, Any]]) -> None:
    """After its first words a script is JSON, on one line in any script engine."""
    for script, prefix in (
        (data_script("portalX", wild), "globalThis.portalX="),
        (part_script("cards-0", wild), '(globalThis.portalSearchParts??={})["cards-0"]='),
    ):
        assert json.loads(script.removeprefix(prefix).removesuffix(";\n")) == wild
        assert not {"\u2028", "\u2029", "\n", "\r"} & set(script[:-1])
        script.encode()


@pytest.mark.parametrize("count", [0, 1])
def test_small_indexes(count: int) -> None:
    """A portal of no pages has an index too."""
    assert parts(library([article(f"solutions/{n}") for n in range(count)]))["start"]["count"] == count


def test_an_edit_makes_the_same_files(small: Library, tmp_path: Path) -> None:
    """Files made with what is kept of the time before are those made without."""
    kept = tmp_path / "kept"
    search_index(small, str, "en", Sources(), kept)
    for title in ("Embed a zebra", "Embed a badge"):
        changed = library([*(a for a in small if a.docname != EMBED), article(EMBED, title=title)])
        assert search_index(changed, str, "en", Sources(), kept) == search_index(changed, str, "en", Sources())
