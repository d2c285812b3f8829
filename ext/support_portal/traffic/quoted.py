"""Split whole blocks of lines whose fields stand in quotes (nginx's and Apache's logs) by the places of the quotes.

No field is copied before it is known that it counts.  A block of 1 MiB is compared with the quote sign and the newline
at once; the quotes of a line give the places of its fields, the bytes at those places its status and method, and only
what is left (answers to GET that people may have read) is looked up in tables of what was seen before.  Lines that are
anything but regular take the slow way through `odd_line`, one at a time, so that both ways count the same and a bad
line can never take a good one with it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from support_portal.traffic.agents import LONGEST_AGENT
from support_portal.traffic.clock import NO_TIME, WORDS
from support_portal.traffic.lookup import Bytes, Hashes, Ints, words_at
from support_portal.traffic.odd_lines import AHEAD, LONGEST_REQUEST, TIME, Layout, odd_line
from support_portal.traffic.sources import LONGEST_LINE, Block
from support_portal.traffic.tally import COUNTED_STATUS, EVENT, OTHER, Reason, Tally, method_and_target

Bools = npt.NDArray[np.bool_]

_QUOTE, _NEWLINE, _SPACE, _BACKSLASH, _QUESTION = 34, 10, 32, 92, 63
# Longer requests and addresses are few, and go alone.
_LONGEST_REQUEST, _LONGEST_ADDRESS = 256, 64
_COMPARED = 256 * 1024
_WORD, _ONES = 8, 0x0101_0101_0101_0101
_REQUEST_WORDS, _ADDRESS_WORDS = 8, 3
# How a request usually ends, with one more sign, and how far before its quote an address ends then.
_VERSIONS, _VERSION = (b" HTTP/1.", b" HTTP/2.", b" HTTP/3."), 9


def count_block(tally: Tally, block: Block, first: int, layout: Layout) -> None:
    """Count a block, whose first line has the number ``first``."""
    data, buffer = block.data, np.frombuffer(block.data, np.uint8)
    body = buffer[: block.size]
    places = _marks(body)
    is_end = body[places] == _NEWLINE
    ends_at = np.flatnonzero(is_end)
    ends = places[ends_at]
    starts = np.empty_like(ends)
    first_quote = np.empty_like(ends)
    starts[:1], starts[1:] = 0, ends[:-1] + 1
    first_quote[:1], first_quote[1:] = 0, ends_at[:-1] + 1
    tally.lines += len(ends)

    regular = (ends_at - first_quote >= layout.quotes) & (ends - starts <= LONGEST_LINE)
    escaped = np.flatnonzero((body[places - 1] == _BACKSLASH) & ~is_end)
    regular[np.searchsorted(ends_at, escaped)] = False
    rows = np.flatnonzero(regular)
    opens, closes = places[first_quote[rows]], places[first_quote[rows] + 1]
    counted, sound = _status(words_at(data, closes + 1)[:, 0])
    # Of a first line that is too short for an address and a version there would be nothing before the block.
    sound &= closes >= _VERSION + _WORD
    regular[rows[~sound]] = False
    for row in np.flatnonzero(~regular).tolist():
        odd_line(tally, data[starts[row] : ends[row]], first + row, layout)

    head = words_at(data, opens + 1)[:, 0]
    marker = tally.addresses.event_path
    event = _beacon(data, head, opens + 1, b"GET " + marker) | _beacon(data, head, opens + 1, b"POST " + marker)
    event &= sound
    read = counted & sound & ~event & (head & _mask(4) == int.from_bytes(b"GET ", "little"))
    tally.others += int(np.count_nonzero(sound)) - int(np.count_nonzero(read)) - int(np.count_nonzero(event))
    codes = np.full(len(rows), OTHER)
    codes[event] = EVENT
    codes[read] = _codes(tally, data, opens[read] + 5, closes[read])
    kept = codes != OTHER
    tally.others += int(np.count_nonzero(read)) + int(np.count_nonzero(event)) - int(np.count_nonzero(kept))
    marked = (places, first_quote, starts, ends)
    _count(tally, data, first, layout, rows[kept], codes[kept], opens[kept], *marked)


def _marks(body: Bytes) -> Ints:
    """Return the places of quotes and newlines; what is compared with both stays in the processor's cache."""
    found = []
    for start in range(0, len(body), _COMPARED):
        part = body[start : start + _COMPARED]
        marks = part == _QUOTE
        marks |= part == _NEWLINE
        places = marks.nonzero()[0]
        places += start
        found.append(places)
    return np.concatenate(found)


def _mask(size: int) -> np.uint64:
    """Return what keeps the first bytes of a word."""
    return np.uint64((1 << 8 * size) - 1)


def _beacon(data: bytes, head: Hashes, places: Ints, text: bytes) -> Bools:
    """Tell at which places, whose first words are ``head``, a text stands, and then a query or nothing."""
    rows = np.flatnonzero(head == int.from_bytes(text[:_WORD], "little"))
    for offset in range(_WORD, len(text), _WORD):
        piece = text[offset : offset + _WORD]
        words = words_at(data, places[rows] + offset)[:, 0]
        rows = rows[words & _mask(len(piece)) == int.from_bytes(piece, "little")]
    after = words_at(data, places[rows] + len(text))[:, 0] & _mask(1)
    found = np.zeros(len(places), np.bool_)
    found[rows] = (after == _SPACE) | (after == _QUESTION) | (after == ord("#")) | (after == _QUOTE)
    return found


def _codes(tally: Tally, data: bytes, begins: Ints, closes: Ints) -> Ints:
    """Return what GETs are for, whose targets begin at these places and whose closing quotes are at those."""
    codes = np.full(len(begins), OTHER)
    ending, version = words_at(data, closes - _VERSION - _WORD, 2).T
    usual = np.zeros(len(begins), np.bool_)
    for text in _VERSIONS:
        usual |= version == int.from_bytes(text, "little")
    stops = closes - _VERSION
    usual &= (stops >= begins) & (stops - begins <= _LONGEST_REQUEST)
    for row in np.flatnonzero(~usual).tolist():
        begin = begins[row]
        codes[row] = tally.code_of_get(data[begin : min(closes[row], begin + LONGEST_REQUEST)])
    rows = np.flatnonzero(usual & ~_asset(ending, tally.addresses.assets))
    begins, stops = begins[rows], stops[rows]
    # A query may be another in each request.
    signs = words_at(data, begins, _REQUEST_WORDS).view(np.uint8) == _QUESTION
    asking = np.flatnonzero(np.bitwise_or.reduce(signs.view(np.uint64), axis=1))
    stops[asking] = np.minimum(stops[asking], begins[asking] + signs[asking].argmax(axis=1))

    def find(asked: Ints) -> list[int]:
        pieces = zip(begins[asked].tolist(), stops[asked].tolist(), strict=True)
        return [tally.code_of_target(data[a:b]) for a, b in pieces]

    codes[rows] = tally.known_requests.get(tally.hasher.pieces(data, begins, stops, _REQUEST_WORDS), find)
    return codes


def _asset(ending: Hashes, suffixes: tuple[bytes, ...]) -> Bools:
    """Tell which of the last words of addresses end with a suffix of three or four signs."""
    found = np.zeros(len(ending), np.bool_)
    for size in {len(suffix) for suffix in suffixes}:
        last = ending >> np.uint64(64 - 8 * size)
        for suffix in suffixes:
            if len(suffix) == size:
                found |= last == int.from_bytes(suffix, "little")
    return found


def _status(words: Hashes) -> tuple[Bools, Bools]:
    """Tell which words, that follow the closing quotes of requests, are a status that counts, and which are any."""
    after = words & _mask(5)
    # Of "0" to "9" the upper half is 3, and what is left stays below 16 when 6 is added.
    digits = after ^ np.uint64(int.from_bytes(b" 000 ", "little"))
    sound = (digits | (digits + np.uint64(0x06_0606_00))) & np.uint64(0xFF_F0F0_F0FF) == 0
    counted = np.zeros(len(words), np.bool_)
    for status in COUNTED_STATUS:
        counted |= after == int.from_bytes(b" %d " % status, "little")
    return counted, sound


def _count(
    tally: Tally,
    data: bytes,
    first: int,
    layout: Layout,
    rows: Ints,
    codes: Ints,
    opens: Ints,
    places: Ints,
    first_quote: Ints,
    starts: Ints,
    ends: Ints,
) -> None:
    """Count the lines that may be views or beacons: their time, their agent, whose they are."""
    days = tally.clock.days(words_at(data, np.maximum(opens - TIME - 1, 0), WORDS))
    days[opens - starts[rows] <= TIME + 1] = NO_TIME
    in_range = (days >= tally.first_day) & (days <= tally.last_day)
    if not in_range.all():
        _leave(tally, Reason.TIME, first, rows[days == NO_TIME])
        _leave(tally, Reason.DATE, first, rows[~in_range & (days != NO_TIME)])
        rows, codes, opens, days = rows[in_range], codes[in_range], opens[in_range], days[in_range]

    hasher = tally.hasher
    agent_starts = agent_stops = opens
    agent_hashes = np.zeros(len(rows), np.uint64)
    if layout.has_agent:
        agent_starts, agent_stops = places[first_quote[rows] + 4] + 1, places[first_quote[rows] + 5]
        line_ends = ends[rows]
        # Most servers end the line at the agent; those that go on may tell why it was fetched.
        ahead = np.zeros(len(rows), np.bool_)
        for place in np.flatnonzero(line_ends - agent_stops > 10).tolist():
            ahead[place] = AHEAD.search(data, agent_stops[place] + 1, line_ends[place]) is not None
        _leave(tally, Reason.PREFETCH, first, rows[ahead])
        # What is longer is a machine's, whatever follows.
        agent_stops = np.minimum(agent_stops, agent_starts + LONGEST_AGENT + 1)
        agent_hashes = hasher.pieces(data, agent_starts, agent_stops)

        def judge(asked: Ints) -> list[bool]:
            pieces = zip(agent_starts[asked].tolist(), agent_stops[asked].tolist(), strict=True)
            return [tally.is_machine(data[a:b]) for a, b in pieces]

        machine = tally.known_agents.get(agent_hashes, judge)
        _leave(tally, Reason.AGENT, first, rows[machine & ~ahead])
        person = np.flatnonzero(~machine & ~ahead)
        rows, codes, opens, days = rows[person], codes[person], opens[person], days[person]
        agent_starts, agent_stops = agent_starts[person], agent_stops[person]
        agent_hashes = agent_hashes[person]

    begins = starts[rows]
    if layout.host_first:
        begins = _spaces(data, begins) + 1
    stops = _spaces(data, begins)

    def key(asked: Ints) -> list[int]:
        parts = (days, begins, stops, agent_starts, agent_stops)
        pieces = zip(*(part[asked].tolist() for part in parts), strict=True)
        return [tally.visitor(day, data[a:b], data[c:d]) for day, a, b, c, d in pieces]

    addresses = hasher.pieces(data, begins, np.minimum(stops, begins + _LONGEST_ADDRESS + 1), _ADDRESS_WORDS)
    visitors = tally.known_visitors.get(hasher.together(addresses, agent_hashes, days.view(np.uint64)), key)
    long = np.flatnonzero(stops - begins > _LONGEST_ADDRESS)
    visitors[long] = key(long)

    events = np.flatnonzero(codes == EVENT)
    if len(events):
        _add_events(tally, data, rows[events] + first, days[events], opens[events] + 1, visitors[events])
        views = codes != EVENT
        codes, days, visitors = codes[views], days[views], visitors[views]
    tally.add_views(days, codes, visitors)


def _add_events(tally: Tally, data: bytes, numbers: Ints, days: Ints, begins: Ints, visitors: Hashes) -> None:
    """Count beacons, whose requests begin at these places."""
    ends = [min(data.index(b'"', begin), begin - 1 + LONGEST_REQUEST) for begin in begins.tolist()]
    stops = np.array(ends, np.int64)

    def find(asked: Ints) -> list[int]:
        pieces = zip(begins[asked].tolist(), stops[asked].tolist(), strict=True)
        return [tally.place_of_event(method_and_target(data[a:b])[1]) for a, b in pieces]

    places = tally.known_events.get(tally.hasher.pieces(data, begins, stops), find)
    tally.add_events(numbers, days, places, visitors)


def _spaces(data: bytes, starts: Ints) -> Ints:
    """Return where the next space or newline is after each place.

    Eight signs at once: a byte of a word that is 0 borrows when 1 is taken from it, and the lowest that does is one
    (H. S. Warren, *Hacker's Delight*, 6-1).
    """
    stops = np.full(len(starts), -1)
    open_, offset = np.arange(len(starts)), 0
    while len(open_):
        at = np.minimum(starts[open_] + offset, len(data) - _WORD)
        signs = words_at(data, at)[:, 0]
        zeros = np.zeros(len(at), np.uint64)
        for sign in (_SPACE, _NEWLINE):
            other = signs ^ np.uint64(sign * _ONES)
            zeros |= (other - np.uint64(_ONES)) & ~other & np.uint64(0x80 * _ONES)
        found = zeros != 0
        # The lowest bit alone is a power of two, whose exponent a float has exactly.
        lowest = (zeros & (~zeros + np.uint64(1)))[found].astype(np.float64)
        stops[open_[found]] = at[found] + (np.frexp(lowest)[1] - 1) // 8
        open_, offset = open_[~found], offset + _WORD
    return stops


def _leave(tally: Tally, reason: Reason, first: int, rows: Ints) -> None:
    if len(rows):
        tally.leave(reason, first + int(rows.min()), len(rows))
