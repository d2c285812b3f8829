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

from support_portal.traffic.clock import NO_TIME, days_of
from support_portal.traffic.lookup import Bytes, Hashes, Ints, words_of
from support_portal.traffic.odd_lines import AHEAD, LONGEST_REQUEST, TIME, Layout, odd_line
from support_portal.traffic.sources import LONGEST_LINE, Block
from support_portal.traffic.tally import COUNTED_STATUS, EVENT, OTHER, Reason, Tally

Bools = npt.NDArray[np.bool_]

_QUOTE, _NEWLINE, _SPACE, _BACKSLASH = 34, 10, 32, 92
# Each eight bytes of the longest request of a block are one more step for numpy; the few longer ones go alone.
_HASHED = 400
_WORD, _ONES = 8, 0x0101_0101_0101_0101


def count_block(tally: Tally, block: Block, first: int, layout: Layout) -> None:
    """Count a block, whose first line has the number ``first``."""
    data, buffer, words = block.data, np.frombuffer(block.data, np.uint8), words_of(block.data)
    body = buffer[: block.size]
    marks = body == _QUOTE
    marks |= body == _NEWLINE
    places = np.flatnonzero(marks)
    is_end = body[places] == _NEWLINE
    ends_at = np.flatnonzero(is_end)
    ends = places[ends_at]
    starts = np.empty_like(ends)
    first_quote = np.empty_like(ends)
    starts[:1], starts[1:] = 0, ends[:-1] + 1
    first_quote[:1], first_quote[1:] = 0, ends_at[:-1] + 1
    quotes = ends_at - first_quote
    tally.lines += len(ends)

    regular = (quotes >= layout.quotes) & (ends - starts <= LONGEST_LINE)
    escaped = np.flatnonzero((body[places - 1] == _BACKSLASH) & ~is_end)
    regular[np.searchsorted(ends_at, escaped)] = False
    rows = np.flatnonzero(regular)
    opens, closes = places[first_quote[rows]], places[first_quote[rows] + 1]
    counted, sound = _status(words, closes)
    regular[rows[~sound]] = False
    for row in np.flatnonzero(~regular).tolist():
        odd_line(tally, data[starts[row] : ends[row]], first + row, layout)

    read = counted & _begins(words, opens + 1, b"GET ")
    marker = tally.addresses.event_path
    # " HTTP/1.1" and " HTTP/2.0" are nine signs; what ends otherwise is looked up, and is no article's either.
    places_of_read = np.flatnonzero(read)
    read[places_of_read[_asset(words, closes[places_of_read] - 9, tally.addresses.assets)]] = False
    event = sound & (_beacon(buffer, words, opens, b"GET " + marker) | _beacon(buffer, words, opens, b"POST " + marker))
    read &= ~event
    wanted = read | event
    tally.others += int(np.count_nonzero(sound) - np.count_nonzero(wanted))
    begins = opens[read] + 5
    stops = np.minimum(closes[read], begins + LONGEST_REQUEST)

    def find(asked: Ints) -> list[int]:
        pieces = zip(begins[asked].tolist(), stops[asked].tolist(), strict=True)
        return [tally.code_of_get(data[a:b]) for a, b in pieces]

    found = np.full(len(begins), OTHER)
    short = stops - begins <= _HASHED
    found[~short] = find(np.flatnonzero(~short))
    begins, stops = begins[short], stops[short]
    found[short] = tally.known_requests.get(tally.hasher.pieces(data, begins, stops), find)
    codes = np.full(len(rows), EVENT)
    codes[read] = found
    rows, opens, codes = rows[wanted], opens[wanted], codes[wanted]
    kept = codes != OTHER
    tally.others += int(np.count_nonzero(~kept))
    marked = (places, first_quote, starts, ends)
    _count(tally, data, buffer, words, first, layout, rows[kept], codes[kept], opens[kept], *marked)


def _beacon(buffer: Bytes, words: Hashes, opens: Ints, text: bytes) -> Bools:
    """Tell which requests, whose quotes open at these places, begin so and go on with a query or not at all."""
    found = _begins(words, opens + 1, text)
    places = np.flatnonzero(found)
    found[places] = np.isin(buffer[opens[places] + 1 + len(text)], np.frombuffer(b' ?#"', np.uint8))
    return found


def _asset(words: Hashes, stops: Ints, suffixes: tuple[bytes, ...]) -> Bools:
    """Tell which addresses, that stop at these places, end with a suffix of three or four signs."""
    ending = words[stops - _WORD]
    found = np.zeros(len(stops), np.bool_)
    for suffix in suffixes:
        found |= ending >> np.uint64(64 - 8 * len(suffix)) == int.from_bytes(suffix, "little")
    return found


def _status(words: Hashes, closes: Ints) -> tuple[Bools, Bools]:
    """Tell after which closing quotes of requests a status follows that counts, and after which any does."""
    after = words[closes + 1] & np.uint64(0xFF_FFFF_FFFF)
    # Of "0" to "9" the upper half is 3, and what is left stays below 16 when 6 is added.
    digits = (after >> np.uint64(8)) & np.uint64(0xFFFFFF) ^ np.uint64(0x303030)
    sound = (digits | (digits + np.uint64(0x060606))) & np.uint64(0xF0F0F0) == 0
    sound &= after & np.uint64(0xFF_0000_00FF) == int.from_bytes(b" \0\0\0 ", "little")
    counted = np.zeros(len(closes), np.bool_)
    for status in COUNTED_STATUS:
        counted |= after == int.from_bytes(b" %d " % status, "little")
    return counted, sound


def _begins(words: Hashes, places: Ints, text: bytes) -> Bools:
    """Tell at which places a text stands, which has no newline: what begins so far lies before a block's end."""
    found = np.ones(len(places), np.bool_)
    for offset in range(0, len(text), _WORD):
        piece = text[offset : offset + _WORD]
        rows = np.flatnonzero(found)
        mask = np.uint64((1 << 8 * len(piece)) - 1)
        found[rows] = words[places[rows] + offset] & mask == int.from_bytes(piece, "little")
    return found


def _count(
    tally: Tally,
    data: bytes,
    buffer: Bytes,
    words: Hashes,
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
    timed = opens - starts[rows] > TIME + 1
    at = np.maximum(opens - TIME, 0)
    days = days_of(np.lib.stride_tricks.sliding_window_view(buffer, 26)[at])
    timed &= (buffer[at - 1] == ord("[")) & (buffer[opens - 2] == ord("]")) & (buffer[opens - 1] == _SPACE)
    days[~timed] = NO_TIME
    in_range = (days >= tally.first_day) & (days <= tally.last_day)
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
        agent_hashes = hasher.pieces(data, agent_starts, agent_stops)

        def judge(asked: Ints) -> list[bool]:
            pieces = zip(agent_starts[asked].tolist(), agent_stops[asked].tolist(), strict=True)
            return [tally.is_machine(data[a:b]) for a, b in pieces]

        machine = tally.known_agents.get(agent_hashes, judge)
        _leave(tally, Reason.AGENT, first, rows[machine & ~ahead])
        person = ~machine & ~ahead
        rows, codes, opens, days = rows[person], codes[person], opens[person], days[person]
        agent_starts, agent_stops = agent_starts[person], agent_stops[person]
        agent_hashes = agent_hashes[person]

    begins, stops = _first_words(words, starts[rows], layout.host_first)

    def key(asked: Ints) -> list[int]:
        parts = (days, begins, stops, agent_starts, agent_stops)
        places = zip(*(part[asked].tolist() for part in parts), strict=True)
        return [tally.visitor(day, data[a:b], data[c:d]) for day, a, b, c, d in places]

    who = hasher.together(hasher.pieces(data, begins, stops), agent_hashes, days)
    visitors = tally.known_visitors.get(who, key)
    events = codes == EVENT
    told = (rows + first, days, opens + 1, visitors)
    for number, day, begin, visitor in zip(*(part[events].tolist() for part in told), strict=True):
        request = data[begin : min(data.index(b'"', begin), begin - 1 + LONGEST_REQUEST)]
        tally.add_request(number, day, request, visitor)
    tally.add_views(days[~events], codes[~events], visitors[~events])


def _first_words(words: Hashes, starts: Ints, second: bool) -> tuple[Ints, Ints]:
    """Return where the first words after these places begin and end, or the second ones."""
    stops = _spaces(words, starts)
    return (stops + 1, _spaces(words, stops + 1)) if second else (starts, stops)


def _spaces(words: Hashes, starts: Ints) -> Ints:
    """Return where the next space or newline is after each place.

    Eight signs at once: a byte of a word that is 0 borrows when 1 is taken from it, and the lowest that does is one
    (H. S. Warren, *Hacker's Delight*, 6-1).
    """
    stops = np.full(len(starts), -1)
    open_, offset = np.arange(len(starts)), 0
    while len(open_):
        at = np.minimum(starts[open_] + offset, len(words) - 1)
        signs = words[at]
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
