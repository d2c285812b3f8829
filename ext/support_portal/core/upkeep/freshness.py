"""Tell which pages to review first: how long each is overdue, how much it is read, what readers say, what is broken."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from support_portal.core import front_matter
from support_portal.core.addresses import normal_path, section_of
from support_portal.core.article import NEWS, SECTIONS
from support_portal.core.editing import mentions
from support_portal.core.editing.mention_kinds import Kind, Mention
from support_portal.core.editing.sources import Sources
from support_portal.core.fields import State
from support_portal.core.training.article_lessons import KEY

# A page that names no day is due a year after it was last checked or changed.
_YEAR: Final = dt.timedelta(days=365)
_MONTH: Final = 30.0
# How much heavier the page that is read most weighs than one nobody reads, and one all voters are against.
_READ: Final = 9.0
_AGAINST: Final = 2.0
# Pages the build makes, and Sphinx's own.
_MADE: Final = re.compile(r"/?(?:\.\./)*(?:topics/|news/archive/|genindex$|modindex$|search$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A page and what speaks for reviewing it.

    ``days`` are those since it fell due, negative before; ``read`` its score in the traffic report, of which ``most``
    is the highest; votes are of the same report.  ``broken`` are mentions that lead nowhere.
    """

    docname: str
    title: str
    owner: str
    checked: dt.date | None
    due: dt.date
    days: int
    read: float = 0.0
    most: float = 0.0
    votes_up: int = 0
    votes_down: int = 0
    broken: tuple[Mention, ...] = ()

    @property
    def share(self) -> float:
        """How much the page is read, from 0 to 1 for the one that is read most."""
        return self.read / self.most if self.most else 0.0

    @property
    def score(self) -> float:
        """Months overdue and broken links, times traffic (1 to 10), times votes against it (1 to 3)."""
        votes = self.votes_up + self.votes_down
        against = self.votes_down / votes if votes else 0.0
        return (max(self.days, 0) / _MONTH + len(self.broken)) * (1 + _READ * self.share) * (1 + _AGAINST * against)


def reviews(
    sources: Sources,
    read: Callable[[str], str],
    today: dt.date,
    commits: Mapping[str, dt.date] | None = None,
    report: Any = None,
) -> list[Review]:
    """Return every published page of the sections with what speaks for its review, the most urgent first.

    ``commits`` gives the day of the last commit by docname, ``report`` is the parsed traffic report.  News keeps its
    day, so it is due only when it says so.  Ties go to the page that is due first, then to the docname.
    """
    counts = _counts(report)
    most = max((float(entry.get("score") or 0) for entry in counts.values()), default=0.0)
    found = []
    for docname, name in sources.pages.items():
        text = read(name)
        values = front_matter.parse(text).values
        if KEY in values:
            continue  # a lesson that shows an article is as fresh as the article
        if section_of(docname) not in SECTIONS or values.get("state", State.PUBLISHED) != State.PUBLISHED:
            continue
        checked = values.get("updated") or (commits or {}).get(docname)
        due = values.get("review_by") or (checked + _YEAR if checked and section_of(docname) != NEWS else None)
        broken = tuple(broken_mentions(sources, name, text))
        if due is None and not broken:
            continue
        due = due or today
        row = _sum(counts, [docname, *values.get("redirect_from", ())])
        found.append(
            Review(
                docname=docname,
                title=mentions.title(text) or docname,
                owner=str(values.get("owner") or ""),
                checked=checked,
                due=due,
                days=(today - due).days,
                read=row["score"],
                most=most,
                votes_up=int(row["votes_up"]),
                votes_down=int(row["votes_down"]),
                broken=broken,
            )
        )
    return sorted(found, key=lambda r: (-r.score, r.due, r.docname))


def _counts(report: Any) -> dict[str, dict[str, Any]]:
    """Return the entries of a report by address; in a report kept by hand, which is an order, the place counts."""
    rows = report.get("articles") if isinstance(report, dict) else None
    entries = rows if isinstance(rows, list) else []
    table: dict[str, dict[str, Any]] = {}
    for place, entry in enumerate(entries):
        entry = {"address": entry, "score": len(entries) - place} if isinstance(entry, str) else entry
        if isinstance(entry, dict) and isinstance(entry.get("address"), str):
            table[normal_path(entry["address"])] = entry
    return table


def _sum(counts: Mapping[str, Mapping[str, Any]], addresses: Iterable[str]) -> dict[str, float]:
    total = {"score": 0.0, "votes_up": 0.0, "votes_down": 0.0}
    for address in {normal_path(address) for address in addresses}:
        for key in total:
            value = counts.get(address, {}).get(key)
            total[key] += value if isinstance(value, int | float) and not isinstance(value, bool) else 0
    return total


def broken_mentions(sources: Sources, name: str, text: str) -> Iterator[Mention]:
    """Yield the links, pictures, references and files of a page that lead nowhere, as far as can be told unbuilt."""
    for mention in mentions.read(text).mentions:
        path = mention.text.partition("#")[0]
        sure = (
            mention.kind in (Kind.FILE, Kind.ARTICLE)
            or (mention.kind is Kind.DOC and mention.via != "{any}")
            or (mention.kind is Kind.LINK and path.endswith(".md"))
        )
        if not sure or not path or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", mention.text) or "*" in path:
            continue
        if not _MADE.match(path) and sources.resolve(mention.kind, mention.text, name) is None:
            yield mention


def parse_json(text: str) -> Any:
    """Return parsed JSON, or None for what is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def popular(found: Iterable[Review], limit: int) -> set[str]:
    """Return the docnames that are read most; pages nobody is known to read are not among them."""
    rows = sorted((r for r in found if r.read > 0), key=lambda r: (-r.read, r.docname))
    return {row.docname for row in rows[:limit]}
