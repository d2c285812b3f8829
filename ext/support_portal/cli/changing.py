"""What the verbs that change pages share: where the project is, how names are written, and how a change is shown."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.syntax import Syntax
from rich.text import Text

from support_portal.core.editing.changes import ChangeError, Changes
from support_portal.core.editing.sources import Sources, scan
from support_portal.core.upkeep import git_dates


class Project:
    """A portal's project: its folder, its files, and their texts."""

    def __init__(self, folder: Path, root: str = "docs") -> None:
        if not (folder / root).is_dir():
            raise click.ClickException(
                f"there is no folder {root} in {folder.resolve()}; go to the portal's folder, or name it with --project"
            )
        self.folder = folder
        self.root = root
        self.sources: Sources = scan(folder, root)
        self.read = cache(self._read)

    def _read(self, name: str) -> str:
        try:
            # Not read_text, which would turn every line ending into one kind.
            return (self.folder / name).read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            raise ChangeError(f"{name} is not UTF-8 (at byte {error.start}); save it as UTF-8") from error

    def name(self, written: str, *, existing: bool = True) -> str:
        """Return the name of what a person wrote: a path from here or from the source folder, with suffix or not."""
        text = written.replace("\\", "/").strip().removeprefix("./").rstrip("/")
        path = Path(text)
        if path.is_absolute():
            text = (
                path.relative_to(self.folder.resolve()).as_posix()
                if path.is_relative_to(self.folder.resolve())
                else text
            )
        if text != self.root and not text.startswith(f"{self.root}/"):
            text = f"{self.root}/{text.lstrip('/')}"
        if not existing or text in self.sources.names or text in self.sources.folders:
            return text
        return self.sources.pages.get(text.removeprefix(f"{self.root}/"), text)

    def page(self, written: str) -> str:
        """Return the name of a page, which may also be written as its slug."""
        name = self.name(written)
        if name in self.sources.folders and f"{name}/index.md" in self.sources.names:
            name = f"{name}/index.md"
        found = name if self.sources.is_page(name) else self.sources.find(written)
        if found is None:
            raise ChangeError(f"there is no page {written}; write a path such as {self.root}/solutions/badges/embed.md")
        return found


def project_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that says where the portal is."""
    return click.option(
        "--project",
        "folder",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        default=Path(),
        help="The folder that holds docs and conf.py.  [default: this one]",
    )(function)


def dry_run_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that shows a change and does not make it."""
    return click.option("--dry-run", is_flag=True, help="Show the change as a diff and make none.")(function)


def today() -> dt.date:
    """Return this day, or that of SOURCE_DATE_EPOCH."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH") or ""
    now = dt.datetime.fromtimestamp(int(epoch), dt.UTC) if epoch.isdigit() else dt.datetime.now(dt.UTC)
    return now.date()


def carry_out(project: Project, changes: Changes, dry_run: bool, done: str) -> None:
    """Make the changes, or show them; ``done`` is the sentence that says what was done."""
    console = Console()
    if dry_run:
        diff = "\n".join(changes.diff())
        if console.is_terminal:
            console.print(Syntax(diff, "diff", background_color="default", word_wrap=True))
        else:
            click.echo(diff)
        _notes(changes)
        return
    _refuse_conflicts(project.folder, [*changes.texts, *changes.moves])
    changes.apply(project.folder)
    console.print(Text(done, "bold"), soft_wrap=True)
    for name in changes.names:
        console.print(Text(f"  {name}"), soft_wrap=True)
    _notes(changes)


def _notes(changes: Changes) -> None:
    for note in changes.notes:
        Console(stderr=True).print(Text(note, "yellow"), soft_wrap=True)


def _refuse_conflicts(folder: Path, names: list[str]) -> None:
    """Raise ChangeError when Git has not finished a merge in one of the files; without Git there is none."""
    for name in sorted(git_dates.unmerged(folder).intersection(names)):
        raise ChangeError(f"{name} is in the middle of a merge; finish that first (git status)")
