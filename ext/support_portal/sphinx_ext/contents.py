"""Tell by its content whether a source changed: a fresh checkout, as CI makes one, sets the times of all files to now.

Sphinx reads a page again when its file is newer than the last reading, and misses a file that another branch or a
restored copy put there with an older time.  As Git's index does, this part asks for the content of just those files
whose time or size is not the one that was noted (https://git-scm.com/docs/racy-git).
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx import environment
from sphinx.application import ENV_PICKLE_FILENAME
from sphinx.builders.html._build_info import BuildInfo
from sphinx.util.osutil import _last_modified_time

from support_portal.sphinx_ext import outputs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Set

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

# In Sphinx's own per-page table, so that purging and merging come for free.
READ = "portal_read"
# A file younger than this when its page was begun may change again without its time changing: Linux counts time in
# steps of up to 10 ms (CONFIG_HZ=100).
_RACY_NS = 20_000_000


def note_beginning(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Remember since when a page is being read."""
    begun: dict[str, int] = getattr(app, "_portal_begun", {})
    begun[docname] = time.time_ns()
    app._portal_begun = begun  # type: ignore[attr-defined]


def note_contents(app: Sphinx, doctree: nodes.document) -> None:
    """Note time, size and hash of the files a page was read from, unless one may have changed meanwhile."""
    env = app.env
    docname = env.docname
    now = time.time_ns()
    safe = getattr(app, "_portal_begun", {}).get(docname, now) - _RACY_NS
    files: dict[str, tuple[int, int, str]] = {}
    for path in (env.doc2path(docname), *sorted(env.dependencies.get(docname, ()))):
        try:
            name = os.path.relpath(os.path.join(env.srcdir, path), env.srcdir)
            status = os.stat(os.path.join(env.srcdir, path))
            if status.st_mtime_ns >= safe:
                files = {}
                break
            files[name] = status.st_mtime_ns, status.st_size, _digest(os.path.join(env.srcdir, path))
        except (OSError, ValueError):
            files = {}
            break
    env.metadata[docname][READ] = {"at": now, "files": files}


def _digest(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=12)).hexdigest()


def read_at(env: BuildEnvironment, docname: str) -> int:
    """Return when a page was read, in nanoseconds; it does not move when only the time of a file changed."""
    known = env.metadata.get(docname, {}).get(READ)
    return int(known["at"] if known else env.all_docs.get(docname, 0))


def compare(app: Sphinx) -> None:
    """Make Sphinx's record say which pages changed: those whose files have other contents than when they were read."""
    env = app.env
    for docname, moment in env.all_docs.items():
        known = env.metadata.get(docname, {}).get(READ)
        if not known or not known["files"]:
            continue  # nothing was noted: Sphinx's rule holds
        newest = _newest_time(env, known["files"])
        if newest is None:
            env.all_docs[docname] = 0
        elif newest > moment:
            env.all_docs[docname] = newest


def reread_quotes(app: Sphinx, env: Any, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Return all pages when this builder wants quotes other than the one that read them, whose doctrees it shares.

    Quotes become typographic when a page is read, but not for text and manual pages (`smartquotes_excludes`).  The
    record of the last reading goes first: a build that is killed from here on leaves pages read either way, whose
    sources have not changed.
    """
    straight = app.builder.name in app.config.smartquotes_excludes.get("builders", [])
    before = getattr(env, "portal_straight_quotes", straight)
    env.portal_straight_quotes = straight
    if straight == before:
        return []
    Path(app.doctreedir, ENV_PICKLE_FILENAME).unlink(missing_ok=True)
    return sorted(env.found_docs)


def _newest_time(env: BuildEnvironment, files: dict[str, tuple[int, int, str]]) -> int | None:
    """Return the newest time of files, in Sphinx's microseconds; None when one has another content or is gone."""
    newest = 0
    for name, (noted, size, digest) in files.items():
        path = os.path.join(env.srcdir, name)
        try:
            status = os.stat(path)
            if (status.st_mtime_ns, status.st_size) != (noted, size):
                if status.st_size != size or _digest(path) != digest:
                    return None
                files[name] = status.st_mtime_ns, size, digest
        except OSError:
            return None
        newest = max(newest, -(status.st_mtime_ns // -1_000))  # up, as Sphinx does
    return newest


def _has_changed(docname: str, *, reread_always: Set[str], dependencies: Mapping[str, Set[Path]], **known: Any) -> bool:
    """Return whether a page must be read, as `sphinx.environment._has_doc_changed` does by way of Path objects.

    What is not plainly unchanged is left to it: a page with other files, or one that is always read.
    """
    if docname not in reread_always and not dependencies.get(docname):
        with suppress(OSError):
            doctree = os.stat(f"{known['doctreedir']}{os.sep}{docname}.doctree")
            if stat.S_ISREG(doctree.st_mode) and _last_modified_time(known["filename"]) <= known["all_docs"][docname]:
                return False
    return bool(_SPHINX_HAS_CHANGED(docname, reread_always=reread_always, dependencies=dependencies, **known))


def compare_quickly() -> None:
    """Put the quicker comparison in place, for the whole process; doing it twice changes nothing."""
    environment._has_doc_changed = _has_changed


def write_by_content(app: Sphinx, last_good: Callable[[], bool]) -> None:
    """Let a builder whose last build was good not write a page just because its source is newer than its output.

    The manifest knows when each page was read, so it finds the pages to write; what is left are outputs that somebody
    deleted, and settings Sphinx keeps in ``.buildinfo``.
    """
    builder: Any = app.builder
    by_time = builder.get_outdated_docs

    def outdated() -> Iterator[str] | Iterable[str]:
        if not last_good() or _other_settings(builder):
            return by_time()
        files = {outputs.page_file(app, d): d for d in sorted(app.env.found_docs)}
        return [files[name] for name in sorted(outputs.missing(app, files))]

    builder.get_outdated_docs = outdated


def _other_settings(builder: Any) -> bool:
    """Return whether the settings or tags of an HTML build are not those of the last one."""
    if not hasattr(builder, "build_info"):
        return False
    try:
        return bool(BuildInfo.load(builder.outdir / ".buildinfo") != builder.build_info)
    except (OSError, ValueError):
        return True


_SPHINX_HAS_CHANGED = environment._has_doc_changed
