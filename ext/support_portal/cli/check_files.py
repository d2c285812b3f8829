"""Which files `support-portal check` looks at: all pages, those named, or those that git says changed."""

from __future__ import annotations

import os
import posixpath
import subprocess
from pathlib import Path

import click

from support_portal.core.linter.pages import Pages

_DIFF = ("--name-only", "-z", "--relative", "--no-renames")


def all_files(pages: Pages) -> list[Path]:
    """Return the Markdown files of all pages, by docname."""
    return [Path(path) for path in pages.names.values() if path.endswith(".md")]


def named_files(files: tuple[Path, ...]) -> list[Path]:
    """Return Markdown files among those named, and those in folders named; each once, in the order given."""
    found: dict[Path, None] = {}
    for path in files:
        inside = sorted(path.rglob("*.md")) if path.is_dir() else [path]
        found |= dict.fromkeys(one for one in inside if one.suffix == ".md")
    return list(found)


def changed_files(base: str, pages: Pages) -> list[Path]:
    """Return pages that differ from a commit or are new, and those that may link to a page that is gone."""
    changed = _git(pages.root, "diff", *_DIFF, "--diff-filter=d", base, "--", ".")
    gone = _git(pages.root, "diff", *_DIFF, "--diff-filter=D", base, "--", ".")
    new = _git(pages.root, "ls-files", "-z", "--others", "--exclude-standard", "--", ".")
    paths = {pages.root / name for name in (*changed, *new)}
    chosen = {path for path in paths if path.suffix == ".md" and path.is_file() and pages.docname(path) is not None}
    names = {posixpath.splitext(name)[0] for name in gone if name.endswith(".md")}
    return sorted(chosen | _linking(names, pages))


def _linking(gone: set[str], pages: Pages) -> set[Path]:
    """Return the pages that name a page that is gone."""
    slugs = {name.removesuffix("/index").rpartition("/")[2] for name in gone}
    if not slugs:
        return set()
    return {
        path
        for path in all_files(pages)
        if any(slug in path.read_text(encoding="utf-8", errors="replace") for slug in slugs)
    }


def _git(folder: Path, *arguments: str) -> list[str]:
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=True, timeout=60)
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode(errors="replace").strip().splitlines() or ["it gave no reason"]
        raise click.UsageError(f"git cannot tell what changed ({reason[0]}); name files instead") from error
    except (OSError, subprocess.SubprocessError) as error:
        raise click.UsageError(f"git cannot be asked what changed ({error}); name files instead") from error
    return [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]


def display_name(path: Path) -> str:
    """Return a path as seen from the working directory when it is below it."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):
        return path.as_posix()
