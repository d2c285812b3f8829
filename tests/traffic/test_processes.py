"""Processes that count end with the one that started them, and one that is ended from outside is told."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from support_portal.traffic.engine import Unit
from support_portal.traffic.processes import Shared, pool
from support_portal.traffic.tables import TrafficError

from .conftest import INVENTORY, SETTINGS

# Who opens a pipe that nobody writes to waits, so that a process is busy for sure.
ORPHANS = """
import multiprocessing, os, signal, sys
from pathlib import Path
sys.path[:0] = [sys.argv[1]]
from traffic.conftest import INVENTORY, SETTINGS
from support_portal.traffic.engine import Unit
from support_portal.traffic.processes import Shared, pool

if __name__ == "__main__":
    with pool(1, Shared(INVENTORY, {}, b"seed", SETTINGS.today, {}), SETTINGS.memory, Path(sys.argv[2])) as [worker]:
        worker.count(Unit(sys.argv[2], "combined", b""))
        while not multiprocessing.active_children():
            pass
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_no_process_is_left_when_a_refresh_is_killed(tmp_path: Path) -> None:
    """After kill -9 of a refresh the processes that count for it end: nothing holds its output open any more."""
    os.mkfifo(tmp_path / "pipe")
    script = tmp_path / "script.py"
    script.write_text(ORPHANS)
    command = [sys.executable, str(script), str(Path(__file__).parents[1]), str(tmp_path / "pipe")]
    done = subprocess.run(command, check=False, capture_output=True, timeout=60)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


def count_and_kill(pipe: Path) -> None:
    shared = Shared(INVENTORY, {}, b"seed", SETTINGS.today, {})
    with pool(1, shared, SETTINGS.memory, pipe) as [worker]:
        promise = worker.count(Unit(str(pipe), "combined", b""))
        (child,) = multiprocessing.active_children()
        assert child.pid
        os.kill(child.pid, signal.SIGKILL)
        promise.result()


def test_a_process_that_is_ended_from_outside_is_told(tmp_path: Path) -> None:
    """Where the system ends a process for want of memory, one sentence says so."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(TrafficError, match="ended from outside"):
        count_and_kill(tmp_path / "pipe")
