"""Measure the portal's search beside other engines: what is found, and the bytes a reader's first query loads."""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import quantiles
from typing import Any

from support_portal.cli.search_engine import ask, engine_over, find_node, page_name
from support_portal.cli.search_eval import corpus_index, read_lines
from support_portal.core.search_quality import Judged, Quality, quality

HERE = Path(__file__).parent
BEGIN, END = "% make bench-search writes from here", "% to here"
HEAD = (
    "| Engine | @1 | @5 | MRR@10 | KB |\n"  # narrow enough for a telephone
    "| --- | --: | --: | --: | --: |"
)
# Plain: every field at its default weight, no settings; the whole index is loaded before the first answer.
PEERS = {"minisearch": "MiniSearch 7.2, plain", "lunr": "lunr 2.3.9, plain"}


def main() -> None:
    """Run all engines, print the table and write it into the documentation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder with corpus.jsonl.gz and queries.jsonl")
    parser.add_argument("--page", type=Path, help="the page of the documentation to write the table into")
    parser.add_argument("--peers", nargs="*", default=list(PEERS))
    options = parser.parse_args()
    queries = list(read_lines(options.folder / "queries.jsonl", ("query", "relevant")))
    corpus = options.folder / "corpus.jsonl.gz"
    rows = [ours(corpus, queries), *(peer(name, corpus, queries) for name in options.peers)]
    table = "\n".join([HEAD, *rows])
    print(table)
    if options.page:
        text = options.page.read_text(encoding="utf-8")
        before, _, rest = text.partition(BEGIN)
        after = rest.partition(END)[2]
        options.page.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{after}", encoding="utf-8")


def ours(corpus: Path, queries: Sequence[dict[str, Any]]) -> str:
    """Return the row of the portal's own engine, each query asked by a reader who has nothing in the cache."""
    with engine_over(corpus_index(corpus)) as folder:
        answers = ask(folder, [one["query"] for one in queries], cold=True, limit=10)
    found = [[hit["url"] for hit in answer["hits"]] for answer in answers]
    sizes = [answer["bytes"] / 1000 for answer in answers]
    return _row("**This portal**", _quality(queries, found), quantiles(sizes, n=20)[-1])


def peer(name: str, corpus: Path, queries: Sequence[dict[str, Any]]) -> str:
    """Return the row of a peer, which loads its whole index."""
    given = json.dumps({"articles": list(_articles(corpus)), "queries": [one["query"] for one in queries]})
    command = [find_node(), "--max-old-space-size=4000", str(HERE / "peers.js"), name, str(HERE / "node_modules")]
    done = subprocess.run(command, input=given, capture_output=True, encoding="utf-8", check=True)
    result = json.loads(done.stdout)
    size = result["bytes"] / 1000
    return _row(PEERS[name], _quality(queries, result["found"]), size)


def _articles(corpus: Path) -> Iterator[dict[str, str]]:
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            one = json.loads(line)
            yield {
                "path": one["path"],
                "title": one["title"],
                "short": one.get("short") or "",
                "keywords": " . ".join(one.get("keywords", ())),
                "headings": one.get("heads") or "",
                "summary": one.get("intro") or "",
                "text": one.get("body") or "",
            }


def _quality(queries: Sequence[dict[str, Any]], found: Sequence[Sequence[str]]) -> Quality:
    return quality([
        Judged("", one["query"], frozenset(map(page_name, one["relevant"])), tuple(map(page_name, pages)))
        for one, pages in zip(queries, found, strict=True)
    ])  # fmt: skip


def _row(name: str, q: Quality, most: float) -> str:
    shares = " | ".join(f"{share:.3f}" for share in (q.success_1, q.success_5, q.mrr_10))
    return f"| {name} | {shares} | {most:,.0f} |"


main()
