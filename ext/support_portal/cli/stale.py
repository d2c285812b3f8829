"""`support-portal stale`: which pages to review first, and for whom."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from support_portal.cli.changing import Project, project_option, today
from support_portal.cli.reports.stale import page
from support_portal.core.addresses import absolute, slugify
from support_portal.core.editing.changes import ChangeError
from support_portal.core.formats import feeds
from support_portal.core.formats.feeds import Feed, FeedItem
from support_portal.core.upkeep import freshness, git_dates
from support_portal.core.upkeep.freshness import Review

_COLUMNS = "page,title,owner,checked,due,days_overdue,read,votes_up,votes_down,broken_links,score"
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("stale", context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many pages to show.")
@click.option("--within", type=click.IntRange(0), default=60, show_default=True, help="Also pages due in so many days.")
@click.option("--csv", "csv_file", type=_FILE, help="Write all of them as a table for other programs.")
@click.option("--html", "html_file", type=_FILE, help="Write a page with a chart to this file.")
@click.option("--feed", "feed_file", type=_FILE, help="Write an Atom feed of what falls due to this file.")
@click.option(
    "--issues", type=click.Path(file_okay=False, path_type=Path), help="Write one text for each owner into this folder."
)
@click.option("--fail-on", type=click.Choice(["overdue", "popular"]), help="Exit with 1 when such a page is overdue.")
@click.option(
    "--popular", type=click.IntRange(1), default=10, show_default=True, help="How many of the most read are popular."
)
@project_option
def command(
    limit: int,
    within: int,
    csv_file: Path | None,
    html_file: Path | None,
    feed_file: Path | None,
    issues: Path | None,
    fail_on: str | None,
    popular: int,
    folder: Path,
) -> None:
    """Rank pages by how much they need a review: overdue, read, voted against, with broken links."""
    try:
        found = read_reviews(Project(folder), today())
    except ChangeError as error:
        raise click.ClickException(str(error)) from error
    rows = [r for r in found if r.days >= -within or r.broken]
    drawn: tuple[tuple[Path | None, Callable[[], str]], ...] = (
        (csv_file, lambda: as_csv(rows)),
        (html_file, lambda: page(rows, today(), within)),
        (feed_file, lambda: as_feed(rows)),
    )
    for path, draw in drawn:
        if path is not None and (text := draw()):
            _write(path, text)
    if issues is not None:
        for owner, text in as_issues(rows):
            _write(issues / f"{slugify(owner) or 'nobody'}.md", text)
    if not (csv_file or html_file or feed_file or issues):
        Console().print(as_table(rows[:limit], len(rows)) if rows else f"Nothing is due within {within} days.")
    if fail_on:
        most = freshness.popular(found, popular)
        late = [r for r in found if r.days > 0 and (fail_on == "overdue" or r.docname in most)]
        for row in late:
            click.echo(f"docs/{row.docname}.md: review was due {row.due}, {row.days} days ago", err=True)
        sys.exit(1 if late else 0)


def read_reviews(project: Project, day: dt.date) -> list[Review]:
    """Return the reviews of a project's pages on a day."""
    root = project.folder / project.root
    commits = {path.removesuffix(".md"): when for path, when in git_dates.commit_dates(root).items()}
    name = f"{project.root}/_data/traffic.json"
    report = freshness.parse_json(project.read(name)) if name in project.sources.names else None
    return freshness.reviews(project.sources, project.read, day, commits, report)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise click.ClickException(f"{path}: cannot be written ({error.strerror}); name another file") from error


def when(row: Review) -> str:
    """Return in words when a page is due."""
    if row.days > 0:
        return f"{row.days} days over"
    return f"in {-row.days} days" if row.days else "today"


def as_table(rows: list[Review], total: int) -> Table:
    """Return the most urgent as a table for the terminal."""
    title = f"To review: {total} pages" + (f", the {len(rows)} most urgent" if len(rows) < total else "")
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    voted, broken = any(r.votes_up + r.votes_down for r in rows), any(r.broken for r in rows)
    table.add_column("Page", overflow="fold", ratio=1)
    table.add_column("Due", no_wrap=True)
    table.add_column("Read", justify="right")
    if voted:
        table.add_column("Against", justify="right", no_wrap=True)
    if broken:
        table.add_column("Broken", justify="right")
    table.add_column("Owner", no_wrap=True)
    table.add_column("Score", justify="right")
    for row in rows:
        votes = row.votes_up + row.votes_down
        cells: list[str | Text] = [Text(row.docname), Text(when(row), "red" if row.days > 0 else "")]
        cells.append(f"{row.share:.0%}" if row.most else "")
        cells += [f"{row.votes_down} of {votes}" if votes else ""] if voted else []
        cells += [str(len(row.broken) or "")] if broken else []
        cells.append(Text(row.owner or "nobody", "" if row.owner else "yellow"))
        table.add_row(*cells, f"{row.score:.1f}")
    return table


def as_csv(rows: list[Review]) -> str:
    """Return all of them as a table for other programs."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    out.write(f"{_COLUMNS}\n")
    for r in rows:
        cells = [r.docname, r.title, r.owner, r.checked or "", r.due, max(r.days, 0), r.read, r.votes_up, r.votes_down]
        table.writerow([*cells, len(r.broken), round(r.score, 2)])
    return out.getvalue()


def as_issues(rows: list[Review]) -> list[tuple[str, str]]:
    """Return (owner, text) for each owner: a title and a list to tick off, ready to be filed."""
    texts = []
    for owner in sorted({row.owner for row in rows}):
        own = [row for row in rows if row.owner == owner]
        lines = [f"# Review {len(own)} {'page' if len(own) == 1 else 'pages'} of {owner or 'nobody'}", ""]
        for row in own:
            read = f", read {row.share:.0%} as much as the first" if row.share else ""
            lines.append(f"- [ ] **{row.title}** (`docs/{row.docname}.md`): due {row.due}, {when(row)}{read}")
            lines += [f"  - line {m.line}: {m.via} leads nowhere: `{m.text}`" for m in row.broken]
        lines += [
            "",
            "Check each fact against its source, write today's day as `updated` and the next as `review_by`.",
            "",
        ]
        texts.append((owner, "\n".join(lines)))
    return texts


def as_feed(rows: list[Review]) -> str:
    """Return an Atom feed of what falls due; each day on which a page falls due is an entry of its own."""
    base = os.environ.get("PORTAL_BASEURL", "https://support.example.org/")
    items = tuple(
        FeedItem(
            id=feeds.tag_uri(base, "2026", f"review/{row.docname}/{row.due}"),
            url=absolute(base, f"{row.docname}.html"),
            title=f"Review: {row.title}",
            summary=f"Due {row.due}, {when(row)}; owner: {row.owner or 'nobody'}.",
            html=f"<p>Due {row.due}; owner: {row.owner or 'nobody'}.</p>",
            published=row.due,
            updated=row.due,
        )
        for row in sorted(rows, key=lambda r: (-r.due.toordinal(), r.docname))
    )
    feed = Feed(
        name="review",
        title="Pages due for review",
        description="Pages whose review falls due.",
        home=base,
        root=base,
        author="the portal's editors",
        language="en",
        items=items,
    )
    return feeds.atom(feed) if items else ""
