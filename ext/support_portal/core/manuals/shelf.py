"""The shelf: the manuals that were made, each with what a reader wants to know before fetching it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from support_portal.core.data_files import read_data
from support_portal.core.fields import Audience
from support_portal.notices import Notice, Problem

# The list beside the files: who makes a manual writes it, and the website reads it.
FILE: Final = "manuals.json"
_FILE_NAME: Final = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)
# How many manuals one article names.
_MOST: Final = 3


class Format(StrEnum):
    """The forms a manual can have; ``zip`` is the website itself."""

    PDF = "pdf"
    EPUB = "epub"
    ZIP = "zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeManual:
    """A manual that was made.

    ``file`` is its name within ``folder``, ``size`` its bytes, ``pages`` 0 for a form without pages, ``date`` the day
    of its newest article.  ``articles`` maps each docname in it to the page it begins on, or to 0.  ``audience`` is the
    edition of the portal it was made of.
    """

    name: str
    file: str
    title: str
    format: Format
    size: int
    sha256: str
    subtitle: str = ""
    pages: int = 0
    date: dt.date | None = None
    audience: str = Audience.PUBLIC
    articles: Mapping[str, int] = field(default_factory=dict)
    folder: Path = field(default=Path(), repr=False, compare=False)

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self.folder / self.file


def describe(path: Path, **facts: Any) -> MadeManual:
    """Return a made file as a row, with its size and checksum; ``facts`` are the other fields.

    Raises:
        OSError: the file cannot be read.

    """
    content = path.read_bytes()
    facts = {"name": path.stem, **facts}
    return MadeManual(
        file=path.name,
        format=Format(path.suffix.lstrip(".")),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        folder=path.parent,
        **facts,
    )


def write_list(path: Path, manuals: Iterable[MadeManual]) -> None:
    """Write a list of manuals as JSON.

    Raises:
        OSError: the list cannot be written.

    """
    rows = [
        {
            "name": made.name,
            "file": made.file,
            "title": made.title,
            "subtitle": made.subtitle,
            "format": str(made.format),
            "pages": made.pages,
            "bytes": made.size,
            "date": made.date.isoformat() if made.date else "",
            "sha256": made.sha256,
            "audience": str(made.audience),
            "articles": dict(made.articles),
        }
        for made in manuals
    ]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def read_list(folder: Path) -> tuple[tuple[MadeManual, ...], tuple[Problem, ...]]:
    """Return the manuals listed in a folder; one whose file is not the one listed costs a problem."""
    data, problems = read_data(folder / FILE)
    if data is None:
        missing = Problem(Notice.MANUAL_SHELF, "is not there; make the manuals first (make manuals, make epub)", 1)
        return (), problems or (missing,)
    found: list[MadeManual] = []
    more = list(problems)
    for row in data if isinstance(data, list) else [None]:
        try:
            made = _row(row, folder)
            if hashlib.sha256(made.path.read_bytes()).hexdigest() != made.sha256:
                raise ValueError(f'"{made.file}" has changed since it was made')
            found.append(made)
        except OSError:
            more.append(Problem(Notice.MANUAL_SHELF, f'names "{made.file}", which is not there; make it again', 1))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            more.append(Problem(Notice.MANUAL_SHELF, f"has a row that cannot be used ({error}); make it again", 1))
    return tuple(found), tuple(more)


def _row(row: Any, folder: Path) -> MadeManual:
    """Return a row of the list; raise what its reading raises when it is not as `write_list` writes it."""
    if not isinstance(row, dict):
        raise TypeError("it is no object")
    if not _FILE_NAME.fullmatch(file := str(row["file"])):
        raise ValueError(f'"{file}" is not the name of a file beside the list')
    return MadeManual(
        name=str(row["name"]),
        file=file,
        title=str(row["title"]),
        subtitle=str(row.get("subtitle", "")),
        format=Format(row["format"]),
        pages=int(row.get("pages", 0)),
        size=int(row["bytes"]),
        date=dt.date.fromisoformat(row["date"]) if row.get("date") else None,
        sha256=str(row["sha256"]),
        audience=Audience(row.get("audience", Audience.PUBLIC)),
        articles={str(docname): int(page) for docname, page in row.get("articles", {}).items()},
        folder=folder,
    )


def offered(
    manuals: Iterable[MadeManual], published: Collection[str], audience: str
) -> tuple[tuple[MadeManual, ...], tuple[Problem, ...]]:
    """Return the manuals a website may offer: of its own edition, and with no page that it does not publish.

    Manuals are made by other builds, so one may be older than the decision to take an article back.
    """
    kept: dict[str, MadeManual] = {}
    problems: list[Problem] = []
    for made in manuals:
        gone = [docname for docname in made.articles if docname not in published]
        if made.audience != audience:
            reason = f"was made for {made.audience} readers, and this website is for {audience} ones"
        elif gone:
            reason = f'holds "{gone[0]}", which this website does not publish'
        elif made.file in kept:
            reason = "has the file name of another"
        else:
            kept[made.file] = made
            continue
        message = f'manual "{made.name}" {reason}, so it is not offered; make it again'
        problems.append(Problem(Notice.MANUAL_SHELF, message, 1))
    return tuple(kept.values()), tuple(problems)


def holding(manuals: Iterable[MadeManual], docname: str) -> tuple[MadeManual, ...]:
    """Return the manuals an article is in, those with the fewest articles first; the website itself is none."""
    found = [made for made in manuals if docname in made.articles and made.format is not Format.ZIP]
    return tuple(sorted(found, key=lambda made: (len(made.articles), made.name, made.format)))[:_MOST]
