"""Connect to an engine that ibis knows: what counting asks of it, with errors as sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import ibis

from support_portal.traffic.sources import printable
from support_portal.traffic.tables import TrafficError

Column = tuple[str, str, Sequence[Any]]


class Engine(Protocol):
    """What counting needs of an engine."""

    def table(self, name: str) -> ibis.Table:
        """Return a table that is there."""
        ...

    def put(self, name: str, columns: Sequence[Column]) -> ibis.Table:
        """Return a small table made of columns: name, type in ibis' words, values."""
        ...

    def rows(self, query: ibis.Table) -> list[tuple[Any, ...]]:
        """Run a query."""
        ...


class IbisEngine:
    """An engine that ibis connects to by a URL."""

    def __init__(self, url: str) -> None:
        try:
            self._base = ibis.connect(url if "://" in url else f"{url}://")
        except ModuleNotFoundError:
            raise
        except ImportError as error:
            name = url.partition(":")[0]
            raise TrafficError(
                f"{name}: what ibis needs for it is not installed; write: pip install 'ibis-framework[{name}]'"
            ) from error
        except Exception as error:  # each engine's driver has exceptions of its own
            raise TrafficError(
                f"{url.partition('@')[2] or url}: cannot be connected to: {_first_line(error)}"
            ) from error

    def table(self, name: str) -> ibis.Table:
        """Return a table that is there; ``schema.table`` names its schema too."""
        database, _, table = name.rpartition(".")
        try:
            return self._base.table(table, database=database or None)
        except Exception as error:  # as above
            raise TrafficError(
                f"{name}: there is no such table; name it with --table ({_first_line(error)})"
            ) from error

    def put(self, name: str, columns: Sequence[Column]) -> ibis.Table:
        """Return a table that lives as long as the connection."""
        import pyarrow as pa

        kinds = {"string": pa.string(), "int64": pa.int64()}
        data = {column: pa.array(list(values), kinds[kind]) for column, kind, values in columns}
        return ibis.memtable(pa.table(data))

    def rows(self, query: ibis.Table) -> list[tuple[Any, ...]]:
        """Run a query."""
        try:
            table = self._base.to_pyarrow(query)
        except Exception as error:  # as above
            raise TrafficError(f"the engine refused a query: {_first_line(error)}") from error
        return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def _first_line(error: Exception) -> str:
    return printable(str(error).strip().partition("\n")[0][:300])
