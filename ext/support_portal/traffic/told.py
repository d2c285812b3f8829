"""Gather what beacons told, each text once: most of a portal's searches are the same."""

from __future__ import annotations

import numpy as np

from support_portal.traffic.engine import ROWS
from support_portal.traffic.inventory import Event
from support_portal.traffic.lookup import Hashes, Ints
from support_portal.traffic.tally import Events

# 50,000 texts of beacons and what they say are some 20 MB.
_MANY = 50_000


class Told:
    """Beacons of several parts of logs, as if they were of one; ``days`` are those of all that were ever put."""

    def __init__(self) -> None:
        self.days: set[int] = set()
        self._places: dict[Event, int] = {}
        self._rows: list[tuple[Ints, Ints, Hashes]] = []

    def put(self, events: Events) -> bool:
        """Add beacons; return whether they are so many that they should be taken."""
        places = [self._places.setdefault(event, len(self._places)) for event in events.told]
        self.days.update(events.days.tolist())
        self._rows.append((events.days, np.array(places, np.int64)[events.places], events.visitors))
        return len(self._places) > _MANY or sum(len(days) for days, *_ in self._rows) > ROWS

    def take(self) -> Events:
        """Return the beacons there are and forget them."""
        nothing = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.uint64))
        days, places, visitors = (np.concatenate(column) for column in zip(nothing, *self._rows, strict=True))
        told = list(self._places)
        self._places, self._rows = {}, []
        return Events(days, places, visitors, told)
