"""`support-portal owners`: CODEOWNERS as the pages' front matter says."""

from __future__ import annotations

from pathlib import Path

import click

from support_portal.cli.changing import Project, project_option
from support_portal.core import front_matter
from support_portal.core.data_files import read_data
from support_portal.core.upkeep.owners import code_owners

_FILE = ".github/CODEOWNERS"


@click.command("owners")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 when the file is not current.")
@project_option
def command(check: bool, folder: Path) -> None:
    """Write .github/CODEOWNERS from the owner of each page, by the handles in docs/_data/owners.yaml."""
    project = Project(folder)
    pages = {
        name: str(front_matter.parse(project.read(name)).values.get("owner") or "")
        for name in project.sources.pages.values()
    }
    data = read_data(folder / project.root / "_data" / "owners.yaml")[0]
    handles = {str(key): str(value) for key, value in data.items()} if isinstance(data, dict) else {}
    try:
        text = code_owners(pages, handles, project.root)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    path = folder / _FILE
    current = path.read_text(encoding="utf-8") if path.is_file() else ""
    if check and text != current:
        raise click.ClickException(f"{_FILE} is not current; write it with: support-portal owners")
    if not check:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        click.echo(f"{path}: {text.count(chr(10)) - 1} lines")
