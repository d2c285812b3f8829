"""llms.txt: every published article once, in reading order, as Markdown."""

from __future__ import annotations

import datetime as dt
import re

from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.formats.llms import llms_txt
from support_portal.core.library import Library

from ..make import article, library

LINK = re.compile(r"^- \[(?P<title>(?:[^\[\]\\]|\\.)*)\]\((?P<address>[^)]*)\)(?:: (?P<text>.*))?$")


def written(found: Library) -> str:
    return llms_txt("Portal", "How can we help?", found, lambda docname: f"{docname}.md")


def listed(text: str) -> dict[str, list[str]]:
    """Return the addresses below each heading."""
    found: dict[str, list[str]] = {}
    heading = ""
    for line in text.splitlines():
        if line.startswith("## "):
            found.setdefault(heading := line[3:], [])
        elif match := LINK.match(line):
            found[heading].append(match["address"].removesuffix(".md"))
    return found


def test_begins_as_the_proposal_has_it(small: Library) -> None:
    """A title, a quotation that says what it is, then sections of links."""
    assert written(small).startswith("# Portal\n\n> How can we help?\n\n## Badges\n\n- [Embed a badge](")
    assert written(library([])) == "# Portal\n\n> How can we help?\n"


def test_reading_order(small: Library) -> None:
    """Folders in the order of the tree, their articles depth first; then news, training, and the rest."""
    assert listed(written(small)) == {
        "Badges": ["solutions/badges/embed", "solutions/badges/not-showing", "solutions/badges/attributes"],
        "The score": ["solutions/score/built", "solutions/score/sources/mentions", "solutions/score/colours"],
        "News": ["news/keys", "news/bluesky", "news/move"],
        "Training": [d for d in sorted(small.articles) if d.startswith("training/") and d != "training/index"],
        "Optional": ["about", "solutions/orphan"],
    }


def test_lines() -> None:
    """A line has title, address, the day if there is one, and what the page says."""
    pages = [
        article("solutions/index", children=["solutions/a"]),
        article("solutions/a", title="Use [brackets]", summary="A [b]"),
        article("news/a", title="N", date=dt.date(2026, 3, 2)),
        article("about", title="A", summary="Us", date=dt.date(2026, 3, 2)),
    ]
    lines = written(library(pages)).splitlines()
    assert r"- [Use \[brackets\]](solutions/a.md): A \[b\]" in lines
    assert "- [N](news/a.md): 2026-03-02" in lines
    assert "- [A](about.md): 2026-03-02: Us" in lines


docnames = st.sampled_from(["solutions/a/x", "solutions/a/y", "solutions/b/x", "solutions/c", "news/a", "about"])
folders = st.sampled_from(["solutions/index", "solutions/a/index", "solutions/b/index"])


@given(
    st.sets(docnames),
    st.dictionaries(folders, st.lists(docnames | folders, unique=True, max_size=4)),
    st.sampled_from([None, dt.date(2026, 1, 1)]),
)
def test_no_article_is_missing(pages: set[str], toctrees: dict[str, list[str]], day: dt.date | None) -> None:
    """Whatever toctrees name or forget, in circles or not, every article is there."""
    found = library([*(article(d, date=day) for d in pages), *(article(d, children=c) for d, c in toctrees.items())])
    assert {address for addresses in listed(written(found)).values() for address in addresses} == pages


@given(st.text(), st.text())
def test_any_title_keeps_to_its_line(title: str, summary: str) -> None:
    """Brackets of a title or a summary make no link of their own."""
    pages = [article("about", title=" ".join(title.split()), summary=" ".join(summary.split()))]
    (line,) = [line for line in written(library(pages)).split("\n") if line.startswith("- ")]
    assert line.count("](") == 1 or "](" in title + summary
