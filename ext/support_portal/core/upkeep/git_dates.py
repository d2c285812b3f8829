"""Read the day of the last commit of every file below a folder, in one call of git."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Collection
from pathlib import Path


def commit_dates(folder: Path, minor: Collection[str] = ()) -> dict[str, dt.date]:
    """Return the UTC day of the last significant commit by path below ``folder`` (posix form).

    A commit whose message ends with ``Minor-Edit: yes`` is not significant, nor is the last commit of a ``minor``
    path; a file that has no other counts them all the same.  Files never committed, folders outside git and machines
    without git give nothing.  In a shallow clone the oldest commit seems to touch every file, so its dates are left
    out.
    """
    shallow = _git(folder, "rev-parse", "--is-shallow-repository").strip() == "true"
    # --first-parent -m would date by merges; authors think of their own commit, so plain history it is.
    # A relative path never begins with a slash, so no file name looks like a commit.
    trailer = "%(trailers:key=Minor-Edit,valueonly,separator=%x2C)"
    log = _git(folder, "log", f"--format=%x00//%ct {trailer}|%P", "--name-only", "--relative", "-z", "--", ".")
    dates: dict[str, dt.date] = {}
    small: dict[str, dt.date] = {}
    waiting = set(minor)
    day: dt.date | None = None
    is_minor = False
    for part in log.split("\0"):
        part = part.removeprefix("\n")
        if part.startswith("//"):
            time, _, rest = part[2:].partition(" ")
            said, _, parents = rest.partition("|")
            is_minor = said.strip().lower() in ("yes", "true")
            day = None if shallow and not parents else dt.datetime.fromtimestamp(int(time), dt.UTC).date()
        elif part and day is not None:
            if is_minor or part in waiting:
                waiting.discard(part)
                small.setdefault(part, day)
            else:
                dates.setdefault(part, day)
    return small | dates


def unmerged(folder: Path) -> set[str]:
    """Return the files below ``folder`` in which a merge is not finished; without Git there are none."""
    rows = _git(folder, "ls-files", "--unmerged", "-z").split("\0")
    return {row.partition("\t")[2] for row in rows if row}


def _git(folder: Path, *arguments: str) -> str:
    """Return git's output, or nothing when git cannot answer."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            capture_output=True,
            check=True,
            timeout=60,
            encoding="utf-8",
            errors="replace",
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout
