"""Measure what counting logs costs and write the tables and the plot: ``python -m benchmarks.traffic --rounds 3``.

Without ``--lines`` logs of 1,000,000 and 10,000,000 lines are measured, side by side.  A round of the larger takes six
to seven minutes on two cores, nearly five of them for GoAccess (177 s with all panels, 104 s with three), which is
therefore measured once; writing that log and packing it takes three more, once.  What was measured before is kept in
``traffic.json`` beside the logs.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from benchmarks.measure import Cost, interleaved, machine, median, run
from benchmarks.traffic.report import NEW, ONE, OURS, PACKED, TWO, Round, write

from support_portal.traffic.streams import zstd

TESTS = Path(__file__).parents[2] / "tests"
# All but visitors, requests and what was not found.
PANELS = [
    *("REQUESTS_STATIC", "HOSTS", "OS", "BROWSERS", "VISIT_TIMES", "VIRTUAL_HOSTS", "REFERRERS", "REFERRING_SITES"),
    *("KEYPHRASES", "STATUS_CODES", "REMOTE_USER", "CACHE_STATUS", "GEO_LOCATION", "MIME_TYPE", "TLS_TYPE"),
]


def make_logs(folder: Path, lines: int) -> Path:
    """Write a log of so many lines, plain and packed, where it is not there; return the plain one."""
    log = folder / "access.log"
    if not log.exists():
        subprocess.run(
            [sys.executable, "-m", "traffic.generate", str(lines), str(folder.resolve())], cwd=TESTS, check=True
        )
    for suffix, opener in ((".gz", gzip.open), (".zst", zstd.open)):
        name = Path(f"{log}{suffix}")
        if not name.exists():
            draft = name.with_suffix(".new")
            with log.open("rb") as source, opener(draft, "wb") as packed:
                shutil.copyfileobj(source, packed, 1 << 20)
            draft.rename(name)
    return log


def jobs(log: Path) -> dict[str, Callable[[], Cost]]:
    """Return what is measured, by its name in the table."""
    folder, pages = log.parent, log.with_name("pages.json")
    portal = [sys.executable, "-c", "from support_portal.cli import main; main()", "traffic", "refresh"]
    state = folder / "state.duckdb"

    def refresh(name: Path, threads: int, again: bool = False) -> Callable[[], Cost]:
        def job() -> Cost:
            if not again:
                for old in folder.glob("state.duckdb*"):
                    old.unlink()
            options = ["--state", state, "--pages", pages, "--out", folder / "report.json", "--threads", str(threads)]
            return run([*portal, name, *options])

        return job

    def after_one_percent() -> Cost:
        """Count a log of 99 % of the lines, and measure the refresh when the rest has come."""
        growing = folder / "growing.log"
        shutil.copyfile(log, growing)
        with log.open("rb") as source:
            source.seek(log.stat().st_size * 99 // 100)
            source.readline()
            os.truncate(growing, source.tell())
            refresh(growing, 1)()
            with growing.open("ab") as out:
                shutil.copyfileobj(source, out)
        return refresh(growing, 1, again=True)()

    goaccess = ["goaccess", log, "--log-format=COMBINED", "--no-progress", "-o", folder / "goaccess.json"]
    fewer = [f"--ignore-panel={panel}" for panel in PANELS]
    polars = [sys.executable, "-m", "benchmarks.traffic.polars_job", log, pages, folder / "polars.csv"]
    return {
        ONE: refresh(log, 1),
        TWO: refresh(log, 2),
        PACKED: refresh(Path(f"{log}.gz"), 1),
        OURS + "Zstandard": refresh(Path(f"{log}.zst"), 1),
        NEW: after_one_percent,
        "Polars, views and visitors": lambda: run(polars),
        "GoAccess, all panels": lambda: run(goaccess),
        "GoAccess, three panels": lambda: run([*goaccess, *fewer]),
        "`zcat`, `wc -l`": lambda: run(["sh", "-c", f"zcat '{log}.gz' | wc -l"]),
    }


def main() -> int:
    """Measure, save beside what was measured before, and write the page."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.traffic", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lines", type=int, nargs="+", default=[1_000_000, 10_000_000], metavar="N")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="how often each is measured")
    parser.add_argument(
        "--peer-rounds", type=int, default=1, metavar="N", help="how often others are, at most so often"
    )
    parser.add_argument("--folder", type=Path, default=Path("_build/bench-traffic"), help="for logs and results")
    parser.add_argument("--page", type=Path, help="the page whose table, and beside it the plot, are written")
    asked = parser.parse_args()
    if not shutil.which("goaccess"):
        print("GoAccess is missing (Debian: apt-get install goaccess)", file=sys.stderr)
        return 2
    saved = asked.folder / "traffic.json"
    rounds = {int(n): Round.read(data) for n, data in json.loads(saved.read_text()).items()} if saved.exists() else {}
    for lines in sorted(asked.lines):
        folder = asked.folder / str(lines)
        folder.mkdir(parents=True, exist_ok=True)
        log, where = make_logs(folder, lines), machine()
        every, peers = jobs(log), min(asked.peer_rounds, asked.rounds)
        found = interleaved(every, peers)
        ours = {name: job for name, job in every.items() if name.startswith(OURS)}
        for name, more in interleaved(ours, asked.rounds - peers).items():
            found[name] += more
        costs = {name: median(measured) for name, measured in found.items()}
        rounds[lines] = Round(where, asked.rounds, log.stat().st_size, costs, peers)
        saved.write_text(json.dumps({str(n): asdict(one) for n, one in rounds.items()}, indent=1))
    if asked.page:
        write(rounds, asked.page)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
