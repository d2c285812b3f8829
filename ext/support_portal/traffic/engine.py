"""Count a log or a part of one: what comes of it are rows for the state and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from support_portal.traffic import database, formats
from support_portal.traffic.sources import BLOCK, TAIL, Block, blocks, fingerprint, plain_blocks, printable
from support_portal.traffic.streams import Stream, open_log
from support_portal.traffic.tables import UNPACKED, TrafficError
from support_portal.traffic.tally import NO_REQUEST, Events, Reason, Tally, Views

# Rows are handed on when there are so many, and written when there are so many: 24 bytes each, 2.4 and 12 MB.
HANDED, ROWS = 100_000, 500_000


@dataclass(frozen=True, slots=True)
class Unit:
    """A log to count, or a part of a plain one: the lines that begin in [start, stop).

    ``start`` is an offset in decompressed bytes.  A log known from before must have ``tail`` as the fingerprint of the
    ``tail_size`` bytes before it.  An ``inner`` part begins after the line that the part before it ends with.
    ``growing`` tells that a last line without a newline may not be finished; ``unpacked`` bounds a packed log (bytes).
    """

    name: str
    format: str
    head: bytes
    start: int = 0
    stop: int | None = None
    mid_line: bool = False
    tail: bytes = b""
    tail_size: int = 0
    inner: bool = False
    growing: bool = False
    unpacked: int = UNPACKED


@dataclass(slots=True)
class Count:
    """What was counted of a unit.  ``left`` has lines' numbers from 1 within the unit.

    ``end`` is the offset after the last line that was counted, and ``tail_size`` is 0 when there was none.
    ``other_log`` tells that the log was not the one known from before, so that it was counted from its beginning;
    ``bounded`` that it is longer than a packed log may be.
    """

    lines: int = 0
    others: int = 0
    views: int = 0
    events: int = 0
    left: dict[Reason, tuple[int, int]] = field(default_factory=dict)
    end: int = 0
    mid_line: bool = False
    tail: bytes = b""
    tail_size: int = 0
    consumed: int = 0
    produced: int = 0
    other_log: bool = False
    bounded: bool = False
    problem: str = ""

    @property
    def has_requests(self) -> bool:
        """Whether any line was of the unit's format."""
        return self.lines > sum(number for reason, (number, _) in self.left.items() if reason in NO_REQUEST)


Hand = Callable[[Views, Events], None]
Advance = Callable[[int], None]


def count_unit(
    tally: Tally, unit: Unit, hand: Hand, advance: Advance | None = None, stream: Stream | None = None
) -> Count:
    """Count a unit.  Rows go to ``hand`` as they come.  ``stream`` is one opened already."""
    tally.reset()
    count = Count(end=unit.start)
    if unit.format == formats.PARQUET:
        _count_parquet(tally, unit, count, hand)
    elif stream is not None:
        _count_stream(tally, unit, count, stream, hand, advance)
    else:
        with open_log(unit.name) as file:
            if unit.stop is None:
                _count_stream(tally, unit, count, Stream(unit.name, file, unit.unpacked), hand, advance)
            else:
                start, skip = unit.start, unit.mid_line
                if unit.inner:
                    file.seek(start - 1)
                    skip = file.read(1) != b"\n"
                found = plain_blocks(file, start, unit.stop, skip)
                _count_blocks(tally, unit, count, found, hand, advance, lambda: unit.growing)
    count.lines, count.others, count.views = tally.lines, tally.others, tally.views
    count.events, count.left = tally.events, dict(tally.left)
    _hand_over(tally, hand, least=0)
    return count


def _count_stream(tally: Tally, unit: Unit, count: Count, stream: Stream, hand: Hand, advance: Advance | None) -> None:
    """Count a log that can only be read from its beginning; what was counted before is passed over and compared."""
    before, place = b"", 0
    while place < unit.start and (data := stream.read(min(BLOCK, unit.start - place))):
        place += len(data)
        before = (before + data)[-TAIL:]
    same = fingerprint(before[len(before) - unit.tail_size :]) == unit.tail
    if place < unit.start:
        # An older copy of a log that was read further since, or one that is damaged: there is nothing new in it.
        count.problem, count.bounded = stream.problem, stream.bounded
        return
    if unit.start and not same:
        if not stream.file.seekable():
            count.problem = "begins like a log that was read before and goes on otherwise; give it as a file"
            return
        stream.file.seek(0)
        stream = Stream(unit.name, stream.file, unit.unpacked)
        unit = replace(unit, start=0, mid_line=False)
        count.other_log, count.end = True, 0
    count.consumed = stream.consumed

    def chunks() -> Iterator[bytes]:
        for data in stream.chunks():
            if advance:
                advance(stream.consumed - count.consumed)
            count.consumed = stream.consumed
            yield data

    # Where a pack is cut off, the line may go on in a whole copy of it.
    found = blocks(chunks(), unit.start, unit.mid_line)
    _count_blocks(tally, unit, count, found, hand, None, lambda: bool(stream.problem))
    count.problem, count.bounded = stream.problem, stream.bounded


def _count_blocks(
    tally: Tally,
    unit: Unit,
    count: Count,
    found: Iterator[Block],
    hand: Hand,
    advance: Advance | None,
    unfinished: Callable[[], bool],
) -> None:
    counter, tail = formats.counter(unit.format, unit.head), b""
    for block in found:
        if block.too_long:
            tally.leave(Reason.TOO_LONG, tally.lines + 1, block.too_long)
            tally.lines += block.too_long
        held = (tally.lines, tally.others, dict(tally.left)) if block.open_end else None
        if block.size:
            counter(tally, block, tally.lines + 1)
        if held and unfinished() and tally.left.get(Reason.DAMAGED) != held[2].get(Reason.DAMAGED):
            # The server has not finished this line; the next refresh reads it whole.
            tally.lines, tally.others, tally.left = held
            break
        count.produced += block.size
        if block.size:
            count.end, count.mid_line = block.end, block.open_end
            tail = block.data[max(0, block.size - TAIL) : block.size - int(block.open_end)]
        if advance:
            advance(block.size)
        _hand_over(tally, hand, least=HANDED)
    count.tail_size, count.tail = len(tail), fingerprint(tail)


def _count_parquet(tally: Tally, unit: Unit, count: Count, hand: Hand) -> None:
    try:
        for names, rows in formats.parquet_rows(unit.name, database.PROCESS_MEMORY):
            formats.count_parquet(tally, names, rows, tally.lines + 1)
            _hand_over(tally, hand, least=HANDED)
    except TrafficError as error:
        count.problem = str(error)
    except database.Error as error:
        count.problem = f"is damaged ({printable(str(error).partition(chr(10))[0])}); what could be read was counted"
    count.end = tally.lines


def _hand_over(tally: Tally, hand: Hand, least: int) -> None:
    if tally.rows() >= least:
        hand(tally.take(), tally.take_events())
