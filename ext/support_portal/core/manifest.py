"""The manifest: what each page of the last good build showed, and which files it wrote, so that the next can tell."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

# Raise when what goes into a page's hash changes; an older manifest then counts as none, and all pages are written.
MANIFEST_VERSION: Final = 6


@dataclass(frozen=True, slots=True)
class Manifest:
    """``pages`` maps a docname to the hash of what its page shows of others; ``outputs`` are files by path.

    ``good`` is False from the moment writing starts until it ends well.  ``world`` is the hash of everything the
    output is made of.  ``made`` maps a file that is made of several pages to the hash of what it shows.  ``common`` and
    ``near`` tell which pages to compare at all, see `sphinx_ext.nearby`.
    """

    pages: Mapping[str, str] = field(default_factory=dict)
    outputs: frozenset[str] = frozenset()
    good: bool = False
    world: str = ""
    made: dict[str, str] = field(default_factory=dict)
    common: str = ""
    near: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def changed(self, pages: Mapping[str, str]) -> list[str]:
        """Return the docnames to write again, given what they show now: all of them after a build that broke off."""
        if not self.good:
            return sorted(pages)
        return sorted(docname for docname, shown in pages.items() if self.pages.get(docname) != shown)

    def gone(self, outputs: Iterable[str]) -> list[str]:
        """Return the files the last build wrote and this one does not."""
        return sorted(self.outputs.difference(outputs))

    def save(self, path: Path) -> None:
        """Write the manifest in one step, so that a killed build leaves the old one or the new one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        data = {
            "version": MANIFEST_VERSION,
            "good": self.good,
            "world": self.world,
            "pages": dict(sorted(self.pages.items())),
            "outputs": sorted(self.outputs),
            "made": dict(sorted(self.made.items())),
            "common": self.common,
            "near": dict(sorted(self.near.items())),
        }
        draft = path.with_suffix(".new")
        draft.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        os.replace(draft, path)


def load(path: Path) -> Manifest:
    """Return the saved manifest; one that is missing, broken or of another version counts as none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["version"] != MANIFEST_VERSION:
            return Manifest()
        pages = {str(d): str(h) for d, h in data["pages"].items()}
        made = {str(name): str(shown) for name, shown in data["made"].items()}
        outputs = frozenset(map(str, data["outputs"]))
        near = {str(d): (str(own), str(offer)) for d, (own, offer) in data["near"].items()}
        return Manifest(pages, outputs, data["good"] is True, str(data["world"]), made, str(data["common"]), near)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Manifest()


def digest(shown: object) -> str:
    """Return a short hash of what a page shows; ``shown`` must print the same in every process."""
    return hashlib.blake2b(repr(shown).encode("utf-8", "replace"), digest_size=12).hexdigest()


def digest_files(folders: Iterable[Path], suffixes: tuple[str, ...] = ("",)) -> str:
    """Return a hash of the names and contents of files below some folders, wherever they lie; of all kinds or some."""
    total = hashlib.blake2b(digest_size=12)
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.name.endswith(suffixes) and path.is_file() and "__pycache__" not in path.parts:
                total.update(f"\0{path.relative_to(folder).as_posix()}\0".encode())
                total.update(path.read_bytes())
    return total.hexdigest()
