"""`support-portal traffic show`: what is read, how that changes, what helps, and which searches fail."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from support_portal.cli.reports.traffic import page
from support_portal.cli.traffic import pages_option, state_option
from support_portal.cli.traffic_counts import Counts, last_days, read_counts, shown, sparkline
from support_portal.core.article import SECTIONS
from support_portal.traffic.sources import printable
from support_portal.traffic.standing import Standing, order

_OTHER_COLUMNS = 72
_FEWEST_DAYS = 7


@click.command("show", context_settings={"help_option_names": ["-h", "--help"]})
@state_option
@pages_option
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many articles and searches.")
@click.option("--days", type=click.IntRange(7, 120), default=28, show_default=True, help="How many days to draw.")
@click.option("--section", type=click.Choice(sorted(SECTIONS)), help="One section.  [default: all but news]")
@click.option("--json", "as_json", is_flag=True, help="Write JSON for other programs.")
@click.option(
    "--html", "html_file", type=click.Path(dir_okay=False, path_type=Path), help="Write a page with plots to this file."
)
def command(
    state: Path, pages: Path, limit: int, days: int, section: str | None, as_json: bool, html_file: Path | None
) -> None:
    """Show the articles that are read most, as popular cards are ordered, with votes and searches that fail."""
    counts = read_counts(state, pages, limit)
    found = order(counts.standings, counts.inventory, section)[:limit]
    if html_file is not None:
        try:
            html_file.write_text(page(found, counts, days), encoding="utf-8", newline="\n")
        except OSError as error:
            raise click.ClickException(
                f"{html_file}: cannot be written ({error.strerror}); name another file"
            ) from error
        if not as_json:
            return
    if as_json:
        click.echo(json.dumps(as_data(found, counts, days), indent=1))
        return
    console = Console()
    # A line of the past is of use when a name still fits beside it.
    fitting = min(days, console.width - _OTHER_COLUMNS)
    console.print(articles_table(found, counts, fitting if fitting >= _FEWEST_DAYS else 0, console.options.ascii_only))
    if counts.failed:
        console.print()
        console.print(searches_table(counts))


def articles_table(found: list[Standing], counts: Counts, days: int, plain: bool = False) -> Table:
    """Return articles with their readers as a table, each with a line of so many days, or without one for 0."""
    table = Table(title=f"Read most, as of {counts.as_of}", title_justify="left", box=SIMPLE_HEAD)
    table.add_column("", justify="right", style="dim")
    table.add_column("Article", overflow="fold")
    table.add_column("Readers", justify="right", no_wrap=True)
    if days:
        table.add_column(f"{days} days", no_wrap=True, style="cyan")
    table.add_column("Helped", justify="right", no_wrap=True)
    table.add_column("Score", justify="right", no_wrap=True)
    for number, one in enumerate(found, 1):
        name = Text(one.article)
        if (pin := counts.inventory.pins.get(one.article)) is not None:
            name.append(f"  pin {pin}", "magenta")
        if one.is_rising:
            name.append(f"  rising {one.rising:.1f}x", "green")
        total = one.votes_up + one.votes_down
        line = sparkline(last_days(one, days), plain) if one.is_countable else ""
        helped = Text(f"{one.votes_up:,} of {total:,}" if one.has_votes else "", "yellow" if one.demotion < 1 else "")
        past = [line] if days else []
        table.add_row(str(number), name, shown(one.visitors), *past, helped, f"{one.score:,.1f}")
    return table


def searches_table(counts: Counts) -> Table:
    """Return the searches that found nothing as a table."""
    table = Table(title="Searches that found nothing", title_justify="left", box=SIMPLE_HEAD)
    table.add_column("Times", justify="right")
    table.add_column("Text", overflow="fold")
    for text, times in counts.failed:
        table.add_row(f"{times:,}", Text(printable(text)))
    return table


def as_data(found: list[Standing], counts: Counts, days: int) -> dict[str, Any]:
    """Return the same as data; numbers of few readers are null."""
    return {
        "as_of": counts.as_of.isoformat(),
        "articles": [
            {
                "article": one.article,
                "score": round(one.score, 3),
                "visitors": one.visitors if one.is_countable else None,
                "views": one.views if one.is_countable else None,
                "last_days": last_days(one, days) if one.is_countable else None,
                "votes_up": one.votes_up if one.has_votes else None,
                "votes_down": one.votes_down if one.has_votes else None,
                "rising": round(one.rising, 1) if one.rising is not None else None,
                "pin": counts.inventory.pins.get(one.article),
            }
            for one in found
        ],
        "failed_searches": [{"query": text, "times": times} for text, times in counts.failed],
    }
