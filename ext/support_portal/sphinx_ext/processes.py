"""Read and write in several processes without sending all pages to all of them: patches of Sphinx, with reasons."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from sphinx import builders
from sphinx.builders import Builder
from sphinx.util.parallel import ParallelTasks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

# Pages that are written in the main process.
_FEW = 12


def _read_parallel(self: Builder, docnames: list[str], nproc: int) -> None:
    """Read with one task a process, or in this process when there is little to read.

    A reader sends back its whole environment with all that was there when it began.  Sphinx makes tasks of some
    hundred pages (`sphinx.util.parallel.make_chunks`), so at 10,000 pages the same facts were sent twenty times over,
    and one changed page cost a copy of all others.
    """
    if len(docnames) * 20 < len(self.env.all_docs):
        self._read_serial(docnames)
        return
    upstream = vars(builders)["make_chunks"]
    vars(builders)["make_chunks"] = _dealt_out
    try:
        _SPHINX_READ_PARALLEL(self, docnames, nproc)
    finally:
        vars(builders)["make_chunks"] = upstream


def _write_parallel(self: Builder, docnames: Sequence[str], nproc: int) -> None:
    """Write with as many processes as were asked for.

    Sphinx takes one less (`Builder.write`), because the main process resolves the pages meanwhile; but that is a fifth
    of the work, and on two cores one process wrote while the main one waited.  A few pages are written sooner than
    processes for them are forked.
    """
    if len(docnames) <= _FEW:
        self._write_serial(docnames)
        return
    _SPHINX_WRITE_PARALLEL(self, docnames, nproc + 1)


def _dealt_out(names: list[str], count: int) -> list[list[str]]:
    """Return the names dealt out like cards: pages of one folder are alike, and all readers shall end together."""
    return [names[i::count] for i in range(count) if names[i::count]]


def _add_task(self: ParallelTasks, *task: Any) -> None:
    """Add a task, and wait until a process has taken it.

    Sphinx resolves pages faster than its processes write them, and queues them all (`Builder._write_parallel`): at
    10,000 pages more than a gigabyte.
    """
    _SPHINX_ADD_TASK(self, *task)
    while self._precvs_waiting:
        if not self._join_one():
            time.sleep(0.005)


_SPHINX_READ_PARALLEL = Builder._read_parallel
_SPHINX_WRITE_PARALLEL = Builder._write_parallel
_SPHINX_ADD_TASK = ParallelTasks.add_task


def setup(app: Sphinx) -> ExtensionMetadata:
    """Put them in place, for the whole process; doing it twice changes nothing."""
    Builder._read_parallel = _read_parallel  # type: ignore[method-assign]
    Builder._write_parallel = _write_parallel  # type: ignore[method-assign]
    ParallelTasks.add_task = _add_task  # type: ignore[method-assign,assignment]
    return {"parallel_read_safe": True, "parallel_write_safe": True}
