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
    SerializationException,
    connect,
)

__all__ = [
    "DuckDBPyConnection",
    "Error",
    "FatalException",
    "IOException",
    "InternalException",
    "OutOfMemoryException",
    "SerializationException",
    "connect",
]
