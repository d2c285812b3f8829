"""The ``{popular}`` directive: the order of real traffic, and the honest heading without it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .make import Make, listed, notices, page, root

FILES = root(
    {
        "popular.md": page("Popular", "", ":::{popular} Most read\n:::"),
        "solutions/a.md": page("A", "updated: 2026-01-01"),
        "solutions/b.md": page("B", "updated: 2026-01-02"),
        "solutions/c.md": page("C", "updated: 2026-01-03\nredirect_from: [solutions/old-c]"),
        "solutions/draft.md": page("Draft", "state: draft"),
        "news/n.md": page("N", "date: 2026-01-01"),
    }
)


def _report(*articles: Any, kind: str = "measured") -> dict[str, str]:
    report = {"kind": kind, "as_of": "2026-11-01", "source": "Counted by hand", "articles": articles}
    return {**FILES, "_data/traffic.json": json.dumps(report)}


def _views(**views: float) -> list[dict[str, Any]]:
    return [{"address": f"/solutions/{name}.html", "score": score} for name, score in views.items()]


def test_order_is_that_of_the_report(make: Make) -> None:
    """Articles stand in the order of what readers read; news and unpublished pages are none of them."""
    site = make(_report(*_views(a=5, b=9, c=1, draft=99), {"address": "/news/n.html", "score": 50}))
    assert site.warnings == []
    assert listed(site, "popular") == ["B", "A", "C"]
    assert [h.text for h in site.soup("popular").select(".portal-head h2")] == ["Most read"]


def test_old_addresses_count_for_the_new(make: Make) -> None:
    """Visits of an old address count for the page that moved."""
    assert listed(make(_report(*_views(a=5, c=3), {"address": "/solutions/old-c", "score": 3})), "popular") == [
        "C",
        "A",
        "B",
    ]


def test_pins_come_first(make: Make) -> None:
    """A pinned article stands before all others, whatever readers read."""
    files = _report(*_views(a=5, b=9)) | {"solutions/c.md": page("C", "pin: 2"), "solutions/d.md": page("D", "pin: 1")}
    assert listed(make(files), "popular") == ["D", "C", "B", "A"]


@pytest.mark.parametrize("builder", ["html", "text"])
def test_without_report_it_is_a_recommendation(make: Make, builder: str) -> None:
    """Without a report nobody counted, so the heading says Recommended; the last updated comes first."""
    site = make(FILES, builder=builder)
    assert site.warnings == []
    text = site.text("popular.html" if builder == "html" else "popular.txt")
    assert "Recommended" in text
    assert "Most read" not in text
    if builder == "html":
        assert listed(site, "popular") == ["C", "B", "A"]


def test_without_heading_none_is_made_up(make: Make) -> None:
    """A listing without a heading gets none for want of a report."""
    site = make({**FILES, "popular.md": page("Popular", "", ":::{popular}\n:::")})
    assert "Recommended" not in site.html("popular")


def test_carried_over_report_names_its_source(make: Make) -> None:
    """An order that was carried over from elsewhere says so below the list."""
    site = make(_report("solutions/b", "solutions/a", kind="carried-over"))
    assert listed(site, "popular") == ["B", "A", "C"]
    assert "Counted by hand" in site.soup("popular").select(".portal-from-popular")[0].text
    assert "Counted by hand" not in make(_report(*_views(a=1)), out="measured").html("popular")


def test_ten_by_default(make: Make) -> None:
    """Ten articles are shown unless one says otherwise."""
    assert len(listed(make({**FILES, **{f"solutions/x{i}.md": page(f"X{i}") for i in range(12)}}), "popular")) == 10


@pytest.mark.parametrize(
    ("content", "place", "what"),
    [
        ("[]", ":1: ", 'it needs an "articles" list'),
        ('{"articles": [', ":1: ", "is not JSON"),
        ('{"articles": [],\n "kind": x}', ":2: ", "is not JSON"),
        ('{"kind": "guessed", "articles": []}', ":1: ", 'kind is \'guessed\'; write "measured" or "carried-over"'),
        (
            '{"articles": [{"address": "solutions/a", "score": -1}]}',
            ":1: ",
            "entry 1 needs an address and a score of 0 or more",
        ),
        (
            '{"kind": "carried-over", "articles": ["solutions/gone"]}',
            ":1: ",
            'address "solutions/gone" is no published article\'s',
        ),
    ],
)
def test_wrong_report(make: Make, content: str, place: str, what: str) -> None:
    """A mistake in the report costs one notice at its file; the list is drawn all the same."""
    site = make({**FILES, "_data/traffic.json": content})
    [notice] = notices(site, "report")
    assert notice.startswith(f"_data/traffic.json{place}")
    assert what in notice
    assert len(site.warnings) == 1
    assert listed(site, "popular") == ["C", "B", "A"]


def test_unpublished_article_in_a_kept_report_is_no_mistake(make: Make) -> None:
    """A report kept by hand may name an article that is only hidden now."""
    assert make(_report("solutions/draft", "solutions/a", kind="carried-over")).warnings == []


def test_report_elsewhere(make: Make) -> None:
    """``portal_data_dir`` moves the data files."""
    files = {name.replace("_data/", "data/"): text for name, text in _report(*_views(a=5)).items()}
    assert listed(make(files, portal_data_dir="data"), "popular")[0] == "A"
