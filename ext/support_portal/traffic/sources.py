"""Find logs by names and globs, and cut what is read of them into blocks of whole lines."""

from __future__ import annotations

import glob
import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from support_portal.traffic.tables import TrafficError

STDIN = "-"
# 2 MiB is taken through every step while it is in the processor's cache, and each step of numpy has a cost of its own:
# blocks of 512 KiB took half as long again, of 4 MiB a tenth.
BLOCK = 2048 * 1024
# So much is read behind the last block of a part for the end of its last line.
_AHEAD = 64 * 1024
# The parts that processes count: eight blocks, of which the last, with what is read ahead, is no longer than others.  A
# block of a line costs 0.8 ms, and one that is longer makes the C library give memory back and ask for it again.
PART = 8 * BLOCK - 2 * _AHEAD
# Servers refuse requests whose lines would be longer: nginx and Apache stop at 8 KiB a header, 32 KiB together.
LONGEST_LINE = 1024 * 1024
# What stands behind a block, so that looking a few bytes past its end is no error.
PAD = b"\n" + bytes(255)
TAIL = 1024


def fingerprint(data: bytes) -> bytes:
    """Return what a file's beginning, or the end of what was read, is known by later."""
    return hashlib.blake2b(data, digest_size=16).digest()


def printable(text: str) -> str:
    r"""Return text from outside so that a terminal only shows it: control signs are named, not sent.

    >>> printable("access\x1b[2J.log")
    'access\\x1b[2J.log'
    """
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


def find_logs(patterns: Iterable[str]) -> list[str]:
    """Return the files that names and globs stand for, each once, in the order given; ``-`` is standard input.

    Raise `TrafficError` for a name without a file and for a glob that finds none.
    """
    found: dict[str, None] = {}
    for pattern in patterns:
        if os.path.isdir(pattern):
            raise TrafficError(f'{printable(pattern)}: is a folder; write "{printable(pattern)}/*.log*"')
        here = pattern == STDIN or os.path.exists(pattern)
        every = [pattern] if here else sorted(glob.glob(pattern, recursive=True))
        names = [name for name in every if not os.path.isdir(name)]
        if not names:
            raise TrafficError(f"{printable(pattern)}: there is no such log; name files, globs or - for standard input")
        found |= dict.fromkeys(names)
    return list(found)


@dataclass
class Block:
    """Whole lines.  ``data[:size]`` ends with a newline (one is added to a last line without); 256 bytes more follow.

    ``end`` is the offset (in decompressed bytes) after the block; ``open_end`` tells that its last line had no newline.
    """

    data: bytes
    size: int
    end: int
    open_end: bool = False
    too_long: int = 0


def part(file: BinaryIO, start: int, stop: int) -> Iterator[bytes]:
    """Yield a plain log's bytes from ``start`` to ``stop``, and on to the end of the line that ``stop`` falls into."""
    file.seek(start)
    last = b"\n"
    while start < stop and (data := file.read(min(BLOCK, stop - start))):
        start, last = start + len(data), data
        yield data
    while not last.endswith(b"\n") and (last := file.readline(BLOCK)):
        yield last


def plain_blocks(file: BinaryIO, start: int, stop: int, mid_line: bool) -> Iterator[Block]:
    """Yield the blocks of a plain log whose lines begin in [start, stop), after the line ``start`` is in if it is.

    What follows the lines of a block is the log itself, which is read again with the next: nothing is copied.
    """
    if mid_line:
        start = _line_begin(file, start)
    while start < stop:
        file.seek(start)
        left = stop - start
        data = file.read(min(BLOCK, left + _AHEAD))
        known = len(data) - len(PAD)
        is_last = left + _AHEAD <= BLOCK
        size = (data.find(b"\n", left - 1, known) if is_last else data.rfind(b"\n", 0, min(left, known))) + 1
        if not size:
            yield from blocks(part(file, start, stop), start)
            return
        start += size
        yield Block(data, size, start)


def _line_begin(file: BinaryIO, start: int) -> int:
    file.seek(start)
    while data := file.readline(BLOCK):
        start += len(data)
        if data.endswith(b"\n"):
            break
    return start


def blocks(read: Iterator[bytes], start: int, mid_line: bool = False) -> Iterator[Block]:
    """Cut a stream of bytes, of which the first is at offset ``start``, into blocks of whole lines.

    With ``mid_line`` the first bytes are the rest of a line that was counted already, and are passed over.
    """
    carry, offset, skipping, too_long = b"", start, mid_line, 0
    for chunk in read:
        if skipping:
            cut = chunk.find(b"\n") + 1
            if not cut:
                offset += len(chunk)
                continue
            chunk, offset, skipping = chunk[cut:], offset + cut, False
        cut = chunk.rfind(b"\n") + 1
        if cut:
            size = len(carry) + cut
            yield Block(b"".join((carry, memoryview(chunk)[:cut], PAD)), size, offset + size, too_long=too_long)
            offset, too_long = offset + size, 0
            carry = chunk[cut:]
        else:
            carry += chunk
        if len(carry) > LONGEST_LINE:
            too_long += 1
            offset += len(carry)
            carry, skipping = b"", True
    if carry or too_long:
        data = b"".join((carry, PAD)) if carry else PAD
        yield Block(data, len(carry) + 1 if carry else 0, offset + len(carry), open_end=bool(carry), too_long=too_long)
