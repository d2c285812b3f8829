"""A state is whole or said to be damaged: after kill -9 at any moment, in use by another, cut short, or not a state."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from support_portal.traffic.state import open_state
from support_portal.traffic.tables import Click, Daily, Search, TrafficError

from .conftest import SETTINGS, Count, table

# Refreshes die in processes of their own, which leave at a random call of a function, Python's or a library's, or at
# a random moment of processor time, in the middle of what DuckDB does.  One program forks them all.
KILLER = """
import json, os, random, resource, shutil, signal, sys
from pathlib import Path

sys.path[:0] = [sys.argv[1]]
from traffic.conftest import INVENTORY, SETTINGS
from support_portal.traffic.refresh import refresh
from support_portal.traffic.state import open_state

folder, log, moments = Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])


def count(state):
    with open_state(state, SETTINGS) as opened:
        refresh([log], opened, INVENTORY, SETTINGS)
        return opened.daily(), opened.searches(), opened.clicks()


def fresh(name):
    (folder / name).mkdir()
    for path in (folder / "before").iterdir():
        shutil.copy(path, folder / name)
    return folder / name / "traffic.duckdb"


def child(work):
    number = os.fork()
    if not number:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitpid(number, 0)[1]


def calls_until(last):
    seen = 0
    def tick(frame, event, arg):
        nonlocal seen
        seen += 1
        if seen == last:
            os.kill(os.getpid(), signal.SIGKILL)
    sys.setprofile(tick)
    return lambda: seen


def measure():
    state, seen = fresh("measured"), calls_until(0)
    count(state)
    calls, spent = seen(), resource.getrusage(resource.RUSAGE_SELF)
    (folder / "measure.json").write_text(json.dumps([calls, spent.ru_utime + spent.ru_stime]))


def compare(state, whole):
    def work():
        assert count(state) == count(whole)
    return work


assert child(measure) == 0
calls, seconds = json.loads((folder / "measure.json").read_text())
draw, ends = random.Random(os.urandom(8)), []
for place in range(moments):
    state = fresh(str(place))
    call, moment = draw.randint(1, calls), draw.uniform(0.001, seconds)
    def work():
        if place % 2:
            signal.setitimer(signal.ITIMER_PROF, moment)
        else:
            calls_until(call)
        count(state)
    killed = os.WTERMSIG(child(work))
    after = child(compare(state, folder / "measured" / "traffic.duckdb"))
    ends.append({"call": call, "moment": moment, "killed": killed, "after": after})
print(json.dumps(ends))
"""
MOMENTS = int(os.environ.get("PORTAL_KILLS", "12"))


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_refresh_that_is_killed_counts_nothing(
    moment: str, log_bytes: bytes, whole: tuple[object, ...], tmp_path: Path, count: Count
) -> None:
    """After kill -9 at the last moment of a refresh the next one counts all of it, once."""
    log = tmp_path / "access.log"
    half = log_bytes.index(b"\n", len(log_bytes) // 2) + 1
    log.write_bytes(log_bytes[:half])
    count(log)
    log.write_bytes(log_bytes)
    script = f"""
import os, signal, sys
from pathlib import Path
sys.path[:0] = {[str(Path(__file__).parents[1])]!r}
from traffic.conftest import INVENTORY, SETTINGS
from support_portal.traffic.refresh import refresh
from support_portal.traffic.salts import Salts
from support_portal.traffic.state import State, open_state

kept = Salts.keep
def keep(salts, new):
    if {moment!r} == "after":
        kept(salts, new)
    os.kill(os.getpid(), signal.SIGKILL)
Salts.keep = keep
with open_state(Path({str(tmp_path / "traffic.duckdb")!r}), SETTINGS) as state:
    refresh([{str(log)!r}], state, INVENTORY, SETTINGS)
"""
    done = subprocess.run([sys.executable, "-c", script], env={**os.environ}, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert table(count(log)) == whole


def test_a_refresh_killed_at_any_moment_is_made_good(log_bytes: bytes, tmp_path: Path, count: Count) -> None:
    """Wherever a refresh dies, the next one counts all of it, once; PORTAL_KILLS= sets at how many moments."""
    log, before = tmp_path / "access.log", tmp_path / "states" / "before"
    half = log_bytes.index(b"\n", len(log_bytes) // 2) + 1
    log.write_bytes(log_bytes[:half])
    before.mkdir(parents=True)
    count(log, state="states/before/traffic.duckdb")
    log.write_bytes(log_bytes)
    done = subprocess.run(
        [sys.executable, "-c", KILLER, str(Path(__file__).parents[1]), str(before.parent), str(log), str(MOMENTS)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    ends = json.loads(done.stdout)
    assert all(end["killed"] == signal.SIGKILL for end in ends[::2]), ends
    assert [end for end in ends if end["after"]] == [], done.stderr


def test_a_state_that_is_in_use_is_said(tmp_path: Path, count: Count) -> None:
    """A second refresh of the same state says that the first has it, in one sentence."""
    path = tmp_path / "traffic.duckdb"
    holder = subprocess.Popen(
        [sys.executable, "-c", f"import duckdb; b = duckdb.connect({str(path)!r}); print(flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout
    holder.stdout.readline()
    try:
        with pytest.raises(TrafficError, match="another program has this file open"), open_state(path):
            pass
    finally:
        holder.communicate(b"\n")


def test_reading_needs_no_right_to_write(tmp_path: Path, count: Count, log_bytes: bytes) -> None:
    """Who shows what is read changes nothing, needs no salts, and may do so while another does."""
    log, path = tmp_path / "access.log", tmp_path / "traffic.duckdb"
    log.write_bytes(log_bytes)
    counted = count(log)
    salts = path.with_name(path.name + ".salts")
    salts.write_text("no salts of mine")
    before = path.read_bytes()
    reader = f"from support_portal.traffic.state import *\nwith open_state(Path({str(path)!r}), create=False) as s: "
    with open_state(path, SETTINGS, create=False) as state:
        subprocess.run([sys.executable, "-c", f"{reader} assert s.daily()"], check=True)
        assert state.daily() == counted.daily
    assert path.read_bytes() == before
    with pytest.raises(TrafficError, match="is no file of salts"):
        count(log)


@pytest.mark.parametrize("room", [15_000, 40_000])
def test_a_full_disk_is_no_damage(room: int, tmp_path: Path, log_bytes: bytes, count: Count) -> None:
    """Where a disk has no room for the state, one sentence says so; with more room all is counted, once."""
    log, path = tmp_path / "access.log", tmp_path / "full.duckdb"
    log.write_bytes(log_bytes)
    script = f"""
import resource, sys
from pathlib import Path
sys.path[:0] = {[str(Path(__file__).parents[1])]!r}
from traffic.conftest import INVENTORY, SETTINGS
from support_portal.traffic.refresh import refresh
from support_portal.traffic.state import open_state
from support_portal.traffic.tables import TrafficError

resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))
try:
    with open_state(Path({str(path)!r}), SETTINGS) as state:
        refresh([{str(log)!r}], state, INVENTORY, SETTINGS)
except TrafficError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)
    assert "cannot be used (File too large)" in done.stdout, done
    assert table(count(log, state="full.duckdb")) == table(count(log, state="whole.duckdb"))


@pytest.mark.parametrize(
    "content", [b"no database at all" * 1000, b"", b"\0" * 20000, "other"], ids=["text", "empty", "zeros", "other"]
)
def test_a_damaged_state_is_said(content: bytes | str, tmp_path: Path) -> None:
    """A file that is no state gives one sentence that says what to do, and stays as it is."""
    path = tmp_path / "traffic.duckdb"
    if isinstance(content, str):
        with duckdb.connect(str(path)) as base:
            base.execute("CREATE TABLE mine (x INTEGER)")
    else:
        path.write_bytes(content)
    before = path.read_bytes()
    with pytest.raises(TrafficError, match="move it away"), open_state(path):
        pass
    assert path.read_bytes() == before


def test_a_state_cut_short_is_said(tmp_path: Path, count: Count, log_bytes: bytes) -> None:
    """A state that lost its end is found out and not counted on with."""
    log, path = tmp_path / "access.log", tmp_path / "traffic.duckdb"
    log.write_bytes(log_bytes)
    count(log)
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(TrafficError, match="move it away"), open_state(path, SETTINGS) as state:
        state.daily()


def test_whole_days_are_replaced(tmp_path: Path) -> None:
    """Days from another engine take the place of what was there, also days that have no rows any more."""
    days = [dt.date(2026, 5, day) for day in (1, 2, 3)]
    daily = [Daily(day, "solutions/a", 4, 3) for day in days]
    searches = [Search(day, "sso", 0, 9, 9) for day in days]
    clicks = [Click(day, "sso", "solutions/a", 9, 9) for day in days]
    with open_state(tmp_path / "s.duckdb", SETTINGS) as state:
        state.replace_days(daily, searches, clicks)
        state.replace_days(daily[2:], [], [], days[1])
        assert state.daily() == [daily[0], daily[2]]
        assert (state.searches(), state.clicks()) == (searches[:1], clicks[:1])
        state.replace_days([], [], [])
        assert state.daily() == []
