"""Look up many pieces of a block at once: hash them where they lie, and ask a table of those seen before.

Slicing a block into strings and looking each up in a dictionary took two thirds of the time of a whole refresh.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]

Value = TypeVar("Value", bound=np.generic)

WORD = 8
# Words that are hashed in one step; what is shorter costs no less.
_STEP = 16
_KEEP = b"\xff" * (_STEP * WORD) + bytes(_STEP * WORD)


def words_at(data: bytes, places: Ints, number: int = 1) -> Hashes:
    """Return ``number`` words of eight bytes from each place on, a row for each, the first byte of a word the lowest.

    ``data`` must go on so far after the last place.  numpy copies items without a type at any place: 8 words in 12 ns,
    where one number that is not aligned took 25.
    """
    size = number * WORD
    every = np.ndarray(len(data) - size + 1, f"V{size}", data, strides=(1,))
    words: Hashes = every[places].view("<u8").reshape(-1, number)
    return words


class Hasher:
    """Hash pieces of a block to 64 bits.

    Multiply and shift, a word of eight bytes at a time, with multipliers drawn anew in each process: pieces that were
    made to collide cannot be made without knowing them, and a million different pieces collide by chance once in
    thirty million times.
    """

    def __init__(self) -> None:
        self._start, self._step, self._end = (np.uint64(secrets.randbits(64) | 1) for _ in range(3))

    def pieces(self, data: bytes, starts: Ints, stops: Ints, step: int = _STEP) -> Hashes:
        """Return the hash of each ``data[start:stop]``; ``data`` must go on for 16 words after the last.

        Most pieces should have no more words than ``step`` (16 at most): each step is taken for all that are so long.
        """
        sizes: Ints = np.maximum(stops - starts, 0)
        # One more than the size, because the hash of nothing must not be 0, which a table takes for an empty slot.
        hashes: Hashes = (sizes + 1).astype(np.uint64) * self._start
        self._add(hashes, data, starts, sizes, step)
        done = step * WORD
        rows = np.flatnonzero(sizes > done)
        while len(rows):
            some = hashes[rows]
            self._add(some, data, starts[rows] + done, sizes[rows] - done, step)
            hashes[rows] = some
            done += step * WORD
            rows = rows[sizes[rows] > done]
        return hashes

    def _add(self, hashes: Hashes, data: bytes, starts: Ints, sizes: Ints, step: int) -> None:
        words = words_at(data, starts, step)
        words &= words_at(_KEEP, _STEP * WORD - np.minimum(sizes, step * WORD), step)
        for column in words.T:
            self._mix(hashes, column)

    def together(self, first: Hashes, *others: Hashes) -> Hashes:
        """Return one hash of several hashes or numbers."""
        hashes: Hashes = first * self._end
        for other in others:
            self._mix(hashes, other)
        return hashes

    def _mix(self, hashes: Hashes, words: Hashes) -> None:
        hashes ^= words
        hashes *= self._step
        hashes ^= hashes >> np.uint64(29)


class Table(Generic[Value]):
    """What was found for the hashes seen last, in a table of fixed size; what is not in it is found again."""

    def __init__(self, bits: int, kind: type[Value]) -> None:
        self._shift = np.uint64(64 - bits)
        self._hashes = np.zeros(1 << bits, np.uint64)
        self._values = np.zeros(1 << bits, kind)
        self._last = np.zeros(1 << bits, np.int64)

    def get(self, hashes: Hashes, find: Callable[[Ints], Sequence[int] | Hashes]) -> npt.NDArray[Value]:
        """Return the value of each hash.  ``find`` is asked for the values of hashes at some places."""
        slots = hashes >> self._shift
        values: npt.NDArray[Value] = self._values[slots]
        # An empty slot has the hash 0, which no more than one piece in 2**64 has.
        missing = np.flatnonzero(self._hashes[slots] != hashes)
        if len(missing):
            # Those with the same hash are asked for once: the last of a slot speaks for all that are like it.
            places, wanted, own = np.arange(len(missing)), hashes[missing], slots[missing]
            self._last[own] = places
            last = self._last[own]
            asks = (last == places) | (wanted[last] != wanted)
            asked = missing[asks]
            found = np.array(find(asked), values.dtype)
            values[missing] = found[(np.cumsum(asks) - 1)[np.where(asks, places, last)]]
            self._hashes[own[asks]] = wanted[asks]
            self._values[own[asks]] = found
        return values
