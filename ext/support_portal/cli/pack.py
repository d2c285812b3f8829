"""`support-portal pack`: a built website as one zip file that works from a disk, without a network."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click

from support_portal.core.archive import write_zip

# What only servers, programs and builds read: more than half of a site's bytes, and no page leads to it.
_FOR_SERVERS = frozenset(
    {".buildinfo", ".nojekyll", "_redirects", "objects.inv", "robots.txt", "sitemap.xml", "llms.txt", "searchindex.js"}
)
_FOLDERS_FOR_SERVERS = ("redirects/", ".doctrees/")


@click.command("pack")
@click.argument("site", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def command(site: Path, target: Path) -> None:
    """Pack the website built in SITE into the zip file TARGET.

    Readers unpack it and open index.html: search, pictures and links work without a server and without a network.
    With SOURCE_DATE_EPOCH set, the same site gives the same bytes.
    """
    if not (site / "index.html").is_file():
        raise click.ClickException(
            f"{site}: this folder has no index.html; give the folder of a built website, such as _build/html"
        )
    epoch = os.environ.get("SOURCE_DATE_EPOCH") or "0"
    if not epoch.isdigit():
        raise click.ClickException(f'SOURCE_DATE_EPOCH is "{epoch}"; write whole seconds since 1970, or unset it')
    names = sorted(_names(site))
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.new")
    try:
        write_zip(draft, ((f"{target.stem}/{name}", (site / name).read_bytes()) for name in names), int(epoch))
        os.replace(draft, target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise click.ClickException(f"{error.filename or target}: {error.strerror}; the last archive is kept") from error
    size = target.stat().st_size / 2**20
    click.echo(f"{target}: {size:.1f} MB, {len(names)} files. Unpack it and open {target.stem}/index.html.")


def _names(site: Path) -> Iterator[str]:
    """Yield the files readers need, by their path below the site."""
    for path in site.rglob("*"):
        name = path.relative_to(site).as_posix()
        twin = path.suffix == ".md" and path.with_suffix(".html").exists()
        if path.is_file() and not twin and name not in _FOR_SERVERS and not name.startswith(_FOLDERS_FOR_SERVERS):
            yield name
