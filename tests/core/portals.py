"""A small portal as a table of texts, for tests of what changes in it."""

from __future__ import annotations

from collections.abc import Mapping

from support_portal.core.editing.changes import Changes
from support_portal.core.editing.sources import Sources

from .make import data

PORTAL: dict[str, str] = data("moves.yaml")["portal"]


def sources(files: Mapping[str, str]) -> Sources:
    return Sources(frozenset(files))


def new_lines(changes: Changes) -> dict[str, list[str]]:
    """Return the lines of each file that it did not have before."""
    return {
        name: [line for line in after.splitlines() if line not in before.splitlines() or line == "---" not in before]
        for name, (before, after) in changes.texts.items()
    }
