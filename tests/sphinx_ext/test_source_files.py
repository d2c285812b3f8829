"""The portal's list of source files is the one Sphinx makes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sphinx.project import Project

from support_portal.sphinx_ext.outputs import missing

from .make import Make, page, root


@pytest.mark.parametrize("excluded", [[], ["two/**"], ["**/b.md"]])
def test_files_are_those_of_sphinx(make: Make, excluded: list[str]) -> None:
    """Pages and their paths are found below all folders, by the settings, with every suffix."""
    files = {"one.md": page("One"), "two/b.md": page("B"), "two/c.md": page("C"), "note.txt": "No page."}
    site = make(root(files), exclude_patterns=excluded)
    ours = site.app.env.project
    sphinxs = Project(ours.srcdir, ours.source_suffix)
    sphinxs.discover(excluded)
    assert ours.docnames == sphinxs.docnames
    for docname in sorted(ours.docnames):
        for absolute in (True, False):
            assert ours.doc2path(docname, absolute) == sphinxs.doc2path(docname, absolute)
        for path in (sphinxs.doc2path(docname, True), sphinxs.doc2path(docname, False)):
            assert ours.path2doc(path) == docname
    assert ours.doc2path("none", False) == sphinxs.doc2path("none", False)
    assert ours.path2doc("note.txt") is None


def test_two_files_of_one_name_are_told(make: Make) -> None:
    """Sphinx's warning of a page with two files stands, and the page is built from the first."""
    files = {"one.md": page("In Markdown"), "one.rst": "In reStructuredText\n===================\n"}
    site = make(root(files), source_suffix={".md": "markdown", ".rst": "restructuredtext"})
    assert [line for line in site.warnings if "multiple files found" in line]
    assert "In Markdown" in site.html("one")


def test_what_the_output_lacks(make: Make, tmp_path: Path) -> None:
    """Files are found at the top, in folders and behind a link to a folder; the others are missing."""
    site = make(root({"two/b.md": page("B")}))
    elsewhere = tmp_path / "elsewhere"
    os.rename(site.out / "two", elsewhere)
    os.symlink(elsewhere, site.out / "two")
    asked = {"index.html", "two/b.html", "_static/none.css", "none.html"}
    assert missing(site.app, asked) == {"_static/none.css", "none.html"}
