"""Changes happen together or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support_portal.core.editing.changes import ChangeError, Changes, edited
from support_portal.testing import write

FILES = {"a.md": "one\n", "deep/b.md": "two\n", "deep/c.md": "three\n"}
CHANGES = Changes(
    texts={"a.md": ("one\n", "1\n"), "deep/b.md": ("two\n", "2\n")},
    moves={"deep/b.md": "far/away/b.md", "deep/c.md": "far/away/c.md"},
    created={"new/d.md": "four\n"},
)


def files(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_all_of_them(tmp_path: Path) -> None:
    """Texts, names and new files are there afterwards, and folders left empty are gone."""
    write(tmp_path, FILES)
    CHANGES.apply(tmp_path)
    after = {"a.md": "1\n", "far/away/b.md": "2\n", "far/away/c.md": "three\n", "new/d.md": "four\n"}
    assert files(tmp_path) == after
    assert not (tmp_path / "deep").exists()
    assert CHANGES.names == sorted(after)


def test_the_diff() -> None:
    """A diff tells what git would: renames, and the lines that differ."""
    lines = list(CHANGES.diff())
    assert lines[:5] == ["--- a/a.md", "+++ b/a.md", "@@ -1 +1 @@", "-one", "+1"]
    assert "rename from deep/c.md" in lines
    assert lines[-4:] == ["--- /dev/null", "+++ b/new/d.md", "@@ -0,0 +1 @@", "+four"]


@pytest.mark.parametrize("number", range(4))
def test_none_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """When the disk refuses one file, whichever, everything is as it was."""
    write(tmp_path, FILES)
    real, calls = os.replace, []

    def failing(old: Path, new: Path) -> None:
        calls.append(new)
        if len(calls) == number + 1:
            raise OSError(28, "No space left on device", str(new))
        real(old, new)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(ChangeError, match="No space left on device; nothing was changed"):
        CHANGES.apply(tmp_path)
    assert files(tmp_path) == FILES
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.md", "deep"]


def test_what_is_in_the_way(tmp_path: Path) -> None:
    """A file that stands at a new place, or was changed meanwhile, stops everything."""
    write(tmp_path, {**FILES, "far/away/c.md": "mine"})
    with pytest.raises(ChangeError, match=r"far/away/c\.md exists already"):
        CHANGES.apply(tmp_path)
    (tmp_path / "far/away/c.md").unlink()
    write(tmp_path, {"a.md": "changed\n"})
    with pytest.raises(ChangeError, match=r"a\.md was changed by somebody else"):
        CHANGES.apply(tmp_path)
    assert files(tmp_path) == {**FILES, "a.md": "changed\n"}


def test_edits() -> None:
    """Edits are made from the end, so that none shifts another; those that overlap are a mistake of ours."""
    assert edited("one two", [(0, 3, "1"), (4, 7, "2"), (0, 3, "1")]) == "1 2"
    with pytest.raises(ChangeError, match="overlap"):
        edited("one two", [(0, 5, "1"), (4, 7, "2")])
