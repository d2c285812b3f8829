"""Run a command as a person would and say what it cost: wall and CPU seconds, and peak memory of all its processes."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

MIB = 1024 * 1024


@dataclass(frozen=True)
class Cost:
    """What one run took.

    `wall` and `cpu` are seconds (`cpu`: user and system time of the command and its children); `peak` is the highest
    sum, in MiB, of the proportional set sizes of all its processes, sampled every `interval` seconds, so that pages
    shared after a fork count once; `peak_one` is the highest resident size of any single process, from the kernel.
    """

    wall: float
    cpu: float
    peak: float
    peak_one: float


class CommandFailedError(RuntimeError):
    """The measured command ended with an error; the message carries the end of its output."""


def run(
    command: Sequence[str | Path],
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdout: Path | None = None,
    interval: float = 0.2,
) -> Cost:
    """Run `command` and return its cost.

    Output goes to `stdout`, or to nothing.  Raise `CommandFailedError` when it ends with another code than 0.
    """
    log = open(stdout, "wb") if stdout else open(os.devnull, "wb")  # noqa: SIM115 -- closed below, after the child
    errors_path = Path(f"/tmp/measure-{os.getpid()}.err")  # noqa: S108 -- one a process
    with log, errors_path.open("wb") as errors:
        began = time.perf_counter()
        child = subprocess.Popen(
            [str(part) for part in command], cwd=cwd, env={**os.environ, **(env or {})}, stdout=log, stderr=errors
        )
        peak = [0.0]
        done = threading.Event()
        sampler = threading.Thread(target=_sample, args=(child.pid, peak, done, interval), daemon=True)
        sampler.start()
        _pid, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        done.set()
        sampler.join()
    tail = errors_path.read_text(errors="replace")[-2000:]
    errors_path.unlink()
    if child.returncode:
        raise CommandFailedError(f"{' '.join(map(str, command))}: exit code {child.returncode}\n{tail}")
    one = usage.ru_maxrss / 1024
    return Cost(wall, usage.ru_utime + usage.ru_stime, max(peak[0], 0.0) or one, one)


def _sample(root: int, peak: list[float], done: threading.Event, interval: float) -> None:
    while not done.wait(interval):
        peak[0] = max(peak[0], sum(_pss(pid) for pid in _tree(root)) / MIB)


def _tree(root: int) -> list[int]:
    found, queue = [], [root]
    while queue:
        pid = queue.pop()
        found.append(pid)
        try:
            for task in os.listdir(f"/proc/{pid}/task"):
                queue += map(int, Path(f"/proc/{pid}/task/{task}/children").read_text().split())
        except OSError:
            continue
    return found


def _pss(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def interleaved(jobs: Mapping[str, Callable[[], Cost]], rounds: int = 3) -> dict[str, list[Cost]]:
    """Run every job once a round, so that a busy minute of the machine falls on all of them; return costs by name."""
    costs: dict[str, list[Cost]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            costs[name].append(job())
    return costs


def median(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure on its own."""
    return Cost(*(statistics.median(getattr(cost, field.name) for cost in costs) for field in fields(Cost)))


def machine() -> str:
    """Return one line about this machine and the Python that measures, for the head of a table."""
    cpu = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            cpu = line.partition(":")[2].strip()
            break
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / MIB
    python = f"Python {platform.python_version()}"
    return f"{os.cpu_count()} cores of {cpu}, {memory:.0f} GiB, {python}, load {os.getloadavg()[0]:.1f} at the start"
