"""Find what is new in logs: each is known by its beginning and by the end of what was read, whatever its name."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import BinaryIO

from support_portal.traffic import formats, sources
from support_portal.traffic.engine import Unit
from support_portal.traffic.known import Known, Log
from support_portal.traffic.sources import STDIN, fingerprint, printable
from support_portal.traffic.streams import HEAD, Stream, open_log
from support_portal.traffic.tables import TrafficError

# The `head_size` of a Parquet file, which is known as a whole.
WHOLE = -1


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

    def parts(self) -> list[Unit]:
        """Return the parts that processes count, one after another."""
        unit = self.unit
        if not self.plain or unit.stop is None:
            return [unit]
        starts = list(range(unit.start, unit.stop, sources.PART))
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


class Planner:
    """Look at files beside what is known of logs.

    ``logs`` are those of ``known``, by id; ``form`` is the format to take; ``unpacked`` as in `Settings`.  ``problems``
    gathers sentences about files, ``unchanged`` counts those with nothing new.
    """

    def __init__(self, known: Known, logs: Mapping[int, Log], form: str | None, unpacked: int) -> None:
        self.problems: list[str] = []
        self.unchanged = 0
        self._known = known
        self._logs = logs
        self._form = form
        self._unpacked = unpacked

    def problem(self, name: str, problem: str) -> None:
        """Note a sentence about a file."""
        self.problems.append(f"{printable(name)}: {problem}")

    def plan(self, names: Iterable[str]) -> tuple[list[Plan], list[str]]:
        """Return what to count now, and the files to look at again afterwards: further copies of the same logs."""
        plans = [plan for name in names if (plan := self._look(name)) is not None]
        # Sorted by their heads, each copy that was made earlier, and so is shorter, stands right before the later ones.
        now: list[Plan] = []
        later: list[Plan] = []
        taken: set[int] = set()
        for plan in sorted(plans, key=lambda plan: plan.head):
            copy = bool(now and now[-1].head and plan.head.startswith(now[-1].head))
            # Of several that go on from a log of which there was no more than a head, one is that log.
            wait = plan.stream is None and (copy or plan.log.id in taken)
            (later if wait else now).append(plan)
            taken |= {plan.log.id} - {0}
        order = {plan.unit.name: place for place, plan in enumerate(plans)}
        now.sort(key=lambda plan: order[plan.unit.name])
        return now, [plan.unit.name for plan in later]

    def _look(self, name: str) -> Plan | None:
        """Return what there is to count in a file, or None when there is nothing."""
        try:
            if name == STDIN or not stat.S_ISREG((info := os.stat(name)).st_mode):
                # A pipe gives its bytes once, so what is looked at here is what is counted later.
                return self._look_at(Stream(name, open_log(name)), plain=False, size=0, piped=True)
            identity = (info.st_dev, info.st_ino, info.st_size, info.st_mtime_ns)
            if self._known.is_seen(*identity):
                self.unchanged += 1
                return None
            with open_log(name) as file:
                stream = Stream(name, file)
                plan = self._look_at(stream, not stream.compressed, info.st_size)
        except OSError as error:
            self.problem(name, f"cannot be read: {error.strerror}")
            return None
        except TrafficError as error:
            self.problems.append(str(error))
            return None
        if plan is not None:
            plan.identity = identity
        return plan

    def _look_at(self, stream: Stream, plain: bool, size: int, piped: bool = False) -> Plan | None:
        sample, name = stream.head(), stream.name
        if not sample:
            if stream.problem:
                self.problem(name, stream.problem)
            return None
        # A server may be writing the last line, which half a line of one format may look like a whole one of another.
        growing = plain and len(sample) == size and not formats.is_parquet(sample)
        whole = sample[: sample.rfind(b"\n") + 1] if growing else sample
        form = self._form or formats.look(whole)
        if form is None and not whole:
            return None  # nothing but the beginning of a line: the next refresh can tell
        if form is None:
            self.problem(name, formats.advice(sample, None))
            return None
        head = sample[:HEAD]
        if form == formats.PARQUET and piped:
            self.problem(name, "Parquet is not read from a pipe; name the file itself")
            return None
        if form == formats.PARQUET:
            stream.file.seek(-min(HEAD, size), os.SEEK_END)
            head += stream.file.read(HEAD) + b"%d" % size
            if any(log.head_size == WHOLE and log.head == fingerprint(head) for log in self._logs.values()):
                self.unchanged += 1
                return None
            new = Log(0, fingerprint(head), WHOLE, b"", 0, 0, 0, False, form)
            return Plan(new, Unit(name, form, head), head, size)
        log = self._find(head, stream.file if plain else None, size)
        if log is not None and plain and size <= log.offset:
            self.unchanged += 1
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
            unpacked=self._unpacked,
            tail=log.tail,
            tail_size=log.tail_size,
            growing=plain,
        )
        left = size - log.offset if plain else size
        return Plan(log, unit, head, left, plain, stream if piped else None)

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
