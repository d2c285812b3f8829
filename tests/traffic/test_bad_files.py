"""Packed logs that are cut off, damaged or too large, and files that are no logs, are said; others still count."""

from __future__ import annotations

import gzip
import io
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support_portal.traffic import streams
from support_portal.traffic.sources import find_logs, printable
from support_portal.traffic.streams import Stream, zstd
from support_portal.traffic.tables import TrafficError

from . import generate, log_formats
from .conftest import HIT, SETTINGS, Count

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
    packed = bytearray(PACKS[pack](LOG[:60_000]))
    place %= len(packed)
    packed[place : place + len(data)] = data
    stream = Stream("x", io.BytesIO(bytes(packed)))
    found = b"".join(stream.chunks())
    assert stream.problem or found == LOG[:60_000] or not stream.compressed or data


def test_bombs_are_stopped(tmp_path: Path, count: Count, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that unpacks to many times its size is read no further than a bound, and said."""
    monkeypatch.setattr(streams, "BOMB_FLOOR", 1 << 20)
    line = log_formats.nginx(HIT) + b"\n"
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
    (tmp_path / "logs.d").mkdir()
    with pytest.raises(TrafficError, match="no such log"):
        find_logs([str(tmp_path / "logs*")])
    assert not printable("a\x1b[2J\n\x9b\u202e").count("\x1b")


@pytest.mark.parametrize("pack", [bytes, *PACKS.values()])
def test_a_pipe_is_counted_whole(pack: Callable[[bytes], bytes], tmp_path: Path, count: Count) -> None:
    """A named pipe, which a shell's ``<(zcat access.log.gz)`` is too, loses no line although it is read only once."""
    plain, pipe = tmp_path / "plain.log", tmp_path / "pipe"
    plain.write_bytes(LOG)
    os.mkfifo(pipe)
    writer = Thread(target=pipe.write_bytes, args=(pack(LOG),))
    writer.start()
    found = count(pipe)
    writer.join()
    assert (found.done.lines, found[:3]) == (3000, count(plain, state="plain")[:3])


def test_what_cannot_be_piped_is_said(tmp_path: Path, count: Count, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parquet from a pipe, and a standard input that is closed, are refused in a sentence."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = Thread(target=pipe.write_bytes, args=(b"PAR1" + bytes(100),))
    writer.start()
    assert ["name the file itself" in problem for problem in count(pipe).done.problems] == [True]
    writer.join()
    monkeypatch.setattr("sys.stdin", None)
    assert ["is closed" in problem for problem in count("-").done.problems] == [True]


def test_logs_of_two_formats_are_counted(tmp_path: Path, count: Count) -> None:
    """Lines of JSON among quoted ones, and the other way round, count: servers are set up anew, logs go on."""
    quoted, record = log_formats.nginx(HIT) + b"\n", log_formats.caddy(HIT._replace(address="192.0.2.2")) + b"\n"
    for name, lines in (("a", quoted * 3 + record * 2), ("b", record * 3 + quoted * 2)):
        log = tmp_path / name
        log.write_bytes(lines)
        assert count(log, state=f"state-{name}").done.views == 5


@pytest.mark.parametrize("pack", PACKS)
def test_a_packed_log_is_read_to_a_bound(pack: str, tmp_path: Path, count: Count) -> None:
    """A log longer than the setting is counted up to it and said; with a higher one the rest is counted, once."""
    log, plain = tmp_path / "access.log.packed", tmp_path / "plain.log"
    log.write_bytes(PACKS[pack](LOG))
    plain.write_bytes(LOG)
    bounded = count(log, settings=replace(SETTINGS, unpacked=100_000))
    assert any("raise --unpacked" in problem for problem in bounded.done.problems)
    assert 0 < bounded.done.lines < 3000
    rest = count(log)
    assert (bounded.done.lines + rest.done.lines, rest.done.problems) == (3000, ())
    assert rest[:3] == count(plain, state="plain")[:3]
