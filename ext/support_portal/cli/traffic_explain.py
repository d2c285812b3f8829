"""`support-portal traffic explain`: why an article stands where it stands, and what would bring it further."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from support_portal.cli.traffic import pages_option, state_option
from support_portal.cli.traffic_counts import Counts, last_days, read_counts, shown, sparkline
from support_portal.core.addresses import section_of
from support_portal.core.article import NEWS
from support_portal.core.ranking import scores
from support_portal.core.suggest import closest
from support_portal.traffic.inventory import Addresses
from support_portal.traffic.sources import printable
from support_portal.traffic.standing import CARDS, LEAST_SHOWN, Place, Standing, crowded_out, place, unread
from support_portal.traffic.tables import Inventory

_WEEKS = 4


@click.command("explain", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("article")
@state_option
@pages_option
def command(article: str, state: Path, pages: Path) -> None:
    """Say why ARTICLE (its path, its address or an old address) stands where it stands among the popular ones."""
    counts = read_counts(state, pages)
    name = find_article(article, counts.inventory)
    own = next((one for one in counts.standings if one.article == name), unread(name))
    console = Console()
    console.print(explanation(own, counts, console.options.ascii_only))


def find_article(asked: str, inventory: Inventory) -> str:
    """Return the docname that a path, an address, an old address or a last part stands for.

    Raise `click.ClickException` with the nearest name when there is none.
    """
    addresses = Addresses(inventory)
    below = addresses.root.rstrip("/") + "/" + asked.strip().lstrip("/")
    for target in (asked.strip(), below):
        if (found := addresses.article(target.encode("utf-8", "replace"))) is not None:
            return found
    by_slug: dict[str, list[str]] = {}
    for docname in inventory.articles:
        by_slug.setdefault(docname.rpartition("/")[2], []).append(docname)
    slug = asked.strip().rpartition("/")[2].removesuffix(".html")
    if len(same := by_slug.get(slug, [])) == 1:
        return same[0]
    if same:
        raise click.ClickException(f"{printable(asked)} may be {' or '.join(sorted(same))}; write the whole path")
    near = closest(asked.strip("/ "), inventory.articles)
    if near is None and (like := closest(slug, by_slug)) is not None:
        near = sorted(by_slug[like])[0]
    advice = f'; did you mean "{near}"?' if near else "; write its path, such as solutions/badges/embed-a-badge"
    raise click.ClickException(f'"{printable(asked)}" is no published article{advice}')


def explanation(own: Standing, counts: Counts, plain: bool = False) -> Table:
    """Return the parts of an article's place as a table of two columns."""
    stands = place(own.article, counts.standings, counts.inventory)
    table = Table(title=Text(own.article), title_justify="left", show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    unpinned = own.article in counts.inventory.unpinned
    table.add_row(
        "Place", "none: unpin keeps it out of popular lists" if unpinned else Text(_place(own.article, stands))
    )
    for row in _crowded(own.article, counts):
        table.add_row(*row)
    if own.article in counts.inventory.pins:
        table.add_row("Pin", f"pin: {stands.pin}; pinned articles stand first, whatever their score")
    table.add_row("Counted", f"the {scores.WINDOW + 1} days up to {counts.as_of}")
    table.add_row("Readers", Text(_readers(own)))
    if own.is_countable:
        weeks = last_days(own, 7 * _WEEKS)
        table.add_row("", Text(f"{sparkline(weeks, plain)}  last {_WEEKS} weeks, at most {max(weeks):,} a day"))
    table.add_row("Moved here", Text(_moved(own.article, counts.inventory)))
    table.add_row("Decay", Text(_decay(own, counts.inventory.half_life)))
    table.add_row("Votes", Text(_votes(own)))
    table.add_row("Trend", Text(_trend(own)))
    table.add_row("Score", f"{own.score:,.1f}")
    table.add_row(f"For the {CARDS}", "take unpin away" if unpinned else Text(_to_reach(own, stands)))
    return table


def _place(article: str, stands: Place) -> str:
    section = section_of(article)
    if section == NEWS:
        return "none: news never stand among popular articles"
    among = f"articles of {section}" if section else "pages outside the sections"
    return f"{stands.number} of {stands.of} {among} that are read or pinned"


def _crowded(article: str, counts: Counts) -> Iterator[tuple[str, Text]]:
    """Yield a row for each list that has no room for one more article of the folder."""
    for short in counts.inventory.lists:
        if before := crowded_out(article, counts.standings, counts.inventory, short):
            told = f"no room: it shows at most {short.per_folder} of a folder, and {', '.join(before)} stand before"
            yield f"On {short.page}", Text(told)


def _readers(own: Standing) -> str:
    if not own.visitors:
        return "nobody yet"
    on = f"on {own.days_read} day{'s' * (own.days_read != 1)}"
    return f"{shown(own.visitors)} {on}, {shown(own.views)} views (a person counts once a day)"


def _moved(article: str, inventory: Inventory) -> str:
    old = sorted(old for old, new in inventory.moved.items() if new == article)
    return f"{', '.join(old)}: what was read there counts here" if old else "no old address leads here"


def _decay(own: Standing, half_life: float) -> str:
    if not own.is_established:
        return f"0: read on fewer than {scores.LEAST_DAYS} days, which may be an announcement's doing"
    if not own.is_countable:
        return f"0: under {LEAST_SHOWN} readers"
    return f"{own.decayed:,.1f} readers are left; what is {half_life:g} days old counts half"


def _votes(own: Standing) -> str:
    """Return votes and the range that the share of all readers helped lies in, and what follows for the score."""
    up, down = own.votes_up, own.votes_down
    if not own.has_votes:
        return f"under {LEAST_SHOWN}: too few to tell" if up + down else "none"
    low, high = scores.wilson(up, down)
    said = f"{up:,} of {up + down:,} were helped: {low:.0%} to {high:.0%} of all readers are (95 %)"
    if scores.demotion(up, down) < 1:
        return f"{said}; most are not, so the score is halved"
    if up + down < scores.LEAST_VOTES:
        return f"{said}; under {scores.LEAST_VOTES} votes change nothing"
    return f"{said}; the score stays"


def _trend(own: Standing) -> str:
    if own.rising is None:
        return f"under {scores.LEAST_RISING} readers in the last 7 days: too few to tell"
    rising = "rising: " if own.is_rising else ""
    return f"{rising}the last 7 days had {own.rising:.1f} times the readers of a usual week of the 4 before"


def _to_reach(own: Standing, stands: Place) -> str:
    rival = stands.rival
    if section_of(own.article) == NEWS:
        return "nothing can bring news there"
    if stands.has_card:
        return f"it is among them; the next is {rival.article} with {rival.score:,.1f}" if rival else "it is among them"
    assert rival is not None
    if stands.readers is None:
        return f"pins hold all {CARDS} places; take one away, or pin this article"
    readers = f"{stands.readers:,} reader{'s' * (stands.readers != 1)}"
    return (
        f"{readers} a day for a week would pass {rival.article} ({rival.score:,.1f}), "
        "if that is read as before; or a pin"
    )
