"""`support-portal pack`: a built website as one zip file that works from a disk, without a network."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator
from pathlib import Path

import click

from support_portal.core.formats.archive import write_zip
from support_portal.core.manuals.shelf import FILE, describe, write_list

# What only servers, programs and builds read: more than half of a site's bytes, and no page leads to it.
_FOR_SERVERS = frozenset(
    {
        *("404.html", ".buildinfo", ".nojekyll", "_redirects", "objects.inv", "robots.txt"),
        *("sitemap.xml", "llms.txt", "searchindex.js"),
    }
)
_LAST = re.compile(r"<lastmod>(\d{4}-\d\d-\d\d)</lastmod>")
_FOLDERS_FOR_SERVERS = ("redirects/", ".doctrees/")
# The visual editor, which needs a Git host; a portal may have pages of its own in a folder of that name.
_EDITOR, _EDITORS_OWN = "admin/", "admin/config.yml"


@click.command("pack")
@click.argument("site", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--title", default="The website, offline", show_default=True, help="What readers see of it in the list.")
@click.option(
    "--list",
    "list_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"Also write {FILE}, from which a website offers the archive (portal_manuals_folder).",
)
def command(site: Path, target: Path, title: str, list_file: Path | None) -> None:
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
        if list_file is not None:
            write_list(list_file, [describe(target, title=title, date=_newest(site), articles=_articles(site))])
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise click.ClickException(f"{error.filename or target}: {error.strerror}; the last archive is kept") from error
    size = target.stat().st_size / 2**20
    click.echo(f"{target}: {size:.1f} MB, {len(names)} files. Unpack it and open {target.stem}/index.html.")


def _articles(site: Path) -> dict[str, int]:
    """Return the docnames of a site of ours, which has a Markdown copy of each page."""
    twins = [path for path in site.rglob("*.md") if _is_twin(path)]
    return {path.relative_to(site).with_suffix("").as_posix(): 0 for path in sorted(twins)}


def _newest(site: Path) -> dt.date | None:
    """Return the last day the site's map gives, None without one."""
    try:
        days = _LAST.findall((site / "sitemap.xml").read_text(encoding="utf-8"))
    except OSError:
        return None
    return dt.date.fromisoformat(max(days)) if days else None


def _is_twin(path: Path) -> bool:
    """Tell whether a file is the Markdown copy of the page beside it."""
    return path.suffix == ".md" and path.with_suffix(".html").exists()


def _names(site: Path) -> Iterator[str]:
    """Yield the files readers need, by their path below the site."""
    folders = (*_FOLDERS_FOR_SERVERS, *((_EDITOR,) if (site / _EDITORS_OWN).is_file() else ()))
    for path in site.rglob("*"):
        name = path.relative_to(site).as_posix()
        if path.is_file() and not _is_twin(path) and name not in _FOR_SERVERS and not name.startswith(folders):
            yield name
