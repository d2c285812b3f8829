"""Each example of the contributors' pages, as print, e-book and text have it: a change of any of them is seen.

The examples are read from the pages themselves.  ``PORTAL_WRITE_EXAMPLES=1 pytest tests/formats/test_examples.py``
writes the files they are compared with; look at what changed before it is committed.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from support_portal.testing import Site, build

PAGES = Path(__file__).parents[2] / "docs" / "contribute"
KEPT = Path(__file__).parent / "data" / "examples"
# A fence of Markdown, and what is in it.
_EXAMPLE = re.compile(r"^(?P<fence>`{3,})md\n(?P<text>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL)
_FRONT = re.compile(r"---\n.*?^---\n", re.MULTILINE | re.DOTALL)
# What the examples speak of.
AROUND: dict[str, str | bytes] = {
    "index.md": "# Home\n\n:::{toctree}\nnews/index\nsolutions/index\ntraining/index\nexamples/index\n:::\n",
    "examples/index.md": "# Examples\n\n:::{toctree}\n:glob:\n\n*\n:::\n",
    "news/index.md": "# News\n\n:::{toctree}\n:glob:\n\n*\n:::\n",
    "news/one.md": "---\ndate: 2026-02-03\n---\n# News of one\n\nIt went on.\n",
    "solutions/index.md": "# Solutions\n\n:::{toctree}\nbadges/index\n:::\n",
    "solutions/badges/index.md": "# Badges\n\n:::{toctree}\nembed-a-badge\n:::\n",
    "solutions/badges/embed-a-badge.md": (
        "---\nupdated: 2026-01-02\ntopics: [badges]\n---\n# Embed a badge\n\nA badge.\n"
    ),
    "training/index.md": "# Training\n\n:::{toctree}\nbasics/index\n:::\n",
    "training/basics/index.md": "# Basics\n\n:::{toctree}\nfirst\n:::\n",
    "training/basics/first.md": "---\nminutes: 5\n---\n# First lesson\n\nStart.\n",
    "_data/topics.yaml": "badges: Badges\n",
    "_data/manuals.yaml": "whole:\n  title: The whole\n",
}


def examples() -> dict[str, str]:
    """Return the examples by name: the page they are on, and their number there."""
    found = {}
    for path in sorted(PAGES.glob("*.md")):
        for number, match in enumerate(_EXAMPLE.finditer(path.read_text(encoding="utf-8")), 1):
            text = match["text"]
            if not re.search("^# ", text, re.MULTILINE):
                front = _FRONT.match(text)
                head = front[0] if front else ""
                text = f"{head}# Example\n\n{text[len(head) :]}"
            found[f"{path.stem}-{number}"] = text
    return found


EXAMPLES = examples()
FORMS = {"typst": "typ", "epub": "xhtml", "text": "txt"}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Site]:
    """The small portal with a page for each example, in each form."""
    folder = tmp_path_factory.mktemp("examples")
    files = {**AROUND, **{f"examples/{name}.md": text for name, text in EXAMPLES.items()}}
    options = {"version": "1", "myst_enable_extensions": ["colon_fence", "deflist", "attrs_inline", "attrs_block"]}
    return {form: build(folder, files, builder=form, doctrees=".doctrees", **options) for form in FORMS}


def shown(site: Site, form: str, name: str) -> str:
    """Return what a form has of an example, without the frame of its page."""
    if form == "typst":
        return site.text(f"typst/articles/examples/{name}.typ")
    if form == "text":
        return site.text(f"examples/{name}.txt")
    body = BeautifulSoup(site.text(f"examples/{name}.xhtml"), "html.parser").select_one("div.body, body")
    assert body is not None
    return body.prettify()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", EXAMPLES)
def test_example(sites: dict[str, Site], name: str, form: str) -> None:
    """The example looks as it did."""
    kept = KEPT / f"{name}.{FORMS[form]}"
    text = shown(sites[form], form, name)
    if os.environ.get("PORTAL_WRITE_EXAMPLES"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(text, encoding="utf-8", newline="\n")
    assert kept.is_file(), "a new example: write its files as the head of this module says"
    assert text == kept.read_text(encoding="utf-8")


def test_nothing_is_kept_in_vain() -> None:
    """Every kept file belongs to an example."""
    assert {path.name for path in KEPT.iterdir()} == {f"{name}.{e}" for name in EXAMPLES for e in FORMS.values()}


def test_all_examples_can_be_printed(sites: dict[str, Site]) -> None:
    """No example has a node that print does not know, or that the compiler refuses."""
    refused = [w for w in sites["typst"].warnings if "manual_node" in w or "manual_typesetting" in w]
    assert refused == []
    assert (sites["typst"].out / "whole.pdf").exists()
