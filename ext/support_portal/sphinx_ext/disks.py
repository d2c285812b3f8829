"""Stop with one sentence when a disk is full or read-only, and keep the last whole page instead of half a new one.

Sphinx warns of a page it could not write and goes on (`StandaloneHTMLBuilder.handle_page`), so that half a page counts
as new; it loses the error of a process that writes (`ParallelTasks.add_task`); and for any other file it prints a
traceback, and a copy of it into the temporary folder, which may lie on the same full disk.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import multiprocessing
import os
import re
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, NoReturn

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.errors import SphinxParallelError
from sphinx.util.parallel import ParallelTasks

from support_portal.sphinx_ext.output import DRAFTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.util.typing import ExtensionMetadata

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_CLOSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
# What is written first to see that anything can be: the size of a page or two.
_PROBE = bytes(64 * 1024)
# How long a process that was told to stop may take to do so, in seconds.
_PATIENCE = 5
# An error as Python prints it; a process sends only this text of the errors it meets.
_PRINTED = re.compile(r"\[Errno (\d+)\] [^\n':)]*(?:: '([^'\n]+)')?")
# Those that warn of a file they could not write, and go on.
_LENIENT = ("sphinx.builders.html", "sphinx.builders._epub_base", "sphinx.builders.text")


def _folders(app: Sphinx) -> tuple[Path, Path]:
    return Path(app.outdir), Path(app.doctreedir)


def _sentence(app: Sphinx, code: int, path: str | None) -> str | None:
    """Return what is wrong with the disk, where, and what to do; None when it is not the disk."""
    inside = path is not None and any(Path(path).is_relative_to(folder) for folder in _folders(app))
    if code in _FULL:
        # An error of writing, other than one of opening, does not say where.
        place = path if inside else min(_folders(app), key=_free)
        return (
            f"{place}: the disk is full, or your share of it; make room and build again: the pages of the last good "
            "build are kept, and the next build brings all of them up to date"
        )
    if code == errno.EFBIG:
        return f"{path or app.outdir}: a file would be larger than this shell allows; raise ulimit -f and build again"
    if code == errno.EROFS or (code in _CLOSED and inside):
        return f"{path or app.outdir}: this cannot be written; make it writable for you, or build into another folder"
    return None


def _free(folder: Path) -> int:
    try:
        state = os.statvfs(folder)
    except OSError:
        return sys.maxsize
    return state.f_bavail * state.f_frsize


def _trouble(app: Sphinx, error: BaseException | None) -> str | None:
    """Return the sentence for an error, for one it was made of, or for one a process has sent."""
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        seen.append(error)
        if isinstance(error, OSError) and error.errno is not None:
            found = [(error.errno, error.filename)]
        elif isinstance(error, SphinxParallelError):
            found = [(int(code), path or None) for code, path in _PRINTED.findall(error.traceback)]
        else:
            found = []
        for code, path in found:
            if sentence := _sentence(app, code, os.fsdecode(path) if path else None):
                return sentence
        error = error.__cause__ or error.__context__
    return None


def _stop(sentence: str) -> NoReturn:
    """Print the sentence and end: Sphinx's own way of ending writes a report to a disk that may be full."""
    print(f"ERROR: {sentence}", file=sys.stderr)
    raise SystemExit(2)


class _Strict(logging.Filter):
    """Lets the warning of a file that a disk did not take be the error it is."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__()
        self.app = app

    def filter(self, record: logging.LogRecord) -> bool:
        """Raise the error a warning tells of, when it is the disk's; let all others pass."""
        for value in record.args if isinstance(record.args, tuple) else ():
            if isinstance(value, OSError) and _trouble(self.app, value):
                raise value
        return True


@contextlib.contextmanager
def _strictly(app: Sphinx) -> Iterator[None]:
    """Have a folder for drafts, and take no warning for an error of the disk, as long as the build runs."""
    drafts = Path(app.outdir) / DRAFTS
    strict = _Strict(app)
    loggers = [logging.getLogger(f"sphinx.{name}") for name in _LENIENT]
    drafts.mkdir(exist_ok=True)
    for logger in loggers:
        logger.addFilter(strict)
    try:
        yield
    finally:
        # Of processes that were told to stop because another failed, some are still writing.
        for process in multiprocessing.active_children():
            process.join(_PATIENCE)
        for logger in loggers:
            logger.removeFilter(strict)
        shutil.rmtree(drafts, ignore_errors=True)


def _build(self: Sphinx, *arguments: Any, **options: Any) -> None:
    """Build, and end with one sentence when the disk does not let it."""
    if __name__ not in self.extensions:
        _SPHINX_BUILD(self, *arguments, **options)
        return
    try:
        with _strictly(self):
            _SPHINX_BUILD(self, *arguments, **options)
    except Exception as error:
        if sentence := _trouble(self, error):
            _stop(sentence)
        raise


def _handle_page(
    self: StandaloneHTMLBuilder,
    pagename: str,
    addctx: dict[str, Any],
    templatename: str = "page.html",
    *,
    outfilename: Any = None,
    event_arg: Any = None,
) -> None:
    """Write a page beside the others and put it in its place when it is whole."""
    drafts = Path(self.outdir) / DRAFTS
    if not drafts.is_dir():
        _SPHINX_HANDLE_PAGE(self, pagename, addctx, templatename, outfilename=outfilename, event_arg=event_arg)
        return
    page = Path(outfilename or self.get_output_path(pagename))
    draft = drafts / f"{os.getpid()}-page"
    _SPHINX_HANDLE_PAGE(self, pagename, addctx, templatename, outfilename=draft, event_arg=event_arg)
    # Sphinx writes none when a template's characters are wrong, and has warned of it.
    if draft.exists():
        page.parent.mkdir(parents=True, exist_ok=True)
        os.replace(draft, page)


def _join_one(self: ParallelTasks) -> bool:
    """Look for a process that has ended, and remember the error of one that failed."""
    try:
        return _SPHINX_JOIN_ONE(self)
    except Exception as error:
        self._portal_error = error  # type: ignore[attr-defined]
        raise


def _join(self: ParallelTasks) -> None:
    """Wait for all processes, and raise the error that Sphinx dropped while it was starting more of them."""
    _SPHINX_JOIN(self)
    if error := getattr(self, "_portal_error", None):
        raise error


_SPHINX_BUILD = Sphinx.build
_SPHINX_HANDLE_PAGE = StandaloneHTMLBuilder.handle_page
_SPHINX_JOIN_ONE = ParallelTasks._join_one
_SPHINX_JOIN = ParallelTasks.join


def check(app: Sphinx) -> None:
    """Write a little into both folders, so that the error does not come after an hour of reading.

    The drafts that a killed build left go away.
    """
    shutil.rmtree(Path(app.outdir) / DRAFTS, ignore_errors=True)
    for folder in _folders(app):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with TemporaryFile(dir=folder) as probe:
                probe.write(_PROBE)
        except OSError as error:
            if error.errno is not None and (sentence := _sentence(app, error.errno, str(folder))):
                _stop(sentence)
            raise


def setup(app: Sphinx) -> ExtensionMetadata:
    """Check the disks, now: Sphinx makes the output folder before its first event.  Put the patches in place."""
    check(app)
    Sphinx.build = _build  # type: ignore[method-assign]
    StandaloneHTMLBuilder.handle_page = _handle_page  # type: ignore[method-assign]
    ParallelTasks._join_one = _join_one  # type: ignore[method-assign]
    ParallelTasks.join = _join  # type: ignore[method-assign]
    return {"parallel_read_safe": True, "parallel_write_safe": True}
