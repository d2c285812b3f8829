"""The visual editor's settings: every key of the model has a fitting field, and a Git host that can work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from support_portal.core.article import SECTIONS
from support_portal.core.authoring import editor
from support_portal.core.authoring.editor import Editor, Folder
from support_portal.core.fields import BY_NAME, FIELDS
from support_portal.core.library import Library

from ..make import article, data

DATA: dict[str, Any] = data("editor.yaml")
WORDS = {"topics": {"badges": "Badges", "apis": "APIs & exports"}, "prerequisites": {"basics": "The basics"}}


def made(**more: Any) -> dict[str, Any]:
    """Return the settings as Decap CMS reads them from the file."""
    folders = tuple(Folder(path, path) for path in ("news", "solutions/badges", "training/basics"))
    values: dict[str, Any] = {"backend": editor.LOCAL, "source": "docs", "folders": folders, "words": WORDS, **more}
    settings: dict[str, Any] = yaml.safe_load(editor.config_text(Editor(**values)))
    return settings


def fields(section: str) -> dict[str, dict[str, Any]]:
    [collection] = [c for c in made()["collections"] if c["folder"].split("/")[1] == section]
    return {f["name"]: f for f in collection["fields"]}


def test_every_field_of_the_model() -> None:
    """Each key has a field where it means something, once, with its help; title and text are the only others."""
    seen = set()
    for section in SECTIONS:
        found = fields(section)
        wanted = {f.name for f in FIELDS if not f.used_in or section in f.used_in}
        assert found.keys() == wanted | {"title", "body"}
        assert list(found)[:2] == ["title", "summary"]
        for name in wanted:
            assert found[name]["hint"].startswith(BY_NAME[name].help)
            assert found[name]["required"] is (section in BY_NAME[name].required_in)
        seen |= wanted
    assert seen == BY_NAME.keys()


@pytest.mark.parametrize(("name", "wanted"), DATA["widgets"].items(), ids=str)
def test_widgets(name: str, wanted: dict[str, Any]) -> None:
    """A key's field is of the kind its values need; without a vocabulary any word can be written."""
    section = BY_NAME[name].used_in[0] if BY_NAME[name].used_in else "solutions"
    found = fields(section)[name]
    assert {key: found.get(key) for key in wanted} == wanted


def test_every_key_is_in_the_table() -> None:
    """A new key of the model needs its line in the data."""
    assert DATA["widgets"].keys() == BY_NAME.keys()


def test_words_without_a_vocabulary() -> None:
    """A portal without a list of topics takes all words."""
    [collection] = made(words={}, folders=(Folder("news", "News"),))["collections"]
    [topics] = [f for f in collection["fields"] if f["name"] == "topics"]
    assert topics["widget"] == "list"


def test_titles() -> None:
    """All but lessons need one: a lesson may show an article, by whose name it is listed then."""
    assert {s: fields(s)["title"]["required"] for s in SECTIONS} == {"news": True, "solutions": True, "training": False}
    assert [c["summary"] for c in made()["collections"]] == ["{{title}}", "{{title}}", "{{title}}{{article}}"]


def test_text() -> None:
    """The text is edited as it is written: the other mode would write it anew, its directives too."""
    for section in SECTIONS:
        assert fields(section)["body"]["modes"] == ["raw"]


def test_new_articles() -> None:
    """What is begun in the editor is a draft, of this day when it is news, in the folder it was begun in."""
    for collection in made()["collections"]:
        assert (collection["create"], collection["delete"], collection["slug"]) == (True, False, "{{slug}}")
    assert fields("solutions")["state"]["default"] == "draft"
    assert fields("news")["date"]["default"] == "{{now}}"
    assert fields("solutions")["updated"]["default"] == ""


def test_folders() -> None:
    """Each folder with a published article of a section has a form of its own; other pages and empty folders none."""
    names = ("index", "about", "training/basics/index", "solutions/badges/one", "solutions/index", "news/a")
    nested = ("solutions/a/b/deep", "contribute/write")
    found = editor.folders(Library({name: article(name) for name in (*names, *nested)}))
    assert [f.path for f in found] == ["news", "solutions", "solutions/a/b", "solutions/badges", "training/basics"]
    titled = {"solutions/index": "Answers", "solutions/badges/index": "All badges", "solutions/badges/one": "One"}
    found = editor.folders(Library({name: article(name, title=title) for name, title in titled.items()}))
    assert [f.label for f in found] == ["Answers", "Answers: All badges"]


def test_names_are_told_apart() -> None:
    """Folders whose paths differ in a hyphen and a slash only are two collections."""
    paths = ("solutions/a-b/c", "solutions/a/b-c", "solutions/a/b/c")
    names = [c["name"] for c in made(folders=tuple(Folder(p, p) for p in paths))["collections"]]
    assert len(set(names)) == len(paths)


def test_settings() -> None:
    """The host's settings go through as they are; the workflow, the address and the source folder are told."""
    host = {"name": "github", "repo": "you/portal", "branch": "main"}
    settings = made(backend=host, workflow=True, site="https://x.example.org/", source="")
    assert settings["backend"] == host
    assert settings["publish_mode"] == "editorial_workflow"
    assert settings["site_url"] == "https://x.example.org/"
    assert settings["media_folder"] == "images"
    assert settings["collections"][0]["folder"] == "news"
    assert not {"publish_mode", "site_url"} & made().keys()


@pytest.mark.parametrize("case", DATA["backends"], ids=str)
def test_backends(case: dict[str, Any]) -> None:
    """Settings that cannot work are told with what to write; the policy of the others names their host alone."""
    advice = editor.wrong_backend(case["value"])
    if "advice" in case:
        assert advice is not None
        assert case["advice"] in advice
    else:
        assert advice is None
        [connect] = [part for part in editor.policy(case["value"]).split("; ") if part.startswith("connect-src ")]
        assert connect.split()[1:] == ["'self'", "blob:", *case["hosts"]]


def test_policy() -> None:
    """Scripts come from the portal alone, frames, plug-ins and forms that are sent from nowhere."""
    parts = dict(part.split(" ", 1) for part in editor.policy(editor.LOCAL).split("; "))
    assert parts["default-src"] == parts["base-uri"] == parts["form-action"] == "'none'"
    assert parts["script-src"] == "'self' 'unsafe-eval'"
    assert "http" not in parts["img-src"] + parts["style-src"] + parts["font-src"]


def test_the_documented_policy() -> None:
    """The header in the operators' page is the one the page brings, for the Git host it names, and framed by nobody."""
    page = (Path(__file__).parents[3] / "docs" / "operate" / "editor.md").read_text(encoding="utf-8")
    policy = editor.policy({"name": "github", "repo": "you/portal"}) + "; frame-ancestors 'none'"
    assert page.count(policy) == page.count("default-src") == 2
