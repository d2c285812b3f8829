"""A page never sends its readers to one they may not read."""

from __future__ import annotations

from pathlib import Path

import pytest
from sphinx.errors import ExtensionError

from support_portal.testing import build

from .make import Make, notices, page, root

WAYS = {
    "[text](i.md)": "links to",
    "[](i)": "links to",
    "{doc}`i`": "links to",
    "{doc}`text </solutions/i>`": "links to",
    "{article}`i`": "links to",
    "{article}`solutions/i`": "links to",
    "{article}`i#part`": "links to",
    ":::{include} i.md\n:::": "includes",
    ":::{literalinclude} i.md\n:::": "shows",
    "{download}`i.md`": "offers",
}


def _files(text: str, internal: str = "audience: internal", front: str = "") -> dict[str, str]:
    return root(
        {"solutions/p.md": page("P", front, text), "solutions/i.md": page("I", internal, "Secret.\n\n## Part\n\nMore.")}
    )


@pytest.mark.parametrize("edition", ["public", "customer", "internal"])
@pytest.mark.parametrize("way", WAYS)
def test_the_build_stops(tmp_path: Path, way: str, edition: str) -> None:
    """A link, an include or a download of an internal page on a public one stops the build in every edition."""
    with pytest.raises(ExtensionError, match="1 page sends its readers to pages they may not read; nothing"):
        build(tmp_path, _files(way), portal_audience=edition)
    assert not (tmp_path / "html" / "solutions" / "p.html").exists()


@pytest.mark.parametrize("way", WAYS)
def test_the_place_is_told(make: Make, way: str) -> None:
    """The notice says where, to whom and what to write; a preview prints it and goes on."""
    site = make(_files(way), portal_preview=True, portal_audience="internal")
    [notice] = notices(site, "audience")
    line = "" if WAYS[way] == "includes" else ":3"
    assert notice == (
        f'solutions/p.md{line}: WARNING: this page is for public readers and {WAYS[way]} "solutions/i", which is for '
        "internal readers; take that out, or write audience: internal at the top of this page"
    )


@pytest.mark.parametrize(
    ("source", "target", "good"),
    [
        ("", "", True),
        ("audience: customer", "", True),
        ("audience: customer", "audience: customer", True),
        ("audience: internal", "audience: customer", True),
        ("audience: internal", "audience: internal", True),
        ("", "audience: customer", False),
        ("audience: customer", "audience: internal", False),
    ],
)
def test_who_may_be_sent_where(tmp_path: Path, source: str, target: str, good: bool) -> None:
    """Pages may send their readers to pages for the same readers or for more."""
    files = _files("[text](i.md)", target, source)
    if good:
        assert build(tmp_path, files, portal_audience="internal").warnings == []
    else:
        with pytest.raises(ExtensionError):
            build(tmp_path, files, portal_audience="internal")


@pytest.mark.parametrize("edition", ["public", "internal"])
def test_a_page_that_becomes_internal_later(tmp_path: Path, edition: str) -> None:
    """The build also stops when the other page changes, and says so again until it is mended; the output stays."""
    build(tmp_path, _files("[text](i.md)", ""), portal_audience=edition)
    before = (tmp_path / "html/solutions/p.html").read_bytes()
    for _ in range(2):
        with pytest.raises(ExtensionError):
            build(tmp_path, {"solutions/i.md": page("I", "audience: internal")}, portal_audience=edition)
        assert (tmp_path / "html/solutions/p.html").read_bytes() == before
    site = build(tmp_path, {"solutions/p.md": page("P")}, portal_audience=edition)
    assert site.warnings == []
    assert (site.out / "solutions/i.html").exists() == (edition == "internal")


def test_another_page_of_that_name(tmp_path: Path) -> None:
    """A public page with the same file name in another folder may be linked to."""
    files = _files("[text](other/i.md) {doc}`/solutions/other/i`") | {
        "solutions/other/i.md": page("Other"),
        "solutions/other/q.md": page("Q", "", "[text](i.md) {doc}`i`"),
    }
    assert build(tmp_path, files, portal_audience="internal").warnings == []
