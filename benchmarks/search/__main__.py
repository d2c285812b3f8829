"""Measure the portal's search beside other engines: what is found, what is loaded, how long it takes, how it grows."""

from __future__ import annotations

import argparse
import tempfile
import time
from itertools import islice
from pathlib import Path

from benchmarks.measure import machine
from benchmarks.search import browser
from benchmarks.search.engines import OURS, PEERS, grow, ours, prepare
from benchmarks.search.report import Waits, tables, write

from support_portal.cli.search_eval import read_lines

# Queries typed letter by letter, and those of readers on a slow telephone.
TYPED, SLOW = 12, 10


def main() -> None:
    """Run all engines, print the tables, and write them into the documentation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder with corpus.jsonl.gz and queries.jsonl")
    parser.add_argument("--page", type=Path, help="the page of the documentation to write the tables into")
    parser.add_argument("--peers", nargs="*", default=list(PEERS), choices=list(PEERS))
    parser.add_argument("--articles", type=int, help="so many articles only, to try the benchmark itself")
    parser.add_argument("--queries", type=int, help="so many queries only")
    options = parser.parse_args()
    where = machine()
    queries = list(islice(read_lines(options.folder / "queries.jsonl", ("query", "relevant")), options.queries))
    texts = [one["query"] for one in queries]
    with tempfile.TemporaryDirectory(prefix="bench-search-") as name:
        work = Path(name)
        prepare(
            islice(read_lines(options.folder / "corpus.jsonl.gz", ("path", "title")), options.articles), queries, work
        )
        say = _Clock()
        results = {OURS: ours(queries, work)[0]}
        say(OURS)
        for peer in options.peers:
            title, runner = PEERS[peer]
            results[title] = runner(queries, work)
            say(title)
        waits: dict[str, Waits] = {}
        with browser.pages(work) as pages:
            for title, page in ((OURS, "ours"), (PEERS["pagefind"][0], "pagefind")):
                if title in results:
                    typed = browser.keys(pages, page, texts[:: max(1, len(texts) // TYPED)][:TYPED])
                    slow = texts[5 :: max(1, len(texts) // SLOW)][:SLOW]
                    waits[title] = typed.cold, typed.warm, typed.size, browser.first_on_slow_4g(pages, page, slow)
                    say(f"{title} in Chromium")
        grown = grow(work, queries, work)
        say("growth")
    told = tables(results, waits, grown, where)
    print(told)
    if options.page:
        write(told, results, options.page)


class _Clock:
    """Says what is done and how long it took."""

    def __init__(self) -> None:
        self.began = time.perf_counter()

    def __call__(self, what: str) -> None:
        now = time.perf_counter()
        print(f"{what}: {now - self.began:.0f} s", flush=True)
        self.began = now


if __name__ == "__main__":
    main()
