"""Write what was measured of counting logs: goals, a table for each number of lines, and the plot beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measure import MIB, Cost
from benchmarks.page import how_often, plot, put_into, table

from support_portal.traffic.refresh import WORTH_A_POOL

BEGIN = "% make bench-traffic writes from here"
OURS = "this portal, "
ONE, TWO, PACKED, NEW = (OURS + what for what in ("1 thread", "2 threads", "gzip", "1 % new"))


@dataclass(frozen=True)
class Round:
    """The medians of one number of lines: where, how many rounds, bytes of the log, costs by name, rounds of others."""

    machine: str
    rounds: int
    size: int
    costs: dict[str, Cost]
    peer_rounds: int = 1

    @staticmethod
    def read(data: dict[str, Any]) -> Round:
        """Return what was saved as JSON."""
        return Round(**{**data, "costs": {name: Cost(**cost) for name, cost in data["costs"].items()}})

    def share(self, what: str, name: str, of: str) -> float:
        """Return a figure as a part of another job's."""
        return float(getattr(self.costs[name], what) / getattr(self.costs[of], what))

    @property
    def peak(self) -> float:
        """The most memory that a refresh took, in bytes."""
        return max(cost.peak for name, cost in self.costs.items() if name.startswith(OURS)) * MIB


# Sentence, which figure of whose, as a part of whose, at most.
GOALS = (
    ("CPU, of GoAccess with all panels", "cpu", ONE, "GoAccess, all panels", 1 / 10),
    ("CPU, of GoAccess with three panels", "cpu", ONE, "GoAccess, three panels", 1 / 8),
    ("CPU from gzip, of `zcat`, `wc -l`", "cpu", PACKED, "`zcat`, `wc -l`", 2.5),
    ("Wall time of two threads, of one", "wall", TWO, ONE, 0.6),
    ("CPU with 1 % new lines, of all", "cpu", NEW, ONE, 0.05),
)
BEYOND = 100_000_000
MOST_MEMORY = 1_000_000_000  # what `--memory` is without being asked


def tables(rounds: Mapping[int, Round]) -> str:
    """Return all that is told, as Markdown."""
    every = sorted(rounds.items())
    sizes = [f"{lines / 1e6:g} M" for lines, _ in every]
    parts = []
    for lines, one in every:
        rows = [(name, f"{c.cpu:.2f}", f"{c.wall:.2f}", f"{c.peak * MIB / 1e6:,.0f}") for name, c in one.costs.items()]
        parts.append(table([f"{lines:,} lines ({one.size / 1e6:,.0f} MB)", "CPU s", "wall s", "peak MB"], rows))
        parts.append(f"{one.machine}; {how_often(one.rounds)}{_others(one)}.")
    goals = []
    for sentence, what, name, of, limit in GOALS:
        shares = [one.share(what, name, of) if what == "cpu" or one.size >= WORTH_A_POOL else None for _, one in every]
        told = [_told(share, limit) for share in shares]
        goals.append([sentence, f"{limit:.3g}", *told])
    peaks = [f"{one.peak / 1e6:,.0f}, {'reached' if one.peak <= MOST_MEMORY else '**missed**'}" for _, one in every]
    goals.append(["Peak memory, MB", f"{MOST_MEMORY / 1e6:,.0f}", *peaks])
    return "\n\n".join([*parts, table(["Goal", "at most", *sizes], goals), *beyond(rounds)])


def _others(one: Round) -> str:
    return "" if one.peer_rounds == one.rounds else f", of others {how_often(one.peer_rounds)} among them"


def beyond(rounds: Mapping[int, Round]) -> list[str]:
    """Return what `BEYOND` lines would take by the straight line through the two largest numbers measured."""
    if len(rounds) < 2:
        return []
    (few, least), (many, most) = sorted(rounds.items())[-2:]

    def at(name: str, what: str) -> float:
        low, high = (getattr(one.costs[name], what) for one in (least, most))
        return float(high + (high - low) * (BEYOND - many) / (many - few))

    return [
        f"By the straight line through both, {BEYOND:,} lines ({most.size / many * BEYOND / 1e9:.0f} GB) take "
        f"{at(ONE, 'cpu') / 60:.1f} minutes with one thread, {at(TWO, 'wall') / 60:.1f} with two, "
        f"{at(PACKED, 'cpu') / 60:.1f} from gzip, and a refresh of which 1 % are new {at(NEW, 'cpu'):.0f} seconds."
    ]


def _told(share: float | None, limit: float) -> str:
    """Return whether a goal was reached; a smaller log has one process, whatever is allowed."""
    if share is None:
        return "one process"
    return f"{share:.3g}, {'reached' if share <= limit else '**missed**'}"


def write(rounds: Mapping[int, Round], page: Path) -> None:
    """Put the tables between the marks of a page, and draw the plot beside it."""
    put_into(page, BEGIN, tables(rounds))
    draw(rounds, page.with_name("traffic-plot"))


def draw(rounds: Mapping[int, Round], stem: Path) -> None:
    """Draw processor seconds for a million lines; the same figures give the same bytes."""
    with plot(stem, 1, 1, (8, 3.6)) as axes:
        names = list(next(iter(rounds.values())).costs)
        height = 0.8 / len(rounds)
        for number, (lines, one) in enumerate(sorted(rounds.items())):
            values = [one.costs[name].cpu * 1e6 / lines for name in names]
            places = [place + number * height for place in range(len(names))]
            bars = axes.barh(places, values, height, color=f"C{number}", label=f"{lines:,} lines")
            axes.bar_label(bars, fmt=" {:.1f}", fontsize=8)
        axes.set(xlabel="processor seconds for a million lines", yticks=range(len(names)))
        axes.set_yticklabels([name.replace("`", "") for name in names])
        axes.invert_yaxis()
        axes.tick_params(axis="y", length=0)
        axes.legend(frameon=False, loc="lower right")
