"""Run the scale benchmark and write its table and plot: ``python -m benchmarks.scale --corpus make_corpus.py``."""

from __future__ import annotations

import argparse
import math
import sys
import time
from pathlib import Path

from benchmarks.scale import report, results
from benchmarks.scale.peers import PEERS, different_versions
from benchmarks.scale.race import Track

import support_portal


def _say(line: str) -> None:
    print(line, flush=True)


class Clock:
    """Knows how long the benchmark may take, and how long a build took when it was last measured."""

    def __init__(self, minutes: float | None, races: dict[int, results.Race]) -> None:
        self.end = time.monotonic() + 60 * minutes if minutes else math.inf
        self.races = races

    def time_for(self, peer: str, variant: str, step: str, size: int) -> bool:
        """Return whether a build will probably end in time: it takes as long an article as the last one of its kind."""
        known = ((s, race.cost(peer, variant, step)) for s, race in sorted(self.races.items(), reverse=True))
        expected = next((cost.wall * size / s for s, cost in known if cost and s <= size), 0.0)
        if time.monotonic() + expected <= self.end:
            return True
        _say(f"  {size:>6} {peer:14} {variant:7} {step:10} no time for it: it would take about {expected:.0f} s")
        return False


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--corpus", type=Path, help="the script that writes the corpus; without it nothing is measured")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 5_000, 10_000], metavar="N", help="articles")
    parser.add_argument(
        "--peers", nargs="+", default=list(PEERS), choices=list(PEERS), metavar="PEER", help=f"of {', '.join(PEERS)}"
    )
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="how often each build is measured")
    parser.add_argument(
        "--folder", type=Path, default=Path("_build/bench"), help="for environments, corpora, sites and results"
    )
    parser.add_argument("--page", type=Path, help="the page whose table, and beside it the plot, are written")
    parser.add_argument("--minutes", type=float, help="begin no build that would probably end later than this")
    return parser.parse_args()


def main() -> int:
    """Measure what was asked for, save it beside what was measured before, and write the page."""
    asked = _arguments()
    saved = asked.folder / "scale.json"
    races = results.load(saved)
    if asked.corpus:
        if not asked.corpus.is_file():
            print(
                f"{asked.corpus}: there is no such script; give the one that writes the corpus as --corpus",
                file=sys.stderr,
            )
            return 2
        clock = Clock(asked.minutes, races)
        track = Track(asked.folder, asked.corpus, Path(support_portal.__file__).parent)
        peers = [PEERS[name] for name in dict.fromkeys(asked.peers)]

        def keep(race: results.Race) -> None:
            races[race.size] = race
            results.save(races, saved)

        _say("Each generator builds 100 articles first, to see that it works.")
        track.warm_up(peers, _say)
        for size in sorted(asked.sizes):
            _say(f"{size:,} articles:")
            race = track.race(size, peers, asked.rounds, _say, keep, clock.time_for)
            for sentence in different_versions(race.versions):
                _say(f"  not a fair race: {sentence}")
    if asked.page:
        report.write(races, asked.page)
        _say(f"Written: {asked.page}, and the plot beside it.")
    else:
        _say(report.tables(races))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
