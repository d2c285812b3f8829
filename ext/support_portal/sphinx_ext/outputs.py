"""Which files a build makes, those it wrote and those it kept, so that what an older build left can be removed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from sphinx.builders.html import StandaloneHTMLBuilder

from support_portal.core import manifest
from support_portal.sphinx_ext.output import written_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from docutils import nodes
    from sphinx.application import Sphinx

# The folders of the output in which Sphinx puts copies of sources, images and downloads.
COPIES = ("_sources/", "_images/", "_downloads/")


def exists(app: Sphinx, name: str) -> bool:
    """Return whether the output has a file."""
    return os.path.exists(os.path.join(app.outdir, name))


def missing(app: Sphinx, names: Iterable[str]) -> set[str]:
    """Return those of many files that the output does not have: to walk through it is quicker than to ask for each."""
    out = os.fspath(app.outdir)
    left = set(names)
    for folder, _, files in os.walk(out):
        inside = folder[len(out) + 1 :].replace(os.sep, "/")
        left.difference_update([f"{inside}/{name}" for name in files] if inside else files)
    return {name for name in left if not exists(app, name)}  # behind a link to a folder


def remove(out: Path, names: Iterable[str]) -> None:
    """Remove files and the folders that are empty without them."""
    for name in names:
        path = out / name
        path.unlink(missing_ok=True)
        for folder in path.parents:
            if folder == out or not folder.is_dir() or any(folder.iterdir()):
                break
            folder.rmdir()


def page_file(app: Sphinx, docname: str) -> str:
    """Return the path below the output folder that a page is written to."""
    builder: Any = app.builder
    # Not through the paths it makes: a build asks four times for each of its pages.
    if getattr(type(builder), "get_output_path", None) is StandaloneHTMLBuilder.get_output_path:
        return str(docname + builder.out_suffix)
    if hasattr(builder, "get_output_path"):
        return os.fspath(builder.get_output_path(docname))[len(os.fspath(app.outdir)) + 1 :].replace(os.sep, "/")
    return str(docname + builder.out_suffix)


def from_sources(app: Sphinx) -> Iterator[str]:
    """Yield the files that stand for sources, written now or kept: pages, copies of sources, images, downloads."""
    for docname in sorted(app.env.found_docs):
        yield page_file(app, docname)
        suffix = os.path.splitext(app.env.project._docname_to_path[docname])[1]  # not doc2path, which makes a path
        yield f"_sources/{docname}{suffix}{app.config.html_sourcelink_suffix if suffix != '.txt' else ''}"
    yield from (f"_images/{name}" for _, name in app.env.images.values())
    yield from (f"_downloads/{name}" for _, name in app.env.dlfiles.values())


def from_all(app: Sphinx) -> Iterator[str]:
    """Yield the files made of all pages together, and those beside a page."""
    yield from (page_file(app, name) for name in sorted(getattr(app, "_portal_collected", ())))
    yield from written_files(app)
    if "support_portal.sphinx_ext.twins" in app.extensions:
        yield from (f"{docname}.md" for docname in app.env.found_docs)  # written by workers


def keep(app: Sphinx, path: str, shown: object) -> bool:
    """Return whether what is made of several pages is in the output already, as it would be drawn now.

    ``path`` is the file below the output folder.  ``shown`` is all it is made of beside settings, templates and data,
    which every one is made of.  It must print the same in every process.
    """
    last, now = getattr(app, "_portal_manifest", (None, None))
    if last is None or now is None:
        return False
    now.made[path] = manifest.digest((app._portal_surroundings, shown))  # type: ignore[attr-defined]
    if not last.good or last.made.get(path) != now.made[path] or not exists(app, path):
        return False
    written_files(app).add(path)
    return True


def page_hash(app: Sphinx, docname: str) -> str:
    """Return the hash of what a page shows; empty where nobody compares pages."""
    _last, now = getattr(app, "_portal_manifest", (None, None))
    return now.pages.get(docname, "") if now else ""


def note_collected(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Remember the pages that have no source; they are written in the main process, whichever extension made them."""
    if doctree is None:
        collected: set[str] = getattr(app, "_portal_collected", set())
        collected.add(pagename)
        app._portal_collected = collected  # type: ignore[attr-defined]
