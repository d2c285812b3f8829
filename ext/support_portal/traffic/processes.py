"""Count parts of logs in several processes at once, each of which keeps its views until the end of a refresh.

They know nothing of the state.  Logs are written day after day, and each process counts parts that follow one another:
of most days one process has all views, and sums them itself, at the same time as the others sum theirs.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import tempfile
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from support_portal.traffic import database
from support_portal.traffic.agents import Agents
from support_portal.traffic.engine import Count, Unit, count_unit
from support_portal.traffic.inventory import Addresses
from support_portal.traffic.people import total
from support_portal.traffic.tables import Inventory, Settings, TrafficError
from support_portal.traffic.tally import Events, Tally, Views
from support_portal.traffic.told import Told
from support_portal.traffic.view_rows import Columns, Days, ViewRows

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor


class Shared(NamedTuple):
    """What all processes that count begin with.

    Salts are those given; those of other days follow from ``seed``, which nobody stores.  ``agents`` is what was found
    of agents before.
    """

    inventory: Inventory
    salts: dict[int, bytes]
    seed: bytes
    today: dt.date
    agents: dict[int, bool]


def make_tally(shared: Shared) -> Tally:
    """Return a tally that has counted nothing."""
    salt = lru_cache(maxsize=None)(partial(salt_of, shared.salts, shared.seed))
    return Tally(Addresses(shared.inventory), Agents(shared.agents), salt, shared.today)


def salt_of(salts: dict[int, bytes], seed: bytes, day: int) -> bytes:
    """Return the salt of a day."""
    return salts.get(day) or hashlib.blake2b(b"%d" % day, key=seed, digest_size=32).digest()


def workers(settings: Settings) -> int:
    """Return how many processes may count at once, by processors and by memory."""
    return min(settings.threads or os.cpu_count() or 1, database.processes_in(settings.memory))


class _Counter:
    """What a process has: what it learned of addresses and agents, and the views it counted."""

    def __init__(self, shared: Shared, memory: int, folder: str) -> None:
        self._tally = make_tally(shared)
        spill = os.path.join(folder, str(os.getpid()))
        self._base = database.connect(config={"memory_limit": f"{memory}B", "threads": 1, "temp_directory": spill})
        self._base.execute("SET preserve_insertion_order = false")
        self.rows = ViewRows(self._base, memory)
        self.told = Told()

    def count(self, unit: Unit) -> tuple[Count, list[Events]]:
        many: list[Events] = []

        def keep(views: Views, events: Events) -> None:
            self.rows.put(views)
            if self.told.put(events):
                many.append(self.told.take())

        return count_unit(self._tally, unit, keep), many

    def days(self) -> tuple[Days, set[int]]:
        self.rows.write()
        return self.rows.days, self.told.days


_counter: _Counter | None = None


def _begin(shared: Shared, memory: int, folder: str) -> None:
    global _counter
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _counter = _Counter(shared, memory, folder)


def _mine() -> _Counter:
    assert _counter is not None
    return _counter


def _count(unit: Unit) -> tuple[Count, list[Events]]:
    return _mine().count(unit)


def _days() -> tuple[Days, set[int]]:
    return _mine().days()


def _events() -> Events:
    return _mine().told.take()


def _views(day: int, slices: int, number: int) -> Views:
    return _mine().rows.views(day, slices, number)


def _sums(days: Collection[int], crawl_limit: int) -> Columns:
    rows = _mine().rows
    return Columns.of({day: total(rows.read(day), crawl_limit) for day in days})


def _end_with_parent() -> None:
    """End this process when that which started it is gone: if that was killed, nobody else would end it."""
    import multiprocessing

    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


class Worker:
    """A process that counts parts of logs, in the order they are given to it, and keeps their views."""

    def __init__(self, executor: ProcessPoolExecutor) -> None:
        self._executor = executor

    def count(self, unit: Unit) -> Future[tuple[Count, list[Events]]]:
        """Count a unit; return beacons too, where these became many."""
        return self._executor.submit(_count, unit)

    def days(self) -> Future[tuple[Days, set[int]]]:
        """Return the days of the views and those of the beacons, when all is counted."""
        return self._executor.submit(_days)

    def events(self) -> Future[Events]:
        """Return the beacons."""
        return self._executor.submit(_events)

    def views(self, day: int, slices: int, number: int) -> Future[Views]:
        """Return views of a day, as `ViewRows.views`."""
        return self._executor.submit(_views, day, slices, number)

    def sums(self, days: Collection[int], crawl_limit: int) -> Future[Columns]:
        """Return what some days come to."""
        return self._executor.submit(_sums, days, crawl_limit)


@contextmanager
def pool(number: int, shared: Shared, memory: int, state: Path) -> Iterator[list[Worker]]:
    """Start so many processes that count, each with ``memory`` bytes for its views; what is more goes beside ``state``.

    Processes are started anew, not forked: the state's threads would not survive that.  Raise `TrafficError` when one
    is ended from outside.
    """
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    context = multiprocessing.get_context("spawn")
    with _folder(state) as folder:
        # Of an executor with several processes nobody could ask a certain one.
        executors = [
            ProcessPoolExecutor(1, context, initializer=_begin, initargs=(shared, memory, folder))
            for _ in range(number)
        ]
        try:
            yield [Worker(executor) for executor in executors]
        except BrokenProcessPool as error:
            raise TrafficError(
                "a process that counted was ended from outside, perhaps for want of memory; nothing was counted; "
                "write --threads 1"
            ) from error
        finally:
            # They have nothing left to do, and need a tenth of a second to give their memory back.
            for executor in executors:
                executor.shutdown(wait=False, cancel_futures=True)


def _folder(state: Path) -> tempfile.TemporaryDirectory[str]:
    """Make a folder beside the state: what others use for such files is often memory."""
    try:
        return tempfile.TemporaryDirectory(
            prefix=f"{state.name}.", dir=state.absolute().parent, ignore_cleanup_errors=True
        )
    except OSError as error:
        raise TrafficError(
            f"{state}: no folder can be made beside it ({error.strerror}); mend that, or write --threads 1"
        ) from error
