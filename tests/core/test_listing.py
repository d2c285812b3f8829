"""Listings: a query as plain data, and the articles it lists."""

from __future__ import annotations

import datetime as dt
import pickle
from typing import Any

import pytest

from support_portal.core.library import Library
from support_portal.core.listing import Query, Source, select
from support_portal.core.ranking.popular import Ranking

from .make import article, names

EMBED, ORPHAN, DONUT = "solutions/badges/embed", "solutions/orphan", "training/altmetrics/donut"
COURSES = ["training/explorer/index", "training/altmetrics/index"]
RANKING = Ranking((EMBED, "solutions/gone", DONUT, ORPHAN), (DONUT, "solutions/gone", EMBED))
RELATED = {EMBED: (ORPHAN, "solutions/gone", "news/keys")}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"source": Source.NEWS}, ["news/keys", "news/bluesky", "news/move"]),
        ({"source": Source.NEWS, "limit": 2}, ["news/keys", "news/bluesky"]),
        ({"source": Source.NEWS, "topic": "api"}, ["news/keys"]),
        ({"source": Source.NEWS, "since": dt.date(2026, 3, 2)}, ["news/keys", "news/bluesky"]),
        ({"source": Source.POPULAR}, [EMBED, DONUT, ORPHAN]),
        ({"source": Source.POPULAR, "section": "training"}, [DONUT]),
        ({"source": Source.POPULAR, "section": "solutions", "limit": 1}, [EMBED]),
        ({"source": Source.POPULAR, "folder": "/solutions/badges/"}, [EMBED]),
        ({"source": Source.POPULAR, "folder": "solutions/bad"}, []),
        ({"source": Source.TRENDING}, [DONUT, EMBED]),
        ({"source": Source.TRENDING, "section": "training", "limit": 1}, [DONUT]),
        ({"source": Source.RELATED, "page": EMBED}, [ORPHAN, "news/keys"]),
        ({"source": Source.RELATED, "page": EMBED, "section": "news"}, ["news/keys"]),
        ({"source": Source.RELATED, "page": ORPHAN}, []),
        ({"source": Source.TOPIC, "topic": "sources"}, ["solutions/score/built", "solutions/score/sources/mentions"]),
        ({"source": Source.TOPIC, "topic": "badges", "product": "badges"}, ["solutions/badges/attributes"]),
        ({"source": Source.TOPIC, "topic": "nothing"}, []),
        ({"source": Source.FOLDERS, "page": "solutions/index"}, ["solutions/badges/index", "solutions/score/index"]),
        ({"source": Source.LESSONS, "page": "training/altmetrics/index"}, ["training/altmetrics/attention", DONUT]),
        ({"source": Source.COURSES, "page": "training/index"}, COURSES),
        ({"source": Source.COURSES, "page": "solutions/index"}, []),
        ({"source": Source.FOLDERS, "page": "nowhere"}, []),
    ],
    ids=str,
)
def test_select(small: Library, query: dict[str, Any], expected: list[str]) -> None:
    """A listing has the articles of its source that pass every filter, in the source's order, up to the limit."""
    assert names(select(Query(**query), small, RANKING, RELATED)) == expected


def test_so_many_of_a_folder() -> None:
    """A listing may have so many of one folder; pinned ones stay, count, and keep the order."""
    docnames = ["a/1", "a/2", "b/1", "a/3", "b/2", "c/1"]
    pinned = {"a/3"}
    library = Library({d: article(d, pin=1 if d in pinned else None) for d in docnames})
    for number, expected in ((0, docnames), (1, ["a/1", "b/1", "a/3", "c/1"]), (2, docnames)):
        query = Query(source=Source.POPULAR, per_folder=number)
        assert names(select(query, library, Ranking(tuple(docnames)), {})) == expected


@pytest.mark.parametrize("source", Source)
def test_every_source_lists_something_or_nothing(small: Library, source: Source) -> None:
    """Every source answers a bare query."""
    assert isinstance(select(Query(source=source), small, RANKING, RELATED), tuple)


def test_filters_must_all_hold() -> None:
    """An article is listed when every filter lets it pass; one with no date is never since a day."""
    page = article("news/a", topics=["api"], products=["explorer"], date=dt.date(2026, 3, 2))
    query = Query(source=Source.NEWS, section="news", topic="api", product="explorer", since=dt.date(2026, 3, 2))
    assert query.admits(page)
    assert not query.admits(article("news/a", topics=["api"], products=["explorer"]))
    assert not query.admits(article("solutions/a", topics=["api"], products=["explorer"], date=dt.date(2026, 3, 2)))


def test_a_query_can_be_stored_and_compared() -> None:
    """The environment keeps queries in its pickle; two alike are equal."""
    query = Query(source=Source.NEWS, limit=3, since=dt.date(2026, 1, 1))
    assert pickle.loads(pickle.dumps(query)) == query
    assert hash(query) == hash(Query(source=Source.NEWS, limit=3, since=dt.date(2026, 1, 1)))
