"""One refresh: find what is new in the logs, count it, and add it to the state, all of it or nothing."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from support_portal.traffic import engine, formats, processes
from support_portal.traffic.agents import judges
from support_portal.traffic.engine import Count, Unit
from support_portal.traffic.plan import WHOLE, Plan, Planner
from support_portal.traffic.salts import Salts
from support_portal.traffic.sources import fingerprint, printable
from support_portal.traffic.state import State
from support_portal.traffic.streams import Stream
from support_portal.traffic.tables import Inventory, LeftOut, Refresh, Settings
from support_portal.traffic.tally import Events, Reason, Views

if TYPE_CHECKING:
    from concurrent.futures import Future

    # Parts of logs, by their places, that one process was given to count.
    _Promise: TypeAlias = Future[tuple[Count, list[Events]]]
    _Queue: TypeAlias = deque[tuple[int, _Promise]]

# Each process more starts and learns addresses and agents anew, half a second of processor time: they are started
# where that is little.
WORTH_A_POOL = 1_000_000_000
# A compressed log larger than this is counted by the process that holds the state, which takes the rows as they come.
LARGE_STREAM = 48 * 1024 * 1024


class Progress:
    """What a refresh tells while it runs; this one listens to nothing."""

    def start(self, total: int) -> None:
        """Note how many bytes there are to read."""

    def advance(self, size: int) -> None:
        """Note that so many more bytes were read."""


@dataclass(slots=True)
class _Sums:
    """What was counted so far in all logs together."""

    bytes_read: int = 0
    lines: int = 0
    views: int = 0
    events: int = 0
    others: int = 0
    left: dict[Reason, tuple[int, str]] = field(default_factory=dict)

    def add(self, name: str, first: int, count: Count) -> None:
        """Add a part of a log, before which there were ``first`` lines."""
        self.bytes_read += count.produced
        self.lines += count.lines
        self.views += count.views
        self.events += count.events
        self.others += count.others
        for reason, (number, line) in count.left.items():
            before, example = self.left.get(reason, (0, f"{printable(name)}:{first + line}"))
            self.left[reason] = (before + number, example)


def refresh(
    names: list[str],
    state: State,
    inventory: Inventory,
    settings: Settings,
    form: str | None = None,
    progress: Progress | None = None,
) -> Refresh:
    """Count what is new in the logs, which are of the format ``form`` or of one found by looking.

    The state has all of it afterwards or, after an error or a crash, nothing.  A log that cannot be read, or only in
    part, is a problem of the result and not an error.
    """
    return _Refresher(state, inventory, settings, form, progress or Progress()).run(names)


class _Refresher:
    def __init__(
        self, state: State, inventory: Inventory, settings: Settings, form: str | None, progress: Progress
    ) -> None:
        self._state = state
        self._settings = settings
        self._progress = progress
        self._sums = _Sums()
        self._logs = {log.id: log for log in state.known.logs()}
        self._planner = Planner(state.known, self._logs, form, settings.unpacked)
        self._salts = state.salts.known()
        self._seed = Salts.new()
        self._workers: list[processes.Worker] = []
        self._judges = judges()
        agents = state.known.agents(self._judges)
        self._shared = processes.Shared(inventory, self._salts, self._seed, settings.today, agents)
        self._tally = processes.make_tally(self._shared)

    def run(self, names: list[str]) -> Refresh:
        state, sums, planner = self._state, self._sums, self._planner
        with state.transaction(), ExitStack() as stack:
            self._new = state.begin_counting(self._tally.addresses.docnames)
            plans, waiting = planner.plan(names)
            self._progress.start(sum(plan.size for plan in plans))
            while plans:
                self._count(plans, stack)
                plans, waiting = planner.plan(waiting)
            added = self._new.end(self._workers)
            state.known.put_agents(self._judges, self._tally.agents.found)
            salts = {day: processes.salt_of(self._salts, self._seed, day) for day in added.open_days}
            # New salts are on the disk before the rows that need them, and old ones until their rows are gone.
            state.salts.keep(self._salts | salts)
        state.salts.keep(salts)
        if added.machines:
            sums.left[Reason.BEHAVIOUR] = (added.machines, "")
            sums.views -= added.machines
        if added.late:
            planner.problems.append(
                f"{added.late} views are of days that were closed before; "
                "who was counted on such a day is counted again"
            )
        order = list(Reason)
        left = sorted(sums.left.items(), key=lambda item: order.index(item[0]))
        return Refresh(
            files=len(names),
            unchanged=planner.unchanged,
            bytes_read=sums.bytes_read,
            lines=sums.lines,
            views=sums.views,
            events=sums.events,
            others=sums.others,
            left_out=tuple(LeftOut(reason.value, number, example) for reason, (number, example) in left),
            problems=tuple(planner.problems),
            first_day=added.first,
            last_day=added.last,
        )

    def _count(self, plans: list[Plan], stack: ExitStack) -> None:
        """Count what was planned, with the help of other processes, which end with ``stack``, when that pays."""
        small: list[Plan] = []
        large: list[Plan] = []
        for plan in plans:
            (small if plan.stream is None and (plan.plain or plan.size <= LARGE_STREAM) else large).append(plan)
        number = processes.workers(self._settings)
        # Compressed logs are several times as large when they are unpacked.
        worth = sum(plan.size if plan.plain else 8 * plan.size for plan in small)
        if number == 1 or worth < WORTH_A_POOL:
            for plan in plans:
                self._add(plan, [self._here(plan.unit, plan.stream)])
            return
        if not self._workers:
            memory = self._state.share(number)
            self._workers = stack.enter_context(processes.pool(number - 1, self._shared, memory, self._state.path))
        cut = [plan.parts() for plan in small]
        parts = list(itertools.chain.from_iterable(cut))
        queues = self._queues(parts)
        counts = {id(plan): [self._here(plan.unit, plan.stream)] for plan in large}
        found = self._together(parts, queues)
        counts |= {id(plan): list(itertools.islice(found, len(some))) for plan, some in zip(small, cut, strict=True)}
        for plan in plans:
            self._add(plan, counts[id(plan)])

    def _queues(self, parts: list[Unit]) -> list[_Queue]:
        """Give each worker parts that follow one another."""
        share = -(-len(parts) // len(self._workers))
        places = [range(start, min(start + share, len(parts))) for start in range(0, len(parts), share)]
        return [
            deque((place, worker.count(parts[place])) for place in some)
            for worker, some in zip(self._workers, places, strict=False)
        ]

    def _together(self, parts: list[Unit], queues: list[_Queue]) -> Iterator[Count]:
        """Count parts in all processes; return the counts in the order of parts.

        Workers begin at the first of their parts, and this process at the last of who has most left, until there are
        none: so there are few days of which two processes have views.  What workers have ready is taken between parts.
        """
        counts: dict[int, Count] = {}
        while any(queues):
            for queue in queues:
                while queue and queue[0][1].done():
                    place, promise = queue.popleft()
                    counts[place] = self._taken(parts[place], promise)
            longest = max(queues, key=len)
            if longest and longest[-1][1].cancel():
                place, _ = longest.pop()
                counts[place] = self._here(parts[place])
            elif longest:
                place, promise = longest.popleft()
                counts[place] = self._taken(parts[place], promise)
        return (counts[place] for place in range(len(parts)))

    def _here(self, unit: Unit, stream: Stream | None = None) -> Count:
        return engine.count_unit(self._tally, unit, self._hand, self._progress.advance, stream)

    def _taken(self, part: Unit, promise: _Promise) -> Count:
        count, many = promise.result()
        for events in many:
            self._new.put_events(events)
        self._progress.advance(part.stop - part.start if part.stop is not None else 0)
        return count

    def _hand(self, views: Views, events: Events) -> None:
        self._new.put_views(views)
        self._new.put_events(events)

    def _add(self, plan: Plan, counts: list[Count]) -> None:
        """Add what was counted in a log to the sums, and note how far it was read."""
        log, name, bounded = plan.log, plan.unit.name, False
        lines = log.lines
        for count in counts:
            if count.other_log:
                log, lines = replace(log, id=0), 0
            if count.problem:
                self._planner.problem(name, count.problem)
            bounded |= count.bounded
            self._sums.add(name, lines, count)
            lines += count.lines
            # A part may hold nothing but the middle of a long line.
            if count.tail_size:
                log = replace(
                    log, offset=count.end, mid_line=count.mid_line, tail=count.tail, tail_size=count.tail_size
                )
        if not log.id and not any(count.has_requests for count in counts):
            # In another format, or with what is wrong mended, it is read from its beginning.
            if any(Reason.DAMAGED in count.left for count in counts):
                self._planner.problem(name, formats.advice(plan.unit.head, plan.unit.format))
            return
        if log.head_size != WHOLE:
            log = replace(log, head=fingerprint(plan.head), head_size=len(plan.head), lines=lines)
        if not log.id:
            log = replace(log, id=max(self._logs, default=0) + 1)
        self._logs[log.id] = log
        self._state.known.put_log(log)
        # What a bound kept from being read is read when the bound is higher.
        if plan.identity and not bounded:
            self._state.known.put_seen(*plan.identity)
