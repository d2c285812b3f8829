"""Run each engine over the same articles and queries: what it finds, what a first query loads, what its index costs."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from statistics import quantiles
from typing import Any

from benchmarks.measure import run
from benchmarks.search import browser

from support_portal.cli.search_engine import ask, find_node, page_name
from support_portal.core.search.quality import Judged, Quality, quality

HERE = Path(__file__).parent
OURS = "This portal"


@dataclass(frozen=True)
class Result:
    """What one engine reached.

    ``first`` is what the first query of a reader loads, for 95 % of readers at most, in KB; ``cpu`` processor seconds
    and ``peak`` MB of the index's build, the second unknown (0) where it cannot be told from other work.
    """

    quality: Quality
    first: float
    cpu: float
    peak: float


def prepare(corpus: Iterable[dict[str, Any]], queries: Sequence[dict[str, Any]], folder: Path) -> None:
    """Write articles and queries into a folder as all engines read them."""
    articles = [
        {
            "path": one["path"],
            "title": one["title"],
            "short": one.get("short") or "",
            "keywords": " . ".join(one.get("keywords", ())),
            "headings": one.get("heads") or "",
            "summary": one.get("intro") or "",
            "text": one.get("body") or "",
        }
        for one in corpus
    ]
    (folder / "articles.json").write_text(json.dumps(articles), encoding="utf-8")
    (folder / "queries.json").write_text(json.dumps([one["query"] for one in queries]), encoding="utf-8")


def ours(queries: Sequence[dict[str, Any]], folder: Path) -> tuple[Result, list[float]]:
    """Return the result of the portal's own engine, and the KB of each query of a reader who has nothing yet."""
    cost = run([sys.executable, "-m", "benchmarks.search.ours", folder])
    answers = ask(folder / "ours", [one["query"] for one in queries], cold=True, limit=10)
    found = [[hit["url"] for hit in answer["hits"]] for answer in answers]
    sizes = [answer["bytes"] / 1000 for answer in answers]
    return Result(judge(queries, found), quantiles(sizes, n=20)[-1], cost.cpu, cost.peak), sizes


def in_node(peer: str, *, index: Sequence[str] = ()) -> Callable[..., Result]:
    """Return how to run an engine that Node can run, and that loads its whole ``index``: files of the folder."""

    def runner(queries: Sequence[dict[str, Any]], folder: Path) -> Result:
        node = [find_node(), "--max-old-space-size=4000", str(HERE / "peers.js")]
        if index:
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.search.sphinx_peers", peer, str(folder)],
                capture_output=True, encoding="utf-8", check=True,
            )  # fmt: skip
            cpu, peak = float(done.stdout.splitlines()[-1]), 0.0
        else:
            cost = run([*node, "build", peer, folder])
            cpu, peak = cost.cpu, cost.peak
        done = subprocess.run([*node, "find", peer, str(folder)], capture_output=True, encoding="utf-8", check=True)
        texts = [(folder / name).read_bytes() for name in index or (f"{peer}.json",)]
        loaded = sum(len(gzip.compress(text, 9)) for text in texts) / 1000
        return Result(judge(queries, json.loads(done.stdout)), loaded, cpu, peak)

    return runner


def pagefind(queries: Sequence[dict[str, Any]], folder: Path) -> Result:
    """Return the result of Pagefind, asked in Chromium; what is loaded is told by every sixteenth query."""
    site = folder / "pages"
    for one in json.loads((folder / "articles.json").read_text(encoding="utf-8")):
        place = site / one["path"].strip("/")
        place.mkdir(parents=True)
        (place / "index.html").write_text(_page(one), encoding="utf-8")
    program = HERE / "node_modules/pagefind/lib/runner/bin.cjs"
    cost = run([find_node(), program, "--site", site, "--output-path", folder / "pagefind"])
    with browser.pages(folder) as pages:
        found = browser.find_with_pagefind(pages, [one["query"] for one in queries])
        sizes = [browser.loaded_by_pagefind(pages, one["query"]) / 1000 for one in queries[::16]]
    return Result(judge(queries, found), quantiles(sizes, n=20)[-1], cost.cpu, cost.peak)


def _page(one: dict[str, str]) -> str:
    """Return an article as the HTML that Pagefind reads."""
    headings = "".join(f"<h2>{escape(text)}</h2>" for text in one["headings"].split(" . ") if text)
    texts = "".join(f"<p>{escape(one[key])}</p>" for key in ("short", "keywords", "summary", "text") if one[key])
    title = escape(one["title"])
    return f'<!doctype html><html lang="en"><title>{title}</title><h1>{title}</h1>{headings}{texts}</html>'


# Plain: every field at its default weight, no settings.
PEERS: dict[str, tuple[str, Callable[..., Result]]] = {
    "minisearch": ("MiniSearch 7.2", in_node("minisearch")),
    "lunr": ("lunr 2.3", in_node("lunr")),
    "pagefind": ("Pagefind 1.6", pagefind),
    "searchlite": ("sphinx-searchlite 0.2", in_node("searchlite", index=("searchlite.json", "searchlite.js"))),
    "sphinx": (
        "Sphinx 9",
        in_node("sphinx", index=[f"sphinx/{one}.js" for one in ("searchindex", "searchtools", "language_data")]),
    ),
}


def judge(queries: Sequence[dict[str, Any]], found: Sequence[Sequence[str]]) -> Quality:
    """Return how good the addresses found for each query are."""
    return quality([
        Judged("", one["query"], frozenset(map(page_name, one["relevant"])), tuple(map(page_name, pages)))
        for one, pages in zip(queries, found, strict=True)
    ])  # fmt: skip


def grow(folder: Path, queries: Sequence[dict[str, Any]], work: Path) -> dict[int, tuple[Result, int]]:
    """Return for half, all and twice the articles: the result, and the KB of the whole index.

    Twice the articles are each article once more under another address.
    """
    articles = json.loads((folder / "articles.json").read_text(encoding="utf-8"))
    grown = {}
    for name, some in (
        ("half", articles[::2]),
        ("whole", articles),
        ("double", [*articles, *({**one, "path": f"/copy{one['path']}"} for one in articles)]),
    ):
        place = work / name
        place.mkdir()
        (place / "articles.json").write_text(json.dumps(some), encoding="utf-8")
        result, _sizes = ours(queries, place)
        whole = sum(len(gzip.compress(path.read_bytes(), 9)) for path in (place / "ours/index").iterdir()) // 1000
        grown[len(some)] = result, whole
        shutil.rmtree(place)
    return grown
