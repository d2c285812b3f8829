"""Find signs in a block: at all places at once, or in the words at some places."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from support_portal.traffic.lookup import WORD, Bytes, Hashes, Ints, words_at
from support_portal.traffic.tally import COUNTED_STATUS

Bools = npt.NDArray[np.bool_]

QUOTE, NEWLINE, QUESTION, _SPACE = 34, 10, 63, 32
_COMPARED = 256 * 1024
_ADDRESS_WORDS = 5


def marks(body: Bytes) -> Ints:
    """Return the places of quotes and newlines; what is compared with both stays in the processor's cache."""
    found = []
    for start in range(0, len(body), _COMPARED):
        part = body[start : start + _COMPARED]
        both = part == QUOTE
        both |= part == NEWLINE
        places = both.nonzero()[0]
        places += start
        found.append(places)
    return np.concatenate(found)


def first_bytes(size: int) -> np.uint64:
    """Return what keeps the first bytes of a word."""
    return np.uint64((1 << 8 * size) - 1)


def begins(data: bytes, head: Hashes, places: Ints, text: bytes) -> Bools:
    """Tell at which places, whose first words are ``head``, a text stands, and then a query or nothing."""
    rows = np.flatnonzero(head == int.from_bytes(text[:WORD], "little"))
    for offset in range(WORD, len(text), WORD):
        piece = text[offset : offset + WORD]
        words = words_at(data, places[rows] + offset)[:, 0]
        rows = rows[words & first_bytes(len(piece)) == int.from_bytes(piece, "little")]
    after = words_at(data, places[rows] + len(text))[:, 0] & first_bytes(1)
    found = np.zeros(len(places), np.bool_)
    found[rows] = (after == _SPACE) | (after == QUESTION) | (after == ord("#")) | (after == QUOTE)
    return found


def ends_with(ending: Hashes, suffixes: tuple[bytes, ...]) -> Bools:
    """Tell which of the last words of addresses end with a suffix of three or four signs."""
    found = np.zeros(len(ending), np.bool_)
    for size in {len(suffix) for suffix in suffixes}:
        last = ending >> np.uint64(64 - 8 * size)
        for suffix in suffixes:
            if len(suffix) == size:
                found |= last == int.from_bytes(suffix, "little")
    return found


def status(words: Hashes) -> tuple[Bools, Bools]:
    """Tell which words, that follow the closing quotes of requests, are a status that counts, and which are any."""
    after = words & first_bytes(5)
    # Of "0" to "9" the upper half is 3, and what is left stays below 16 when 6 is added.
    digits = after ^ np.uint64(int.from_bytes(b" 000 ", "little"))
    sound = (digits | (digits + np.uint64(0x06_0606_00))) & np.uint64(0xFF_F0F0_F0FF) == 0
    counted = np.zeros(len(words), np.bool_)
    for status in COUNTED_STATUS:
        counted |= after == int.from_bytes(b" %d " % status, "little")
    return counted, sound


def spaces(data: bytes, starts: Ints) -> Ints:
    """Return where the next space is after each place."""
    found = words_at(data, starts, _ADDRESS_WORDS).view(np.uint8) == _SPACE
    stops: Ints = found.argmax(axis=1)
    far = np.flatnonzero(~found[np.arange(len(starts)), stops])
    stops += starts
    for row in far.tolist():
        stops[row] = data.index(b" ", starts[row])
    return stops


def escaped_quotes(data: bytes, size: int) -> list[int]:
    """Return the places before ``size`` of quotes that a backslash stands before."""
    found, place = [], data.find(b"\\", 0, size)
    while place >= 0:
        if data[place + 1] == QUOTE:
            found.append(place + 1)
        place = data.find(b"\\", place + 1, size)
    return found
