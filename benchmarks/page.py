"""Write what was measured into a page of the documentation: tables between two marks, and a plot beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

END = "% to here"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table whose first column is text and whose others are numbers."""
    rule = ["---", *["--:" for _ in head[1:]]]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))


def how_often(rounds: int) -> str:
    """Return what numbers are of so many rounds."""
    return "one round" if rounds == 1 else f"medians of {rounds} rounds"


def put_into(page: Path, begin: str, text: str) -> None:
    """Replace what stands between the line ``begin`` and the line `END` of a page."""
    old = page.read_text(encoding="utf-8") if page.is_file() else ""
    between = re.compile(rf"(?<=^{re.escape(begin)}\n).*?(?=^{re.escape(END)}$)", re.DOTALL | re.MULTILINE)
    if not between.search(old):
        raise SystemExit(f"{page}: it lacks the lines {begin!r} and {END!r}, between which the tables are written")
    page.write_text(between.sub(lambda match: f"\n{text}\n\n", old), encoding="utf-8")


@contextmanager
def plot(stem: Path, rows: int, columns: int, size: tuple[float, float]) -> Iterator[Any]:
    """Give the axes to draw on, and save the figure as SVG and PDF; the same drawing gives the same bytes."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    salt = stem.name.removesuffix("-plot")
    pyplot.rcParams.update({"svg.hashsalt": salt, "font.size": 9, "axes.spines.top": False, "axes.spines.right": False})
    figure, axes = pyplot.subplots(rows, columns, figsize=size, layout="constrained")
    yield axes
    # Websites take the SVG, printed manuals the PDF.
    figure.savefig(stem.with_suffix(".svg"), metadata={"Date": None})
    figure.savefig(stem.with_suffix(".pdf"), metadata={"CreationDate": None})
    pyplot.close(figure)
