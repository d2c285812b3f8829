"""One refresh: find what is new in the logs, count it, and add it to the state, all of it or nothing."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from support_portal.traffic import engine, formats
from support_portal.traffic.engine import Count, Unit
from support_portal.traffic.salts import Salts
from support_portal.traffic.sources import HEAD, STDIN, Stream, fingerprint, open_log, printable
from support_portal.traffic.state import Log, State
from support_portal.traffic.tables import Inventory, LeftOut, Refresh, Settings, TrafficError
from support_portal.traffic.tally import EventRow, Reason, Views

# Below this, starting processes costs more than they save.
WORTH_A_POOL = 160 * 1024 * 1024
# A compressed log larger than this is counted by the process that holds the state, which takes the rows as they come.
LARGE_STREAM = 48 * 1024 * 1024
# The `head_size` of a Parquet file, which is known as a whole.
WHOLE = -1


class Progress:
    """What a refresh tells while it runs; this one listens to nothing."""

    def start(self, total: int) -> None:
        """Note how many bytes there are to read."""

    def advance(self, size: int) -> None:
        """Note that so many more bytes were read."""


@dataclass(slots=True)
class Plan:
    """One log with something to count.  ``log`` is what is known of it; its ``id`` is 0 when it is new."""

    log: Log
    unit: Unit
    head: bytes
    size: int
    plain: bool = False
    stream: Stream | None = None
    identity: tuple[int, int, int, int] | None = None


@dataclass(slots=True)
class _Sums:
    """What was counted so far in all logs together."""

    files: int = 0
    unchanged: int = 0
    bytes_read: int = 0
    lines: int = 0
    views: int = 0
    events: int = 0
    others: int = 0
    left: dict[Reason, tuple[int, str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

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
        self._form = form
        self._progress = progress
        self._sums = _Sums()
        self._logs = {log.id: log for log in state.logs()}
        self._salts = state.salts.known()
        self._seed = Salts.new()
        self._known = (inventory, self._salts, self._seed, settings.today)
        self._tally = engine.make_tally(*self._known)

    def run(self, names: list[str]) -> Refresh:
        state, sums = self._state, self._sums
        sums.files = len(names)
        with state.transaction():
            state.begin_counting(self._tally.addresses.docnames)
            plans, waiting = self._plan(names)
            self._progress.start(sum(plan.size for plan in plans))
            while plans:
                self._count(plans)
                plans, waiting = self._plan(waiting)
            machines, late, first_day, last_day, open_days = state.end_counting()
            salts = {day: engine.salt_of(self._salts, self._seed, day) for day in open_days}
            # New salts are on the disk before the rows that need them, and old ones until their rows are gone.
            state.salts.keep(self._salts | salts)
        state.salts.keep(salts)
        if machines:
            sums.left[Reason.BEHAVIOUR] = (machines, "")
            sums.views -= machines
        if late:
            sums.problems.append(
                f"{late} views are of days that were closed before; who was counted on such a day is counted again"
            )
        order = list(Reason)
        left = sorted(sums.left.items(), key=lambda item: order.index(item[0]))
        return Refresh(
            files=sums.files,
            unchanged=sums.unchanged,
            bytes_read=sums.bytes_read,
            lines=sums.lines,
            views=sums.views,
            events=sums.events,
            others=sums.others,
            left_out=tuple(LeftOut(reason.value, number, example) for reason, (number, example) in left),
            problems=tuple(sums.problems),
            first_day=first_day,
            last_day=last_day,
        )

    def _problem(self, name: str, problem: str) -> None:
        self._sums.problems.append(f"{printable(name)}: {problem}")

    # -- what there is to do ---------------------------------------------------------------------------------------

    def _plan(self, names: Iterable[str]) -> tuple[list[Plan], list[str]]:
        """Return what to count now, and the files to look at again afterwards: further copies of the same logs."""
        plans = [plan for name in names if (plan := self._look(name)) is not None]
        # Sorted by their heads, each copy that was made earlier, and so is shorter, stands right before the later ones.
        now: list[Plan] = []
        later: list[Plan] = []
        for plan in sorted(plans, key=lambda plan: plan.head):
            copy = bool(now and now[-1].head and plan.head.startswith(now[-1].head) and plan.stream is None)
            (later if copy else now).append(plan)
        order = {plan.unit.name: place for place, plan in enumerate(plans)}
        now.sort(key=lambda plan: order[plan.unit.name])
        return now, [plan.unit.name for plan in later]

    def _look(self, name: str) -> Plan | None:
        """Return what there is to count in a file, or None when there is nothing."""
        try:
            if name == STDIN:
                stream = Stream(name, open_log(name))
                return self._look_at(stream, plain=False, size=0)
            info = os.stat(name)
            identity = (info.st_dev, info.st_ino, info.st_size, info.st_mtime_ns)
            if self._state.is_seen(*identity):
                self._sums.unchanged += 1
                return None
            with open_log(name) as file:
                stream = Stream(name, file)
                plain = not stream.compressed and stat.S_ISREG(info.st_mode)
                plan = self._look_at(stream, plain, info.st_size)
        except OSError as error:
            self._problem(name, f"cannot be read: {error.strerror}")
            return None
        except TrafficError as error:
            self._sums.problems.append(str(error))
            return None
        if plan is not None:
            plan.identity = identity
        return plan

    def _look_at(self, stream: Stream, plain: bool, size: int) -> Plan | None:
        sample, name = stream.head(), stream.name
        if not sample:
            if stream.problem:
                self._problem(name, stream.problem)
            return None
        # A server may be writing the last line, which half a line of one format may look like a whole one of another.
        whole = sample[: sample.rfind(b"\n") + 1] if plain and len(sample) == size else sample
        form = self._form or formats.look(whole)
        if form is None and not whole:
            return None  # nothing but the beginning of a line: the next refresh can tell
        if form is None:
            self._problem(name, "none of its first lines is of a format known here; name the format with --format")
            return None
        head = sample[:HEAD]
        if form == formats.PARQUET:
            stream.file.seek(-min(HEAD, size), os.SEEK_END)
            head += stream.file.read(HEAD) + b"%d" % size
            if any(log.head_size == WHOLE and log.head == fingerprint(head) for log in self._logs.values()):
                self._sums.unchanged += 1
                return None
            new = Log(0, fingerprint(head), WHOLE, b"", 0, 0, 0, False, form)
            return Plan(new, Unit(name, form, head), head, size)
        log = self._find(head, stream.file if plain else None, size)
        if log is not None and plain and size <= log.offset:
            self._sums.unchanged += 1
            return None
        if log is None:
            log = Log(0, b"", 0, b"", 0, 0, 0, False, form)
        unit = Unit(
            name,
            log.format,
            sample,
            start=log.offset,
            stop=size if plain else None,
            mid_line=log.mid_line,
            tail=log.tail,
            tail_size=log.tail_size,
            growing=plain,
        )
        left = size - log.offset if plain else size
        return Plan(log, unit, head, left, plain, stream if name == STDIN else None)

    def _find(self, head: bytes, file: BinaryIO | None, size: int) -> Log | None:
        """Return the log that begins so, when its end before is where it was too; of several the one read furthest.

        The end of a compressed log is compared when it is read.
        """
        prints: dict[int, bytes] = {}
        for log in sorted(self._logs.values(), key=lambda log: (-log.head_size, -log.offset, log.id)):
            if not 0 < log.head_size <= len(head):
                continue
            if log.head_size not in prints:
                prints[log.head_size] = fingerprint(head[: log.head_size])
            if prints[log.head_size] != log.head:
                continue
            if file is None or size <= log.offset:
                return log
            file.seek(log.offset - log.tail_size)
            if fingerprint(file.read(log.tail_size)) == log.tail:
                return log
        return None

    # -- counting --------------------------------------------------------------------------------------------------

    def _count(self, plans: list[Plan]) -> None:
        """Count what was planned, in several processes when that pays."""
        small = [plan for plan in plans if plan.stream is None and (plan.plain or plan.size <= LARGE_STREAM)]
        number = engine.workers(self._settings)
        # Compressed logs are several times as large when they are unpacked.
        worth = sum(plan.size if plan.plain else 8 * plan.size for plan in small)
        if number > 1 and worth >= WORTH_A_POOL:
            units = [self._parts(plan) for plan in small]
            with engine.pool(number, self._known) as count:
                counts = count(unit for parts in units for unit in parts)
                for plan, parts in zip(small, units, strict=True):
                    self._add(plan, self._taken(counts, parts))
            plans = [plan for plan in plans if plan not in small]
        for plan in plans:
            found = engine.count_unit(self._tally, plan.unit, self._hand, self._progress.advance, plan.stream)
            self._add(plan, [found])

    def _parts(self, plan: Plan) -> list[Unit]:
        unit = plan.unit
        if not plan.plain or unit.stop is None:
            return [unit]
        starts = list(range(unit.start, unit.stop, engine.PART))
        stops = [*starts[1:], unit.stop]
        last = len(starts) - 1
        return [
            replace(
                unit,
                start=start,
                stop=stop,
                mid_line=unit.mid_line and place == 0,
                inner=place > 0,
                growing=place == last,
            )
            for place, (start, stop) in enumerate(zip(starts, stops, strict=True))
        ]

    def _taken(self, counts: Iterator[Count], parts: list[Unit]) -> Iterator[Count]:
        for part in parts:
            found = next(counts)
            self._hand(found.rows, found.event_rows)
            self._progress.advance(part.stop - part.start if part.stop is not None else 0)
            yield replace(found, rows=[], event_rows=[])

    def _hand(self, rows: list[Views], events: list[EventRow]) -> None:
        for views in rows:
            self._state.put_views(views)
        self._state.put_events(events)

    def _add(self, plan: Plan, counts: Iterable[Count]) -> None:
        """Add what was counted in a log to the sums, and note how far it was read."""
        log, name = plan.log, plan.unit.name
        lines = log.lines
        for count in counts:
            if count.other_log:
                log, lines = replace(log, id=0), 0
            if count.problem:
                self._problem(name, count.problem)
            self._sums.add(name, lines, count)
            lines += count.lines
            # A part may hold nothing but the middle of a long line.
            if count.tail_size:
                log = replace(
                    log, offset=count.end, mid_line=count.mid_line, tail=count.tail, tail_size=count.tail_size
                )
        if log.head_size != WHOLE:
            log = replace(log, head=fingerprint(plan.head), head_size=len(plan.head), lines=lines)
        if not log.id:
            log = replace(log, id=max(self._logs, default=0) + 1)
        self._logs[log.id] = log
        self._state.put_log(log)
        if plan.identity:
            self._state.put_seen(*plan.identity)
