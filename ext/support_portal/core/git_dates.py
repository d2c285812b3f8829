"""Read the day of the last commit of every file below a folder, in one call of git."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path


def commit_dates(folder: Path) -> dict[str, dt.date]:
    """Return the UTC day of the last commit by path below ``folder`` (posix form).

    Files never committed, folders outside git and machines without git give nothing.  In a shallow clone the oldest
    commit seems to touch every file, so its dates are left out.
    """
    shallow = _git(folder, "rev-parse", "--is-shallow-repository").strip() == "true"
    # --first-parent -m would date by merges; authors think of their own commit, so plain history it is.
    # A relative path never begins with a slash, so no file name looks like a commit.
    log = _git(folder, "log", "--format=%x00//%ct %P", "--name-only", "--relative", "-z", "--", ".")
    dates: dict[str, dt.date] = {}
    day: dt.date | None = None
    for part in log.split("\0"):
        part = part.removeprefix("\n")
        if part.startswith("//"):
            time, _, parents = part[2:].partition(" ")
            day = None if shallow and not parents else dt.datetime.fromtimestamp(int(time), dt.UTC).date()
        elif part and day is not None:
            dates.setdefault(part, day)
    return dates


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
