"""States: what readers may see at a moment, and when that next changes."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from support_portal.core import front_matter, states
from support_portal.core.fields import GATES, Audience

from .make import NOW
from .test_front_matter import _KEYS, _VALUES

SECOND = dt.timedelta(seconds=1)
times = st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2030, 1, 1), timezones=st.just(dt.UTC))


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, None),
        ({"state": "published"}, None),
        ({"state": "draft"}, "draft"),
        ({"state": "review"}, "review"),
        ({"state": "archived"}, "archived"),
        ({"publish_at": NOW}, None),
        ({"publish_at": NOW - SECOND}, None),
        ({"publish_at": NOW + SECOND}, "published from 2026-11-23 09:00 UTC"),
        ({"expires_at": NOW}, "expired on 2026-11-23 09:00 UTC"),
        ({"expires_at": NOW - SECOND}, "expired on 2026-11-23 08:59 UTC"),
        ({"expires_at": NOW + SECOND}, None),
        ({"publish_at": NOW - SECOND, "expires_at": NOW + SECOND}, None),
        ({"state": "draft", "publish_at": NOW - SECOND}, "draft"),
        ({"publish_at": dt.datetime(2026, 11, 23, 11, tzinfo=dt.timezone(dt.timedelta(hours=2)))}, None),
        ({"audience": "public"}, None),
        ({"audience": "customer"}, "for customer readers"),
        ({"audience": "internal"}, "for internal readers"),
    ],
)
def test_why_hidden(values: dict[str, Any], reason: str | None) -> None:
    """Published from the very moment of publish_at, gone from the very moment of expires_at."""
    assert states.why_hidden(values, NOW) == reason


@pytest.mark.parametrize(
    ("edition", "shown"),
    [
        (Audience.PUBLIC, {"public"}),
        (Audience.CUSTOMER, {"public", "customer"}),
        (Audience.INTERNAL, {"public", "customer", "internal"}),
    ],
)
def test_editions(edition: Audience, shown: set[str]) -> None:
    """A larger edition shows what the smaller ones show, and more; nobody's drafts."""
    assert {a.value for a in Audience if states.why_hidden({"audience": a}, NOW, edition) is None} == shown
    assert states.why_hidden({"state": "draft"}, NOW, edition) == "draft"


@pytest.mark.parametrize(
    ("moments", "expected"),
    [
        ([], None),
        ([None, None], None),
        ([NOW], None),
        ([NOW - SECOND], None),
        ([NOW + 2 * SECOND, None, NOW + SECOND, NOW - SECOND], NOW + SECOND),
    ],
)
def test_next_change(moments: list[dt.datetime | None], expected: dt.datetime | None) -> None:
    """The next change is the earliest moment still to come; this very moment has come already."""
    assert states.next_change(moments, NOW) == expected


@given(st.none() | times, st.none() | times, times, times)
def test_nothing_changes_before_the_next_change(
    publish_at: dt.datetime | None, expires_at: dt.datetime | None, now: dt.datetime, later: dt.datetime
) -> None:
    """Until the next change an article is as visible as it is now: a scheduler need not build in between."""
    values = {"publish_at": publish_at, "expires_at": expires_at}
    change = states.next_change(values.values(), now)
    if later >= now and (change is None or later < change):
        assert (states.why_hidden(values, now) is None) == (states.why_hidden(values, later) is None)


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("summary: A draft\ntopics:\n- badges\nkeywords:\n  - draft\n\n# of internal use\n", False),
        ("", False),
        ("title: x\nmyst: {a: b}\n", False),
        ("state: published\n", True),
        ("summary: x\npublish_at: 2026-01-01\n", True),
        ("{summary: x, state: draft}\n", True),
        ("  summary: x\n  state: draft\n", True),
        ('"st\\x61te": draft\n', True),
        ("? state\n: draft\n", True),
        ("stat: draft\n", True),
        ("summary: not YAML\n  state: draft\n", True),
        ("summary: >-\n  x\n'audience': internal\n", True),
    ],
)
def test_may_be_hidden(block: str, expected: bool) -> None:
    """Front matter of plain harmless keys needs no parsing; whatever is less plain is parsed to be sure."""
    assert states.may_be_hidden(block) is expected


_ROWS = st.tuples(_KEYS | st.sampled_from([*GATES, "stat", '"state"', "  state", "{state", "? state\n"]), _VALUES)


@given(st.lists(_ROWS, min_size=1, max_size=4))
@example([("summary", "x\x85state: draft")])
def test_nothing_hidden_is_overlooked(rows: list[tuple[str, str]]) -> None:
    """Whatever hides an article when it is parsed is parsed: the short cut never publishes a draft."""
    text = "---\n" + "\n".join(f"{key}: {value}" for key, value in rows) + "\n---\n"
    block = front_matter.block(text)
    if block is not None and not GATES.isdisjoint(front_matter.parse(text).values):
        assert states.may_be_hidden(block)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-23", dt.datetime(2026, 11, 23, tzinfo=dt.UTC)),
        ("2026-11-23T09:00:00Z", NOW),
        ("2026-11-23T09:00:00", NOW),
        ("2026-11-23 10:00:00+01:00", NOW),
        ("1795424400", NOW),
        ("315532800", dt.datetime(1980, 1, 1, tzinfo=dt.UTC)),
    ],
)
def test_parse_now(text: str, expected: dt.datetime) -> None:
    """Now may be a day, a time, or seconds as SOURCE_DATE_EPOCH has them; it is in UTC."""
    found = states.parse_now(text)
    assert found == expected
    assert found.utcoffset() == dt.timedelta(0)


@given(st.text() | st.integers().map(str) | st.datetimes().map(str))
@example("0001-01-01T00:00:00+05:00")
@example("999999999999")
def test_parse_now_raises_nothing_but_value_error(text: str) -> None:
    """Any other text is a ValueError, which the settings turn into a notice."""
    with suppress(ValueError):
        assert states.parse_now(text).tzinfo is dt.UTC


@pytest.mark.parametrize(
    ("page", "targets"),
    [
        (None, {"public"}),
        ("public", {"public"}),
        ("customer", {"public", "customer"}),
        ("internal", {"public", "customer", "internal"}),
    ],
)
def test_who_may_be_sent_where(page: str | None, targets: set[str]) -> None:
    """A page sends its readers only to what all of them may read."""
    assert {a.value for a in Audience if states.may_send(page, a)} == targets
