"""`support-portal rename-topic`: a topic gets another key, everywhere it is named."""

from __future__ import annotations

from pathlib import Path

import click

from support_portal.cli.changing import Project, carry_out, dry_run_option, project_option
from support_portal.core.editing.changes import ChangeError
from support_portal.core.editing.renaming_topics import plan


@click.command("rename-topic")
@click.argument("old")
@click.argument("new")
@dry_run_option
@project_option
def command(old: str, new: str, dry_run: bool, folder: Path) -> None:
    """Give the topic OLD the key NEW: in topics.yaml, front matter, listings, references and manuals.

    The title that readers see stays; change it in docs/_data/topics.yaml. The topic's page and feeds get new addresses.
    """
    try:
        project = Project(folder)
        changes = plan(project.sources, project.read, old, new)
        carry_out(project, changes, dry_run, f"The topic {old} is {new} now. These files changed:")
    except ChangeError as error:
        raise click.ClickException(str(error)) from error
