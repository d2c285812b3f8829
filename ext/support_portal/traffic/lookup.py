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

_WORD = 8
_LAST = np.array([(1 << 8 * size) - 1 for size in range(_WORD)], np.uint64)


def words_of(data: bytes) -> Hashes:
    """Return the eight bytes that begin at each place, the first of them the lowest."""
    words: Hashes = np.ndarray(len(data) - _WORD + 1, "<u8", data, strides=(1,))
    return words


class Hasher:
    """Hash pieces of a block to 64 bits.

    Multiply and shift, a word of eight bytes at a time, with multipliers drawn anew in each process: pieces that were
    made to collide cannot be made without knowing them, and a million different pieces collide by chance once in
    thirty million times.
    """

    def __init__(self) -> None:
        self._start, self._step, self._end = (np.uint64(secrets.randbits(64) | 1) for _ in range(3))

    def pieces(self, data: bytes, starts: Ints, stops: Ints) -> Hashes:
        """Return the hash of each ``data[start:stop]``; ``data`` must go on for a word after the last."""
        words = words_of(data)
        sizes = np.maximum(stops - starts, 0)
        whole = sizes // _WORD
        # The longest first, so that those that still have words are always the first ones.  numpy sorts numbers of
        # 16 bits by radix, 8 times as fast for the lines of a block.
        left_over = whole.max(initial=0) - whole
        order = np.argsort(
            left_over.astype(np.uint16) if left_over.max(initial=0) < 1 << 16 else left_over, kind="stable"
        )
        # One more than the size, because the hash of nothing must not be 0, which a table takes for an empty slot.
        at, hashes = starts[order], (sizes[order] + 1).astype(np.uint64) * self._start
        left = np.cumsum(np.bincount(whole)[::-1])[::-1] if len(whole) else np.zeros(0, np.int64)
        for place, active in enumerate(left[1:].tolist()):
            self._mix(hashes[:active], words[at[:active] + place * _WORD])
        self._mix(hashes, words[at + whole[order] * _WORD] & _LAST[sizes[order] % _WORD])
        found: Hashes = np.empty_like(hashes)
        found[order] = hashes
        return found

    def together(self, first: Hashes, second: Hashes, number: Ints) -> Hashes:
        """Return one hash of two hashes and a number."""
        hashes: Hashes = first * self._end
        self._mix(hashes, second)
        self._mix(hashes, number.astype(np.uint64))
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

    def get(self, hashes: Hashes, find: Callable[[Ints], Sequence[int]]) -> npt.NDArray[Value]:
        """Return the value of each hash.  ``find`` is asked for the values of hashes at some places."""
        slots = hashes >> self._shift
        values: npt.NDArray[Value] = self._values[slots]
        # An empty slot has the hash 0, which no more than one piece in 2**64 has.
        missing = np.flatnonzero(self._hashes[slots] != hashes)
        if len(missing):
            _, firsts, same = np.unique(hashes[missing], return_index=True, return_inverse=True)
            asked = missing[firsts]
            found = np.array(find(asked), values.dtype)
            values[missing] = found[same]
            self._hashes[slots[asked]] = hashes[asked]
            self._values[slots[asked]] = found
        return values
