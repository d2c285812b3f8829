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
]


def memory_limit(memory: int) -> int:
    """Return the bytes DuckDB may plan with: it was seen to hold a third more, and the readers need their share."""
    return max(96_000_000, int((memory - 300_000_000) * 0.6))
