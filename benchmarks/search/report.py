"""Write what was measured of search: the tables of engines, of the browser and of growth, and the plot beside them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from benchmarks.page import plot, put_into, table
from benchmarks.search.engines import OURS, Result

BEGIN = "% make bench-search writes from here"
# Sentence, unit, and at most so much, in the order of `Waits`.
ROWS = (
    ("a key, p95", "ms", 16.0),
    ("a key, loaded", "ms", 16.0),
    ("a query, typed", "KB", None),
    ("a first result, slow 4G", "s", 1.5),
)
# A key's milliseconds of who has nothing loaded and of who has all, the KB of a typed query, a first result's seconds.
Waits = tuple[float, float, float, float]


def tables(
    results: Mapping[str, Result],
    waits: Mapping[str, Waits],
    grown: Mapping[int, tuple[Result, int]],
    machine: str,
) -> str:
    """Return all that is told, as Markdown; the columns are narrow enough for a telephone."""
    quality = [
        [
            f"**{name}**" if name == OURS else name,
            f"{r.quality.success_5:.3f}",
            f"{r.quality.mrr_10:.3f}",
            f"{r.first:,.0f}",
        ]
        for name, r in results.items()
    ]
    cost = [
        [
            name, f"{r.quality.success_1:.3f}", f"{r.quality.nothing:.1%}", f"{r.cpu:.1f}",
            f"{r.peak * 1.048576:,.0f}" if r.peak else "\N{EN DASH}",
        ]
        for name, r in results.items()
    ]  # fmt: skip
    parts = [
        table(["Engine", "@5", "MRR@10", "KB"], quality),
        table(["Engine", "@1", "nothing found", "index, CPU s", "MB"], cost),
    ]
    if waits:
        rows = [
            [
                sentence,
                *(f"{waits[name][place]:,.1f} {unit}" for name in waits),
                f"{limit:g} {unit}" if limit else "\N{EN DASH}",
            ]
            for place, (sentence, unit, limit) in enumerate(ROWS)
        ]
        parts.append(table(["In Chromium", *waits, "goal"], rows))
    if grown:
        rows = [
            [f"{size:,}", f"{r.first:.0f}", f"{whole:,}", f"{r.cpu:.1f}", f"{r.peak * 1.048576:,.0f}"]
            for size, (r, whole) in sorted(grown.items())
        ]
        parts.append(table(["Articles", "KB", "index KB", "CPU s", "MB"], rows))
    return "\n\n".join([*parts, f"{machine}."])


def write(text: str, results: Mapping[str, Result], page: Path) -> None:
    """Put the tables between the marks of a page, and draw the plot beside it."""
    put_into(page, BEGIN, text)
    draw(results, page.with_name("search-plot"))


def draw(results: Mapping[str, Result], stem: Path) -> None:
    """Draw what is found against what is loaded; the same figures give the same bytes."""
    with plot(stem, 1, 1, (8, 4)) as axes:
        for name, one in results.items():
            mine = name == OURS
            axes.plot(one.first, one.quality.success_5, "o", color="C1" if mine else "C0", markersize=9 if mine else 6)
            axes.annotate(
                name, (one.first, one.quality.success_5), xytext=(0, -14), textcoords="offset points", ha="center",
                weight="bold" if mine else "normal",
            )  # fmt: skip
        axes.set(
            xscale="log", xlim=(30, 30_000), ylim=(0, 1), xlabel="KB that a first query loads, 95 % of readers at most",
            ylabel="right article among the first five",
        )  # fmt: skip
        axes.set_xticks([100, 1_000, 10_000], ["100", "1,000", "10,000"])
        axes.grid(alpha=0.25)
