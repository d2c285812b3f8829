"""Write what was measured of counting logs: goals, a table for each number of lines, and the plot beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measure import Cost
from benchmarks.page import plot, put_into, table

BEGIN = "% make bench-traffic writes from here"
ONE, TWO, PACKED, NEW = (f"this portal, {what}" for what in ("1 thread", "2 threads", "gzip", "1 % new"))


@dataclass(frozen=True)
class Round:
    """The medians of one number of lines: where, how many rounds, bytes of the log, costs by name."""

    machine: str
    rounds: int
    size: int
    costs: dict[str, Cost]

    @staticmethod
    def read(data: dict[str, Any]) -> Round:
        """Return what was saved as JSON."""
        return Round(**{**data, "costs": {name: Cost(**cost) for name, cost in data["costs"].items()}})

    def share(self, name: str, of: str) -> float:
        """Return processor time as a part of another's."""
        return self.costs[name].cpu / self.costs[of].cpu


# Sentence, whose processor time, as a part of whose, at most.
GOALS = (
    ("CPU, of GoAccess with all panels", ONE, "GoAccess, all panels", 1 / 10),
    ("CPU, of GoAccess with three panels", ONE, "GoAccess, three panels", 1 / 8),
    ("CPU from gzip, of `zcat`, `wc -l`", PACKED, "`zcat`, `wc -l`", 2.5),
    ("CPU of two threads, of one", TWO, ONE, 1.0),
    ("CPU with 1 % new lines, of all", NEW, ONE, 0.05),
)


def tables(rounds: Mapping[int, Round]) -> str:
    """Return all that is told, as Markdown."""
    parts = []
    for lines, one in sorted(rounds.items()):
        many = "one round" if one.rounds == 1 else f"medians of {one.rounds} rounds"
        head = [
            f"{lines:,} lines of nginx ({one.size / 1e6:,.0f} MB)",
            "CPU s",
            "wall s",
            "peak MB",
        ]
        rows = [
            [name, f"{cost.cpu:.2f}", f"{cost.wall:.2f}", f"{cost.peak * 1.048576:,.0f}"]
            for name, cost in one.costs.items()
        ]
        parts += [table(head, rows), f"{one.machine}; {many}."]
    head = ["Goal", "at most", *(f"{lines:,} lines" for lines in sorted(rounds))]
    goals = []
    for sentence, name, of, limit in GOALS:
        shares = [one.share(name, of) for _, one in sorted(rounds.items())]
        told = [f"{share:.2f}, {'reached' if share <= limit else '**missed**'}" for share in shares]
        goals.append([sentence, f"{limit:.3g}", *told])
    return "\n\n".join([*parts, table(head, goals)])


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
