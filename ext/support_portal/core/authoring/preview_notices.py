"""The notices that a live preview shows: which of an earlier build still hold, and which page each belongs to."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path


class Stage(StrEnum):
    """When in a build a notice is told; the next build tells it again whenever it passes through that stage."""

    START = "start"
    READ = "read"
    UPDATED = "updated"
    CONSISTENCY = "consistency"
    WRITE = "write"
    FINISH = "finish"
    CHECK = "check"


# What these stages tell is of one page, and told again when that page passes through them.
OF_PAGES = frozenset({Stage.READ, Stage.WRITE, Stage.CHECK})

# Which rules of the check find what Sphinx and MyST warn of.
_TOLD_BY = {
    "myst.xref_missing": ("link-target", "link-anchor"),
    "portal.reference": ("link-target", "link-anchor", "link-unpublished"),
    "portal.unpublished_link": ("link-unpublished",),
    "myst.header": ("heading-levels",),
    "toc.not_included": ("orphan",),
    "image.not_readable": ("image-file",),
}


@dataclass(frozen=True, slots=True, order=True)
class PreviewNotice:
    """One notice: the file as shown, its line (1-based; 0 when unknown), what is wrong, and the kind in brackets.

    ``docname`` is the page the file is the source of, empty for other files.  ``owners`` are the pages in whose
    reading, writing or checking it came up.
    """

    path: str
    line: int
    message: str
    kind: str = ""
    severity: str = "warning"
    docname: str = ""
    stage: Stage = Stage.START
    owners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passed:
    """What a build passed through: its stages, and for those of pages which pages."""

    stages: frozenset[Stage]
    pages: Mapping[Stage, Collection[str]]
    found: Collection[str]


def holding(old: Iterable[PreviewNotice], new: Iterable[PreviewNotice], passed: Passed) -> tuple[PreviewNotice, ...]:
    """Return the notices that hold after a build, in the order of files and lines.

    Of what the last build left (``old``), that holds which this one had no reason to tell again.  What the check had
    found too, in the same words, holds as long as the check finds it: another file may have mended it.
    """
    old, new = tuple(old), tuple(new)
    kept = [notice for notice in old if _still_holds(notice, passed)]
    found = {_words(notice) for notice in (*kept, *new) if notice.stage == Stage.CHECK}
    mended = {_words(notice) for notice in old if notice.stage == Stage.CHECK} - found
    return tuple(sorted({*(notice for notice in kept if _words(notice) not in mended), *new}))


def _words(notice: PreviewNotice) -> tuple[str, int, str]:
    return notice.path, notice.line, notice.message


def _still_holds(notice: PreviewNotice, passed: Passed) -> bool:
    if notice.stage not in OF_PAGES:
        return notice.stage not in passed.stages
    owners = frozenset(notice.owners)
    # What belongs to no page is told by every build that meets it.
    return bool(owners) and owners <= frozenset(passed.found) and owners.isdisjoint(passed.pages[notice.stage])


def told_once(notices: Iterable[PreviewNotice]) -> list[PreviewNotice]:
    """Return the notices without those that say what another says: in the same words, or of a rule of the check.

    The words of the check are for authors, and its lines are right where MyST counts one too many in directives.
    """
    kept: dict[tuple[str, int, str], PreviewNotice] = {}
    for notice in notices:
        kept.setdefault(_words(notice), notice)
    checked = {(n.path, n.line, n.kind) for n in kept.values() if n.stage == Stage.CHECK}
    return [
        notice
        for notice in kept.values()
        if notice.stage == Stage.CHECK
        or not any(
            (notice.path, notice.line + step, rule) in checked
            for rule in _TOLD_BY.get(notice.kind, ())
            for step in (0, -1, 1)
        )
    ]


def by_page(notices: Iterable[PreviewNotice]) -> dict[str, list[PreviewNotice]]:
    """Return the notices by docname; those of other files have an empty one."""
    found: dict[str, list[PreviewNotice]] = {}
    for notice in notices:
        found.setdefault(notice.docname, []).append(notice)
    return found


@dataclass(frozen=True, slots=True)
class Memory:
    """What one build leaves for the next: the notices, the hash of what each page shows of them, and of data files."""

    notices: tuple[PreviewNotice, ...] = ()
    drawn: Mapping[str, str] = field(default_factory=dict)
    data: str = ""

    def save(self, path: Path) -> None:
        """Write it in one step, so that a killed build leaves the old one or the new one."""
        draft = path.with_suffix(".new")
        draft.write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")
        os.replace(draft, path)


def load(path: Path) -> Memory:
    """Return what was saved; a file that is missing, broken or of another form counts as none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        notices = (
            PreviewNotice(**{**row, "stage": Stage(row["stage"]), "owners": tuple(row["owners"])})
            for row in data["notices"]
        )
        return Memory(tuple(notices), dict(data["drawn"]), str(data["data"]))
    except (OSError, ValueError, TypeError, KeyError):
        return Memory()
