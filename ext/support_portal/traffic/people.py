"""Tell people from machines by what they did in a day, and add up what people read.

Each day is sorted by visitor and article on its own.  DuckDB's GROUP BY of all days at once, and the joins that follow,
took three times as long: the rows of a day are sorted within the processor's cache.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from support_portal.traffic.lookup import Hashes, Ints
from support_portal.traffic.tally import ROBOTS


class Read(NamedTuple):
    """What visitors of one day read: a row for each visitor and article (or `ROBOTS`), those of a visitor together.

    ``new`` are the views among ``views`` that this refresh counted.
    """

    articles: Ints
    visitors: Hashes
    views: Ints
    new: Ints


class Sums(NamedTuple):
    """What people read on one day, by article; who were machines on that day, and how many new views were theirs."""

    articles: Ints
    views: Ints
    visitors: Ints
    machines: Hashes
    machine_views: int


def together(articles: Ints, visitors: Hashes, before: tuple[Ints, Hashes, Ints] | None = None) -> Read:
    """Put the new views of one day together, and with what was read ``before`` (articles, visitors, views)."""
    if before:
        return _with(articles, visitors, *before)
    pairs, visitors, _ = _pairs(articles, visitors)
    pairs.sort()
    firsts = np.flatnonzero(_firsts(pairs))
    views = np.diff(np.append(firsts, len(pairs)))
    # The rows of a visitor have stayed where they were.
    return Read(_articles(pairs[firsts]), visitors[firsts], views, views)


def _with(articles: Ints, visitors: Hashes, articles_before: Ints, visitors_before: Hashes, views_before: Ints) -> Read:
    """Put new views together with what was read before."""
    every = np.concatenate((articles, articles_before)), np.concatenate((visitors, visitors_before))
    pairs, visitors, order = _pairs(*every)
    inner = np.argsort(pairs)
    pairs, rows = pairs[inner], order[inner]
    firsts = np.flatnonzero(_firsts(pairs))
    number = len(articles)
    new = np.repeat((1, 0), (number, len(articles_before)))
    views = np.concatenate((new[:number], views_before))
    return Read(
        _articles(pairs[firsts]),
        visitors[firsts],
        *(np.add.reduceat(column[rows], firsts) if len(firsts) else column for column in (views, new)),
    )


def _pairs(articles: Ints, visitors: Hashes) -> tuple[Ints, Hashes, Ints]:
    """Return a number for each row's visitor and article, and visitors, both in the order of visitors, and that order.

    Two numbers below 2**32 are made one, because one is sorted ten times as fast as two.
    """
    order = np.argsort(visitors)
    visitors = visitors[order]
    who = np.cumsum(_firsts(visitors)) - 1
    return (who << 32) | (articles[order].astype(np.int64) - ROBOTS), visitors, order


def _articles(pairs: Ints) -> Ints:
    return (pairs & 0xFFFF_FFFF) + ROBOTS


def sums(read: Read, crawl_limit: int) -> Sums:
    """Add up what people read of one day.

    A machine that names a browser as its agent shows by what it does: it asks what machines may read, which no browser
    does (P.-N. Tan and V. Kumar, *Discovery of Web Robot Sessions*, 2002), or opens more than ``crawl_limit`` articles
    in a day, which is more than anybody reads.
    """
    firsts = _firsts(read.visitors)
    who = np.cumsum(firsts) - 1
    machine = np.bincount(who) > crawl_limit
    machine[who[read.articles == ROBOTS]] = True
    is_article, is_machine = read.articles >= 0, machine[who]
    people = is_article & ~is_machine
    found = _by_article(read.articles[people], read.views[people])
    return Sums(*found, read.visitors[firsts][machine], int(read.new[is_article & is_machine].sum()))


def total(reads: Iterable[Read], crawl_limit: int) -> Sums:
    """Add up what people read of one day, of which each part has other visitors."""
    return added([sums(read, crawl_limit) for read in reads])


def added(parts: Sequence[Sums]) -> Sums:
    """Return the sums of a day of which each part had other visitors."""
    if len(parts) == 1:
        return parts[0]
    articles, views, visitors, machines = (np.concatenate([part[place] for part in parts]) for place in range(4))
    return Sums(*_by_article(articles, views, visitors), machines, sum(part.machine_views for part in parts))


def _by_article(articles: Ints, views: Ints, visitors: Ints | None = None) -> tuple[Ints, Ints, Ints]:
    """Add up views, and visitors or rows, by article; as float64, in which whole numbers are exact up to 2**53."""
    rows = np.bincount(articles)
    found = np.flatnonzero(rows)
    columns = (np.bincount(articles, views), rows if visitors is None else np.bincount(articles, visitors))
    every, people = (column[found].astype(np.int64) for column in columns)
    return found, every, people


def _firsts(values: Ints | Hashes) -> npt.NDArray[np.bool_]:
    """Tell which of sorted values are unlike the one before."""
    return np.append(True, values[1:] != values[:-1])[: len(values)]
