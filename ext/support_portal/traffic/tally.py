"""Count records of requests: what each one is, whose it is, and on which day; addresses go no further than this."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from support_portal.traffic.agents import Agents
from support_portal.traffic.clock import EPOCH, Clock
from support_portal.traffic.inventory import LONGEST_TARGET, Addresses, Event
from support_portal.traffic.lookup import Hasher, Hashes, Ints, Table
from support_portal.traffic.salts import Keys

# Codes of requests: articles count from 0 in the order of `Addresses.docnames`.
OTHER, ROBOTS, EVENT = -1, -2, -3
YEARS = 10
COUNTED_STATUS = (200, 304)
_REMEMBERED = 50_000


class Reason(StrEnum):
    """Why a line was left out, in words for the summary."""

    EMPTY = "empty line"
    DAMAGED = "damaged line"
    TOO_LONG = "line longer than 1 MiB"
    TIME = "time that cannot be read"
    DATE = "date in the future or more than ten years past"
    PREFETCH = "fetched ahead by a browser, not read"
    AGENT = "machine, by its agent"
    BEHAVIOUR = "machine, by what it did"
    EVENT = "event that says nothing"


# Lines of these kinds are none that a server wrote in the format they are read in.
NO_REQUEST = (Reason.EMPTY, Reason.DAMAGED, Reason.TOO_LONG)


class Events(NamedTuple):
    """Beacons, one an element: days since 1970, their places in what was ``told``, keys of visitors."""

    days: Ints
    places: Ints
    visitors: Hashes
    told: list[Event]


class Views(NamedTuple):
    """Page views, one an element: days since 1970, codes of articles (or `ROBOTS`), keys of visitors."""

    days: Ints
    codes: Ints
    visitors: Hashes


class Tally:
    """What was counted so far in one log or part of one.

    ``salts`` maps a day (days since 1970) to its salt; ``today`` is the last day lines may have.  ``left`` holds, by
    reason, how many lines were left out and the number of the first.
    """

    def __init__(self, addresses: Addresses, agents: Agents, salt: Callable[[int], bytes], today: dt.date) -> None:
        self.addresses = addresses
        self._code_of = {docname: code for code, docname in enumerate(addresses.docnames)}
        self.agents = agents
        self._machines: dict[bytes, bool] = {}
        self.hasher = Hasher()
        self.clock = Clock(self.hasher)
        self.known_requests = Table(17, np.int64)
        self.known_agents = Table(16, np.bool_)
        self.known_visitors = Table(17, np.uint64)
        self.keys = Keys(salt)
        self._forget_told()
        self.last_day = today.toordinal() - EPOCH
        self.first_day = self.last_day - int(YEARS * 365.25)
        self.reset()

    def reset(self) -> None:
        """Begin a new count; what was learned about addresses, agents and visitors stays."""
        self.lines = 0
        self.others = 0
        self.views = 0
        self.events = 0
        self.left: dict[Reason, tuple[int, int]] = {}
        self._parts: list[Views] = []
        self._event_parts: list[tuple[Ints, Ints, Hashes]] = []
        self._added = 0
        self._beacons: list[tuple[int, int, int]] = []
        self._days: list[int] = []
        self._codes: list[int] = []
        self._keys: list[int] = []

    def leave(self, reason: Reason, number: int, count: int = 1) -> None:
        """Leave out lines, of which the first has this number."""
        before, first = self.left.get(reason, (0, number))
        self.left[reason] = (before + count, min(first, number))

    def _forget_told(self) -> None:
        self.known_events = Table(16, np.int64)
        self._told: list[Event] = []
        self._places: dict[bytes, int] = {}

    def rows(self) -> int:
        """Return how many rows `take` and `take_events` would return."""
        return self._added + len(self._days) + len(self._beacons)

    def take(self) -> Views:
        """Return the views counted since the last time and forget them."""
        parts = [
            *self._parts,
            Views(np.array(self._days, np.int64), np.array(self._codes, np.int64), np.array(self._keys, np.uint64)),
        ]
        self._added -= sum(len(part.days) for part in self._parts)
        self._parts, self._days, self._codes, self._keys = [], [], [], []
        return Views(*(np.concatenate([part[column] for part in parts]) for column in range(3)))

    def take_events(self) -> Events:
        """Return the beacons counted since the last time and forget them."""
        columns = zip(*self._beacons, strict=True) if self._beacons else ((), (), ())
        kinds = (np.int64, np.int64, np.uint64)
        last = tuple(np.array(column, kind) for column, kind in zip(columns, kinds, strict=True))
        parts = [*self._event_parts, last]
        days, places, visitors = (np.concatenate(column) for column in zip(*parts, strict=True))
        # What beacons say stays known, because each part of a log tells much the same; handed on is what these say.
        used, places = np.unique(places, return_inverse=True)
        told = [self._told[place] for place in used.tolist()]
        self._added -= len(days) - len(self._beacons)
        self._event_parts, self._beacons = [], []
        if len(self._told) >= _REMEMBERED:
            self._forget_told()
        return Events(days, places, visitors, told)

    def code(self, method: bytes, target: bytes) -> int:
        """Return what a request is for, whatever its answer was."""
        target = target[: LONGEST_TARGET + 1]
        if method in (b"GET", b"POST") and self.addresses.is_event(target):
            return EVENT
        if method != b"GET":
            return OTHER
        if self.addresses.is_robots(target):
            return ROBOTS
        article = self.addresses.article(target)
        return OTHER if article is None else self._code_of[article]

    def code_of_get(self, rest: bytes) -> int:
        """Return what a GET is for by what follows the method ("/a.html HTTP/1.1"); it is no beacon."""
        target, version, _ = rest.rpartition(b" HTTP/")
        return self.code_of_target(target if version else rest)

    def code_of_target(self, target: bytes) -> int:
        """Return what a GET of a target is for; it is no beacon."""
        return self.code(b"GET", target.partition(b"?")[0])

    def is_machine(self, agent: bytes) -> bool:
        """Tell whether an agent is a machine's."""
        if agent not in self._machines:
            if len(self._machines) >= _REMEMBERED:
                self._machines.clear()
            self._machines[agent] = self.agents.is_machine(agent)
        return self._machines[agent]

    def in_range(self, day: int) -> bool:
        """Tell whether a day can be one of these logs'."""
        return self.first_day <= day <= self.last_day

    def add(
        self,
        number: int,
        day: int | None,
        address: bytes,
        method: bytes,
        target: bytes,
        status: int,
        agent: bytes | None,
        ahead: bool = False,
    ) -> None:
        """Count one request.  ``agent`` is None in logs that have none; ``ahead`` tells that a browser prefetched."""
        code = self.code(method, target)
        if code != EVENT and (code == OTHER or status not in COUNTED_STATUS):
            self.others += 1
        elif day is None:
            self.leave(Reason.TIME, number)
        elif not self.in_range(day):
            self.leave(Reason.DATE, number)
        elif ahead:
            self.leave(Reason.PREFETCH, number)
        elif agent is not None and self.is_machine(agent):
            self.leave(Reason.AGENT, number)
        elif code == EVENT:
            place = self.place_of_event(target)
            if place == OTHER:
                self.leave(Reason.EVENT, number)
            else:
                self._beacons.append((day, place, self.keys.of([(day, address, agent or b"")]).item()))
                self.events += 1
        else:
            self._days.append(day)
            self._codes.append(code)
            self._keys.append(self.keys.of([(day, address, agent or b"")]).item())
            if code == ROBOTS:
                self.others += 1
            else:
                self.views += 1

    def place_of_event(self, target: bytes) -> int:
        """Return the place of a beacon in what was told, or `OTHER` when it says nothing."""
        target = target[: LONGEST_TARGET + 1]
        place = self._places.get(target)
        if place is None:
            if len(self._places) >= _REMEMBERED:
                self._places.clear()
            event = self.addresses.event(target)
            place = self._places[target] = OTHER if event is None else len(self._told)
            if event is not None:
                self._told.append(event)
        return place

    def add_events(self, numbers: Ints, days: Ints, places: Ints, visitors: Hashes) -> None:
        """Count beacons by their lines' numbers, days, places in what was told, and visitors."""
        told = places != OTHER
        if not told.all():
            silent = numbers[~told]
            self.leave(Reason.EVENT, int(silent.min()), len(silent))
            days, places, visitors = days[told], places[told], visitors[told]
        self._event_parts.append((days, places, visitors))
        self._added += len(days)
        self.events += len(days)

    def add_views(self, days: Ints, codes: Ints, visitors: Hashes) -> None:
        """Count many views by people on days in range, and requests for robots.txt among them."""
        self._parts.append(Views(days, codes, visitors))
        self._added += len(days)
        robots = int(np.count_nonzero(codes == ROBOTS))
        self.others += robots
        self.views += len(codes) - robots
