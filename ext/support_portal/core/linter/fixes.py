"""Mend what is safe to mend, and show the change before it is made."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable

from support_portal.core.linter.rule import Report
from support_portal.core.linter.source import Source


def mended(text: str, reports: Iterable[Report]) -> tuple[str, int]:
    """Return the text with the reports' edits made, and how many; of two that overlap the first is made."""
    parts, done, count = [], 0, 0
    for edit in sorted({r.edit for r in reports if r.edit is not None}, key=lambda e: (e.start, e.end)):
        if edit.start >= done:
            parts += [text[done : edit.start], edit.text]
            done = edit.end
            count += 1
    return "".join((*parts, text[done:])), count


def difference(name: str, old: str, new: str) -> str:
    """Return the change as a unified diff, as ``git apply`` takes it."""
    name = name.replace(os.sep, "/")
    lines = difflib.unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def write(source: Source, text: str) -> None:
    """Write a mended text with the line ends and the mark the file had.  Raises OSError."""
    draft = source.path.with_name(f".{source.path.name}.new")
    data = ("\ufeff" if source.has_mark else "") + text.replace("\n", source.newline)
    draft.write_bytes(data.encode("utf-8"))
    os.chmod(draft, source.path.stat().st_mode & 0o777)
    os.replace(draft, source.path)
