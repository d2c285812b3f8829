"""`support-portal search check`: every article is found by the questions it says it answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from support_portal.cli.search import site_option
from support_portal.cli.search_engine import ask, page_name, site_folder
from support_portal.core.search.questions import Question, claimed_twice, likest, questions

TOP = 3


@click.command("check", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path("docs"))
@site_option
def command(source: Path, site: Path) -> None:
    """Ask the built search every question in the `answers` of the articles in SOURCE (docs).

    An article that is not among the first three results for its own question is an error. Questions that two articles
    claim, and questions that another article answers first, are listed.
    """
    folder = site_folder(site)
    asked = [one for one in questions(source) if _is_built(site, one.docname)]
    answers = ask(folder, [one.text for one in asked], limit=10)
    failures: list[str] = []
    first: list[str] = []
    for one, answer in zip(asked, answers, strict=True):
        rank = _rank(one, answer)
        if not 0 < rank <= TOP:
            failures.append(_failure(one, rank, answer))
        elif rank > 1:
            winner = page_name(answer["hits"][0]["url"])
            rivals = [other for other in asked if page_name(other.docname) == winner]
            where = likest(one, rivals).place if rivals else answer["hits"][0]["url"]
            first.append(f"{one.place}: “{one.text}” is answered by {where} first, by this article as number {rank}")
    twice = [f"{b.place}: “{b.text}” is claimed by {a.place} too: “{a.text}”" for a, b in claimed_twice(asked)]
    for heading, lines in (("Claimed by two articles", twice), ("Another article comes first", first)):
        if lines:
            click.echo("\n".join([f"{heading}:", *(f"  {line}" for line in lines), ""]))
    for line in failures:
        click.echo(line, err=True)
    articles = len({one.docname for one in asked})
    click.echo(f"{len(asked)} questions of {articles} articles asked, {len(failures)} not answered.")
    if failures:
        raise SystemExit(1)


def _is_built(site: Path, docname: str) -> bool:
    """Return whether the site has the page; drafts and what is not yet published have no place in its search."""
    name = page_name(docname)
    return any((site / one).is_file() for one in (f"{docname}.html", f"{name}.html", f"{name}/index.html"))


def _rank(one: Question, answer: dict[str, Any]) -> int:
    wanted = page_name(one.docname)
    return next((n for n, hit in enumerate(answer["hits"], 1) if page_name(hit["url"]) == wanted), 0)


def _failure(one: Question, rank: int, answer: dict[str, Any]) -> str:
    above = ", ".join(page_name(hit["url"]) for hit in answer["hits"][:TOP]) or "nothing"
    place = f"is result number {rank}" if rank else "is not among the first ten results"
    return (
        f"{one.place}: error: the article {place} for its own question “{one.text}”; found first: {above}. "
        "Write the question's words into the title, a heading or the summary, or word it as the article does"
    )
