"""A live preview shows each notice below the block it is about, and forgets it when it is mended."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import Tag
from sphinx.errors import ExtensionError

from support_portal.testing import BASE, Site, build

from .make import Broken, Make, root

LIVE: dict[str, Any] = {
    "extensions": [*BASE["extensions"], "support_portal.sphinx_ext.live"],
    "portal_preview": True,
}
ZERO = """---
topics: [scor]
summary: Zero is no judgement.
state: draft
---
# Read a score of zero

It says nothing of quality.

- One {article}`bilt`
- Two apears

| A | B |
| - | - |
| [x](gone.md) | y |

:::{tip}
In [a tip](nowhere.md).
:::

```{popular}
:limit: many
```

    {"a": 1}

## What To do

Last.
"""
FILES = root(
    {
        "_data/topics.yaml": "score: Score\n",
        "solutions/index.md": "# Solutions\n\n:::{toctree}\n:glob:\n\n*\n:::\n",
        "solutions/zero.md": ZERO,
        "solutions/built.md": "---\nsummary: Weights.\n---\n# How it is built\n\nSee {article}`x <other#steps>`.\n",
        "solutions/other.md": "---\nsummary: The rest.\n---\n# Other\n\n## Steps\n\nText.\n",
        "about.md": "# About\n\n```{include} part.txt\n```\n",
        "part.txt": "See {article}`nothing`.\n",
    },
    home="# Home\n\n:::{toctree}\nsolutions/index\nabout\n:::\n",
)


def boxes(site: Site, docname: str) -> list[tuple[str, str]]:
    """Return each notice drawn on a page, with the start of the text of the block above it."""
    found = []
    for box in site.soup(docname).select(".portal-live-box"):
        block = box.find_previous_sibling()
        assert isinstance(block, Tag)
        text = " ".join(block.get_text(" ").split())[:14]
        found += [(text, note.select("p")[1].get_text()) for note in box.select(".portal-live-notice")]
    return found


def listed(site: Site, docname: str) -> list[str]:
    """Return the places in a page's list."""
    return [item.get_text() for item in site.soup(docname).select(".portal-live-items li > :first-child")]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """One live preview to look at."""
    return build(tmp_path_factory.mktemp("live"), FILES, **LIVE)


def test_notices_stand_below_their_block(live: Site) -> None:
    """What reading, writing and checking told stands below the block its line is in; tables are not torn apart."""
    expected = [
        ("One bilt", 'there is no article "bilt"; did you mean "built"?'),
        ("Two apears", '"apears" is misspelt'),
        ("A B x y", '"gone.md" is no page'),
        ("In a tip .", '"nowhere.md" is no page'),
        ("How it is buil", ':limit: is "many"'),
        ("What To do #", 'write "to" in lower case'),
    ]
    found = boxes(live, "solutions/zero")
    assert len(found) == len(expected), found
    for (block, message), (above, words) in zip(found, expected, strict=True):
        assert block.replace("¶", "#") == above
        assert words in message


def test_the_list_names_every_notice(live: Site) -> None:
    """The list has file and line of each notice and leads to its box; one of the front matter has none."""
    panel = live.soup("solutions/zero").select_one("#portal-live")
    assert panel is not None
    assert "7 notices on this page" in panel.get_text()
    assert listed(live, "solutions/zero") == [f"docs/solutions/zero.md:{n}" for n in (2, 10, 11, 15, 18, 21, 27)]
    ids = {tag["id"] for tag in live.soup("solutions/zero").select("[id]")}
    links = [a["href"] for a in panel.select("li a")]
    assert len(links) == 6
    assert {str(href).removeprefix("#") for href in links} <= ids


def test_drafts_are_marked(live: Site) -> None:
    """A draft has the mark of previews beside its notices."""
    assert "readers do not see this page (draft)" in live.soup("solutions/zero").get_text(" ")


def test_a_page_without_notices(live: Site) -> None:
    """It says so, and names the page of all notices."""
    panel = live.soup("solutions/other").select_one("#portal-live")
    assert panel is not None
    assert " ".join(panel.get_text().split()) == "No notices on this page All notices"
    assert panel.select_one("a")["href"] == "../portal-live.html"  # type: ignore[index]


def test_all_notices(make: Make) -> None:
    """The page of all notices has those of pages, with links to their boxes, of included files and of data."""
    site = make({**FILES, "_data/banners.yaml": "- 1\n"}, **LIVE)
    soup = site.soup("portal-live")
    heads = [h.get_text() for h in soup.select("h2")]
    assert heads == ["docs/_data/banners.yaml", "docs/part.txt", "docs/solutions/zero.md"]
    assert "solutions/zero.html#portal-notice-2" in [a["href"] for a in soup.select(".portal-live-items a")]
    assert json.loads(site.text("portal-live.json"))["pages"]["solutions/zero"] == 7


def test_reading_and_writing_in_parallel(make: Make, live: Site) -> None:
    """Several processes find the same: every file is the same."""
    assert make(FILES, jobs=3, **LIVE).files() == live.files()


def test_notices_stay_until_mended(make: Make) -> None:
    """Each edit leaves what a clean build writes: notices of untouched pages stay, mended and moved ones do not."""
    make(FILES, **LIVE)
    edits: tuple[dict[str, str], ...] = (
        {"about.md": FILES["about.md"] + "\nMore.\n"},
        {"_data/topics.yaml": "score: Score\nscor: More\n"},
        {"_data/topics.yaml": "score: Score\n", "part.txt": "Nothing.\n"},
        {"solutions/zero.md": ZERO.replace("{article}`bilt`", "\n\n{article}`built`")},
        # The mistake is in a page that is not touched.
        {"solutions/other.md": FILES["solutions/other.md"].replace("Steps", "Ways")},
        {"solutions/other.md": FILES["solutions/other.md"], "solutions/zero.md": FILES["solutions/built.md"]},
    )
    counts = []
    for number, edit in enumerate(edits):
        site = make(edit, **LIVE)
        counts.append(tuple(len(listed(site, d)) for d in ("solutions/zero", "solutions/built")))
        assert site.files() == make(out=f"fresh-{number}", **LIVE).files(), edit
    assert counts == [(7, 0), (6, 0), (7, 0), (6, 0), (6, 1), (2, 2)]


def test_a_page_that_is_gone_takes_its_notices_along(make: Make) -> None:
    """Nothing is said of a page that is deleted."""
    site = make(FILES, **LIVE)
    (site.app.srcdir / "solutions/zero.md").unlink()
    site = make({}, **LIVE)
    assert "zero" not in site.text("portal-live.html") + site.text("portal-live.json")


def test_a_build_that_stops(make: Make) -> None:
    """Pages stay as they were, and what they ask for says why; the next good build takes it back."""
    public = {**LIVE, "portal_preview": False}
    site = make({**FILES, "solutions/team.md": "---\naudience: internal\n---\n# Team\n"}, **public)
    before = site.files()
    with pytest.raises(ExtensionError):
        make({"about.md": "# About\n\n[Team](solutions/team.md)\n"}, **public)
    after = site.files()
    told = json.loads(after.pop("portal-live.json"))
    assert told["stopped"].endswith("nothing was written")
    assert told["pages"] == json.loads(before["portal-live.json"])["pages"]
    assert after.items() <= before.items()
    assert make({"about.md": FILES["about.md"]}, **public).files() == before


def test_other_builds_know_nothing_of_it(make: Make) -> None:
    """Without the extension there is no trace: no file, no style, no mark."""
    files = make(FILES, portal_preview=True).files()
    assert [name for name, content in files.items() if "portal-live" in name or b"portal-live" in content] == []


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_every_link_leads_somewhere(make: Make, broken: Broken, builder: str) -> None:
    """From the list to boxes and back, to the page of all notices and from there to each."""
    files = {
        **root({"a/one.md": "# One\n\nIt apears.\n", "404.md": "# Lost\n"}),
        "a/rest.rst": "Rest\n====\n\n:doc:`text <none>`\n",
    }
    site = make(files, builder=builder, html_baseurl="https://portal.example.org/", **LIVE)
    assert len(site.soup("portal-live").select(".portal-live-items a")) == 2
    assert len(boxes(site, "a/one")) == len(boxes(site, "a/rest")) == 1
    assert broken(site.out) == []


def test_other_themes(make: Make) -> None:
    """Under any theme the notices stand in the page."""
    site = make(FILES, **{**LIVE, "html_theme": "alabaster"})
    assert len(boxes(site, "solutions/zero")) == 6
    assert site.soup("solutions/zero").select_one("#portal-live") is not None
