"""Count parts of logs in several processes at once, which know nothing of the state."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

from support_portal.traffic.agents import Agents
from support_portal.traffic.engine import PROCESS_MEMORY, Count, Unit, count_unit
from support_portal.traffic.inventory import Addresses
from support_portal.traffic.tables import Inventory, Settings, TrafficError
from support_portal.traffic.tally import Tally

if TYPE_CHECKING:
    from concurrent.futures import Future


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
    wanted = settings.threads or os.cpu_count() or 1
    return max(1, min(wanted, (settings.memory - 2 * PROCESS_MEMORY) // PROCESS_MEMORY))


_tally: Tally | None = None


def _begin(shared: Shared) -> None:
    global _tally
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _tally = make_tally(shared)


def _end_with_parent() -> None:
    """End this process when that which started it is gone: if that was killed, nobody else would end it."""
    import multiprocessing

    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _count_here(unit: Unit) -> Count:
    assert _tally is not None
    return count_unit(_tally, unit)


@contextmanager
def pool(number: int, shared: Shared) -> Iterator[Callable[[Unit], Future[Count]]]:
    """Start processes that count units; what is yielded takes a unit and promises its count.

    Processes are started anew, not forked: the state's threads would not survive that.  Raise `TrafficError` when one
    is ended from outside.
    """
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(number, context, initializer=_begin, initargs=(shared,))
    try:
        yield lambda unit: executor.submit(_count_here, unit)
    except BrokenProcessPool as error:
        raise TrafficError(
            "a process that counted was ended from outside, perhaps for want of memory; nothing was counted; "
            "write --threads 1"
        ) from error
    finally:
        # They have nothing left to do, and need a tenth of a second to give their memory back.
        executor.shutdown(wait=False, cancel_futures=True)
