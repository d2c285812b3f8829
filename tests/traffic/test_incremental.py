"""However logs grow, turn over and are read in between, they count as if they had been read once."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from is_bot import Bots

from support_portal.traffic import refresh as refreshing
from support_portal.traffic.refresh import refresh
from support_portal.traffic.state import open_state
from support_portal.traffic.streams import zstd

from . import generate, log_formats
from .conftest import INVENTORY, SETTINGS, Count, table


class Server:
    """A folder of logs as a server and logrotate leave it: access.log, access.log.1, access.log.2.gz and so on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.current = folder / "access.log"
        self.current.touch()

    def append(self, data: bytes) -> None:
        with self.current.open("ab") as out:
            out.write(data)

    def _move_on(self) -> None:
        old = sorted(self.folder.glob("access.log.*"), key=lambda path: -int(path.name.split(".")[2]))
        for path in old:
            number = int(path.name.split(".")[2])
            if number == 1:
                pack = gzip.compress if os.path.getsize(path) % 2 else zstd.compress
                (self.folder / "access.log.2.packed").write_bytes(pack(path.read_bytes()))
                path.unlink()
            else:
                path.rename(self.folder / f"access.log.{number + 1}.packed")

    def rename(self) -> None:
        self._move_on()
        self.current.rename(self.folder / "access.log.1")
        self.current.touch()

    def copy_and_truncate(self) -> None:
        self._move_on()
        shutil.copyfile(self.current, self.folder / "access.log.1")
        os.truncate(self.current, 0)

    def files(self) -> list[str]:
        return sorted(str(path) for path in self.folder.glob("access.log*"))


steps = st.lists(
    st.one_of(
        st.integers(1, 300_000),
        st.sampled_from(["rename", "copy_and_truncate", "refresh", "refresh"]),
    ),
    max_size=14,
)


@given(steps)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_growing_and_turned_over_logs_count_once(
    log_bytes: bytes, whole: tuple[object, ...], steps: list[int | str]
) -> None:
    """Logs that are written at any pace, renamed, copied and cut, packed, and read at any time count as one log."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server, rest = Server(folder), log_bytes
        state = folder / "state"

        def read() -> tuple[object, ...]:
            with open_state(state, SETTINGS) as opened:
                refresh(server.files(), opened, INVENTORY, SETTINGS)
                return opened.daily(), opened.searches(), opened.clicks()

        for step in steps:
            if isinstance(step, int):
                server.append(rest[:step])
                rest = rest[step:]
            elif step == "refresh":
                read()
            elif server.current.read_bytes().endswith(b"\n"):
                # A server turns over between two lines.
                getattr(server, step)()
        server.append(rest)
        assert read() == whole
        assert read() == whole


def test_what_was_counted_is_not_read_again(log_bytes: bytes, tmp_path: Path, count: Count) -> None:
    """A refresh reads new lines alone, and of files that did not change nothing at all."""
    log = tmp_path / "access.log"
    cut = log_bytes.index(b"\n", 500_000) + 1
    log.write_bytes(log_bytes[:cut])
    assert count(log).done.bytes_read == cut
    again = count(log).done
    assert (again.bytes_read, again.lines, again.unchanged) == (0, 0, 1)
    with log.open("ab") as out:
        out.write(log_bytes[cut:])
    assert count(log).done.bytes_read == len(log_bytes) - cut


def test_copies_of_a_log_count_once(log_bytes: bytes, whole: tuple[object, ...], tmp_path: Path, count: Count) -> None:
    """A log, its packed copy and an older copy of its beginning count as one, given together or one by one."""
    log, packed, older = tmp_path / "access.log", tmp_path / "copy.gz", tmp_path / "older.log"
    log.write_bytes(log_bytes)
    packed.write_bytes(gzip.compress(log_bytes))
    older.write_bytes(log_bytes[: log_bytes.index(b"\n", 300_000) + 1])
    together = count(log, packed, older)
    assert table(together) == whole
    assert together.done.lines == log_bytes.count(b"\n")
    count(older, state="one.duckdb")
    assert table(count(packed, state="one.duckdb")) == whole
    assert table(count(log, state="one.duckdb")) == whole


def test_logs_that_only_begin_alike_are_two(tmp_path: Path, count: Count) -> None:
    """Two logs with the same first lines and different ones later are both counted, also after one was packed."""
    first = b"".join(line + b"\n" for line in generate.lines("nginx", 400, seed=1, damage=0, days=2))
    second = first[: first.index(b"\n", 50_000) + 1] + first
    a, b = tmp_path / "a.log", tmp_path / "b.log.gz"
    a.write_bytes(first)
    b.write_bytes(gzip.compress(second))
    count(a)
    assert count(b).done.lines == second.count(b"\n")


def test_logs_that_go_on_from_one_head_are_told_apart(tmp_path: Path, count: Count) -> None:
    """Where a log had no more than a head that others have too, each of those is known again, packed or not."""
    lines = list(generate.lines("cloudfront", 600, damage=0, days=2))
    first, *logs = [tmp_path / f"{name}.log" for name in ("head", "a", "b")]
    first.write_bytes(log_formats.CLOUDFRONT_HEAD)
    count(first)
    for place, log in enumerate(logs):
        log.write_bytes(log_formats.CLOUDFRONT_HEAD + b"".join(line + b"\n" for line in lines[place::2]))
    whole = count(*logs)
    assert whole.done.lines >= 600
    for log in logs:
        packed = log.with_suffix(".gz")
        packed.write_bytes(gzip.compress(log.read_bytes()))
        assert table(count(packed)) == table(whole)


def test_a_last_line_without_its_end_is_counted_once(tmp_path: Path, count: Count) -> None:
    """A sound last line counts at once although its newline is missing, and not again when the newline comes."""
    lines = [
        b'192.0.2.%d - - [10/May/2026:10:00:00 +0000] "GET /solutions/badges/how-to-0000.html HTTP/1.1" 200 5 '
        b'"-" "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"' % n
        for n in range(4)
    ]
    log = tmp_path / "access.log"
    log.write_bytes(lines[0] + b"\n" + lines[1])
    assert count(log).daily[0].views == 2
    log.write_bytes(lines[0] + b"\n" + lines[1] + b"\n" + lines[2][:-20])
    unfinished = count(log)
    assert (unfinished.daily[0].views, unfinished.done.left_out) == (2, ())
    log.write_bytes(b"\n".join(lines) + b"\n")
    assert count(log).daily[0].views == 4


def test_late_lines_of_open_days_count_as_if_in_order(tmp_path: Path, count: Count, log_bytes: bytes) -> None:
    """Lines of the last days that come after younger ones give the same visitors."""
    lines = log_bytes[:-1].split(b"\n")
    tail = lines[-1000:]
    ordered, mixed = tmp_path / "ordered.log", [tmp_path / f"{place}.log" for place in (0, 1)]
    ordered.write_bytes(log_bytes)
    mixed[0].write_bytes(b"\n".join(lines[:-1000] + tail[1::2]) + b"\n")
    mixed[1].write_bytes(b"\n".join(tail[::2]) + b"\n")
    count(mixed[0])
    assert table(count(mixed[1])) == table(count(ordered, state="ordered.duckdb"))


def test_late_lines_of_closed_days_are_counted_and_said(tmp_path: Path, count: Count, log_bytes: bytes) -> None:
    """Views of a day that was closed are added to it; who was counted already is counted again, and that is said."""
    lines = log_bytes[:-1].split(b"\n")
    early, late = tmp_path / "most.log", tmp_path / "rest.log"
    early.write_bytes(b"\n".join(lines[:200] + lines[300:]) + b"\n")
    late.write_bytes(b"\n".join(lines[200:300]) + b"\n")
    count(early)
    counted = count(late)
    (tmp_path / "all.log").write_bytes(log_bytes)
    expected = count(tmp_path / "all.log", state="all.duckdb")
    assert [row.views for row in counted.daily] == [row.views for row in expected.daily]
    assert sum(row.visitors for row in counted.daily) >= sum(row.visitors for row in expected.daily)
    assert any("closed before" in problem for problem in counted.done.problems)


def test_closed_days_keep_no_visitors(tmp_path: Path, count: Count, log_bytes: bytes) -> None:
    """Of closed days no key and no salt is left, and in no file of the state is an address or an agent."""
    log = tmp_path / "access.log"
    log.write_bytes(log_bytes)
    counted = count(log)
    newest = counted.daily[-1].day.toordinal() - 719163
    with duckdb.connect(str(tmp_path / "traffic.duckdb")) as base:
        kept = {row[0] for row in base.execute("SELECT DISTINCT day FROM open_views").fetchall()}
    assert kept == {newest, newest - 1, newest - 2}
    salts = (tmp_path / "traffic.duckdb.salts").read_text()
    assert set(map(str, kept)) == set(json.loads(salts))
    stored = (tmp_path / "traffic.duckdb").read_bytes()
    for line in log_bytes.split(b"\n")[:2000]:
        fields = line.split(b'"')
        if len(fields) == 7 and len(fields[0].split(b" ")[0]) > 8:
            assert fields[0].split(b" ")[0] not in stored
            assert len(fields[5]) < 30 or fields[5] not in stored


def test_rare_search_texts_are_forgotten(tmp_path: Path, count: Count) -> None:
    """A text that fewer people searched than the setting says is in no answer, and after its day in no table either."""
    agent = b"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

    def search(day: int, person: int, text: bytes) -> bytes:
        return (
            b'192.0.2.%d - - [%02d/May/2026:10:00:00 +0000] "GET /_portal/event?type=search&q=%s&results=0 HTTP/1.1" '
            b'204 0 "-" "%s"\n' % (person, day, text, agent)
        )

    log = tmp_path / "access.log"
    log.write_bytes(
        b"".join(search(1, person, b"common") for person in (1, 2, 3, 1))
        + search(1, 1, b"my+secret+name") * 9
        + search(9, 1, b"secret+of+today")
    )
    counted = count(log, settings=replace(SETTINGS, least_searchers=3))
    assert [(row.query, row.times, row.visitors) for row in counted.searches] == [
        ("", 9, 1),
        ("common", 4, 3),
        ("", 1, 1),
    ]
    with duckdb.connect(str(tmp_path / "traffic.duckdb")) as base:
        assert base.execute("SELECT query FROM closed_searches WHERE query LIKE '%secret%'").fetchall() == []


def test_who_reads_robots_txt_or_everything_is_a_machine(tmp_path: Path, count: Count) -> None:
    """A visitor that asks for robots.txt, or opens more articles than the limit, is left out for that whole day."""
    agent = b"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

    def get(day: int, person: int, target: str) -> bytes:
        return b'192.0.2.%d - - [%02d/May/2026:10:00:00 +0000] "GET %s HTTP/1.1" 200 9 "-" "%s"\n' % (
            person,
            day,
            target.encode(),
            agent,
        )

    pages = [f"/{docname}.html" for docname in INVENTORY.articles[:7]]
    log = tmp_path / "access.log"
    log.write_bytes(
        get(1, 1, pages[0])
        + get(1, 1, "/robots.txt")
        + get(2, 1, pages[0])
        + b"".join(get(2, 2, page) for page in pages)
    )
    counted = count(log, settings=replace(SETTINGS, crawl_limit=6))
    assert [(row.day.day, row.views) for row in counted.daily] == [(2, 1)]
    assert [(left.reason, left.count) for left in counted.done.left_out] == [("machine, by what it did", 8)]


def test_agents_are_judged_once(
    tmp_path: Path, count: Count, log_bytes: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the list said of an agent is not asked again in a later refresh, until the list is another."""
    lines, asked = log_bytes[:-1].split(b"\n"), []

    def is_bot(_self: Bots, kind: str) -> bool:
        asked.append(kind)
        return False

    whole = tmp_path / "all.log"
    whole.write_bytes(log_bytes)
    count(whole, state="all.duckdb")
    monkeypatch.setattr(Bots, "is_bot", is_bot)
    logs = [tmp_path / "new.log", tmp_path / "newer.log", tmp_path / "newest.log"]
    for log, part in zip(logs, (lines[:500], lines[500:800], lines[800:1100]), strict=True):
        log.write_bytes(b"\n".join(part) + b"\n")
    count(logs[0], state="all.duckdb")
    assert asked == []
    monkeypatch.setattr(refreshing, "judges", lambda: "is_bot-99")
    count(logs[1], state="all.duckdb")
    assert asked
    assert len(asked) == len({*asked})
    first, asked[:] = set(asked), []
    count(logs[2], state="all.duckdb")
    assert not first & {*asked}
