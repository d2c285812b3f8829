"""A listing: a query over the library that a page shows, as plain data, so that it can be stored and compared."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from support_portal.core.article import NEWS, Article
from support_portal.core.library import Library
from support_portal.core.ranking.popular import Ranking


class Style(StrEnum):
    """How a listing looks."""

    TEASERS = "teasers"
    LIST = "list"
    CARDS = "cards"


class Source(StrEnum):
    """What a listing lists."""

    NEWS = "news"
    POPULAR = "popular"
    TRENDING = "trending"
    RELATED = "related"
    FOLDERS = "folders"
    LESSONS = "lessons"
    COURSES = "courses"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to list: the source, how many at most (0: all), also of one folder, and filters, all of which must hold."""

    source: Source
    limit: int = 0
    per_folder: int = 0
    section: str = ""
    folder: str = ""
    topic: str = ""
    product: str = ""
    since: dt.date | None = None
    page: str = ""

    def admits(self, article: Article) -> bool:
        """Tell whether an article passes the filters."""
        return (
            (not self.section or article.section == self.section)
            and (not self.folder or article.docname.startswith(self.folder.strip("/") + "/"))
            and (not self.topic or self.topic in article.topics)
            and (not self.product or self.product in article.products)
            and (self.since is None or (article.date is not None and article.date >= self.since))
        )


def select(
    query: Query, library: Library, ranking: Ranking, related: dict[str, tuple[str, ...]]
) -> tuple[Article, ...]:
    """Return the articles a query lists, in order.

    ``related`` maps a docname to its related docnames, best first.
    """
    match query.source:
        case Source.NEWS:
            found: tuple[Article, ...] = library.news
        case Source.POPULAR:
            found = tuple(library.articles[d] for d in ranking.order if d in library)
        case Source.TRENDING:
            found = tuple(library.articles[d] for d in ranking.rising if d in library)
        case Source.RELATED:
            found = tuple(library.articles[d] for d in related.get(query.page, ()) if d in library)
        case Source.TOPIC:
            found = tuple(a for a in library.with_topic(query.topic) if a.section != NEWS)
        case Source.FOLDERS | Source.LESSONS:
            found = library.children(query.page)
        case Source.COURSES:
            found = tuple(a for a in library.children(query.page) if library.is_course(a))
    chosen = tuple(a for a in found if query.admits(a))
    if query.per_folder:
        chosen = at_most(query.per_folder, chosen)
    return chosen[: query.limit] if query.limit else chosen


def at_most(number: int, articles: Iterable[Article]) -> tuple[Article, ...]:
    """Return articles in their order, with so many of one folder; pinned ones all stay and count.

    One well-read folder would fill the list otherwise.  Results are made various by leaving out what is like those
    before, as in Carbonell and Goldstein, *The Use of MMR*, SIGIR 1998 (doi 10.1145/290941.291025), with the folder
    as the only likeness.
    """
    counts: Counter[str] = Counter()
    kept = []
    for article in articles:
        if counts[article.folder] < number or article.pin is not None:
            kept.append(article)
            counts[article.folder] += 1
    return tuple(kept)
