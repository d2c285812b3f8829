"""Banners: dated, in sections, and read from a file people edit in haste."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from support_portal.core.banners import LEVELS, Banner, parse_banners
from support_portal.notices import Notice

from .make import NOW, data, messages
from .ranking.test_popular import json_values

SECOND = dt.timedelta(seconds=1)
CASES = data("banners.yaml")


@pytest.mark.parametrize("case", CASES["good"], ids=lambda case: str(case["banner"]))
def test_good(case: dict[str, Any]) -> None:
    """A right entry becomes a banner with these fields."""
    (banner,), problems = parse_banners([case["banner"]])
    assert problems == ()
    shown = {name: getattr(banner, name) for name in case["fields"]}
    assert {name: list(v) if isinstance(v, tuple) else v for name, v in shown.items()} == case["fields"]


@pytest.mark.parametrize("case", CASES["bad"], ids=lambda case: str(case["banner"]))
def test_bad(case: dict[str, Any]) -> None:
    """A wrong entry is dropped with a problem that says which it is and what to write; its neighbours stay."""
    banners, problems = parse_banners([{"text": "before"}, case["banner"], {"text": "after"}])
    assert [b.text for b in banners] == ["before", "after"]
    (message,) = messages(problems)
    assert message.startswith("banner 2: ")
    assert case["words"] in message
    assert message.endswith("; it is not shown")


def test_no_file_and_no_list() -> None:
    """An absent or empty file is no mistake; one that holds no list is."""
    assert parse_banners(None) == ((), ())
    assert parse_banners([]) == ((), ())
    (problem,) = parse_banners({"text": "x"})[1]
    assert (problem.notice, problem.line) == (Notice.DATA_FILE, 1)


fields = st.fixed_dictionaries(
    {"text": json_values | st.just("text")},
    optional={
        "level": json_values | st.sampled_from(LEVELS),
        "show_from": json_values | st.datetimes() | st.dates(),
        "show_until": json_values | st.datetimes() | st.dates(),
        "sections": json_values | st.lists(st.sampled_from(["news", "solutions"])),
        "link": json_values,
    },
)


@given(json_values | st.lists(json_values | fields))
@example([{"text": "x", "sections": 5}, {"text": "x", "sections": True}, {"text": "x", "level": []}])
@example([{"text": "x", "show_from": dt.datetime.min.replace(tzinfo=dt.timezone(dt.timedelta(hours=1)))}])
def test_wild_data(value: Any) -> None:
    """Any data at all: nothing raises, each entry is a banner or has its problem, times are aware."""
    banners, problems = parse_banners(value)
    if isinstance(value, list):
        assert len(banners) + len(problems) == len(value)
    for banner in banners:
        assert banner.text
        assert banner.level in LEVELS
        banner.shows("news", NOW)


@pytest.mark.parametrize(
    ("show_from", "show_until", "expected"),
    [
        (None, None, True),
        (NOW, None, True),
        (NOW + SECOND, None, False),
        (None, NOW, False),
        (None, NOW + SECOND, True),
        (NOW - SECOND, NOW + SECOND, True),
    ],
)
def test_when_it_shows(show_from: dt.datetime | None, show_until: dt.datetime | None, expected: bool) -> None:
    """A banner shows from its first moment on, until just before its last."""
    assert Banner("x", show_from=show_from, show_until=show_until).shows("", NOW) is expected


@pytest.mark.parametrize(
    ("sections", "section", "expected"),
    [
        ((), "news", True),
        ((), "", True),
        (("news",), "news", True),
        (("news",), "training", False),
        (("news",), "", False),
    ],
)
def test_where_it_shows(sections: tuple[str, ...], section: str, expected: bool) -> None:
    """A banner of no section shows everywhere, another in its sections only."""
    assert Banner("x", sections=sections).shows(section, NOW) is expected


def test_key() -> None:
    """Readers who dismissed a banner see it again when its text, level or link changes, not when its dates do."""
    banner = Banner("x")
    assert banner.key == Banner("x", show_until=NOW, sections=("news",), link_text="more").key
    assert len({banner.key, Banner("y").key, Banner("x", "warning").key, Banner("x", link="a").key}) == 4
    assert len(banner.key) == 12
