"""Measure manuals: what printing costs beside building the website, and beside XeLaTeX and WeasyPrint.

All print the same doctrees of the same corpus.  "The PDF step" begins with the sources a builder has written and ends
with the PDF: Typst's compiler on ours, `latexmk -xelatex` on those of Sphinx's LaTeX builder, WeasyPrint on one long
page.  XeLaTeX (Debian: texlive-xetex, texlive-latex-extra, latexmk) and WeasyPrint (a `weasyprint` on the path, as of a
virtual environment: ``python3 -m venv W; W/bin/pip install weasyprint; PATH=$PWD/W/bin:$PATH make bench-manuals``) take
part where they are.  XeLaTeX prints on the same paper and, like ours, the page of each reference and the address of
each link in a footnote; it runs as often as latexmk finds that references and index need.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
from benchmarks.measure import Cost, interleaved, machine, median, run
from benchmarks.page import how_often, put_into, table
from benchmarks.scale.corpora import make_corpus
from benchmarks.scale.portal_corpus import make_portal

from support_portal.core.manuals.shelf import read_list
from support_portal.sphinx_ext.manuals import compile as compiler
from support_portal.sphinx_ext.manuals.fonts import font_folders
from support_portal.sphinx_ext.manuals.printing import threads_each

BEGIN = "% make bench-manuals writes from here"
HTML, WHOLE, PRINT, AGAIN = "Website, from clean", "Manual, from clean", "Manual, PDF step", "Manual, nothing changed"
LATEX, MAKE = "XeLaTeX, `latexmk -xelatex`", "XeLaTeX, `make latexpdf`"
WEASY = "WeasyPrint with PDF/UA-1, once"
# What manuals print too: pages of references, addresses of links.
_SAME = (
    "latex_engine=xelatex",
    "latex_show_pagerefs=1",
    "latex_show_urls=footnote",
    "latex_elements.papersize=a4paper",
)


class Portal:
    """The sources of one size, and what is built of them below ``place``."""

    def __init__(self, corpus: Path, size: int, place: Path) -> None:
        plain = make_corpus(corpus, "sphinx", size, place)
        self.place = place / f"portal-{size}"
        make_portal(plain, self.place)

    def sphinx(self, builder: str, *options: str, doctrees: str = "") -> Cost:
        """Build with Sphinx on all cores and return the cost."""
        trees = self.place / (doctrees or f".doctrees-{builder}")
        command = ["-m", "sphinx", "-q", "-j", "auto", "-c", ".", "-b", builder, "-d", trees, *options]
        return run([sys.executable, *map(str, command), "docs", self.place / builder], cwd=self.place)

    def clean(self, builder: str) -> Cost:
        """Build from nothing."""
        for name in (builder, f".doctrees-{builder}"):
            shutil.rmtree(self.place / name, ignore_errors=True)
        return self.sphinx(builder)

    def compile(self) -> Cost:
        """Compile every volume again, as the builder did; CPU and wall seconds add up, memory does not."""
        work = self.place / "typst" / "typst"
        fonts = [str(folder) for folder in font_folders("", self.place)[0]]
        costs = []
        volumes = sorted(work.glob("*.book.typ"))
        threads = threads_each(os.cpu_count() or 1, len(volumes))
        for main in volumes:
            name = main.name.removesuffix(".book.typ")
            job = {"root": str(work), "fonts": fonts, "input": str(main), "output": str(self.place / f"{name}.pdf")}
            job_file = self.place / "job.json"
            late = {"inputs": {"book": f"/{name}.book.json"}, "timestamp": 0, "threads": threads}
            job_file.write_text(json.dumps(job | late))
            command = f'"{sys.executable}" -P "{compiler.__file__}" < "{job_file}"'
            costs.append(run(["sh", "-c", command], env=compiler.allocator(threads)))
        return Cost(
            sum(cost.wall for cost in costs),
            sum(cost.cpu for cost in costs),
            max(cost.peak for cost in costs),
            max(cost.peak_one for cost in costs),
        )

    def latex(self, *command: str) -> Cost:
        """Run XeLaTeX with latexmk, from the files of the LaTeX builder and nothing else."""
        folder = self.place / "latex"
        [main] = folder.glob("*.tex")
        for path in folder.glob(f"{main.stem}.*"):
            if path != main:
                path.unlink()
        return run(command, cwd=folder, env={"LATEXOPTS": "-interaction=nonstopmode"})

    def weasyprint(self) -> Cost:
        """Print the page with everything."""
        page = self.place / "singlehtml" / "index.html"
        return run(["weasyprint", "--pdf-variant", "pdf/ua-1", str(page), str(self.place / "weasyprint.pdf")])


def race(portal: Portal, rounds: int, peers: Iterable[str]) -> tuple[dict[str, Cost], dict[str, int]]:
    """Return the median cost and the pages of each step; the doctrees of all are those of one reading."""
    jobs: dict[str, Callable[[], Cost]] = {
        HTML: lambda: portal.clean("html"),
        WHOLE: lambda: portal.clean("typst"),
        PRINT: portal.compile,
        AGAIN: lambda: portal.sphinx("typst"),
    }
    portal.clean("typst")
    if "xelatex" in peers:
        portal.sphinx("latex", *(part for name in _SAME for part in ("-D", name)), doctrees=".doctrees-typst")
        jobs[LATEX] = lambda: portal.latex("latexmk", "-xelatex", "-interaction=nonstopmode")
        # The rule of the Makefile Sphinx writes: every run ends with a PDF.
        jobs[MAKE] = lambda: portal.latex("make", "all-pdf")
    if "weasyprint" in peers:
        portal.sphinx("singlehtml", doctrees=".doctrees-typst")
    costs = {name: median(found) for name, found in interleaved(jobs, rounds).items()}
    if "weasyprint" in peers:
        costs[WEASY] = portal.weasyprint()  # Once: it takes minutes.
    made, _problems = read_list(portal.place / "typst")
    pages = {PRINT: sum(manual.pages for manual in made)}
    for name, path in ((LATEX, "latex/support.pdf"), (WEASY, "weasyprint.pdf")):
        if name in costs:
            with pikepdf.open(portal.place / path) as pdf:
                pages[name] = len(pdf.pages)
    if MAKE in costs:
        pages[MAKE] = pages[LATEX]
    return costs, pages


def report(size: int, costs: dict[str, Cost], pages: dict[str, int], rounds: int) -> str:
    """Return one size's table, and the ratios the goals are about, as Markdown."""
    rows = [
        (name, f"{cost.cpu:.1f}", f"{cost.wall:.1f}", f"{max(cost.peak, cost.peak_one):,.0f}")
        for name, cost in costs.items()
    ]
    cpu, wall = costs[WHOLE].cpu / costs[HTML].cpu, costs[WHOLE].wall / costs[HTML].wall
    said = [
        f"from clean, of the website's CPU time: {cpu:.2f}, of its wall time: {wall:.2f}{_goal(max(cpu, wall), 1.3)}"
    ]
    for name in (LATEX, MAKE):
        if name in costs:
            ratio = costs[PRINT].cpu / costs[name].cpu
            said.append(f"PDF step, of the CPU time of {name}: {ratio:.2f}{_goal(ratio, 0.2)}")
    if WEASY in costs:
        said.append(f"PDF step, of WeasyPrint's CPU time: {costs[PRINT].cpu / costs[WEASY].cpu:.2f}")
    paged = (f"{name} {1000 * costs[name].cpu / count:.0f} ms of {count:,}" for name, count in pages.items())
    said.append(f"CPU time a page: {'; '.join(paged)}")
    peak = max(costs[PRINT].peak, costs[PRINT].peak_one)
    said.append(f"memory of the PDF step: {peak:,.0f} MiB" + (_goal(peak, 600) if size <= 200 else ""))
    head = f"{size:,} articles, {pages[PRINT]:,} pages, {how_often(rounds)}"
    costed = table(("Step", "CPU s", "Wall s", "Peak memory, MiB"), rows)
    return "\n".join([f"**{head}**", "", costed, "", *(f"- {line}" for line in said)])


def _goal(found: float, most: float) -> str:
    return f" (goal: at most {most:g}{', **missed**' if found > most else ''})"


def main() -> None:
    """Measure each size and print the tables, or write them into a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="the script that writes the corpus")
    parser.add_argument("--sizes", type=int, nargs="+", default=[200, 2000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers-to", type=int, default=200, help="the largest size at which others print too")
    parser.add_argument("--page", type=Path, help="a page to write the tables into")
    options = parser.parse_args()
    corpus = options.corpus.resolve()
    present = [name for name in ("xelatex", "weasyprint") if shutil.which(name)]
    parts = [f"{machine()}; {dt.datetime.now(tz=dt.UTC):%d %B %Y}; {_versions(present)}."]
    with TemporaryDirectory() as folder:
        for size in options.sizes:
            peers = present if size <= options.peers_to else []
            costs, pages = race(Portal(corpus, size, Path(folder)), options.rounds, peers)
            parts.append(report(size, costs, pages, options.rounds))
            print(parts[-1], flush=True)
    if options.page:
        put_into(options.page, BEGIN, "\n\n".join(parts))


def _versions(present: Iterable[str]) -> str:
    from importlib.metadata import version

    found = [f"Sphinx {version('sphinx')}", f"Typst {version('typst')}"]
    for name in present:
        first = subprocess.run([name, "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]
        found.append(first)
    return ", ".join(found)


if __name__ == "__main__":
    main()
