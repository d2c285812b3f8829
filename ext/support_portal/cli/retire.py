"""`support-portal retire`: archive pages, and lead readers to their successor."""

from __future__ import annotations

from pathlib import Path

import click

from support_portal.cli.changing import Project, carry_out, dry_run_option, project_option
from support_portal.core.editing.changes import ChangeError
from support_portal.core.editing.retiring import plan


@click.command("retire")
@click.argument("page")
@click.option("--successor", help="The page that answers the question now: references and old addresses lead there.")
@click.option("--unlink", is_flag=True, help="Without a successor: make words of references to the page.")
@dry_run_option
@project_option
def command(page: str, successor: str | None, unlink: bool, dry_run: bool, folder: Path) -> None:
    """Archive PAGE, or all pages of the folder PAGE: readers no longer see it, and the file is kept.

    To bring it back, take the line "state: archived" out of it, and its address out of the successor.
    """
    try:
        project = Project(folder)
        name = project.name(page)
        pages = sorted(p for p in project.sources.pages.values() if p.startswith(f"{name}/")) or [project.page(page)]
        heir = project.page(successor) if successor is not None else None
        changes = plan(project.sources, project.read, pages, heir, unlink=unlink)
        what = pages[0] if len(pages) == 1 else f"{name} ({len(pages)} pages)"
        where = f", and {heir} takes its place" if heir else ""
        carry_out(project, changes, dry_run, f"Archived {what}{where}. These files changed:")
    except ChangeError as error:
        raise click.ClickException(str(error)) from error
