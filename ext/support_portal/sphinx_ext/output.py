"""Write a file into the output folder, only if its content changed, so that its time tells the truth."""

from __future__ import annotations

import filecmp
import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from support_portal.core.addresses import absolute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config

# The builders that make a website of one page an article; the others make manuals, texts or one long page.
WEB = frozenset({"html", "dirhtml"})
# Below the output folder while a build runs: files that are not whole yet (see `disks`).
DRAFTS = ".portal-drafts"


def write_output(app: Sphinx, name: str | os.PathLike[str], text: str) -> None:
    """Write ``text`` (UTF-8, newlines as they are) to ``name`` below the output folder."""
    path = Path(app.outdir) / name
    written_files(app).add(path.relative_to(app.outdir).as_posix())
    content = text.encode("utf-8")
    try:
        if path.read_bytes() == content:
            return
    except OSError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole(Path(app.outdir), path) as draft:
        draft.write_bytes(content)


def copy_output(app: Sphinx, name: str, source: Path) -> None:
    """Copy a file to ``name`` below the output folder, unless it is there already."""
    written_files(app).add(name)
    target = Path(app.outdir) / name
    if target.exists() and filecmp.cmp(source, target, shallow=False):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with whole(Path(app.outdir), target) as draft:
        shutil.copyfile(source, draft)


@contextmanager
def whole(out: Path, path: Path) -> Iterator[Path]:
    """Give a path to write a file to, and put the file at ``path`` when it is whole; without `disks` it is ``path``."""
    drafts = out / DRAFTS
    if not drafts.is_dir():
        yield path
        return
    draft = drafts / f"{os.getpid()}-file"
    yield draft
    os.replace(draft, path)


def due(app: Sphinx, exception: Exception | None = None) -> bool:
    """Return whether the files a website makes of all its pages must be made: not after an error, not for a manual,
    and not when nothing is new since the build that made them (see `incremental`).
    """
    return exception is None and app.builder.name in WEB and not getattr(app, "_portal_nothing_new", False)


def written_files(app: Sphinx) -> set[str]:
    """Return the files written with :func:`write_output` in this process, by their path below the output folder."""
    files: set[str] | None = getattr(app, "_portal_written", None)
    if files is None:
        files = set()
        app._portal_written = files  # type: ignore[attr-defined]
    return files


def link_to(builder: Builder, page: str, name: str) -> str:
    """Return the address of page ``name`` as ``page`` writes it: relative, but absolute from the page for lost readers.

    A server shows 404 at any depth, where relative addresses would lead astray.
    """
    if page == "404" and builder.format == "html":
        return root_path(builder.config) + builder.get_target_uri(name)
    return builder.get_relative_uri(page, name)


def file_link(builder: Builder, page: str, path: str) -> str:
    """Return the address of an output file (``path`` from the portal's root) as ``page`` writes it."""
    if page == "404":
        return root_path(builder.config) + path
    return "../" * builder.get_target_uri(page).count("/") + path


def root_path(config: Config) -> str:
    """Return the path part of ``html_baseurl``, with a slash at both ends."""
    path = urlsplit(config.html_baseurl).path.strip("/")
    return f"/{path}/" if path else "/"


def site_address(config: Config, path: str = "") -> str:
    """Return the absolute address of ``path``, or of the portal's root; empty without ``html_baseurl``."""
    base: str = config.html_baseurl
    return absolute(base, path) if base else ""
