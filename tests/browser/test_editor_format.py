"""What the visual editor writes into files: what was changed and nothing else, in YAML the portal reads back."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from support_portal.cli.search_engine import find_node
from support_portal.core import front_matter
from support_portal.core.authoring import editor
from support_portal.core.authoring.editor import Editor, Folder

from .editor_program import PROGRAM, REPOSITORY, needs_editor

pytestmark = needs_editor
DATA: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "data" / "editor_format.yaml").read_text(encoding="utf-8")
)
FORMAT = REPOSITORY / "ext" / "support_portal" / "theme" / "editor" / "format.js"
FOLDERS = tuple(Folder(name, name) for name in ("news", "solutions", "training"))
WORDS = {"topics": {"badges": "Badges"}, "products": {"explorer": "Explorer"}}
COLLECTIONS = editor.config(Editor(backend=editor.LOCAL, source="docs", folders=FOLDERS, words=WORDS))["collections"]
FIELDS = list({f["name"]: f for c in COLLECTIONS for f in c["fields"]}.values())
PAGES = sorted(path for s in ("news", "solutions", "training") for path in (REPOSITORY / "docs" / s).rglob("*.md"))


def run(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the format does with each case: a file (None for a new one) and the changes of its form."""
    command = [find_node(), "--no-warnings", Path(__file__).with_name("editor_format.js")]
    addresses = [(PROGRAM / "yaml" / "index.js").as_uri(), FORMAT.as_uri()]
    given = json.dumps({"fields": FIELDS, "cases": cases})
    done = subprocess.run([*command, *addresses], input=given, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def plain(value: Any) -> Any:
    """Return a value of the portal's reader as a form holds it."""
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else str(value) if isinstance(value, dt.date) else value


def test_this_portal() -> None:
    """Every article here is read as the portal reads it and written back as it was; a new title changes one line."""
    files = [path.read_bytes().decode() for path in PAGES]
    same = run([{"file": file, "change": {}} for file in files])
    titled = run([{"file": file, "change": {"title": "Another title"}} for file in files])
    for path, file, back, other in zip(PAGES, files, same, titled, strict=True):
        assert back["file"] == file, path
        values = {name: plain(value) for name, value in front_matter.parse(file).values.items()}
        shown = {name: value for name, value in back["data"].items() if name not in ("title", "body")}
        assert shown == values, path
        before, after = (one.splitlines(keepends=True) for one in (file, other["file"]))
        if title := back["data"]["title"]:
            before.remove(f"# {title}\n")  # a lesson that shows an article has none
        after.remove("# Another title\n")
        assert after == before, path
        assert back["data"]["body"] in file


@pytest.mark.parametrize("case", DATA["changes"], ids=lambda case: case["name"])
def test_changes(case: dict[str, Any]) -> None:
    """A change of the form changes its lines of the file; or says why it cannot."""
    [done] = run([{"file": case.get("file"), "change": case["change"]}])
    if "error" in case:
        assert case["error"] in done["error"]
    else:
        assert done["file"] == case["result"]


def test_other_line_endings() -> None:
    """A file of another system keeps its line ends, in what is changed too."""
    for case in DATA["changes"]:
        if "error" not in case and case.get("file"):
            [done] = run([{"file": case["file"].replace("\n", "\r\n"), "change": case["change"]}])
            assert done["file"] == case["result"].replace("\n", "\r\n"), case["name"]


TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1, max_size=20),
    st.sampled_from(["yes", "no", "on", "~", "null", "2026-01-02", "12:30", "1_000", "0x1f", "0o7", "=", "<<", "- a"]),
    st.sampled_from(["a: b", "#x", "x #y", "a,b", "[a", "{a}", "'", '"', "@a", "%a", "&a", "*a", "!a", "|", ">", "?"]),
).map(lambda text: " ".join(text.split()))
ONE = st.fixed_dictionaries(
    {"summary": TEXTS.filter(bool)},
    optional={
        "owner": TEXTS.filter(bool),
        "answers": st.lists(TEXTS.filter(bool), min_size=1, max_size=3, unique=True),
        "topics": st.lists(TEXTS.filter(bool), min_size=1, max_size=3, unique=True),
        "updated": st.dates(min_value=dt.date(1900, 1, 1)).map(str),
        "pin": st.integers(1, 10**6),
        "unpin": st.just(True),
    },
)


# Each example is fifty forms and two runs of Node, so a failing one is not made smaller.
@settings(max_examples=4, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.lists(ONE, min_size=40, max_size=60))
def test_any_words(forms: list[dict[str, Any]]) -> None:
    """Whatever is typed into the form, the portal reads that and finds nothing to complain of."""
    begun = run([{"file": None, "change": {"title": "T", "body": "B", **form}} for form in forms])
    edited = run([{"file": "---\n# why\nowner: a # b\n---\n# T\n\nB\n", "change": form} for form in forms])
    for form, *written in zip(forms, begun, edited, strict=True):
        for file in (one["file"] for one in written):
            read = front_matter.parse(file)
            assert read.problems == ()
            found = {name: plain(value) for name, value in read.values.items()}
            assert {name: found.get(name) for name in form} == form, file
