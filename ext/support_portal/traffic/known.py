"""What a refresh knows from those before: how far logs were read, which files are unchanged, what agents are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from support_portal.traffic import database
from support_portal.traffic.agents import MOST_KINDS


@dataclass(slots=True)
class Log:
    """How far one log was read, whatever its file is called now: known by its first bytes and the last that were read.

    ``offset`` counts decompressed bytes (rows of a Parquet file).  ``mid_line`` tells that a last line without a
    newline was counted, whose rest may follow.
    """

    id: int
    head: bytes
    head_size: int
    tail: bytes
    tail_size: int
    offset: int
    lines: int
    mid_line: bool
    format: str


class Known:
    """The tables of a state that hold it."""

    def __init__(self, base: database.DuckDBPyConnection) -> None:
        self._base = base

    def logs(self) -> list[Log]:
        """Return the logs that were read before."""
        return [Log(*row) for row in self._base.execute("FROM logs ORDER BY id").fetchall()]

    def put_log(self, log: Log) -> None:
        """Note how far a log was read."""
        self._base.execute(
            "INSERT OR REPLACE INTO logs VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            [log.id, log.head, log.head_size, log.tail, log.tail_size, log.offset, log.lines, log.mid_line, log.format],
        )

    def is_seen(self, device: int, inode: int, size: int, changed: int) -> bool:
        """Tell whether a file is as it was when it was last read to its end."""
        found = self._base.execute(
            "SELECT true FROM seen WHERE device = $1 AND inode = $2 AND size = $3 AND changed = $4",
            [device, inode, size, changed],
        )
        return found.fetchone() is not None

    def put_seen(self, device: int, inode: int, size: int, changed: int) -> None:
        """Note that a file was read to its end."""
        self._base.execute("INSERT OR REPLACE INTO seen VALUES ($1, $2, $3, $4)", [device, inode, size, changed])

    def agents(self, judges: str) -> dict[int, bool]:
        """Return what was found of agents by this version of the list, by their kinds' hashes."""
        return dict(self._base.execute("SELECT kind, machine FROM agents WHERE judges = $1", [judges]).fetchall())

    def put_agents(self, judges: str, found: Mapping[int, bool]) -> None:
        """Keep what was found of more agents; what other versions found goes, and all when it becomes too many."""
        if not found or not judges:
            return
        [number] = self._base.execute("SELECT count(*) + $1 FROM agents", [len(found)]).fetchone() or (0,)
        self._base.execute("DELETE FROM agents WHERE judges <> $1 OR $2", [judges, number > MOST_KINDS])
        rows: dict[str, Any] = {"kind": np.array([*found], np.uint64), "machine": np.array([*found.values()], np.bool_)}
        self._base.execute("INSERT INTO agents SELECT $1, kind, machine FROM rows", [judges])
        assert rows
