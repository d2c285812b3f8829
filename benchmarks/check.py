"""Measure what checking three changed files takes in portals of thousands of pages: ``python -m benchmarks.check``."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from benchmarks.measure import Cost, interleaved, machine, median, run
from benchmarks.scale.portal_corpus import make_portal

_COMMAND = Path(sys.executable).parent / "support-portal"


def main() -> None:
    """Write corpora, run the command on each, and print a table of medians and of ratios to the command's start."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.check", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="the script that writes the corpus")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000], metavar="N", help="articles")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="how often each is measured")
    parser.add_argument("--folder", type=Path, default=Path("_build/bench-check"), help="for the corpora")
    asked = parser.parse_args()
    portals = {size: _portal(asked.corpus, size, asked.folder / str(size)) for size in asked.sizes}
    jobs = {"start": lambda: run([_COMMAND, "check", "--list"])}
    for size, portal in portals.items():
        files = sorted(portal.glob("docs/solutions/*/*/article-*.md"))[:: max(1, size // 4)][:3]
        names = [file.relative_to(portal) for file in files]
        jobs[f"{size:,} pages"] = lambda portal=portal, names=names: run([_COMMAND, "check", *names], cwd=portal)
    print(f"{machine()}; medians of {asked.rounds} rounds; three files, compared with all pages of the portal")
    costs = {name: median(found) for name, found in interleaved(jobs, asked.rounds).items()}
    print("| Portal | Wall s | CPU s | Of the command's start | Peak MiB |\n| --- | --: | --: | --: | --: |")
    for name, cost in costs.items():
        print(_row(name, cost, costs["start"]))


def _portal(corpus: Path, size: int, folder: Path) -> Path:
    if not (folder / "portal").is_dir():
        subprocess.run([sys.executable, corpus, "sphinx", str(size), folder / "plain"], check=True)
        make_portal(folder / "plain", folder / "portal")
    return (folder / "portal").resolve()


def _row(name: str, cost: Cost, start: Cost) -> str:
    return f"| {name} | {cost.wall:.2f} | {cost.cpu:.2f} | {cost.cpu / start.cpu:.1f} | {cost.peak_one:.0f} |"


if __name__ == "__main__":
    main()
