"""Split whole blocks of lines whose fields stand in quotes (nginx's and Apache's logs) by the places of the quotes.

No field is copied before it is known that it counts.  A block of 4 MiB is compared with the quote sign and the newline
at once; the quotes of a line give the places of its fields, the bytes at those places its status and method, and only
what is left (answers to GET that people may have read) is looked up in tables of what was seen before.  Lines that are
anything but regular take the slow way through `odd_line`, one at a time, so that both ways count the same and a bad
line can never take a good one with it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from support_portal.traffic.clock import NO_TIME, days_of
from support_portal.traffic.lookup import Bytes, Ints
from support_portal.traffic.odd_lines import AHEAD, LONGEST_REQUEST, TIME, Layout, odd_line
from support_portal.traffic.sources import LONGEST_LINE, Block
from support_portal.traffic.tally import EVENT, OTHER, Reason, Tally, method_and_target

Bools = npt.NDArray[np.bool_]

_QUOTE, _NEWLINE, _SPACE, _BACKSLASH, _ZERO = 34, 10, 32, 92, 48
# Each eight bytes of the longest request of a block are one more step for numpy; the few longer ones go alone.
_HASHED = 400


def count_block(tally: Tally, block: Block, first: int, layout: Layout) -> None:
    """Count a block, whose first line has the number ``first``."""
    data, buffer = block.data, np.frombuffer(block.data, np.uint8)
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
    status, sound = _status(buffer, closes)
    regular[rows[~sound]] = False
    for row in np.flatnonzero(~regular).tolist():
        odd_line(tally, data[starts[row] : ends[row]], first + row, layout)

    read = sound & ((status == 200) | (status == 304)) & _begins(buffer, opens + 1, b"GET ")
    marker = tally.addresses.event_path
    # " HTTP/1.1" and " HTTP/2.0" are nine signs; what ends otherwise is looked up, and is no article's either.
    read &= ~_asset(buffer, closes - 9, tally.addresses.assets)
    event = sound & (_beacon(buffer, opens, b"GET " + marker) | _beacon(buffer, opens, b"POST " + marker))
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
    _count(tally, data, buffer, first, layout, rows[kept], codes[kept], opens[kept], places, first_quote, starts, ends)


def _beacon(buffer: Bytes, opens: Ints, text: bytes) -> Bools:
    """Tell which requests, whose quotes open at these places, begin so and go on with a query or not at all."""
    found = _begins(buffer, opens + 1, text)
    places = np.flatnonzero(found)
    found[places] = np.isin(buffer[opens[places] + 1 + len(text)], np.frombuffer(b' ?#"', np.uint8))
    return found


def _asset(buffer: Bytes, stops: Ints, suffixes: tuple[bytes, ...]) -> Bools:
    """Tell which addresses, that stop at these places, end with a suffix of three or four signs."""
    ending: npt.NDArray[np.uint32] = np.zeros(len(stops), np.uint32)
    for offset in (-4, -3, -2, -1):
        ending <<= np.uint32(8)
        ending |= buffer[stops + offset]
    fours = [int.from_bytes(suffix, "big") for suffix in suffixes if len(suffix) == 4]
    threes = [int.from_bytes(suffix, "big") for suffix in suffixes if len(suffix) == 3]
    return np.isin(ending, np.array(fours, np.uint32)) | np.isin(ending & 0xFFFFFF, np.array(threes, np.uint32))


def _status(buffer: Bytes, closes: Ints) -> tuple[Ints, Bools]:
    """Return the numbers after the closing quotes of requests, and which are a status between spaces."""
    sound = (buffer[closes + 1] == _SPACE) & (buffer[closes + 5] == _SPACE)
    status = np.zeros(len(closes), np.int64)
    for place in (2, 3, 4):
        digit = buffer[closes + place] - np.uint8(_ZERO)
        sound &= digit <= 9
        status = status * 10 + digit
    return status, sound


def _begins(buffer: Bytes, places: Ints, text: bytes) -> Bools:
    """Tell at which places a text stands."""
    rows = np.flatnonzero(places + len(text) < len(buffer))
    for offset, sign in enumerate(text):
        rows = rows[buffer[places[rows] + offset] == sign]
    found = np.zeros(len(places), np.bool_)
    found[rows] = True
    return found


def _count(
    tally: Tally,
    data: bytes,
    buffer: Bytes,
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

    begins, stops = _words(buffer, starts[rows], layout.host_first)

    def key(asked: Ints) -> list[int]:
        parts = (days, begins, stops, agent_starts, agent_stops)
        places = zip(*(part[asked].tolist() for part in parts), strict=True)
        return [tally.visitor(day, data[a:b], data[c:d]) for day, a, b, c, d in places]

    who = hasher.together(hasher.pieces(data, begins, stops), agent_hashes, days)
    visitors = tally.known_visitors.get(who, key)
    events = codes == EVENT
    for place in np.flatnonzero(events).tolist():
        opened = int(opens[place])
        request = data[opened + 1 : min(data.index(b'"', opened + 1), opened + LONGEST_REQUEST)]
        target = method_and_target(request)[1]
        tally.add_event(first + int(rows[place]), int(days[place]), target, int(visitors[place]))
    tally.add_views(days[~events], codes[~events], visitors[~events])


def _words(buffer: Bytes, starts: Ints, second: bool) -> tuple[Ints, Ints]:
    """Return where the first words after these places begin and end, or the second ones."""
    stops = _spaces(buffer, starts)
    return (stops + 1, _spaces(buffer, stops + 1)) if second else (starts, stops)


def _spaces(buffer: Bytes, starts: Ints) -> Ints:
    """Return where the next space is after each place.  Addresses are short; names of hosts have up to 255 signs."""
    stops = np.full(len(starts), -1)
    open_, offset, width = np.arange(len(starts)), 0, 24
    while len(open_):
        at = np.minimum(starts[open_] + offset, len(buffer) - width)
        signs = np.lib.stride_tricks.sliding_window_view(buffer, width)[at]
        spaces = (signs == _SPACE) | (signs == _NEWLINE)
        found = spaces.any(axis=1)
        stops[open_[found]] = at[found] + spaces[found].argmax(axis=1)
        open_, offset = open_[~found], offset + width
    return stops


def _leave(tally: Tally, reason: Reason, first: int, rows: Ints) -> None:
    if len(rows):
        tally.leave(reason, first + int(rows.min()), len(rows))
