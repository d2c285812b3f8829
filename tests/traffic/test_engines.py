"""The same requests, as a table of another engine, give the same report, on two engines that run here.

These packages are large (Spark 430 MB, ClickHouse 380 MB), so `make test-engines` installs them and runs this.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from . import generate
from .conftest import INVENTORY, SETTINGS, Count
from .conftest import Counted as LogCounted

ibis = pytest.importorskip("ibis", reason="needs the extra [traffic-ibis]; make test-engines installs it")

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

from support_portal.traffic.ibis_connection import Column, Engine, IbisEngine  # noqa: E402 -- needs ibis
from support_portal.traffic.ibis_engine import Counted  # noqa: E402
from support_portal.traffic.ibis_engine import count as count_engine  # noqa: E402
from support_portal.traffic.state import open_state  # noqa: E402
from support_portal.traffic.tables import Refresh, TrafficError  # noqa: E402

pytestmark = pytest.mark.engines
HITS = list(generate.hits(20_000, days=12))
COLUMNS = {
    "ts": "int64",
    "client_ip": "string",
    "method": "string",
    "url": "string",
    "status": "int64",
    "user_agent": "string",
    "sec_purpose": "string",
}
# Requests without an address or a target, of far-off days, fetched ahead, and of an agent that named nothing.
ODD = [
    {"client_ip": None},
    {"url": None},
    {"ts": HITS[0].time - 11 * 366 * 86400},
    {"ts": HITS[0].time + 3 * 366 * 86400},
    {"sec_purpose": "prefetch;anonymous-client-ip"},
    {"user_agent": None},
]
READ = {"method": "GET", "url": "/solutions/badges/how-to-0000.html", "status": 200}
ROWS = [(hit.time, hit.address, hit.method, hit.target, hit.status, hit.agent, None) for hit in HITS]
ROWS += [tuple(({**dict(zip(COLUMNS, ROWS[0], strict=True)), **READ, **odd}).values()) for odd in ODD]


class Chdb:
    """ClickHouse within this process: the SQL that ibis writes for ClickHouse, run by ClickHouse's own engine."""

    def __init__(self, folder: Path) -> None:
        session = pytest.importorskip("chdb.session", reason="make test-engines installs chdb")
        self.session = session.Session(str(folder))
        self.session.query("CREATE DATABASE IF NOT EXISTS portal")
        self.folder = folder
        self.schemas: dict[str, dict[str, str]] = {}

    def put(self, name: str, columns: Sequence[Column]) -> Any:
        kinds = {"string": "Nullable(String)", "int64": "Nullable(Int64)"}
        spelled = ", ".join(f"`{column}` {kinds[kind]}" for column, kind, _ in columns)
        self.session.query(f"DROP TABLE IF EXISTS portal.{name}")
        self.session.query(f"CREATE TABLE portal.{name} ({spelled}) ENGINE = Memory")
        data = {column: pa.array(list(values), pa.type_for_alias(kind)) for column, kind, values in columns}
        path = self.folder / f"{name}.parquet"
        pq.write_table(pa.table(data), path)
        self.session.query(f"INSERT INTO portal.{name} SELECT * FROM file('{path}', Parquet)")
        self.schemas[name] = {column: kind for column, kind, _ in columns}
        return self.table(name)

    def table(self, name: str) -> Any:
        return ibis.table(self.schemas[name], name=name, database="portal")

    def rows(self, query: Any) -> list[tuple[Any, ...]]:
        sql = str(ibis.to_sql(query, dialect="clickhouse"))
        assert "uniq" not in sql.lower()
        data = self.session.query(sql, "Parquet").bytes()
        columns = pq.read_table(io.BytesIO(data)).columns if data else []
        rows = zip(*(column.to_pylist() for column in columns), strict=True)
        return [tuple(value.decode() if isinstance(value, bytes) else value for value in row) for row in rows]


def columns_of(rows: Sequence[tuple[Any, ...]]) -> list[Column]:
    """Return the columns of a table of requests."""
    return [(name, kind, values) for (name, kind), values in zip(COLUMNS.items(), zip(*rows, strict=True), strict=True)]


@pytest.fixture(scope="module")
def chdb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = Chdb(tmp_path_factory.mktemp("clickhouse"))
    engine.put("access_log", columns_of(ROWS))
    yield engine
    engine.session.close()


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Spark on two threads of this machine, in a time zone far from UTC, with the time as a timestamp."""
    sql = pytest.importorskip("pyspark.sql", reason="make test-engines installs pyspark")
    session = (
        sql.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.session.timeZone", "Pacific/Auckland")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("spark")))
        .getOrCreate()
    )
    rows = [(dt.datetime.fromtimestamp(row[0], dt.UTC), *row[1:]) for row in ROWS]
    schema = (
        "ts timestamp, client_ip string, method string, url string, status int, user_agent string, sec_purpose string"
    )
    session.createDataFrame(rows, schema).createOrReplaceTempView("access_log")
    yield IbisEngine("pyspark://")
    session.stop()


@pytest.fixture(params=["chdb", "spark"])
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def expected(tmp_path: Path, count: Count) -> LogCounted:
    """What the same requests count as when they come as a log."""
    log = tmp_path / "access.log"
    log.write_text("".join(json.dumps(dict(zip(COLUMNS, row, strict=True))) + "\n" for row in ROWS))
    return count(log)


def kinds(done: Refresh) -> tuple[object, ...]:
    return done.lines, done.views, done.events, done.others, {left.reason: left.count for left in done.left_out}


def test_an_engine_counts_what_the_logs_count(engine: Engine, expected: LogCounted) -> None:
    """Every row of the three tables is the same, so the reports are, and so is what was left out for which reason."""
    counted = count_engine(engine, "access_log", INVENTORY, SETTINGS)
    assert counted.tables == expected[:3]
    assert kinds(counted.done) == kinds(expected.done)


def test_days_of_an_engine_replace_those_counted_before(engine: Engine, expected: LogCounted, tmp_path: Path) -> None:
    """Counting a table twice, or its last days again, adds nothing."""
    last = expected.daily[-1].day
    with open_state(tmp_path / "engine.duckdb", SETTINGS) as state:
        for since in (None, None, last - dt.timedelta(2)):
            counted: Counted = count_engine(engine, "access_log", INVENTORY, SETTINGS, since)
            state.replace_days(*counted.tables, since)
        assert (state.daily(), state.searches(), state.clicks()) == expected[:3]


def test_many_people_are_counted_exactly(engine: Engine) -> None:
    """A hundred thousand visitors of one article are a hundred thousand, where ClickHouse's estimate is not."""
    if not isinstance(engine, Chdb):
        pytest.skip("the estimate is ClickHouse's")
    agent = next(hit.agent for hit in HITS if hit.address.startswith("2001:"))
    page, time = "/solutions/badges/how-to-0000.html", HITS[0].time + 86400
    people = (f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}" for n in range(100_000))
    engine.put("crowd", columns_of([(time, person, "GET", page, 200, agent, None) for person in people]))
    (daily,) = count_engine(engine, "crowd", INVENTORY, SETTINGS).tables[0]
    assert (daily.views, daily.visitors) == (100_000, 100_000)


def test_wrong_tables_are_said(spark: Engine) -> None:
    """A table that is not there, or lacks a column, is said with what to write."""
    with pytest.raises(TrafficError, match="no such table"):
        count_engine(spark, "nothing", INVENTORY, SETTINGS)
