"""DuckDB's engine without the package around it, whose import costs 0.15 s: as much as counting 100,000 lines.

The package `duckdb` (1.4 and later) takes these names from the same module and adds functions for queries that are
built step by step; here all queries are texts.
"""

from _duckdb import (
    DuckDBPyConnection,
    Error,
    FatalException,
    InternalException,
    IOException,
    OutOfMemoryException,
    ProgrammingError,
    SerializationException,
    TransactionException,
    connect,
)

__all__ = [
    "DuckDBPyConnection",
    "Error",
    "FatalException",
    "IOException",
    "InternalException",
    "OutOfMemoryException",
    "ProgrammingError",
    "SerializationException",
    "TransactionException",
    "connect",
    "memory_limit",
    "processes_in",
]


# What a process of the engine was seen to hold: the interpreter, numpy, blocks and what it remembers.
PROCESS_MEMORY = 150_000_000
# DuckDB is never given less.
_LEAST = 96_000_000


def processes_in(memory: int) -> int:
    """Return how many processes may count at once in so many bytes."""
    return max(1, (memory - PROCESS_MEMORY) // (PROCESS_MEMORY + _LEAST * 4 // 3))


def memory_limit(memory: int, processes: int = 1) -> int:
    """Return the bytes DuckDB may plan with in each of some processes that share ``memory``.

    It was seen to hold a third more, and readers need their share.
    """
    return max(_LEAST, int((memory - (processes + 1) * PROCESS_MEMORY) * 0.6 / processes))
