"""`support-portal search eval`: success@1 and @5, MRR@10 and nDCG@10 of the shipped engine, by kind of query."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from support_portal.cli.search import site_option
from support_portal.cli.search_engine import ask, engine_over, page_name, site_folder
from support_portal.core.addresses import folder_of
from support_portal.core.article import Article, Heading
from support_portal.core.library import Library
from support_portal.core.search.files import Sources, search_index
from support_portal.core.search.quality import ALL, DEPTH, Judged, by_kind
from support_portal.core.search.weights import digest
from support_portal.core.search.words import Terms


@click.command("eval", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("queries", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--corpus",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Articles to search instead of the site's, as JSON lines: path, title, and if known short, intro, heads, "
    "body, keywords.",
)
@site_option
@click.option("--misses", is_flag=True, help="List the queries that are not answered among the first five.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def command(queries: Path, corpus: Path | None, site: Path, misses: bool, as_json: bool) -> None:
    """Measure the shipped engine with QUERIES: JSON lines of query, kind, and relevant (a list of addresses)."""
    asked = list(read_lines(queries, ("query", "relevant")))
    if not asked:
        raise click.ClickException(f'{queries}: no query; write lines such as {{"query": "…", "relevant": ["a/b"]}}')
    texts = [str(one["query"]) for one in asked]
    if corpus:
        with engine_over(corpus_index(corpus)) as folder:
            answers = ask(folder, texts, limit=DEPTH)
    else:
        answers = ask(site_folder(site), texts, limit=DEPTH)
    judged = [
        Judged(
            str(one.get("kind", ALL)),
            str(one["query"]),
            frozenset(map(page_name, one["relevant"])),
            tuple(page_name(hit["url"]) for hit in answer["hits"]),
        )
        for one, answer in zip(asked, answers, strict=True)
    ]
    if as_json:
        figures = {kind: {name: getattr(q, name) for name in q.__slots__} for kind, q in by_kind(judged).items()}
        click.echo(json.dumps(figures, indent=2))
        return
    console = Console()
    console.print(_table(judged))
    if misses:
        console.print(_misses(judged))


def read_lines(path: Path, needed: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file of JSON lines, gzipped or not.

    Raise `click.ClickException` with file and line where one is no object or lacks a ``needed`` key.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                found = json.loads(line)
            except ValueError as error:
                raise click.ClickException(
                    f"{path}:{number}: this is no JSON ({error}); write one object a line"
                ) from None
            missing = [key for key in needed if key not in found] if isinstance(found, dict) else list(needed)
            if missing:
                raise click.ClickException(
                    f"{path}:{number}: {' and '.join(missing)} is missing; write it in each line"
                )
            yield found


def corpus_index(path: Path, language: str = "en") -> dict[str, str]:
    """Return the scripts of an index over a file of articles."""
    return articles_index(read_lines(path, ("path", "title")), language)


def articles_index(given: Iterable[Mapping[str, Any]], language: str = "en") -> dict[str, str]:
    """Return the scripts of an index over articles, each with the keys that ``--corpus`` takes."""
    articles: dict[str, Article] = {}
    texts: dict[str, str] = {}
    terms = Terms(language)
    for one in given:
        docname = page_name(one["path"])
        short = [one["short"]] if one.get("short") not in (None, "", one["title"]) else []
        articles[docname] = Article(
            docname=docname,
            folder=folder_of(docname),
            title=one["title"],
            summary=one.get("intro") or "",
            headings=tuple(Heading("", text.strip()) for text in one.get("heads", "").split(" . ") if text.strip()),
            keywords=(*short, *one.get("keywords", ())),
        )
        texts[docname] = digest(one.get("body") or "", terms)
    scripts = search_index(Library(articles), str, language, Sources(texts=texts))
    return {f"index/{name}": text for name, text in scripts.items()}


def _table(judged: list[Judged]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("Kind", style="bold")
    for name in ("Queries", "success@1", "success@5", "MRR@10", "nDCG@10", "nothing"):
        table.add_column(name, justify="right")
    for kind, q in by_kind(judged).items():
        shares = [f"{share:.3f}" for share in (q.success_1, q.success_5, q.mrr_10, q.ndcg_10)]
        table.add_row(Text(kind), f"{q.count}", *shares, f"{q.nothing:.1%}", end_section=kind == ALL)
    return table


def _misses(judged: list[Judged]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), title="Not among the first five", title_justify="left")
    for name in ("Kind", "Query", "Rank", "Wanted", "First"):
        table.add_column(name, overflow="fold")
    for one in judged:
        if not 0 < one.rank <= 5:
            wanted, first = " ".join(sorted(one.relevant)), one.found[0] if one.found else "nothing"
            table.add_row(*map(Text, (one.kind, one.query, str(one.rank or "-"), wanted, first)))
    return table
