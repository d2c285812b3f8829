"""The small tables that every engine fills and every report reads, and nothing about how either does it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

from support_portal.core.ranking import scores

if TYPE_CHECKING:
    from support_portal.traffic.days import Days

# A hundred million lines are 25 GB.
UNPACKED = 64_000_000_000


class Daily(NamedTuple):
    """What readers did with one article on one day (UTC); a table ``daily`` with these columns is the whole contract.

    ``article`` is a docname.  ``views`` are page views by people, ``visitors`` the different people among them (so
    visitors add up over articles and days only as visits).  A person has at most one vote of each value a day.
    """

    day: dt.date
    article: str
    views: int
    visitors: int
    votes_up: int = 0
    votes_down: int = 0


class Search(NamedTuple):
    """How often a text was searched on one day with one number of results (0: a failed search).

    ``visitors`` are different people of that day and that number of results.  Texts may hold personal data: a text
    searched by fewer people than `Settings.least_searchers` must not be published.  `StateReader.searches` leaves
    those out; what it left out is summed, by day and results, into a row whose text is empty.
    """

    day: dt.date
    query: str
    results: int
    times: int
    visitors: int


class Click(NamedTuple):
    """How often a search led to an article on one day; texts are kept and left out as for `Search`."""

    day: dt.date
    query: str
    article: str
    times: int
    visitors: int


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may choose about counting.  Ranking has settings of its own.

    ``least_searchers``: a search text is published when this many different people searched it on one day.
    ``open_days``: a day stays open for late lines until a line this many days younger was counted; then its salt and
    its visitors' keys are thrown away.  ``crawl_limit``: who opens more different articles than this on one day is
    a machine.  ``memory``: bytes the refresh may hold.  ``unpacked``: bytes of one packed log that are read.
    ``threads``: 0 for as many as the machine has.
    ``today``: the last day a line may have.
    """

    least_searchers: int = 5
    open_days: int = 3
    crawl_limit: int = 300
    memory: int = 1_000_000_000
    unpacked: int = UNPACKED
    threads: int = 0
    today: dt.date = field(default_factory=lambda: dt.datetime.now(dt.UTC).date())


class ShortList(NamedTuple):
    """A popular list on ``page``, of one section or of all (""), that shows at most ``per_folder`` of one folder."""

    page: str
    section: str
    per_folder: int


@dataclass(frozen=True, slots=True)
class Inventory:
    """The addresses readers may have used, and the article each leads to.

    As a file (written by the portal's build): ``{"version": 1, "root": "/", "languages": ["de"], "articles":
    ["solutions/badges", …], "moved": {"old/address": "solutions/badges", …}, "pins": {"solutions/badges": 1},
    "unpinned": [], "half_life": 14, "updated": {"solutions/badges": "2026-11-25"},
    "lists": [["index", "solutions", 2]]}``.

    ``root`` is the folder of the site that the portal lives in;
    ``languages`` are leading folders of translated sites, which count for the same article; ``pins`` are the numbers
    editors gave, ``unpinned`` what they want in no popular list, ``updated`` the days that decide ties; in
    ``half_life`` days a reader comes to count half; ``lists`` are the popular lists with few of a folder.
    Read one with `support_portal.traffic.inventory.read_inventory`; `support_portal.traffic.inventory.Addresses`
    finds the article of a raw address.
    """

    articles: tuple[str, ...]
    moved: Mapping[str, str] = field(default_factory=dict)
    root: str = "/"
    languages: tuple[str, ...] = ()
    pins: Mapping[str, int] = field(default_factory=dict)
    updated: Mapping[str, dt.date] = field(default_factory=dict)
    unpinned: tuple[str, ...] = ()
    half_life: float = scores.HALF_LIFE
    lists: tuple[ShortList, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many lines were left out for one reason, and where the first of them is (``access.log:17``)."""

    reason: str
    count: int
    example: str


@dataclass(frozen=True, slots=True)
class Refresh:
    """What one refresh did.  ``lines`` = ``views`` + ``events`` + the counts of ``left_out`` + ``others``.

    ``others`` are sound lines that are not about articles: other addresses, other methods and statuses, assets.
    ``left_out`` are bots, damaged lines, impossible dates and the like; ``problems`` are sentences about whole files
    ("access.log.3.gz: ends too soon; what could be read was counted").  ``bytes_read`` is after decompression.
    """

    files: int = 0
    unchanged: int = 0
    bytes_read: int = 0
    lines: int = 0
    views: int = 0
    events: int = 0
    others: int = 0
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[str, ...] = ()
    first_day: dt.date | None = None
    last_day: dt.date | None = None


class StateReader(Protocol):
    """What reports read from a state file.

    ``with open_state(path) as state:`` (`support_portal.traffic.state`) gives one; ``open_state(path, create=False)``
    raises `TrafficError` with a sentence for people when there is none, it is locked or it is no state file.
    """

    def daily(self, inventory: Inventory | None = None) -> list[Daily]:
        """Return what was counted from logs, sorted by day and article; rows of moved articles under their new name."""
        ...

    def days(self, inventory: Inventory | None = None) -> Days:
        """Return the same as columns."""
        ...

    def searches(self) -> list[Search]:
        """Return the searches, sorted by day, text and results."""
        ...

    def clicks(self) -> list[Click]:
        """Return the clicks on search results, sorted by day, text and article."""
        ...

    def imported(self) -> dict[str, list[Daily]]:
        """Return what was imported, by the name of its source ("goatcounter"), each sorted by day and article."""
        ...

    def put_import(self, source: str, rows: Iterable[Daily]) -> None:
        """Store imported rows; the days they are of replace those of the same source, and are never added to."""
        ...


class TrafficError(Exception):
    """Something a person must mend; its text says what is wrong, where, and what to write instead."""


# The beacons of `/_portal/event`, as the access log records them (GET or POST, any status, the query part counts):
#   ?type=vote&page=/solutions/badges.html&value=up     (value: up, down)
#   ?type=search&q=badge+colour&results=0               (q: percent-encoded UTF-8, cut to QUERY_LENGTH characters)
#   ?type=click&q=badge+colour&page=/solutions/badges.html
# `page` is an address of the portal as the browser has it (location.pathname).
EVENT_PATH = "/_portal/event"
QUERY_LENGTH = 100
