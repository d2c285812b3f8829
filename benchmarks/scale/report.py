"""Write what was measured: the table of goals, a table for each number of articles, and the plot beside them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measure import Cost
from benchmarks.page import how_often, plot, put_into, table
from benchmarks.scale.peers import AUTO, PEERS, SERIAL
from benchmarks.scale.results import STEPS, Race

BEGIN = "% make bench writes from here"
_STEPS = {
    "full": "from nothing",
    "unchanged": "nothing changed",
    "body": "one text edited",
    "title": "one title edited",
}
# The goals for rebuilds and for growth are set for the largest corpus.
_LARGE, _SMALL = 10_000, 1_000
UNDER_ONE = math.nextafter(1, 0)
_NOTHING = "\N{EN DASH}"
_MARKS = "osD^vP*Xh"


@dataclass(frozen=True)
class Goal:
    """A figure of a race that must not be over `limit`: a goal from `size` articles on, below that only told."""

    sentence: str
    limit: float
    figure: Any
    size: int = 0
    unit: str = ""

    def cell(self, race: Race, races: Mapping[int, Race]) -> str:
        """Return the figure and whether the goal is reached, or a dash when it was not measured."""
        value = self.figure(race, races)
        if value is None:
            return _NOTHING
        # Three digits below one: a thirtieth is 0.033.
        said = f"{value:.3f}" if value < 0.1 else f"{value:.2f}"
        if race.size < self.size:
            return said + self.unit
        return f"{said}{self.unit}, reached" if value <= self.limit else f"**{said}{self.unit}, missed**"


def _ratio(peer: str, variant: str = AUTO, attribute: str = "wall") -> Any:
    """Return a figure: what a full build costs the portal, as a share of what it costs `peer`."""

    def figure(race: Race, races: Mapping[int, Race]) -> float | None:
        return _share(race.cost("ours", variant, "full"), race.cost(peer, variant, "full"), attribute)

    return figure


def _growth(variant: str) -> Any:
    """Return a figure: the portal's cost of an article, as a share of that in the small corpus."""

    def figure(race: Race, races: Mapping[int, Race]) -> float | None:
        small = races.get(_SMALL)
        if small is None or race.size <= _SMALL:
            return None
        share = _share(race.cost("ours", variant, "full"), small.cost("ours", variant, "full"), "wall")
        return None if share is None else share * small.size / race.size

    return figure


def _rebuild(step: str) -> Any:
    """Return a figure: the time of a rebuild, as a share of that of a full build."""

    def figure(race: Race, races: Mapping[int, Race]) -> float | None:
        return _share(race.cost("ours", AUTO, step), race.cost("ours", AUTO, "full"), "wall")

    return figure


def _unchanged(race: Race, races: Mapping[int, Race]) -> float | None:
    cost = race.cost("ours", AUTO, "unchanged")
    return cost.wall if cost else None


def _share(ours: Cost | None, other: Cost | None, attribute: str) -> float | None:
    if ours is None or other is None:
        return None
    return float(getattr(ours, attribute) / getattr(other, attribute))


GOALS = (
    Goal("Full build, of Zensical's time: under 1", UNDER_ONE, _ratio("zensical"), _SMALL),
    Goal("… of Zensical's with the whole tree on each page", UNDER_ONE, _ratio("zensical-whole"), _SMALL),
    Goal("Full build, of Material's time: under 1", UNDER_ONE, _ratio("material"), _SMALL),
    Goal("… of Material's with the whole tree on each page", UNDER_ONE, _ratio("material-whole"), _SMALL),
    Goal("Full build, of `basic`'s time, all cores: at most 0.75", 0.75, _ratio("basic"), _SMALL),
    Goal("… in one process", 0.75, _ratio("basic", SERIAL), _SMALL),
    Goal("Peak memory, of `basic`'s, all cores: at most 1.2", 1.2, _ratio("basic", AUTO, "peak"), _SMALL),
    Goal("… in one process", 1.2, _ratio("basic", SERIAL, "peak"), _SMALL),
    Goal("Time an article, of that at 1,000, all cores: at most 1.1", 1.1, _growth(AUTO), _LARGE),
    Goal("… in one process", 1.1, _growth(SERIAL), _LARGE),
    Goal("One text edited, of a full build: at most 1/30 (0.033)", 1 / 30, _rebuild("body"), _LARGE),
    Goal("One title edited, of a full build: at most 1/15 (0.067)", 1 / 15, _rebuild("title"), _LARGE),
    Goal("Nothing changed: at most 3 s", 3, _unchanged, _LARGE, " s"),
)


def tables(races: Mapping[int, Race]) -> str:
    """Return all tables as Markdown: goals first, then the races from the smallest to the largest."""
    parts = ["### Goals and what is reached", _goals(races)]
    for _size, race in sorted(races.items()):
        parts += [f"### {race.size:,} articles", _conditions(race), _full_builds(race)]
        rebuilds = list(_rebuild_rows(race))
        if rebuilds:
            parts.append(table(("Rebuild, wall s", *list(_STEPS.values())[1:], "of its full build"), rebuilds))
    return "\n\n".join(parts)


def _goals(races: Mapping[int, Race]) -> str:
    ordered = [race for _size, race in sorted(races.items())]
    head = ("Goal", *(f"{race.size:,} articles" for race in ordered))
    return table(head, [(goal.sentence, *(goal.cell(race, races) for race in ordered)) for goal in GOALS])


def _conditions(race: Race) -> str:
    versions = "; ".join(
        f"{PEERS[peer].label}: " + ", ".join(f"{name} {version}" for name, version in packages.items())
        for peer, packages in race.versions.items()
    )
    rounds = how_often(race.rounds)
    text = f"{race.machine}; {rounds}, {race.day}. {versions}."
    if race.left_out:
        text += f" Left out because a build failed: {', '.join(PEERS[p].label for p in race.left_out)}."
    return text


def _full_builds(race: Race) -> str:
    """Return the costs of full builds, and under them what was made: one table would be too wide for a telephone."""
    rows, made = [], []
    for peer, variants in race.costs.items():
        label, output = PEERS[peer].label, race.outputs.get(peer)
        for variant in variants:
            cost, base = race.cost(peer, variant, "full"), race.cost("basic", variant, "full")
            if cost is None or output is None:
                continue
            share = f"{cost.wall / base.wall:.2f}" if base else _NOTHING
            name = f"{label}, one process" if variant == SERIAL else label
            rows.append((name, f"{cost.wall:.1f}", share, f"{cost.cpu:.1f}", f"{cost.peak:,.0f}"))
        if output is not None:
            made.append((label, f"{output.articles:,}", f"{output.pages:,}", f"{output.mib:,.0f}"))
    costs = table(("Full build", "wall s", "of `basic`", "CPU s", "peak MiB"), rows)
    return costs + "\n\n" + table(("Output", "articles", "HTML pages", "MiB"), made)


def _rebuild_rows(race: Race) -> Iterator[tuple[str, ...]]:
    for peer in race.costs:
        costs = {step: race.cost(peer, AUTO, step) for step in STEPS}
        full = costs.pop("full")
        if full is None or not any(costs.values()):
            continue
        cells = [f"{cost.wall:.2f}" if cost else _NOTHING for cost in costs.values()]
        shares = [f"1/{full.wall / cost.wall:.0f}" if cost else _NOTHING for cost in costs.values()]
        yield PEERS[peer].label, *cells, ", ".join(shares)


def write(races: Mapping[int, Race], page: Path) -> None:
    """Put the tables between the marks of `page`, and draw the plot beside it."""
    put_into(page, BEGIN, tables(races))
    draw(races, page.with_name("scale-plot"))


def draw(races: Mapping[int, Race], stem: Path) -> None:
    """Draw full builds and rebuilds over the number of articles; the same figures give the same bytes."""
    with plot(stem, 1, 2, (9, 6)) as (left, right):
        for number, (name, peer) in enumerate(PEERS.items()):
            _line(left, races, name, "full", peer.label, number, "-", lambda race, cost: 1000 * cost.wall / race.size)
            for step, dashes in (("unchanged", ":"), ("body", "--"), ("title", "-")):
                label = f"{peer.label}, {_STEPS[step]}"
                _line(right, races, name, step, label, number, dashes, lambda race, cost: cost.wall)
        left.set(title="Full build, all cores", ylabel="seconds for every 1,000 articles")
        right.set(title="Rebuild, all cores", ylabel="seconds")
        for axes in (left, right):
            axes.set(xscale="log", yscale="log", xlabel="articles", xticks=sorted(races))
            axes.set_xticklabels([f"{size:,}" for size in sorted(races)])
            axes.minorticks_off()
            axes.yaxis.set_major_formatter("{x:g}")
            axes.grid(axis="y", linewidth=0.4)
            axes.legend(fontsize=7, frameon=False, loc="upper left", bbox_to_anchor=(0, -0.12))


def _line(
    axes: Any, races: Mapping[int, Race], peer: str, step: str, label: str, number: int, dashes: str, figure: Any
) -> None:
    """Draw one generator, always in the same colour and with the same marks."""
    costs = [(race, race.cost(peer, AUTO, step)) for _size, race in sorted(races.items())]
    points = [(race.size, figure(race, cost)) for race, cost in costs if cost]
    if points:
        axes.plot(
            *zip(*points, strict=True),
            dashes,
            color=f"C{number}",
            marker=_MARKS[number % len(_MARKS)],
            markersize=5,
            label=label,
        )
