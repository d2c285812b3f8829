"""`support-portal traffic refresh`: count what is new in access logs and write the report."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from support_portal.cli.traffic import out_option, pages_option, state_option
from support_portal.traffic import refresh as refreshing
from support_portal.traffic.formats import FORMATS
from support_portal.traffic.inventory import read_inventory
from support_portal.traffic.sources import find_logs
from support_portal.traffic.state import open_state
from support_portal.traffic.tables import Inventory, Refresh, Settings, StateReader, TrafficError

if TYPE_CHECKING:
    from rich.progress import Progress

LEAST_MEMORY = 256_000_000
LEAST_UNPACKED = 1_000_000
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9}


def _bytes(ctx: click.Context, option: click.Parameter, value: str) -> int:
    """Return a number of bytes written as 512MB or 1GB (powers of ten), at least what the option needs."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmg]?)b?", value.strip().lower())
    if found is None:
        raise click.BadParameter(f"{value!r} is no size; write one like 512MB or 1GB")
    size = int(float(found[1]) * _UNITS[found[2]])
    least = LEAST_MEMORY if option.name == "memory" else LEAST_UNPACKED
    if size < least:
        raise click.BadParameter(f"{value} is too little; write {least // 10**6}MB or more")
    return size


class Bar(refreshing.Progress):
    """The progress of a refresh as a bar in the terminal."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("Reading logs", total=None)

    def start(self, total: int) -> None:
        """Note how many bytes there are to read; of a stream nobody knows."""
        self._progress.update(self._task, total=total or None)

    def advance(self, size: int) -> None:
        """Note that so many more bytes were read."""
        self._progress.advance(self._task, size)


@contextmanager
def _bar() -> Iterator[refreshing.Progress]:
    """Show a bar where somebody sees it: the import of rich alone takes as long as 50,000 lines."""
    if not sys.stderr.isatty():
        yield refreshing.Progress()
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TaskProgressColumn, TimeRemainingColumn

    columns = ("[progress.description]{task.description}", BarColumn(), TaskProgressColumn(), DownloadColumn())
    # Drawing ten times a second cost a fifth of the time of a refresh.
    with Progress(
        *columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True, refresh_per_second=2
    ) as progress:
        yield Bar(progress)


@click.command("refresh", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("logs", nargs=-1)
@state_option
@pages_option
@out_option
@click.option("--format", "form", type=click.Choice(FORMATS), help="The logs' format.  [default: found by looking]")
@click.option(
    "--memory", callback=_bytes, default="1GB", metavar="SIZE", show_default=True, help="How much memory may be used."
)
@click.option(
    "--unpacked",
    callback=_bytes,
    default="64GB",
    metavar="SIZE",
    show_default=True,
    help="How far to read one packed log.",
)
@click.option("--threads", type=click.IntRange(0, 256), default=0, help="How many processors.  [default: all]")
@click.option(
    "--searchers", type=click.IntRange(1), default=5, show_default=True, help="Fewest people a search text needs."
)
@click.option(
    "--engine", metavar="URL", help="Count a table of an engine (clickhouse://, pyspark://, …) instead of files."
)
@click.option("--table", help="The table of that engine.  [default: access_log]")
def command(
    logs: tuple[str, ...],
    state: Path,
    pages: Path,
    out: Path,
    form: str | None,
    memory: int,
    unpacked: int,
    threads: int,
    searchers: int,
    engine: str | None,
    table: str | None,
) -> None:
    """Count what is new in LOGS (files, globs, or - for standard input) and write the report.

    Logs of nginx, Apache, Caddy, CloudFront (text or Parquet), Fastly and Cloudflare are known, plain or compressed
    with gzip or Zstandard.  What was counted before is not counted again, also when logs grew or were rotated.
    """
    settings = Settings(memory=memory, unpacked=unpacked, threads=threads, least_searchers=searchers)
    try:
        inventory = read_inventory(pages)
        if engine is not None:
            if logs:
                raise TrafficError("--engine counts a table, so no log files can be named with it")
            if form is not None:
                raise TrafficError("--engine counts a table, which has no --format")
            done = _from_engine(engine, table or "access_log", state, inventory, settings, out)
        else:
            if table is not None:
                raise TrafficError("--table is a table of an engine; write: --engine URL --table NAME")
            if not logs:
                raise TrafficError("no log was named; write: support-portal traffic refresh /var/log/nginx/access.log*")
            found = find_logs(logs)
            with open_state(state, settings) as opened:
                with _bar() as progress:
                    done = refreshing.refresh(found, opened, inventory, settings, form, progress)
                _write(opened, out, inventory)
    except TrafficError as error:
        raise click.ClickException(str(error)) from error
    click.echo(summary(done))
    for problem in done.problems:
        click.secho(problem, fg="yellow", err=True)


def _from_engine(url: str, table: str, state: Path, inventory: Inventory, settings: Settings, out: Path) -> Refresh:
    """Count the days of a table that may have changed since the last time: all days when there was none."""
    try:
        module = import_module("support_portal.traffic.ibis_engine")
        with open_state(state, settings) as opened:
            before = opened.daily()
            since = before[-1].day - dt.timedelta(settings.open_days) if before else None
            (daily, searches, clicks), done = module.count_table(url, table, inventory, settings, since)
            opened.replace_days(daily, searches, clicks, since)
            _write(opened, out, inventory)
    except ModuleNotFoundError as error:
        raise TrafficError(
            f"--engine {url.partition(':')[0]} needs the package {error.name}, which is not installed here; "
            "write: pip install 'sphinx-support-portal[traffic-ibis]'"
        ) from error
    assert isinstance(done, Refresh)
    return done


def _write(state: StateReader, out: Path, inventory: Inventory) -> None:
    if not import_module("support_portal.traffic.report").write_report(state, out, inventory):
        click.secho(f"{out}: not written, because no article was read yet", fg="yellow", err=True)


def summary(done: Refresh) -> str:
    """Return what a refresh did: of all lines what they were, and where the first of those left out is."""
    days = f"{done.first_day} to {done.last_day}" if done.first_day else "no day"
    rows = [
        (done.views, "views of articles", ""),
        (done.events, "votes, searches and clicks", ""),
        (done.others, "other requests", ""),
        *((left.count, f"left out: {left.reason}", left.example) for left in done.left_out),
        (done.lines, "all", ""),
    ]
    numbers, texts = max(len(f"{row[0]:,}") for row in rows), max(len(row[1]) for row in rows)
    lines = (f"{number:{numbers},}  {text:{texts}}  {example}".rstrip() for number, text, example in rows)
    # The table of an engine is no file.
    read = f"{done.files} file{'s' * (done.files != 1)} ({done.unchanged} unchanged), " if done.files else ""
    return "\n".join((f"{read}{days}", *lines))
