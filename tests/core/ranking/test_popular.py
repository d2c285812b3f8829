"""Popular articles: a report of any form in, a total and stable order out."""

from __future__ import annotations

import datetime as dt
import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from support_portal.core.library import Library
from support_portal.core.ranking.popular import Entry, Report, ReportKind, parse_report, rank, read_report
from support_portal.notices import Notice

from ..make import article, data, library, messages

A, B, C, D = (f"solutions/{name}" for name in "abcd")
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
entries = st.fixed_dictionaries({}, optional={"address": json_values, "score": json_values})
reports = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("kind", "as_of", "source"), json_values) | {"articles": st.lists(entries | json_values)}
)


def report(*rows: tuple[str, float], kind: ReportKind = ReportKind.MEASURED) -> Report:
    return Report(kind, "2026-11-23", "access logs", tuple(Entry(*row) for row in rows))


def four(**fields: dict[str, Any]) -> Library:
    return library(article(name, **fields.get(name[-1], {})) for name in (D, C, B, A))


@pytest.mark.parametrize("case", data("reports.yaml"), ids=lambda case: case["name"])
def test_parse_report(case: dict[str, Any]) -> None:
    """A report keeps its right entries; each wrong one costs a problem."""
    found, problems = parse_report(case["report"])
    assert (found and [[e.address, e.score] for e in found.entries]) == case["entries"]
    for message, words in zip(messages(problems), case["problems"], strict=True):
        assert words in message
    assert all(p.notice is Notice.REPORT for p in problems)


def test_what_rises_and_what_is_unpinned() -> None:
    """Rising articles stand by how steeply they rise, ties in the order of the others; unpinned ones in no order."""
    rows = (Entry("solutions/a", 9, 2), Entry("solutions/b", 1, 4), Entry("solutions/c", 5, 2), Entry("old", 1, 7))
    found = Report(ReportKind.MEASURED, "", "", rows)
    ranking, _ = rank(four(d={"unpin": True}), found, {"old": D})
    assert ranking.order == (A, C, B)
    assert ranking.rising == (B, A, C)
    parsed, problems = parse_report({"articles": [{"address": "a", "score": 1, "rising": "much"}]})
    assert parsed is not None
    assert (parsed.entries, len(problems)) == ((Entry("a", 1.0),), 1)


@given(json_values | reports)
@example({"articles": [{"address": "a", "score": 10**400}]})
@example({"articles": [{"address": "a", "score": math.nan}, {"address": "b", "score": math.inf}]})
@example({"articles": ["a"], "kind": ["measured"]})
def test_wild_reports(value: Any) -> None:
    """Any JSON at all: nothing raises, scores are finite and not negative, every entry is kept or has its problem."""
    found, problems = parse_report(value)
    if found is None:
        assert problems
        return
    assert all(math.isfinite(e.score) and e.score >= 0 and e.address for e in found.entries)
    wrong = [p for p in problems if p.message.startswith("entry")]
    assert len(found.entries) + len(wrong) == len(value["articles"])
    assert isinstance(found.as_of, str)
    rank(four(), found)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "is not JSON: "),
        (b"\xff", "cannot be read"),
        (b"[" * 100_000, "cannot be read"),
        (b'{"articles": [' + b"9" * 5_000 + b"]}", "cannot be read"),
        (b"[]", 'needs an "articles" list'),
    ],
)
def test_unreadable_files(tmp_path: Path, content: bytes, words: str) -> None:
    """A file that holds no report costs one problem."""
    path = tmp_path / "traffic.json"
    path.write_bytes(content)
    found, problems = read_report(path)
    assert found is None
    assert len(problems) == 1
    assert words in problems[0].message


def test_no_file(tmp_path: Path) -> None:
    """No report is no mistake."""
    assert read_report(tmp_path / "traffic.json") == (None, ())


def test_report_file(tmp_path: Path) -> None:
    """A report read from a file is the report that was written; a line tells where JSON broke."""
    path = tmp_path / "traffic.json"
    path.write_text(json.dumps({"as_of": "2026-11-23", "source": "logs", "articles": [{"address": A, "score": 2}]}))
    assert read_report(path) == (Report(ReportKind.MEASURED, "2026-11-23", "logs", (Entry(A, 2.0),)), ())
    path.write_text("{\n\n!}")
    assert read_report(path)[1][0].line == 3


def test_without_report_the_order_is_a_recommendation() -> None:
    """With no report: the last updated first, then by docname, and the ranking says there is no count behind it."""
    found = four(b={"updated": dt.date(2026, 2, 1)}, c={"updated": dt.date(2026, 3, 1)})
    ranking, problems = rank(found, None)
    assert (ranking.order, ranking.report, problems) == ((C, B, A, D), None, ())


def test_scores_order() -> None:
    """The most read comes first; ties go to the last updated, then to the docname; unread ones follow."""
    found = four(d={"updated": dt.date(2026, 2, 1)})
    ranking, _ = rank(found, report((A, 1), (B, 3), (D, 1)))
    assert ranking.order == (B, D, A, C)
    assert ranking.report is not None


def test_pins_come_first() -> None:
    """Pinned articles stand before the most read, by their number; equal numbers by score."""
    found = four(a={"pin": 2}, b={"pin": 1}, c={"pin": 2})
    assert rank(found, report((D, 100), (C, 5)))[0].order == (B, C, A, D)


def test_moved_addresses_count_for_the_new_page() -> None:
    """Readers of an old address read the page it moved to; the two counts add up."""
    source = report((A, 4), (B, 3), ("/old/b.html?utm=x", 2))
    assert rank(four(), source, {"old/b": B})[0].order[:2] == (B, A)
    assert rank(four(), source)[0].order[:2] == (A, B)


def test_a_living_page_keeps_its_own_count() -> None:
    """An old address that is a page again counts for that page."""
    assert rank(four(), report((A, 1)), {A: B})[0].order[0] == A


def test_forms_of_one_address_add_up() -> None:
    """Logs write a page in many ways; together they are its count."""
    rows = ((f"/{A}.html", 1), (f"https://help.example.org/{A}", 1), (f"/{A}/?q=1", 1), (B, 2))
    assert rank(four(), report(*rows))[0].order[0] == A


def test_news_and_indexes_are_never_popular() -> None:
    """Folders and news are left out, courses stay: the list is for articles."""
    pages = [article(name) for name in ("news/a", "solutions/index", "solutions/x/index", "training/c/index", "about")]
    ranking, problems = rank(library(pages), report(("news/a", 9), ("about", 9), ("solutions", 9)))
    assert (ranking.order, problems) == (("training/c/index",), ())


@pytest.mark.parametrize(("kind", "told"), [(ReportKind.MEASURED, 0), (ReportKind.CARRIED_OVER, 1)])
def test_unpublished_pages_are_never_listed(kind: ReportKind, told: int) -> None:
    """Addresses of no published page are passed over; in a report kept by hand each is told, but not hidden ones."""
    source = report((A, 1), ("solutions/gone", 5), ("solutions/draft", 4), kind=kind)
    ranking, problems = rank(four(), source, {"solutions/older": "solutions/draft"}, {"solutions/draft"})
    assert ranking.order == (A, B, C, D)
    assert len(problems) == told
    assert all("solutions/gone" in p.message for p in problems)


scored = st.lists(st.tuples(st.sampled_from([A, B, C, D, "x"]), st.integers(0, 3).map(float)), max_size=8)


@given(scored, st.permutations([A, B, C, D]), st.randoms())
def test_order_is_total(rows: list[tuple[str, float]], order: list[str], random: Any) -> None:
    """Every article has one place, whatever order pages and entries come in."""
    expected = rank(four(), report(*rows))[0].order
    assert sorted(expected) == [A, B, C, D]
    random.shuffle(rows)
    assert rank(library(map(article, order)), report(*rows))[0].order == expected
