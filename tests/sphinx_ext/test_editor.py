"""The visual editor on a site: nothing of it unless it is wanted, and then in one folder no list names."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from support_portal.core.authoring.editor_program import STAMP, stamp_text
from support_portal.testing import Site, write

from .make import Make, notices, page, root

FILES = root(
    {
        "news/a.md": page("A", "date: 2026-05-01"),
        "solutions/badges/index.md": page("Badges"),
        "solutions/badges/one.md": page("One", "topics: [badges]"),
        "solutions/secret/plan.md": page("Plan", "state: draft"),
        "training/index.md": page("Training"),
        "training/basics/index.md": page("Basics", text=":::{toctree}\nfirst\n:::"),
        "training/basics/first.md": page("First"),
        "_data/topics.yaml": "badges: {title: All badges}\n",
    }
)
PROGRAM = {STAMP: stamp_text(), "cms/decap-cms.js": "decap();\n", "yaml/index.js": "export {};\n"}
BESIDE = {"index.html", "config.yml", "editor.css", "editor.js", "format.js", "cms/decap-cms.js", "yaml/index.js"}


@pytest.fixture
def program(tmp_path: Path) -> str:
    """A folder as the command that fetches the program leaves it."""
    folder = tmp_path / "program"
    write(folder, PROGRAM)
    return str(folder)


def editors(site: Site) -> set[str]:
    return {name.removeprefix("admin/") for name in site.files() if name.startswith("admin/")}


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_on_and_off(make: Make, builder: str, program: str) -> None:
    """It adds its folder and changes no other file; switched off again, it leaves nothing behind."""
    without = make(FILES, builder=builder).files()
    on = make(FILES, builder=builder, out=f"{builder}-on", portal_editor=True, portal_editor_folder=program)
    assert on.warnings == []
    assert editors(on) == BESIDE
    added = {name: content for name, content in on.files().items() if not name.startswith("admin/")}
    differ = {name for name in without.keys() | added.keys() if without.get(name) != added.get(name)}
    assert differ <= {".buildinfo"}
    assert editors(make(builder=builder, out=f"{builder}-on")) == set()


def test_nothing_names_it(make: Make, program: str) -> None:
    """Neither the map, the search, the list for language models nor a page leads to it, and no engine keeps it."""
    site = make(FILES, portal_editor=True, portal_editor_folder=program)
    assert '<meta name="robots" content="noindex">' in site.text("admin/index.html")
    others = {name: content for name, content in site.files().items() if not name.startswith("admin/")}
    assert [name for name, content in others.items() if b"admin/" in content] == []


def test_settings(make: Make, program: str) -> None:
    """The forms are made of this portal's folders, words and courses; unpublished ones are not told."""
    host = {"name": "github", "repo": "you/portal"}
    site = make(
        FILES,
        portal_editor=True,
        portal_editor_folder=program,
        portal_editor_backend=host,
        portal_editor_workflow=True,
        portal_editor_source="/pages/",
    )
    config = yaml.safe_load(site.text("admin/config.yml"))
    assert config["backend"] == host
    assert config["publish_mode"] == "editorial_workflow"
    folders = {c["folder"]: {f["name"]: f for f in c["fields"]} for c in config["collections"]}
    assert list(folders) == ["pages/news", "pages/solutions/badges", "pages/training", "pages/training/basics"]
    assert folders["pages/news"]["topics"]["options"] == [{"label": "All badges", "value": "badges"}]
    assert folders["pages/training/basics"]["prerequisites"]["options"] == [{"label": "Basics", "value": "basics"}]
    assert "connect-src &#39;self&#39; blob: https://api.github.com;" in site.text("admin/index.html")
    assert "secret" not in site.text("admin/config.yml")


def test_same_bytes(make: Make, program: str) -> None:
    """Two builds and a parallel one give the same folder."""
    options = {"portal_editor": True, "portal_editor_folder": program}
    first = make(FILES, **options)
    others = [make(out="again", doctrees="again", **options), make(out="jobs", doctrees="jobs", jobs=2, **options)]
    for site in others:
        assert {n: c for n, c in site.files().items() if n.startswith("admin/")} == {
            n: c for n, c in first.files().items() if n.startswith("admin/")
        }


def test_not_fetched(make: Make, program: str, tmp_path: Path) -> None:
    """Without its program, or with another version, one notice says what to do; the build after fetching has it."""
    (Path(program) / STAMP).write_text("{}")
    for _ in range(2):
        site = make(FILES, portal_editor=True, portal_editor_folder=program)
        [notice] = notices(site, "editor")
        assert notice.startswith("conf.py:1: WARNING: ")
        assert f"fetch it with: support-portal fetch-editor {program}" in notice
        assert editors(site) == set()
    (Path(program) / STAMP).write_text(stamp_text())
    site = make(portal_editor=True, portal_editor_folder=program)
    assert site.warnings == []
    assert editors(site) == BESIDE


def test_its_place_is_taken(make: Make, program: str) -> None:
    """A portal's own pages are never replaced."""
    site = make({**FILES, "admin/index.md": page("Ours")}, portal_editor=True, portal_editor_folder=program)
    [notice] = notices(site, "editor")
    assert "taken by pages in admin/; move them to another folder" in notice
    assert "Ours" in site.html("admin/index")
    assert editors(site) == {"index.html", "index.md"}


def test_other_builders(make: Make, program: str) -> None:
    """Manuals have none, and say nothing of one that was not fetched."""
    site = make(FILES, builder="text", portal_editor=True, portal_editor_folder="nowhere")
    assert notices(site, "editor") == []
    assert editors(site) == set()
