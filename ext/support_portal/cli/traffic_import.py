"""`support-portal traffic import`: take over what another counter counted before the logs begin."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from support_portal.cli.traffic import out_option, pages_option, state_option
from support_portal.traffic.baseline import Matched, match
from support_portal.traffic.csv_exports import Export
from support_portal.traffic.exports import COUNTERS, read_export
from support_portal.traffic.inventory import read_inventory
from support_portal.traffic.report import write_report
from support_portal.traffic.sources import printable
from support_portal.traffic.state import open_state
from support_portal.traffic.tables import TrafficError

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("import", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--from", "counter", type=click.Choice(COUNTERS), help="Whose export it is.  [default: found by looking]")
@click.option("--since", type=_DAY, metavar="DATE", help="The first day of an export whose rows have none.")
@click.option("--until", type=_DAY, metavar="DATE", help="The last day of such an export.  [default: yesterday]")
@state_option
@pages_option
@out_option
def command(
    files: tuple[Path, ...],
    counter: str | None,
    since: dt.datetime | None,
    until: dt.datetime | None,
    state: Path,
    pages: Path,
    out: Path,
) -> None:
    """Take over FILES, exports of GoatCounter, Plausible, Matomo, Umami, Google Analytics 4, Freshdesk or Zendesk.

    They stand for the days before the first one that logs were counted of.  Importing a day again replaces it.
    """
    last = until.date() if until else dt.datetime.now(dt.UTC).date() - dt.timedelta(1)
    console = Console()
    try:
        inventory = read_inventory(pages)
        exports = [(path, read_export(path, counter, since.date() if since else None, last)) for path in files]
        with open_state(state) as opened:
            for path, export in exports:
                found = match(export, inventory)
                opened.put_import(export.counter, found.daily)
                console.print(summary(path, export, found))
            write_report(opened, out, inventory)
    except TrafficError as error:
        raise click.ClickException(str(error)) from error


def summary(path: Path, export: Export, found: Matched) -> Table:
    """Return what was taken over as a table."""
    days = sorted({row.day for row in found.daily})
    told = f"{days[0]} to {days[-1]}" if days else "no day"
    table = Table(title=Text(f"{printable(path.name)}: {export.counter}, {told}"), title_justify="left")
    table.add_column("Rows", justify="right")
    table.add_column("What they are")
    articles = len({row.article for row in found.daily})
    readers = sum(row.visitors for row in found.daily)
    table.add_row(
        f"{len(export.rows) - found.others:,}", f"of {articles:,} articles, {readers:,} readers in these days"
    )
    table.add_row(f"{found.others:,}", "of addresses that are no article's, today's or old")
    if export.wrong:
        table.add_row(f"{export.wrong:,}", f"that cannot be read, the first at line {export.first_wrong}")
    return table
