"""The portal's settings: a wrong one costs one notice and its default."""

from __future__ import annotations

import re
from typing import Any

import pytest

from support_portal.sphinx_ext.config import CONFIG_FIELDS, read_config

from .make import Make, notices, page, root

FILES = root({"solutions/a.md": page("A"), "news/a.md": page("A", "date: 2026-01-01")})
WRONG: dict[str, list[tuple[Any, str]]] = {
    "now": [("soon", "write a day or a time such as 2026-11-23"), (5, "write a day or a time")],
    "preview": [(1, "write True or False"), (None, "write True or False")],
    "audience": [("everyone", "write one of public, customer, internal")],
    "data_dir": [(None, "write a text")],
    "tagline": [(["x"], "write a text")],
    "notice": [(0, "write a text")],
    "issue_url": [(3, "write an address with {path} in it")],
    "edit_url": [(True, "write an address with {path} in it"), ("https://x.org/{file}", "write an address")],
    "contact_url": [({}, "write a text")],
    "feed_limit": [
        (0, "write a whole number from 1 on"),
        (1.5, "write a whole number"),
        (True, "write a whole number"),
    ],
    "feed_since": [(2026, "write a text")],
    "manual_template": [(None, "write a text")],
    "manual_fonts": [(["fonts"], "write a text")],
    "manuals_folder": [(["fonts"], "write a text")],
    "manual_address": [(1, "write an address with {docname} in it"), ("{page}/", "write an address with {docname}")],
    "related_limit": [(-1, "write a whole number from 0 on"), (2.5, "write a whole number")],
    "training_start": [("soon", "write a day such as 2027-01-11"), (2027, "write a day")],
    "training_minutes": [(0, "write a whole number from 1 on")],
    "course_minutes": [(-1, "write a whole number from 0 on"), (2.5, "write a whole number")],
    "events": [(1, "write True or False")],
    "half_life": [(0, "write")],
    "languages": [(["de"], "write a text")],
    "editor": [(2, "write True or False")],
    "editor_backend": [("github", "write a dictionary"), ({"name": "github"}, "write the repository too")],
    "editor_workflow": [(None, "write True or False")],
    "editor_folder": [(None, "write a text")],
    "editor_source": [(["docs"], "write a text")],
}
CASES = [(name, value, advice) for name, cases in WRONG.items() for value, advice in cases]


@pytest.mark.parametrize(("name", "value", "advice"), CASES, ids=[f"{name}={value!r}" for name, value, _ in CASES])
def test_wrong_value(make: Make, name: str, value: Any, advice: str) -> None:
    """A wrong value costs exactly one notice that names it, shows it and says what to write; its default is used."""
    site = make(FILES, **{f"portal_{name}": value})
    [notice] = notices(site, "config")
    assert notice.startswith("conf.py:1: WARNING: ")
    assert f"portal_{name} is {value!r}; {advice}" in notice
    assert len([w for w in site.warnings if "[portal." in w]) == 1
    [field] = [f for f in CONFIG_FIELDS if f.name == name]
    assert getattr(read_config(site.app.config), name) == field.default


def test_every_setting_has_a_wrong_value_here() -> None:
    """A new setting needs its case above."""
    assert set(WRONG) == {f.name for f in CONFIG_FIELDS}


def test_every_setting_is_explained(make: Make) -> None:
    """The reference of settings is made from the settings themselves: each with its default and one sentence."""
    site = make({**FILES, "about.md": page("About", "", "```{portal-settings}\n```")})
    assert site.warnings == []
    text = site.soup("about").get_text(" ")
    for field in CONFIG_FIELDS:
        assert f"portal_{field.name}" in text
        assert re.match(r"[A-Z].*\.$", field.metadata["help"])


def test_defaults_are_right(make: Make) -> None:
    """The defaults themselves give no notice."""
    assert make(FILES, **{f"portal_{f.name}": f.default for f in CONFIG_FIELDS}).warnings == []


def test_contact(make: Make) -> None:
    """Where to ask can be a page of the portal or an address elsewhere; it stands under each article."""
    inside = make({**FILES, "about.md": page("About")}, portal_contact_url="about").soup("solutions/a")
    assert "../about.html" in [a["href"] for a in inside.select("main footer a")]
    outside = make(FILES, out="two", portal_contact_url="mailto:help@example.org").soup("solutions/a")
    assert "mailto:help@example.org" in [a["href"] for a in outside.select("main footer a")]


def test_edit_link(make: Make) -> None:
    """The edit link leads to the page's file."""
    soup = make(FILES, portal_edit_url="https://git.example.org/edit/main/docs/{path}").soup("solutions/a")
    assert "https://git.example.org/edit/main/docs/solutions/a.md" in [a["href"] for a in soup.select("main footer a")]


@pytest.mark.parametrize(
    "url", ["https://git.example.org/{file}", "https://git.example.org/{path", "https://x.org/{0}"]
)
def test_edit_link_with_a_mistake(make: Make, url: str) -> None:
    """A mistake in the pattern of edit links costs one notice, and there are no such links."""
    site = make(FILES, portal_edit_url=url)
    [notice] = notices(site, "config")
    assert "portal_edit_url" in notice
    assert "Edit this page" not in site.html("solutions/a")


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_notice_and_tagline(make: Make, builder: str) -> None:
    """What every page must say stands on every page, on generated ones too, and in the Markdown twins."""
    site = make(FILES, builder=builder, portal_notice="Not run by <them>.", portal_tagline="Help & more.")
    pages = [c for n, c in site.files().items() if n.endswith(".html") and b'http-equiv="refresh"' not in c]
    assert len(pages) >= 5
    assert all(b"Not run by &lt;them&gt;." in c for c in pages)
    assert "Not run by <them>." in site.text("solutions/a.md")
    assert "Help & more." in site.text("llms.txt")


def test_change_of_a_setting_shows_in_the_next_build(make: Make) -> None:
    """A changed setting is in the next incremental build, on pages nobody touched."""
    make(FILES)
    assert "New notice." in make(portal_notice="New notice.").html("solutions/a")


def test_issue_link(make: Make) -> None:
    """Where there is a form, each article links to it with its own file filled in."""
    soup = make(FILES, portal_issue_url="https://git.example.org/new?template=a.yml&page={path}").soup("solutions/a")
    link = soup.find("a", string="Something is wrong on this page")
    assert link is not None
    assert link["href"] == "https://git.example.org/new?template=a.yml&page=solutions/a.md"
