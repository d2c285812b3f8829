"""Name the visual editor's browser programs, which the wheel does not carry, and what of them is fetched."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

# Below the fetched folder: what was fetched, so that a newer portal does not use an older program.
STAMP: Final = "editor.json"
COMMAND: Final = "support-portal fetch-editor"


@dataclass(frozen=True, slots=True)
class Package:
    """An npm package: its version, the hash of its archive as npm writes it, and where its files go.

    ``inside`` is the folder of the archive that is taken, ``folder`` the one it is put into, and ``names`` the ends of
    the files' names; those of other builds of the same program are left out.
    """

    name: str
    version: str
    integrity: str
    inside: str
    folder: str
    names: tuple[str, ...]

    def target(self, member: str) -> str | None:
        """Return where a member of the archive goes below the fetched folder, None when it is not needed."""
        path = PurePosixPath(member)
        base = PurePosixPath("package", self.inside)
        if not path.is_relative_to(base) or ".." in path.parts or not path.name.endswith(self.names):
            return None
        return str(self.folder / path.relative_to(base))


PACKAGES: Final = (
    Package(
        "decap-cms",
        "3.16.3",
        "sha512-hf+dPlCh7TJmWl8+6VRzHYOWhri5xgUknrZbDewaWe4s9B7xJ8PQugp2QHeSldMUKzav6+z0oIpwUYhUJDYtYw==",
        "dist",
        "cms",
        ("decap-cms.js", "decap-cms.js.LICENSE.txt", ".wasm"),
    ),
    Package(
        "yaml",
        "2.9.1",
        "sha512-3NxN8+78OdzbT7C/WjGsyfPAtJaN3FNDsWxv7Y7mcDsT/oOmgW8BpyQQFFBnvZE3j9Y2Sdz1ULFLezL7Eb2yFw==",
        "browser/dist",
        "yaml",
        (".js",),
    ),
)


def stamp_text() -> str:
    """Return the text of the file that says what was fetched."""
    return json.dumps({p.name: p.version for p in PACKAGES}, indent=2) + "\n"


def fetched(folder: Path) -> tuple[str, ...] | None:
    """Return the fetched files, by their path below ``folder``; None when they are absent or of other versions."""
    try:
        if (folder / STAMP).read_text(encoding="utf-8") != stamp_text():
            return None
    except (OSError, ValueError):
        return None
    kept = tuple(p.folder for p in PACKAGES)
    found = (path for name in kept for path in (folder / name).rglob("*") if path.is_file())
    return tuple(sorted(path.relative_to(folder).as_posix() for path in found))
