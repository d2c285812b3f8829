"""What is wrong in a log is left out, counted by kind and shown by its place; nothing sound is lost with it."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from support_portal.traffic import formats, sources
from support_portal.traffic.agents import Agents
from support_portal.traffic.inventory import Addresses
from support_portal.traffic.quoted import NO_TIME, day_of, days_of
from support_portal.traffic.records import day_of_value
from support_portal.traffic.sources import Block, Stream, blocks, find_logs, printable, zstd
from support_portal.traffic.tables import TrafficError
from support_portal.traffic.tally import Tally

from . import generate
from .conftest import INVENTORY, SETTINGS, Count

ADDRESSES, AGENTS = Addresses(INVENTORY), Agents()
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
HIT = generate.Hit(
    int(dt.datetime(2026, 5, 10, 10, tzinfo=dt.UTC).timestamp()),
    0,
    "192.0.2.1",
    "GET",
    "/solutions/badges/how-to-0000.html",
    "HTTP/1.1",
    200,
    512,
    "-",
    BROWSER,
)
PARSED = list(generate.FORMATS)


def head_of(form: str) -> bytes:
    return generate.CLOUDFRONT_HEAD if form == "cloudfront" else b""


def views(form: str, lines: list[bytes]) -> Tally:
    """Count lines as one block of a format."""
    tally = Tally(ADDRESSES, AGENTS, lambda day: b"salt", generate.TODAY)
    data = b"".join(line + b"\n" for line in lines)
    good = head_of(form) + generate.FORMATS[form](HIT)
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
    good = generate.FORMATS[form](HIT)
    for line in (bad, good[:cut], good[:place] + bad + good[place:], bad + good, good + bad):
        middle = line.replace(b"\n", b"")
        tally = views(form, [good, middle, good])
        assert tally.lines == 3
        assert tally.views >= 2
        left = sum(number for number, _ in tally.left.values())
        assert left + tally.views + tally.others + len(tally.events) == 3
        assert all(1 < first < 3 for _, first in tally.left.values())


@pytest.mark.parametrize("form", PARSED)
@pytest.mark.parametrize("size", [70_000, 900_000, 3_000_000, 9_000_000])
def test_lines_of_any_length_leave_the_others(form: str, size: int, tmp_path: Path, count: Count) -> None:
    """A line of megabytes, in one block or over several, is left out, and the lines around it count."""
    good = generate.FORMATS[form](HIT)
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
        st.sampled_from([*generate.MONTHS, "Mrz", "jan"]),
        st.integers(0, 9999),
        two,
        two,
        two,
        st.sampled_from("+-"),
        two,
        two,
    ),
    st.builds(generate.clock, st.integers(0, 4_000_000_000), st.integers(-840, 840)),
)


@given(clocks)
@example("28/Feb/2026:23:30:00 -0100")
@example("29/Feb/2100:00:00:00 +0000")
@example("31/Dec/9999:23:59:60 -1459")
@example("01/Jan/0001:00:00:00 +1459")
def test_days_are_those_of_the_calendar(clock: str) -> None:
    """Days found for many times at once are those that Python's calendar gives one by one, whatever the offset."""
    raw = clock.encode()
    (fast,) = days_of(np.frombuffer(raw, np.uint8).reshape(1, 26)).tolist()
    assert (None if fast == NO_TIME else fast) == day_of(raw)


@given(st.datetimes(dt.datetime(1970, 1, 2), dt.datetime(2100, 1, 1)), st.integers(-840, 840))
def test_offsets_are_taken_into_account(moment: dt.datetime, offset: int) -> None:
    """A time written with any offset is of the day it was in UTC, in the common log format as in ISO 8601."""
    moment = moment.replace(microsecond=0, tzinfo=dt.UTC)
    day = (moment.date() - dt.date(1970, 1, 1)).days
    local = moment.astimezone(dt.timezone(dt.timedelta(minutes=offset)))
    assert day_of(generate.clock(int(moment.timestamp()), offset).encode()) == day
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
    log.write_bytes(b"".join(generate.nginx(HIT._replace(time=time)) + b"\n" for time in times))
    counted = count(log)
    assert [row.day for row in counted.daily] == [SETTINGS.today]
    assert [(left.count, left.example) for left in counted.done.left_out] == [(3, f"{log}:2")]


# -- files ---------------------------------------------------------------------------------------------------------

LOG = b"".join(line + b"\n" for line in generate.lines("nginx", 3000, damage=0, days=3))
PACKS: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "zstd": zstd.compress}


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("share", [0.3, 0.9, 0.9999])
def test_a_packed_log_that_ends_too_soon_counts_as_far_as_it_goes(
    pack: str, share: float, tmp_path: Path, count: Count
) -> None:
    """What could be unpacked is counted, the rest is said, and when the whole file is there the rest is counted."""
    log, plain = tmp_path / "access.log.packed", tmp_path / "plain.log"
    plain.write_bytes(LOG)
    data = PACKS[pack](LOG)
    log.write_bytes(data[: int(len(data) * share)])
    part = count(log)
    assert any("ends too soon" in problem for problem in part.done.problems)
    assert part.done.lines > 3000 * (share - 0.3)
    log.write_bytes(data)
    assert count(log)[:3] == count(plain, state="plain")[:3]


@given(data=st.binary(max_size=2000), place=st.integers(0, 10_000), pack=st.sampled_from(list(PACKS)))
@settings(max_examples=60, deadline=None)
def test_damaged_packs_are_never_an_error(data: bytes, place: int, pack: str) -> None:
    """A packed log with wrong bytes anywhere is read to some point, and a problem says that it is damaged or short."""
    import io

    packed = bytearray(PACKS[pack](LOG[:60_000]))
    place %= len(packed)
    packed[place : place + len(data)] = data
    stream = Stream("x", io.BytesIO(bytes(packed)))
    found = b"".join(stream.chunks())
    assert stream.problem or found == LOG[:60_000] or not stream.compressed or data


def test_bombs_are_stopped(tmp_path: Path, count: Count, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that unpacks to many times its size is read no further than a bound, and said."""
    monkeypatch.setattr(sources, "BOMB_FLOOR", 1 << 20)
    line = generate.nginx(HIT) + b"\n"
    log = tmp_path / "access.log.gz"
    log.write_bytes(gzip.compress(line + b"\0" * 60_000_000))
    done = count(log).done
    assert any("-fold" in problem for problem in done.problems)
    assert done.views == 1


def test_blocks_of_zeros_after_a_pack_are_in_order(tmp_path: Path, count: Count) -> None:
    """Zeros that tapes and some file systems put after a packed file are no damage."""
    log = tmp_path / "access.log.gz"
    log.write_bytes(gzip.compress(LOG) + bytes(4096))
    assert count(log).done.problems == ()


@pytest.mark.parametrize("content", [b"", b"\n\n\n", b"nothing of a log\n" * 100, os.urandom(5000)])
def test_files_that_are_no_logs_are_said(content: bytes, tmp_path: Path, count: Count) -> None:
    """A file of no known format is a problem with advice, next to logs that are counted."""
    good, bad = tmp_path / "good.log", tmp_path / "bad\x1b[31m.log"
    good.write_bytes(LOG)
    bad.write_bytes(content)
    done = count(good, bad).done
    assert done.lines == 3000
    if content:
        assert "--format" in done.problems[0]
    assert not any("\x1b" in problem for problem in done.problems)


def test_damage_at_the_head_hides_no_format(tmp_path: Path, count: Count) -> None:
    """The format is found when the first lines are damaged."""
    log = tmp_path / "access.log"
    log.write_bytes(b"\0\xff garbage \x1b\n" * 200 + LOG)
    assert count(log).done.lines == 3200


def test_missing_logs_are_an_error_that_names_them(tmp_path: Path) -> None:
    """A name without a file, a glob without files and a folder are refused with what to write."""
    with pytest.raises(TrafficError, match="no such log"):
        find_logs([str(tmp_path / "no.log")])
    with pytest.raises(TrafficError, match="no such log"):
        find_logs([str(tmp_path / "*.log")])
    with pytest.raises(TrafficError, match="is a folder"):
        find_logs([str(tmp_path)])
    assert not printable("a\x1b[2J\n\x9b\u202e").count("\x1b")


def test_logs_of_two_formats_are_counted(tmp_path: Path, count: Count) -> None:
    """Lines of JSON among quoted ones, and the other way round, count: servers are set up anew, logs go on."""
    quoted, record = generate.nginx(HIT) + b"\n", generate.caddy(HIT._replace(address="192.0.2.2")) + b"\n"
    for name, lines in (("a", quoted * 3 + record * 2), ("b", record * 3 + quoted * 2)):
        log = tmp_path / name
        log.write_bytes(lines)
        assert count(log, state=f"state-{name}").done.views == 5


# -- lines that are right in an unusual way ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        generate.nginx(HIT._replace(address="2001:db8::1")),
        generate.nginx(HIT._replace(protocol="HTTP/3")),
        generate.nginx(HIT._replace(offset=-570)),
        generate.nginx(HIT) + b' "192.0.2.7, 10.0.0.1"',
        generate.nginx(HIT) + b" 0.001 upstream=x",
        generate.nginx(HIT) + b"\r",
        generate.nginx(HIT).replace(b" - - ", b' - a user named\\"x\\" '),
        generate.nginx(HIT).replace(b"Mozilla/5.0 ", b'Mozilla/5.0 \\"q\\" '),
        generate.nginx(HIT).replace(b"(X11", b"(\xff\xfeX11"),
        generate.nginx(HIT).replace(b"how-to-0000", b"how%2Dto%2D0000"),
        generate.nginx(HIT).replace(b"/solutions/", b"//solutions//"),
        generate.nginx(HIT).replace(b"/solutions/", b"/DE/Solutions/"),
        generate.nginx(HIT).replace(b".html", b"/?a=b%00#c"),
        generate.nginx(HIT).replace(b"/solutions", b"https://support.example.org/solutions"),
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
    tally = views("nginx", [generate.nginx(HIT._replace(**change))])  # type: ignore[arg-type]
    assert (tally.views, tally.others, len(tally.left)) == (0, others, left)


def test_pages_fetched_ahead_do_not_count() -> None:
    """A page that a browser fetched before anybody asked is no view where the log says so."""
    record = json.loads(generate.caddy(HIT))
    record["request"]["headers"]["Sec-Purpose"] = ["prefetch;prerender"]
    for form, line in (
        ("nginx", generate.nginx(HIT) + b' "prefetch;prerender"'),
        ("caddy", json.dumps(record).encode()),
        ("fastly", json.dumps({**json.loads(generate.fastly(HIT)), "sec_purpose": "prefetch"}).encode()),
    ):
        tally = views(form, [line])
        assert (tally.views, [reason.name for reason in tally.left]) == (0, ["PREFETCH"])


def test_a_page_named_like_an_asset_counts() -> None:
    """An article called node.js is not taken for a script."""
    from dataclasses import replace

    inventory = replace(INVENTORY, articles=("solutions/node.js",))
    tally = Tally(Addresses(inventory), AGENTS, lambda day: b"salt", generate.TODAY)
    for target in ("/solutions/node.js", "/solutions/node.js.html", "/solutions/node.js/"):
        line = generate.nginx(HIT._replace(target=target)) + b"\n"
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
