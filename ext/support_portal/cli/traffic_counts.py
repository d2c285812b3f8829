"""What the verbs that show traffic have in common: the counts of a state, ranked, and numbers drawn as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from support_portal.traffic import baseline
from support_portal.traffic.inventory import read_inventory
from support_portal.traffic.standing import LEAST_SHOWN, Standing, failed_searches, standings
from support_portal.traffic.state import open_state
from support_portal.traffic.tables import Inventory, TrafficError

_BARS = "▁▂▃▄▅▆▇█"
_PLAIN_BARS = "_.:-=+*#"


@dataclass(frozen=True, slots=True)
class Counts:
    """What a state holds as of its last day: articles by score, and searches that failed with how often they did."""

    inventory: Inventory
    as_of: dt.date
    standings: tuple[Standing, ...]
    failed: tuple[tuple[str, int], ...]


def read_counts(state: Path, pages: Path, searches: int = 0) -> Counts:
    """Return what a state file holds of the portal's articles; raise `click.ClickException` when it cannot be read."""
    try:
        inventory = read_inventory(pages)
        with open_state(state, create=False) as opened:
            days = baseline.days(opened, inventory)
            texts = opened.searches() if searches else []
    except TrafficError as error:
        raise click.ClickException(str(error)) from error
    if days.last is None:
        raise click.ClickException(f"{state}: no day was counted yet; write: support-portal traffic refresh LOGS")
    found = standings(days.of_articles(set(inventory.articles)), days.last, inventory.half_life)
    return Counts(inventory, days.last, tuple(found), tuple(failed_searches(texts, days.last, searches)))


def last_days(standing: Standing, days: int) -> list[int]:
    """Return the visitors of the last days, the oldest first."""
    past: list[int] = standing.past[:days].tolist()
    return past[::-1]


def sparkline(values: Sequence[int], plain: bool = False) -> str:
    """Return numbers as bars of text, the greatest as the highest and nothing as a space.

    >>> sparkline([0, 1, 4, 8])
    ' ▁▄█'
    """
    bars = _PLAIN_BARS if plain else _BARS
    top = max(values, default=0)
    return "".join(bars[-(-value * len(bars) // top) - 1] if value > 0 else " " for value in values)


def shown(number: int) -> str:
    """Return a number of readers as it may be told: few are not counted out loud.

    >>> shown(4), shown(1200)
    ('under 5', '1,200')
    """
    return f"{number:,}" if number >= LEAST_SHOWN else f"under {LEAST_SHOWN}"
