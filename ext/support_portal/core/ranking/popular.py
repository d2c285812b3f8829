"""Rank articles by what readers read: a Report of traffic in, a Ranking out."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeGuard

from support_portal.core.addresses import normal_path
from support_portal.core.article import NEWS, Article
from support_portal.core.library import Library
from support_portal.notices import Notice, Problem


class ReportKind(StrEnum):
    """Where a report's order comes from."""

    MEASURED = "measured"
    CARRIED_OVER = "carried-over"


@dataclass(frozen=True, slots=True)
class Entry:
    """One address of a report and how much it weighs: views, decayed views or any other count that adds up.

    ``rising`` is how many times a usual week's readers the last week had, where that is told.
    """

    address: str
    score: float
    rising: float = 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """What readers read.  ``as_of`` is a day in ISO form; ``source`` says in words where the figures come from."""

    kind: ReportKind
    as_of: str
    source: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Docnames, the most popular first; ``rising`` are those that rise, the steepest first.

    ``report`` is None when the order is a recommendation, not a count.
    """

    order: tuple[str, ...] = ()
    rising: tuple[str, ...] = ()
    report: Report | None = None


def parse_report(data: Any) -> tuple[Report | None, tuple[Problem, ...]]:
    """Return the report in parsed JSON, leaving out wrong entries with a problem each.

    ``{"kind": "measured", "as_of": "2026-11-23", "source": "…", "articles": [{"address": "…", "score": 12.5}]}``;
    a carried-over report may list addresses alone, in order: the first of n weighs n, the last 1.
    """
    if not isinstance(data, dict) or not isinstance(data.get("articles"), list):
        return None, (Problem(Notice.REPORT, 'is not a report; it needs an "articles" list'),)
    problems: list[Problem] = []
    try:
        kind = ReportKind(data.get("kind", ReportKind.MEASURED))
    except ValueError:
        kind = ReportKind.MEASURED
        problems.append(Problem(Notice.REPORT, f'kind is {data["kind"]!r}; write "measured" or "carried-over"'))
    entries = []
    total = len(data["articles"])
    for place, item in enumerate(data["articles"]):
        if isinstance(item, str):
            item = {"address": item, "score": total - place}
        address, score = (item.get("address"), item.get("score")) if isinstance(item, dict) else (None, None)
        rising = item.get("rising", 0) if isinstance(item, dict) else 0
        if not _counts(rising):
            problems.append(Problem(Notice.REPORT, f"entry {place + 1}: rising needs a number of 0 or more"))
            rising = 0
        if isinstance(address, str) and address and _counts(score):
            entries.append(Entry(address, float(score), float(rising)))
        else:
            problems.append(Problem(Notice.REPORT, f"entry {place + 1} needs an address and a score of 0 or more"))
    return Report(kind, str(data.get("as_of", "")), str(data.get("source", "")), tuple(entries)), tuple(problems)


def _counts(value: Any) -> TypeGuard[float]:
    # A score that is not finite would put one address before all others for ever.
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= sys.float_info.max


def read_report(path: Path) -> tuple[Report | None, tuple[Problem, ...]]:
    """Return the report in a file, or None when there is no file."""
    try:
        return parse_report(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None, ()
    except json.JSONDecodeError as error:
        return None, (Problem(Notice.REPORT, f"is not JSON: {error.msg}", error.lineno),)
    except (OSError, ValueError, RecursionError) as error:
        return None, (Problem(Notice.REPORT, f"cannot be read: {error}"),)


def current_addresses(library: Library, moved: Mapping[str, str]) -> dict[str, str]:
    """Return the docname for each address readers may have used, today's and those ``moved`` (old -> docname)."""
    addresses = {normal_path(docname): docname for docname in library.articles}
    addresses.update({normal_path(old): new for old, new in moved.items() if normal_path(old) not in addresses})
    return addresses


def rank(
    library: Library,
    report: Report | None,
    moved: Mapping[str, str] | None = None,
    hidden: Collection[str] = (),
) -> tuple[Ranking, tuple[Problem, ...]]:
    """Rank the library's articles; index pages and news are never popular articles.

    Pins come first, by number; then the articles by score, old addresses counted for the page they moved to.
    Ties go to the article updated last, then to the docname.  Articles no report names follow in that tie order;
    those unpinned are in no order.  The rising ones stand by how steeply they rise, ties in the order of the others.
    Addresses of no published page are left out; in a report kept by hand (carried over) each is a problem, unless
    it is one of the ``hidden`` docnames.
    """
    addresses = current_addresses(library, moved or {})
    scores: dict[str, float] = {}
    rises: dict[str, float] = {}
    problems = []
    for entry in report.entries if report else ():
        docname = addresses.get(normal_path(entry.address))
        if docname is not None:
            scores[docname] = scores.get(docname, 0.0) + entry.score
            rises[docname] = max(rises.get(docname, 0.0), entry.rising)
        elif report and report.kind is ReportKind.CARRIED_OVER and normal_path(entry.address) not in hidden:
            problems.append(Problem(Notice.REPORT, f'address "{entry.address}" is no published article\'s; left out'))

    def key(article: Article) -> tuple[Any, ...]:
        updated = library.updated(article)
        return (
            article.pin is None,
            article.pin or 0,
            -scores.get(article.docname, 0.0),
            -(updated.toordinal() if updated else 0),
            article.docname,
        )

    candidates: Iterable[Article] = (a for a in library.content if a.section != NEWS and not a.unpin)
    order = tuple(a.docname for a in sorted(candidates, key=key))
    rising = sorted((d for d in order if rises.get(d)), key=lambda docname: -rises[docname])
    return Ranking(order, tuple(rising), report), tuple(problems)
