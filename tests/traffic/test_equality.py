"""The engine counts what the plain reference counts, row for row, in every format and however the log is packed."""

from __future__ import annotations

import dataclasses
import errno
import gzip
import os
from collections import Counter
from pathlib import Path

import duckdb
import numpy as np
import pytest

from support_portal.traffic.streams import zstd
from support_portal.traffic.tables import Settings, TrafficError
from support_portal.traffic.tally import Reason

from . import generate, log_formats
from .conftest import PAGES, SETTINGS, Count, Counted
from .reference import Reference, Result

LINES = 12_000
KINDS = {
    Reason.EMPTY: "empty line",
    Reason.DAMAGED: "damaged line",
    Reason.TIME: "time that cannot be read",
    Reason.DATE: "date",
    Reason.PREFETCH: "prefetch",
    Reason.AGENT: "agent",
    Reason.BEHAVIOUR: "behaviour",
    Reason.EVENT: "empty event",
}


def reference(log: Path, form: str) -> Result:
    return Reference(PAGES, generate.TODAY).count(log.read_bytes()[:-1].split(b"\n"), form)


def kinds(counted: Counted) -> Counter[str]:
    found = Counter({KINDS[Reason(left.reason)]: left.count for left in counted.done.left_out})
    found.update(view=counted.done.views, event=counted.done.events, other=counted.done.others)
    return found


def assert_equal(counted: Counted, expected: Result) -> None:
    assert kinds(counted) == +expected.kinds
    assert counted.done.lines == expected.kinds.total()
    assert [tuple(row) for row in counted.daily] == expected.daily
    assert [tuple(row) for row in counted.searches] == expected.searches
    assert [tuple(row) for row in counted.clicks] == expected.clicks


@pytest.mark.parametrize("form", log_formats.FORMATS)
def test_each_format_equals_the_reference(form: str, tmp_path: Path, count: Count) -> None:
    """Views, visitors, votes, searches, clicks and what was left out are the same, with one line in fifty damaged."""
    log = generate.write_log(tmp_path / "access.log", form, LINES, damage=0.02, days=12)
    expected = reference(log, form)
    assert sum(row[2] for row in expected.daily) > LINES / 10
    assert_equal(count(log), expected)


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress], ids=["gzip", "zstd"])
def test_packed_logs_equal_the_reference(pack: object, tmp_path: Path, count: Count) -> None:
    """A log counts the same when it is packed, also when it was put together of several packed parts."""
    log = generate.write_log(tmp_path / "access.log", "nginx", LINES, damage=0.02, days=12)
    data = log.read_bytes()
    packed = tmp_path / "access.log.packed"
    packed.write_bytes(pack(data[:400_001]) + pack(data[400_001:]))  # type: ignore[operator]
    assert_equal(count(packed), reference(log, "nginx"))


def test_a_large_log_equals_the_reference(tmp_path: Path, count: Count) -> None:
    """A hundred thousand lines, read in many blocks."""
    log = generate.write_log(tmp_path / "access.log", "nginx", 100_000, days=60)
    assert_equal(count(log), reference(log, "nginx"))


@pytest.fixture
def several(monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings with which three processes count even small logs, in parts cut at any byte."""
    monkeypatch.setattr("support_portal.traffic.refresh.WORTH_A_POOL", 0)
    monkeypatch.setattr("support_portal.traffic.sources.PART", 300_001)
    return dataclasses.replace(SETTINGS, threads=3)


def test_several_processes_count_the_same(tmp_path: Path, count: Count, several: Settings) -> None:
    """A log counted by several processes gives what one gives, to the line of examples, and leaves no files."""
    log = generate.write_log(tmp_path / "access.log", "nginx", LINES, damage=0.02, days=12)
    alone = count(log, state="alone.duckdb")
    assert count(log, settings=several) == alone
    states = ("alone.duckdb", "traffic.duckdb")
    assert {path.name for path in tmp_path.iterdir()} == {log.name, *states, *(f"{state}.salts" for state in states)}


def test_where_no_folder_can_be_made_a_sentence_says_so(
    tmp_path: Path, count: Count, several: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Processes need a folder for what does not fit into memory; without one nothing is counted."""
    log = generate.write_log(tmp_path / "access.log", "nginx", 100)

    def full(*_: object, **__: object) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("tempfile.mkdtemp", full)
        with pytest.raises(TrafficError, match=r"No space left on device.*--threads 1"):
            count(log, settings=several)
    assert count(log, settings=several).done.lines == 100


def test_several_processes_go_on_with_days_that_are_open(tmp_path: Path, count: Count, several: Settings) -> None:
    """Two servers' logs of the same days, which then grow, count the same in one process as in several."""
    whole = [
        generate.write_log(tmp_path / f"{seed}", "nginx", LINES, seed=seed, damage=0.02, days=12).read_bytes()
        for seed in (1, 2)
    ]
    for part in (0.8, 0.9, 1):
        logs = [tmp_path / "one.log", tmp_path / "two.log"]
        for log, data in zip(logs, whole, strict=True):
            log.write_bytes(data[: int(len(data) * part)])
        alone = count(*logs, state="alone.duckdb")
        assert count(*logs, settings=several) == alone
    both = tmp_path / "both.log"
    both.write_bytes(b"".join(whole))
    expected = reference(both, "nginx")
    assert [tuple(row) for row in alone.daily] == expected.daily
    assert [tuple(row) for row in alone.searches] == expected.searches


def test_days_of_very_many_views_are_counted_some_visitors_at_a_time(
    tmp_path: Path, count: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A day that does not fit into memory gives what it gives at once, new and with what was counted before."""
    log = generate.write_log(tmp_path / "access.log", "nginx", LINES, days=4)
    data, growing = log.read_bytes(), tmp_path / "growing.log"
    for part in (0.5, 0.75, 1):
        growing.write_bytes(data[: int(len(data) * part)])
        with monkeypatch.context() as patch:
            patch.setattr("support_portal.traffic.view_rows._BYTES", 4_000_000)
            some = count(growing)
        assert some == count(growing, state="whole.duckdb")


def test_cloudfront_parquet_equals_the_text(tmp_path: Path, count: Count) -> None:
    """Standard logs that CloudFront writes as Parquet count what the same requests as text count, and once only."""
    text = generate.write_log(tmp_path / "access.log", "cloudfront", 3000, damage=0, days=4)
    names = log_formats.CLOUDFRONT_HEAD.decode().split("\n")[1].removeprefix("#Fields: ").split()
    rows = [line.split("\t") for line in text.read_text().splitlines() if not line.startswith("#")]
    columns = {name: np.array(column, object) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
    packed = tmp_path / "access.parquet"
    with duckdb.connect() as base:
        base.register("requests", columns)
        base.execute(f"COPY requests TO '{packed}' (FORMAT parquet)")
    counted = count(packed)
    assert counted[:3] == count(text, state="text")[:3]
    assert counted.done.lines == len(rows)
    assert (count(packed)[:3], count(packed).done.unchanged) == (counted[:3], 1)
