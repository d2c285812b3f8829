"""The manifest: what the last build showed and wrote, read back safely whatever became of the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_portal.core import manifest
from support_portal.core.manifest import MANIFEST_VERSION, Manifest

from .ranking.test_popular import json_values

texts = st.text(st.characters(exclude_categories=("Cs",)))
manifests = st.builds(Manifest, st.dictionaries(texts, texts), st.frozensets(texts), st.booleans())


@given(manifests)
def test_saved_and_loaded(tmp_path_factory: pytest.TempPathFactory, saved: Manifest) -> None:
    """A manifest comes back as it was saved, and leaves no other file."""
    folder = tmp_path_factory.getbasetemp() / "doctrees"
    saved.save(folder / "portal-html.json")
    assert manifest.load(folder / "portal-html.json") == saved
    assert [path.name for path in folder.iterdir()] == ["portal-html.json"]


def test_same_manifest_same_bytes(tmp_path: Path) -> None:
    """The file does not depend on the order pages were written in."""
    Manifest({"a": "1", "b": "2"}, frozenset("xyz"), True).save(tmp_path / "one.json")
    Manifest({"b": "2", "a": "1"}, frozenset("zyx"), True).save(tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


wrong = st.fixed_dictionaries(
    {"version": st.just(MANIFEST_VERSION) | json_values},
    optional={"pages": json_values, "outputs": json_values, "good": json_values},
)


@given((json_values | wrong).map(json.dumps) | st.text(st.characters()))
def test_broken_files_count_as_none(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Whatever the file holds, loading does not raise, and gives a manifest one can ask."""
    path = tmp_path_factory.getbasetemp() / "broken.json"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    found = manifest.load(path)
    assert found.changed({"a": "1"}) == ["a"]
    assert isinstance(found.gone([]), list)


@pytest.mark.parametrize("change", [{"version": MANIFEST_VERSION + 1}, {"version": None}, {"pages": 5}, {"outputs": 5}])
def test_other_versions_count_as_none(tmp_path: Path, change: dict[str, Any]) -> None:
    """A manifest of another version, or of another form, is none."""
    path = tmp_path / "portal-html.json"
    Manifest({"a": "1"}, frozenset("x"), True).save(path)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    assert manifest.load(path) == Manifest()
    assert manifest.load(tmp_path / "nowhere.json") == Manifest()


def test_changed() -> None:
    """Pages that show something else, and new pages, are written again; after a broken build all are."""
    pages = {"a": "1", "b": "2", "gone": "3"}
    now = {"new": "4", "b": "changed", "a": "1"}
    assert Manifest(pages, good=True).changed(now) == ["b", "new"]
    assert Manifest(pages, good=False).changed(now) == ["a", "b", "new"]
    assert Manifest(pages, good=True).changed(pages) == []


def test_gone() -> None:
    """Files no longer written are named, in order."""
    assert Manifest(outputs=frozenset("cab")).gone("b") == ["a", "c"]


def test_digest() -> None:
    """What prints alike has one hash, anything else another; signs UTF-8 cannot hold do no harm."""
    assert manifest.digest(("a", 1)) == manifest.digest(("a", 1)) != manifest.digest(("a", "1"))
    assert len(manifest.digest("\ud800")) == 24


def test_digest_files(tmp_path: Path) -> None:
    """The hash follows from names and contents below the folders, not from where these lie; caches do not count."""
    for folder in ("one", "two"):
        (tmp_path / folder / "sub").mkdir(parents=True)
        (tmp_path / folder / "sub" / "a").write_text("x")
    one, two = (manifest.digest_files([tmp_path / folder]) for folder in ("one", "two"))
    assert one == two
    (tmp_path / "two" / "__pycache__").mkdir()
    (tmp_path / "two" / "__pycache__" / "a.pyc").write_text("x")
    assert manifest.digest_files([tmp_path / "two"]) == one
    (tmp_path / "two" / "sub" / "a").write_text("y")
    assert manifest.digest_files([tmp_path / "two"]) != one
    (tmp_path / "one" / "sub" / "a").rename(tmp_path / "one" / "sub" / "b")
    assert manifest.digest_files([tmp_path / "one"]) != one
