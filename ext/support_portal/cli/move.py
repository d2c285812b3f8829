"""`support-portal move`: a page, a file or a folder gets another place, and everything that names it follows."""

from __future__ import annotations

import posixpath
from pathlib import Path

import click

from support_portal.cli.changing import Project, carry_out, dry_run_option, project_option
from support_portal.core.editing.changes import ChangeError
from support_portal.core.editing.moving import plan


@click.command("move")
@click.argument("old")
@click.argument("new")
@click.option("--no-redirect", is_flag=True, help="Do not lead readers of old addresses to the new ones.")
@dry_run_option
@project_option
def command(old: str, new: str, no_redirect: bool, dry_run: bool, folder: Path) -> None:
    """Move the page, file or folder OLD to NEW, with toctrees, links, paths and data files.

    Both are paths such as docs/solutions/badges/embed.md or solutions/badges/embed. When NEW is a folder that exists,
    OLD moves into it under its own name.
    """
    try:
        project = Project(folder)
        source, target = project.name(old), project.name(new, existing=False)
        if target in project.sources.folders and target != source:
            target = f"{target}/{posixpath.basename(source)}"
        suffix = posixpath.splitext(source)[1]
        if project.sources.is_page(source) and not posixpath.splitext(target)[1]:
            target += suffix
        changes = plan(project.sources, project.read, source, target, redirect=not no_redirect)
        files = len(changes.moves)
        what = source if files == 1 else f"{source} ({files} files)"
        carry_out(project, changes, dry_run, f"Moved {what} to {target}. These files changed:")
    except ChangeError as error:
        raise click.ClickException(str(error)) from error
