"""Refuse a move that cannot be done: something is in the way, or a reader or a section would lose something."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from support_portal.core import front_matter
from support_portal.core.addresses import is_index, normal_path, section_of
from support_portal.core.article import SECTIONS, TRAINING
from support_portal.core.editing.changes import ChangeError
from support_portal.core.editing.sources import Sources, renamed

if TYPE_CHECKING:
    from support_portal.core.editing.moving import Move

_NAME: Final = re.compile(r"[^\s\x00-\x1f\\:*?\"<>|#%]+(?: [^\s\x00-\x1f\\:*?\"<>|#%]+)*\Z")


def moved_files(sources: Sources, old: str, new: str) -> dict[str, str]:
    """Return the new name of every file that moves; raises ChangeError when something stands in the way."""
    root = sources.root
    if old in sources.names:
        files = {old: new}
    else:
        files = {name: new + name.removeprefix(old) for name in sorted(sources.names) if name.startswith(f"{old}/")}
    if not files:
        raise ChangeError(f"there is no file or folder {old}; write a path such as {root}/solutions/badges/embed.md")
    if old == new:
        raise ChangeError(f"{old} is where it is already; write another name")
    if not new.startswith(f"{root}/") or not old.startswith(f"{root}/") or ".." in new.split("/"):
        raise ChangeError(f"both names must be below {root}/; {old if new.startswith(f'{root}/') else new} is not")
    if f"{new}/".startswith(f"{old}/"):
        raise ChangeError(f"{new} is inside {old}; a folder cannot move into itself")
    fixed = {
        f"{root}/index.md",
        f"{root}/_data",
        *(f"{root}/{name}{end}" for name in SECTIONS for end in ("", "/index.md")),
    }
    if old in fixed:
        raise ChangeError(f"{old} has a fixed place, which the portal's software knows; it cannot move")
    for part in new.removeprefix(f"{root}/").split("/"):
        if not _NAME.match(part) or part.startswith("."):
            raise ChangeError(f'"{part}" cannot be part of an address; write letters, digits and hyphens')
    if old in sources.names and sources.is_page(old) and posixpath.splitext(new)[1] != posixpath.splitext(old)[1]:
        raise ChangeError(f"{old} is a page, so {new} must end in {posixpath.splitext(old)[1]}")
    lower = {name.lower(): name for name in (*sources.names, *sources.folders) if name not in files}
    for target in (*files.values(), new):
        if (taken := lower.get(target.lower())) is not None and taken != old:
            raise ChangeError(f"{taken} exists already; choose another name")
        for folder in parents(target):
            if folder in sources.names:
                raise ChangeError(f"{folder} is a file, so nothing can be in it; choose another name")
    after = renamed(sources, files.items())
    for docname in sorted(after.pages.keys() - sources.pages.keys()):
        for other in (docname.removesuffix("/index"), f"{docname}/index"):
            if other != docname and other in after.pages:
                raise ChangeError(f"{docname} and {other} would have one address; choose another name")
    return files


def parents(name: str) -> Iterator[str]:
    """Yield the folders above a name, the nearest first."""
    while name := posixpath.dirname(name):
        yield name


def check(move: Move, files: Mapping[str, str]) -> None:
    """Raise ChangeError when files that may have their new names would still break something by having them."""
    _check_redirects(move, files)
    _check_keys(move, files)
    _check_courses(move, files)


def _check_redirects(move: Move, files: Mapping[str, str]) -> None:
    """Raise ChangeError when another page has claimed the address of a new place: readers would lose that redirect."""
    taken = {normal_path(move.after.docname(new)): new for old, new in files.items() if move.before.is_page(old)}
    for name in move.before.pages.values():
        if name not in files and "redirect_from" in (text := move.read(name)):
            for address in front_matter.parse(text).values.get("redirect_from", ()):
                if normal_path(address) in taken:
                    raise ChangeError(f'{name} has redirect_from "{address}", so readers of {address} are sent there; '
                                      "choose another name, or take that entry out first")  # fmt: skip


def _check_keys(move: Move, files: Mapping[str, str]) -> None:
    """Raise ChangeError when a page lacks a key that the section it joins needs."""
    for old, new in files.items():
        docname = move.after.docname(new)
        if move.before.is_page(old) and not is_index(docname):
            for problem in front_matter.missing(front_matter.parse(move.read(old)), section_of(docname)):
                raise ChangeError(f"{old}: {problem.message}; then move")


def _check_courses(move: Move, files: Mapping[str, str]) -> None:
    """Raise ChangeError when a course would be left without a lesson."""
    for old in files:
        folder = posixpath.dirname(old)
        course = f"{folder}/index.md"
        if section_of(move.before.docname(old)) == TRAINING and course in move.before.names and course not in files:
            lessons = [name for name in move.after.pages.values() if name.startswith(f"{folder}/") and name != course]
            if folder.count("/") == 2 and not lessons:
                raise ChangeError(
                    f"no lesson would be left for {course}; move the whole course, or write another first"
                )
