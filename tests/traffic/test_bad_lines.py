"""What is wrong in a line is left out, counted by kind and shown by its place; nothing sound is lost with it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from support_portal.traffic import formats, sources, streams
from support_portal.traffic.agents import Agents
from support_portal.traffic.clock import NO_TIME, Clock, day_of
from support_portal.traffic.inventory import Addresses
from support_portal.traffic.lookup import Hasher
from support_portal.traffic.records import day_of_value
from support_portal.traffic.sources import Block, blocks
from support_portal.traffic.tally import Tally

from . import generate, log_formats
from .conftest import BROWSER, HIT, INVENTORY, SETTINGS, Count

ADDRESSES, AGENTS = Addresses(INVENTORY), Agents()
PARSED = list(log_formats.FORMATS)


def head_of(form: str) -> bytes:
    return log_formats.CLOUDFRONT_HEAD if form == "cloudfront" else b""


def views(form: str, lines: list[bytes]) -> Tally:
    """Count lines as one block of a format."""
    tally = Tally(ADDRESSES, AGENTS, lambda day: b"salt", generate.TODAY)
    data = b"".join(line + b"\n" for line in lines)
    good = head_of(form) + log_formats.FORMATS[form](HIT)
    counter = formats.counter(formats.look(good) or "", good)
    counter(tally, Block(data + sources.PAD, len(data), len(data)), 1)
    return tally


# -- never a lost good line ----------------------------------------------------------------------------------------

wild = st.one_of(
    st.binary(max_size=400),
    st.text('"\\ [](){}\t:/GETHP102030-', max_size=120).map(str.encode),
    st.sampled_from(
        [b'"' * 1000, b"\\" * 99, b'{"a":' * 5000, b"\r", b"\0" * 500, b"\x1b[2J", b"\xff\xfe", b'"\\"' * 7]
    ),
)


@pytest.mark.parametrize("form", PARSED)
@given(bad=wild, cut=st.integers(0, 300), place=st.integers(0, 300))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_bad_line_never_takes_a_good_one_with_it(form: str, bad: bytes, cut: int, place: int) -> None:
    """Whatever stands between two good lines, alone or put into a third, both count, and every line is something."""
    good = log_formats.FORMATS[form](HIT)
    for line in (bad, good[:cut], good[:place] + bad + good[place:], bad + good, good + bad):
        middle = line.replace(b"\n", b"")
        tally = views(form, [good, middle, good])
        assert tally.lines == 3
        assert tally.views >= 2
        left = sum(number for number, _ in tally.left.values())
        assert left + tally.views + tally.others + tally.events == 3
        assert all(1 < first < 3 for _, first in tally.left.values())


@pytest.mark.parametrize("form", PARSED)
@pytest.mark.parametrize("size", [70_000, 900_000, 3_000_000, 9_000_000])
def test_lines_of_any_length_leave_the_others(form: str, size: int, tmp_path: Path, count: Count) -> None:
    """A line of megabytes, in one block or over several, is left out, and the lines around it count."""
    good = log_formats.FORMATS[form](HIT)
    log = tmp_path / "access.log"
    log.write_bytes(head_of(form) + good + b"\n" + good.replace(b"how-to", b"x" * size) + b"\n" + good + b"\n")
    done = count(log).done
    assert (done.views, done.lines - head_of(form).count(b"\n")) == (2, 3)


def test_every_block_size_counts_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, count: Count) -> None:
    """Where the blocks of reading begin and end changes nothing."""
    log = generate.write_log(tmp_path / "access.log", "nginx", 500, damage=0.1, days=2)
    whole = count(log, state="whole")
    for size in (700, 4099, 65_537):
        monkeypatch.setattr(sources, "BLOCK", size)
        monkeypatch.setattr(streams, "BLOCK", size)
        assert count(log, state=f"state-{size}")[:3] == whole[:3]


@given(
    st.lists(st.binary(max_size=40), max_size=12).map(b"\n".join), st.lists(st.integers(1, 50), min_size=1, max_size=8)
)
def test_blocks_are_whole_lines_in_order(data: bytes, sizes: list[int]) -> None:
    """However a stream comes in, blocks put together are the stream, and each ends where a line ends."""

    def chunks() -> object:
        place = turn = 0
        while place < len(data):
            size = sizes[turn % len(sizes)]
            yield data[place : place + size]
            place, turn = place + size, turn + 1

    found = list(blocks(chunks(), 0))  # type: ignore[arg-type]
    joined = b"".join(block.data[: block.size] for block in found)
    assert joined == data or joined == data + b"\n"
    assert all(block.data[: block.size].endswith(b"\n") for block in found)
    assert (found[-1].end if found else 0) == len(data)


# -- times ---------------------------------------------------------------------------------------------------------

two = st.integers(0, 99).map("{:02d}".format)
clocks = st.one_of(
    st.builds(
        lambda d, m, y, h, i, s, sign, oh, om: f"{d}/{m}/{y:04d}:{h}:{i}:{s} {sign}{oh}{om}",
        two,
        st.sampled_from([*log_formats.MONTHS, "Mrz", "jan"]),
        st.integers(0, 9999),
        two,
        two,
        two,
        st.sampled_from("+-"),
        two,
        two,
    ),
    st.builds(log_formats.clock, st.integers(0, 4_000_000_000), st.integers(-840, 840)),
)


@given(clocks)
@example("28/Feb/2026:23:30:00 -0100")
@example("29/Feb/2100:00:00:00 +0000")
@example("31/Dec/9999:23:59:60 -1459")
@example("01/Jan/0001:00:00:00 +1459")
def test_days_are_those_of_the_calendar(clock: str) -> None:
    """Days found for many times at once are those that Python's calendar gives one by one, whatever the offset."""
    raw = clock.encode()
    line = np.frombuffer(b"[" + raw + b"] " + b'"GE', np.uint64).reshape(1, 4)
    (fast,) = Clock(Hasher()).days(line).tolist()
    assert (None if fast == NO_TIME else fast) == day_of(raw)


@given(st.datetimes(dt.datetime(1970, 1, 2), dt.datetime(2100, 1, 1)), st.integers(-840, 840))
def test_offsets_are_taken_into_account(moment: dt.datetime, offset: int) -> None:
    """A time written with any offset is of the day it was in UTC, in the common log format as in ISO 8601."""
    moment = moment.replace(microsecond=0, tzinfo=dt.UTC)
    day = (moment.date() - dt.date(1970, 1, 1)).days
    local = moment.astimezone(dt.timezone(dt.timedelta(minutes=offset)))
    assert day_of(log_formats.clock(int(moment.timestamp()), offset).encode()) == day
    assert day_of_value(local.isoformat()) == day
    if moment.year > 1980:
        for factor in (1, 10**3, 10**6, 10**9):
            assert day_of_value(int(moment.timestamp()) * factor) == day
            assert day_of_value(str(int(moment.timestamp()) * factor)) == day


@given(st.one_of(st.text(max_size=40), st.integers(), st.floats(), st.none(), st.booleans(), st.lists(st.integers())))
def test_no_value_of_a_time_is_an_error(value: object) -> None:
    """What is no time is none, and never an error."""
    day = day_of_value(value)
    assert day is None or isinstance(day, int)


def test_far_off_days_are_left_out(count: Count, tmp_path: Path) -> None:
    """Lines of year 9999, of tomorrow and of more than ten years ago are left out; those of today count."""
    log = tmp_path / "access.log"
    today = int(dt.datetime.combine(SETTINGS.today, dt.time(), dt.UTC).timestamp())
    times = [today, today + 86400, today - 11 * 366 * 86400, 253370764800]
    log.write_bytes(b"".join(log_formats.nginx(HIT._replace(time=time)) + b"\n" for time in times))
    counted = count(log)
    assert [row.day for row in counted.daily] == [SETTINGS.today]
    assert [(left.count, left.example) for left in counted.done.left_out] == [(3, f"{log}:2")]


# -- lines that are right in an unusual way ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        log_formats.nginx(HIT._replace(address="2001:db8::1")),
        log_formats.nginx(HIT._replace(protocol="HTTP/3")),
        log_formats.nginx(HIT._replace(offset=-570)),
        log_formats.nginx(HIT) + b' "192.0.2.7, 10.0.0.1"',
        log_formats.nginx(HIT) + b" 0.001 upstream=x",
        log_formats.nginx(HIT) + b"\r",
        log_formats.nginx(HIT).replace(b" - - ", b' - a user named\\"x\\" '),
        log_formats.nginx(HIT).replace(b"Mozilla/5.0 ", b'Mozilla/5.0 \\"q\\" '),
        log_formats.nginx(HIT).replace(b"(X11", b"(\xff\xfeX11"),
        log_formats.nginx(HIT).replace(b"how-to-0000", b"how%2Dto%2D0000"),
        log_formats.nginx(HIT).replace(b"/solutions/", b"//solutions//"),
        log_formats.nginx(HIT).replace(b"/solutions/", b"/DE/Solutions/"),
        log_formats.nginx(HIT).replace(b".html", b"/?a=b%00#c"),
        log_formats.nginx(HIT).replace(b"/solutions", b"https://support.example.org/solutions"),
    ],
)
def test_unusual_lines_count(line: bytes) -> None:
    """Addresses of six bytes, other clocks, more fields, escaped quotes and every way to write a path are views."""
    assert views("nginx", [line]).views == 1


@pytest.mark.parametrize(
    ("change", "others", "left"),
    [
        ({"status": 206}, 1, 0),
        ({"method": "HEAD"}, 1, 0),
        ({"method": "POST"}, 1, 0),
        ({"target": "/solutions/badges/how-to-0000.css"}, 1, 0),
        ({"target": "/solutions/badges/how-to-0000%2Ehtml%00"}, 1, 0),
        ({"target": "/../../etc/passwd"}, 1, 0),
        ({"target": "*"}, 1, 0),
        ({"agent": "-"}, 0, 1),
        ({"agent": ""}, 0, 1),
        ({"agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"}, 0, 1),
        ({"agent": BROWSER + " x" * 600}, 0, 1),
    ],
)
def test_what_is_not_read_by_people_does_not_count(change: dict[str, object], others: int, left: int) -> None:
    """Other statuses and methods, assets, other addresses and machines are no views."""
    tally = views("nginx", [log_formats.nginx(HIT._replace(**change))])  # type: ignore[arg-type]
    assert (tally.views, tally.others, len(tally.left)) == (0, others, left)


def test_pages_fetched_ahead_do_not_count() -> None:
    """A page that a browser fetched before anybody asked is no view where the log says so."""
    record = json.loads(log_formats.caddy(HIT))
    record["request"]["headers"]["Sec-Purpose"] = ["prefetch;prerender"]
    for form, line in (
        ("nginx", log_formats.nginx(HIT) + b' "prefetch;prerender"'),
        ("caddy", json.dumps(record).encode()),
        ("fastly", json.dumps({**json.loads(log_formats.fastly(HIT)), "sec_purpose": "prefetch"}).encode()),
    ):
        tally = views(form, [line])
        assert (tally.views, [reason.name for reason in tally.left]) == (0, ["PREFETCH"])


def test_a_page_named_like_an_asset_counts() -> None:
    """An article called node.js is not taken for a script."""
    from dataclasses import replace

    inventory = replace(INVENTORY, articles=("solutions/node.js",))
    tally = Tally(Addresses(inventory), AGENTS, lambda day: b"salt", generate.TODAY)
    for target in ("/solutions/node.js", "/solutions/node.js.html", "/solutions/node.js/"):
        line = log_formats.nginx(HIT._replace(target=target)) + b"\n"
        formats.counter("combined", line)(tally, Block(line + sources.PAD, len(line), len(line)), 1)
    assert tally.views == 3


def test_a_portal_in_a_folder_counts_its_own_pages() -> None:
    """Where the portal is a folder of a site, addresses begin with it, beacons too, and others are others."""
    from dataclasses import replace

    addresses = Addresses(replace(INVENTORY, root="/help/"))
    docname = INVENTORY.articles[0]
    assert addresses.article(f"/help/{docname}.html".encode()) == docname
    assert addresses.article(f"/{docname}.html".encode()) is None
    assert addresses.article(f"/helpful/{docname}.html".encode()) is None
    event = addresses.event(f"/help/_portal/event?type=vote&value=up&page=/help/{docname}/".encode())
    assert event is not None
    assert event.article == docname
    assert addresses.event(b"/_portal/event?type=vote&value=up&page=/a") is None


def test_translated_copies_have_beacons_of_their_own(tmp_path: Path, count: Count) -> None:
    """A vote given on a translated copy of the site, which asks its own folder, is one for the article."""
    log = tmp_path / "access.log"
    vote = "/_portal/event?type=vote&value=up&page="
    targets = [f"/de{vote}/de{HIT.target}", f"{vote}{HIT.target}", f"/xx{vote}{HIT.target}"]
    hits = [HIT._replace(address=f"192.0.2.{n}", method="POST", target=target) for n, target in enumerate(targets)]
    log.write_bytes(b"".join(write(hit) + b"\n" for hit in hits for write in (log_formats.nginx, log_formats.caddy)))
    counted = count(log)
    assert (counted.done.events, counted.done.others) == (4, 2)
    assert [row.votes_up for row in counted.daily] == [2]
