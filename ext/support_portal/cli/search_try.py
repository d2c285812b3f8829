"""`support-portal search try`: what a query finds in the built site, and why in this order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from support_portal.cli.search import site_option
from support_portal.cli.search_engine import ask, site_folder


@click.command("try", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("query")
@site_option
@click.option("--limit", type=click.IntRange(1, 100), default=7, show_default=True, help="How many results to show.")
def command(query: str, site: Path, limit: int) -> None:
    """Show what QUERY finds in the built site, and why in this order."""
    [answer] = ask(site_folder(site), [query], limit=limit, explain=True)
    console = Console()
    count = answer["total"]
    said = f"{count} result{'s' * (count != 1)} for “{query}”"
    instead = f", searched as “{answer['instead']}”" if answer["instead"] else ""
    console.print(Text(f"{said}{instead}", style="bold"))
    if answer["nearest"]:
        console.print(Text(f"Nearest words: {', '.join(answer['nearest'])}"))
    if answer["hits"]:
        console.print(_table(answer["hits"]))


def _table(hits: list[dict[str, Any]]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("", justify="right")
    table.add_column("Score", justify="right")
    table.add_column("Result", overflow="fold", ratio=2)
    table.add_column("Why", overflow="fold", ratio=3)
    for place, hit in enumerate(hits, 1):
        why = hit["why"]
        result = Text(hit["title"], style="bold")
        if hit["heading"]:
            result.append(f" \u203a {hit['heading']}", style="not bold")
        result.append(f"\n{hit['url']}", style="dim not bold")
        table.add_row(str(place), f"{why['score']:.1f}", result, Text("\n".join(_reasons(why))))
    return table


def _reasons(why: dict[str, Any]) -> list[str]:
    lines = [_word(one) for one in why["words"]]
    if why["share"] < 1:
        lines.append(f"\u00d7 {why['share']:.2f}: it has only some of the words")
    if why["title"] > 1.005:
        lines.append(f"\u00d7 {why['title']:.2f}: its title is like the query")
    if why["heading"] > 1:
        lines.append(f"\u00d7 {why['heading']:.2f}: a heading is the query")
    if why["folder"] > 1.005:
        lines.append(f"\u00d7 {why['folder']:.2f}: others in its folder fit too")
    if why["popular"] > 1.005:
        lines.append(f"\u00d7 {why['popular']:.2f}: it is read often")
    return lines


def _word(one: dict[str, Any]) -> str:
    """Return what a term adds to the score: the word asked for, how it was found, whether the title has it."""
    said = {"beginning": "begins", "typo": "a slip of", "kin": "much like"}.get(one["how"])
    how = f", {said} {one['word']}" if said else ""
    if " " in one["asked"]:
        how = ", next to each other"
    return f"{one['score']:5.1f}  {one['asked']}{how}{', in the title' if one['title'] else ''}"
