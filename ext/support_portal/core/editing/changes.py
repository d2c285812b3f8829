"""Changes to several files that happen together or not at all, and what they look like as a diff."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path

# The characters from one offset up to another become a text.
Edit = tuple[int, int, str]


class ChangeError(Exception):
    """A change that cannot be made; nothing was changed.  Its text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Changes:
    """New texts and new names of files; names are paths from the project's folder with slashes.

    ``texts`` gives (before, after) by the name a file has now, ``moves`` the new name of each file that gets one, and
    ``created`` the texts of new files.  ``notes`` say in words what a person should know.
    """

    texts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    moves: Mapping[str, str] = field(default_factory=dict)
    created: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """Every file that changes, by the name it has afterwards."""
        return sorted({*(self.moves.get(name, name) for name in (*self.texts, *self.moves)), *self.created})

    def diff(self) -> Iterator[str]:
        """Yield the lines of a unified diff, with renames as git writes them."""
        for name in sorted({*self.texts, *self.moves}):
            new = self.moves.get(name, name)
            if new != name:
                yield from (f"rename from {name}", f"rename to {new}")
            before, after = self.texts.get(name, ("", ""))
            yield from _diff(before, after, f"a/{name}", f"b/{new}")
        for name in sorted(self.created):
            yield from _diff("", self.created[name], "/dev/null", f"b/{name}")

    def apply(self, project: Path) -> None:
        """Make the changes; raises ChangeError and leaves everything as it was when one of them cannot be made."""
        writes: dict[str, bytes] = {name: text.encode() for name, text in self.created.items()}
        for name, (before, after) in self.texts.items():
            if (project / name).read_bytes() != before.encode():
                raise ChangeError(f"{name} was changed by somebody else meanwhile; try again")
            writes[self.moves.get(name, name)] = after.encode()
        taken = {*self.created, *self.moves.values()} - self.moves.keys()
        for name in sorted(taken):
            if (project / name).exists():
                raise ChangeError(f"{name} exists already; choose another name")
        for old, new in self.moves.items():
            writes.setdefault(new, (project / old).read_bytes())
        _replace(project, writes, [old for old in self.moves if old not in writes], self.moves)


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with some places replaced; raises ChangeError when two of them overlap."""
    last = len(text) + 1
    for start, end, new in sorted(set(edits), reverse=True):
        if end > last:
            raise ChangeError("two changes of one place overlap; this is a mistake of the program, nothing was changed")
        text, last = text[:start] + new + text[end:], start
    return text


def _diff(before: str, after: str, old: str, new: str) -> Iterator[str]:
    for line in unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), old, new):
        yield line.rstrip("\r\n")
        if not line.endswith("\n"):
            yield "\\ No newline at end of file"


def _replace(project: Path, writes: Mapping[str, bytes], gone: list[str], moves: Mapping[str, str]) -> None:
    """Write all files beside their places, then put them there, then remove the old ones; undo it all on an error."""
    drafts: dict[str, Path] = {}
    folders: list[Path] = []
    old: dict[str, bytes | None] = {}
    sources = {new: name for name, new in moves.items()}
    try:
        for name, content in writes.items():
            path = project / name
            folders += _missing(path.parent)
            path.parent.mkdir(parents=True, exist_ok=True)
            drafts[name] = path.with_name(f".{path.name}.new")
            drafts[name].write_bytes(content)
            like = project / sources.get(name, name)
            if like.exists():
                drafts[name].chmod(like.stat().st_mode)
        for name in (*writes, *gone):
            path = project / name
            old[name] = path.read_bytes() if path.exists() else None
            if name in drafts:
                os.replace(drafts[name], path)
            else:
                path.unlink()
    except OSError as error:
        _undo(project, old, drafts.values(), folders)
        raise ChangeError(f"{error.filename or project}: {error.strerror}; nothing was changed") from error
    for name in gone:
        _remove_empty((project / name).parent, project)


def _undo(project: Path, old: Mapping[str, bytes | None], drafts: Iterable[Path], folders: list[Path]) -> None:
    for name, content in old.items():
        if content is None:
            (project / name).unlink(missing_ok=True)
        else:
            (project / name).write_bytes(content)
    for draft in drafts:
        draft.unlink(missing_ok=True)
    for folder in reversed(folders):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _missing(folder: Path) -> list[Path]:
    """Return the folders that must be made for this one, the highest first."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    return missing[::-1]


def _remove_empty(folder: Path, project: Path) -> None:
    """Remove folders in which nothing is left, as git does, which keeps no empty ones."""
    while folder != project and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
