"""Measure a search: which share of queries it answers at the top, by the usual measures of information retrieval."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

ALL: Final = "all"
DEPTH: Final = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """One query with the pages that answer it, and what a search found, best first."""

    kind: str
    query: str
    relevant: frozenset[str]
    found: tuple[str, ...]

    @property
    def rank(self) -> int:
        """Where the first page that answers stands (1 is first), 0 when none is among the first ten."""
        places = (place for place, page in enumerate(self.found[:DEPTH], 1) if page in self.relevant)
        return next(places, 0)


@dataclass(frozen=True, slots=True)
class Quality:
    """How well queries are answered, each a mean over ``count`` queries, 0 to 1; ``nothing`` is better when lower."""

    count: int
    success_1: float
    success_5: float
    mrr_10: float
    ndcg_10: float
    nothing: float


def quality(judged: Sequence[Judged]) -> Quality:
    """Return success@1 and @5, MRR@10, nDCG@10 with binary relevance, and the share of queries that found nothing.

    Formulas as in Manning, Raghavan & Schütze 2008, chapter 8 (https://nlp.stanford.edu/IR-book/) and Järvelin &
    Kekäläinen 2002 (doi 10.1145/582415.582418).

    >>> quality([Judged("", "a", frozenset("x"), ("y", "x")), Judged("", "b", frozenset("x"), ())])
    Quality(count=2, success_1=0.0, success_5=0.5, mrr_10=0.25, ndcg_10=0.3155, nothing=0.5)
    """
    count = len(judged)
    if not count:
        return Quality(0, 0.0, 0.0, 0.0, 0.0, 0.0)
    return Quality(
        count,
        _mean(one.rank == 1 for one in judged),
        _mean(0 < one.rank <= 5 for one in judged),
        _mean(1 / one.rank if one.rank else 0 for one in judged),
        _mean(_ndcg(one) for one in judged),
        _mean(not one.found for one in judged),
    )


def by_kind(judged: Sequence[Judged]) -> Mapping[str, Quality]:
    """Return the quality for each kind of query, by name, and for all of them last."""
    kinds = sorted({one.kind for one in judged})
    return {kind: quality([one for one in judged if one.kind == kind]) for kind in kinds} | {ALL: quality(judged)}


def _ndcg(one: Judged) -> float:
    gain = sum(1 / math.log2(place + 1) for place, page in enumerate(one.found[:DEPTH], 1) if page in one.relevant)
    best = sum(1 / math.log2(place + 1) for place in range(1, min(DEPTH, len(one.relevant)) + 1))
    return gain / best if best else 0.0


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return round(math.fsum(listed) / len(listed), 4)
