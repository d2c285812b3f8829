"""Split whole blocks of lines whose fields stand in quotes (nginx's and Apache's logs) by the places of the quotes.

No field is copied before it is known that it counts.  A block of 2 MiB is compared with the quote sign and the newline
at once; the quotes of a line give the places of its fields, the bytes at those places its status and method, and only
what is left (answers to GET that people may have read) is looked up in tables of what was seen before.  Lines that are
anything but regular take the slow way through `odd_line`, one at a time, so that both ways count the same and a bad
line can never take a good one with it.
"""

from __future__ import annotations

import numpy as np

from support_portal.traffic import signs
from support_portal.traffic.agents import LONGEST_AGENT
from support_portal.traffic.clock import NO_TIME, WORDS
from support_portal.traffic.inventory import method_and_target
from support_portal.traffic.lookup import WORD, Hashes, Ints, words_at
from support_portal.traffic.odd_lines import AHEAD, LONGEST_REQUEST, TIME, Layout, odd_line
from support_portal.traffic.sources import LONGEST_LINE, Block
from support_portal.traffic.tally import EVENT, OTHER, Reason, Tally

# Longer requests and addresses are few, and go alone.
_LONGEST_REQUEST, _LONGEST_ADDRESS = 256, 64
_REQUEST_WORDS, _ADDRESS_WORDS = 8, 3
# How a request usually ends, with one more sign, and how far before its quote an address ends then.
_VERSIONS, _VERSION = (b" HTTP/1.", b" HTTP/2.", b" HTTP/3."), 9


def count_block(tally: Tally, block: Block, first: int, layout: Layout) -> None:
    """Count a block, whose first line has the number ``first``."""
    data, buffer = block.data, np.frombuffer(block.data, np.uint8)
    body = buffer[: block.size]
    places = signs.marks(body)
    ends_at = np.flatnonzero(body[places] == signs.NEWLINE)
    ends = places[ends_at]
    starts = np.empty_like(ends)
    first_quote = np.empty_like(ends)
    starts[:1], starts[1:] = 0, ends[:-1] + 1
    first_quote[:1], first_quote[1:] = 0, ends_at[:-1] + 1
    tally.lines += len(ends)

    regular = (ends_at - first_quote >= layout.quotes) & (ends - starts <= LONGEST_LINE)
    regular[np.searchsorted(ends, signs.escaped_quotes(data, block.size))] = False
    rows = np.flatnonzero(regular)
    opens, closes = places[first_quote[rows]], places[first_quote[rows] + 1]
    counted, sound = signs.status(words_at(data, closes + 1)[:, 0])
    # Of a first line that is too short for an address and a version there would be nothing before the block.
    sound &= closes >= _VERSION + WORD
    regular[rows[~sound]] = False
    for row in np.flatnonzero(~regular).tolist():
        odd_line(tally, data[starts[row] : ends[row]], first + row, layout)

    head = words_at(data, opens + 1)[:, 0]
    event = np.zeros(len(rows), np.bool_)
    for path in tally.addresses.event_paths:
        event |= signs.begins(data, head, opens + 1, b"GET " + path)
        event |= signs.begins(data, head, opens + 1, b"POST " + path)
    event &= sound
    read = counted & sound & ~event & (head & signs.first_bytes(4) == int.from_bytes(b"GET ", "little"))
    tally.others += int(np.count_nonzero(sound)) - int(np.count_nonzero(read)) - int(np.count_nonzero(event))
    codes = np.full(len(rows), OTHER)
    codes[event] = EVENT
    codes[read] = _codes(tally, data, opens[read] + 5, closes[read])
    kept = codes != OTHER
    tally.others += int(np.count_nonzero(read)) + int(np.count_nonzero(event)) - int(np.count_nonzero(kept))
    marked = (places, first_quote, starts, ends)
    _count(tally, data, first, layout, rows[kept], codes[kept], opens[kept], *marked)


def _codes(tally: Tally, data: bytes, begins: Ints, closes: Ints) -> Ints:
    """Return what GETs are for, whose targets begin at these places and whose closing quotes are at those."""
    codes = np.full(len(begins), OTHER)
    ending, version = words_at(data, closes - _VERSION - WORD, 2).T
    usual = np.zeros(len(begins), np.bool_)
    for text in _VERSIONS:
        usual |= version == int.from_bytes(text, "little")
    stops = closes - _VERSION
    usual &= (stops >= begins) & (stops - begins <= _LONGEST_REQUEST)
    for row in np.flatnonzero(~usual).tolist():
        begin = begins[row]
        codes[row] = tally.code_of_get(data[begin : min(closes[row], begin + LONGEST_REQUEST)])
    rows = np.flatnonzero(usual & ~signs.ends_with(ending, tally.addresses.assets))
    begins, stops = begins[rows], stops[rows]
    # A query may be another in each request.
    marks = words_at(data, begins, _REQUEST_WORDS).view(np.uint8) == signs.QUESTION
    asking = np.flatnonzero(np.bitwise_or.reduce(marks.view(np.uint64), axis=1))
    stops[asking] = np.minimum(stops[asking], begins[asking] + marks[asking].argmax(axis=1))

    def find(asked: Ints) -> list[int]:
        pieces = zip(begins[asked].tolist(), stops[asked].tolist(), strict=True)
        return [tally.code_of_target(data[a:b]) for a, b in pieces]

    codes[rows] = tally.known_requests.get(tally.hasher.pieces(data, begins, stops, _REQUEST_WORDS), find)
    return codes


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
        begins = signs.spaces(data, begins) + 1
    stops = signs.spaces(data, begins)

    def key(asked: Ints) -> Hashes:
        parts = (days, begins, stops, agent_starts, agent_stops)
        pieces = zip(*(part[asked].tolist() for part in parts), strict=True)
        return tally.keys.of((day, data[a:b], data[c:d]) for day, a, b, c, d in pieces)

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


def _leave(tally: Tally, reason: Reason, first: int, rows: Ints) -> None:
    if len(rows):
        tally.leave(reason, first + int(rows.min()), len(rows))
