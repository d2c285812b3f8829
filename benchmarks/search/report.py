"""Write what was measured of search: the tables of engines, of the browser and of growth, and the plot beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from benchmarks.search.engines import OURS, Result

BEGIN, END = "% make bench-search writes from here", "% to here"
# Sentence, unit, and at most so much.
KEY, FIRST = ("a key, p95", "ms", 16.0), ("a first result, slow 4G", "s", 1.5)


def tables(
    results: Mapping[str, Result],
    waits: Mapping[str, tuple[float, float]],
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
        _table(["Engine", "@5", "MRR@10", "KB"], quality),
        _table(["Engine", "@1", "nothing found", "index, CPU s", "MB"], cost),
    ]
    if waits:
        rows = [
            [sentence, *(f"{waits[name][place]:,.1f} {unit}" for name in waits), f"{limit:g} {unit}"]
            for place, (sentence, unit, limit) in enumerate((KEY, FIRST))
        ]
        parts.append(_table(["In Chromium", *waits, "goal"], rows))
    if grown:
        rows = [
            [f"{size:,}", f"{r.first:.0f}", f"{whole:,}", f"{r.cpu:.1f}", f"{r.peak * 1.048576:,.0f}"]
            for size, (r, whole) in sorted(grown.items())
        ]
        parts.append(_table(["Articles", "KB", "index KB", "CPU s", "MB"], rows))
    return "\n\n".join([*parts, f"{machine}."])


def _table(head: list[str], rows: list[list[str]]) -> str:
    rule = ["---", *["--:" for _ in head[1:]]]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))


def write(text: str, results: Mapping[str, Result], page: Path) -> None:
    """Put the tables between the marks of a page, and draw the plot beside it."""
    old = page.read_text(encoding="utf-8")
    between = re.compile(rf"(?<=^{re.escape(BEGIN)}\n).*?(?=^{re.escape(END)}$)", re.DOTALL | re.MULTILINE)
    if not between.search(old):
        raise SystemExit(f"{page}: it lacks the lines {BEGIN!r} and {END!r}, between which the tables are written")
    page.write_text(between.sub(lambda match: f"\n{text}\n\n", old), encoding="utf-8")
    draw(results, page.with_name("search-plot"))


def draw(results: Mapping[str, Result], stem: Path) -> None:
    """Draw what is found against what is loaded; the same figures give the same bytes."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    pyplot.rcParams.update(
        {"svg.hashsalt": "search", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False}
    )
    figure, axes = pyplot.subplots(figsize=(8, 4), layout="constrained")
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
    # Websites take the SVG, printed manuals the PDF.
    figure.savefig(stem.with_suffix(".svg"), metadata={"Date": None})
    figure.savefig(stem.with_suffix(".pdf"), metadata={"CreationDate": None})
    pyplot.close(figure)
