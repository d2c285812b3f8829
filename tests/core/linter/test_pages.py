"""What is known of other pages: the cheap sketch says what the Markdown parser says, and settings are read, not run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support_portal.core.linter.pages import Pages, entry_docname, normal
from support_portal.core.linter.settings import Settings, read_settings
from support_portal.core.linter.sketch import sketch
from support_portal.testing import write

from .make import NOW

ROOT = Path(__file__).parents[3]


def test_sketches_of_the_real_portal() -> None:
    """For every page of the portal the sketch has the title, summary, labels, terms and entries that the parser has."""
    pages = Pages(ROOT / "docs", NOW)
    assert len(pages.names) > 100
    for docname, found in pages.sketches():
        page = pages.page(docname)
        assert page is not None
        if "article" not in page.front_matter.values:  # a lesson that shows an article has the article's title
            assert page.title is not None
            assert normal(found.title) == normal(page.title.text), docname
        assert found.summary == page.front_matter.values.get("summary", ""), docname
        assert found.labels <= set(page.labels), docname
        assert found.terms == page.terms, docname
        assert [*found.entries, *found.globs] == [entry.target for entry in page.entries], docname
        assert found.redirect_from == page.front_matter.values.get("redirect_from", ())


@pytest.mark.parametrize(
    ("front", "summary"),
    [
        ("summary: Plain words, and more.", "Plain words, and more."),
        ('summary: "In quotes: so."', "In quotes: so."),
        ("summary: >-\n  Folded\n  words.", "Folded words."),
        ("summary: Goes\n  on.", "Goes on."),
        ("summary: It's one # a comment", "It's one"),
        ("summary: [a, list]", ""),
        ("summary:", ""),
        ("summary: Before\npin: 1", "Before"),
        ("pin: 1\nsummary: |\n  Lines\n  more", "Lines more"),
        ("summary: 'It''s so.'", "It's so."),
    ],
)
def test_summaries(front: str, summary: str) -> None:
    """However YAML lets one write a summary, the sketch reads it as the build does."""
    assert sketch(f"---\n{front}\n---\n# Title\n", NOW, "public").summary == summary


def test_hidden_pages() -> None:
    """A page is hidden for the reason the build gives."""
    assert sketch("---\nstate: draft\n---\n# A\n", NOW, "public").hidden == "draft"
    assert sketch("---\nstat: draft\n---\n# A\n", NOW, "public").hidden == "draft"
    assert sketch("---\naudience: internal\n---\n# A\n", NOW, "public").hidden == "for internal readers"
    assert sketch("---\naudience: internal\n---\n# A\n", NOW, "internal").hidden == ""
    assert sketch("# A\n\nstate: draft\n", NOW, "public").hidden == ""


def test_pages_are_those_that_sphinx_finds(tmp_path: Path) -> None:
    """Hidden and excluded files are no pages; a file elsewhere is none either."""
    seen = ["index.md", "a/b.md", "a/c.rst"]
    names = [*seen, "a/d.txt", ".hidden/e.md", "a/.f.md", "_data/g.md", "a/skip/h.md", "a/x-old.md"]
    write(tmp_path, dict.fromkeys([f"docs/{name}" for name in names], "# A\n"))
    write(tmp_path, {"conf.py": 'exclude_patterns = ["_data", "a/skip", "**/*-old.md"]\n', "README.md": "# R\n"})
    pages = Pages(tmp_path / "docs", NOW)
    assert list(pages.names) == ["a/b", "a/c", "index"]
    found = {name: pages.docname(tmp_path / "docs" / name) for name in names}
    assert {name for name, docname in found.items() if docname} == set(seen)
    assert pages.docname(tmp_path / "README.md") is None


def test_settings_are_read_and_not_run(tmp_path: Path) -> None:
    """Settings written out are taken, computed ones and those of a wrong kind are not, and nothing of it is run."""
    write(
        tmp_path,
        {
            "conf.py": "import os\nos.abort()\nlanguage = 'de'\nmyst_heading_anchors = '3'\n"
            "portal_data_dir = os.environ['X']\nexclude_patterns = ['a', 'b']\nportal_audience = 'internal'\n",
        },
    )
    (tmp_path / "docs").mkdir()
    wanted = Settings(exclude_patterns=("a", "b"), language="de", portal_audience="internal")
    assert read_settings(tmp_path / "docs") == wanted
    assert read_settings(tmp_path / "nowhere" / "docs") == Settings()


@pytest.mark.parametrize(
    ("entry", "docname"),
    [("b", "a/b"), ("b.md", "a/b"), ("/b", "b"), ("../b", "b"), ("c/index", "a/c/index"), ("./b", "a/b")],
)
def test_entries(entry: str, docname: str) -> None:
    """A toctree's line is read from the page's folder, or from the top with a slash."""
    assert entry_docname("a/index", entry) == docname


def test_other_pages_are_read_when_they_are_asked_for(tmp_path: Path) -> None:
    """A page that nobody may read, or that is gone meanwhile, is as good as empty."""
    write(tmp_path, {"index.md": "# A\n", "b.md": b"\xff"})
    pages = Pages(tmp_path, NOW)
    assert list(pages.names) == ["b", "index"]
    os.unlink(tmp_path / "index.md")
    assert [one.title for _, one in pages.sketches()] == ["", ""]
    assert pages.page("index") is None
