"""Read logs as blocks of whole lines: plain, gzip or Zstandard, from files, globs or standard input."""

from __future__ import annotations

import glob
import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol, cast

from isal import igzip_lib

from support_portal.traffic.tables import TrafficError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

STDIN = "-"
# 4 MiB are taken through every step while they are in the processor's cache: half the time of 64 MiB.
BLOCK = 4 * 1024 * 1024
# Servers refuse requests whose lines would be longer: nginx and Apache stop at 8 KiB a header, 32 KiB together.
LONGEST_LINE = 1024 * 1024
# What stands behind a block, so that looking a few bytes past its end is no error.
PAD = b"\n" + bytes(63)
# Real logs shrink to a tenth or a thirtieth.  A file that grows by more than this is meant to do harm.
BOMB_RATIO = 250
BOMB_FLOOR = 256 * 1024 * 1024
HEAD = 4096
# The package's type stub says an instance where the class is.
_GZIP_ERROR = cast("type[Exception]", igzip_lib.IsalError)
# So much is looked at to tell the format, as the first lines may be damaged.
SAMPLE = 65536
TAIL = 1024


class Decompressor(Protocol):
    """What isal and zstd have in common with the decompressors of the standard library."""

    @property
    def eof(self) -> bool:
        """Tell whether the packed stream is complete."""
        ...

    @property
    def needs_input(self) -> bool:
        """Tell whether nothing more comes without more input."""
        ...

    @property
    def unused_data(self) -> bytes:
        """Return what followed the packed stream."""
        ...

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        """Return at most so many bytes."""
        ...


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
        here = pattern == STDIN or os.path.exists(pattern)
        names = [pattern] if here else sorted(glob.glob(pattern, recursive=True))
        if not names:
            raise TrafficError(f"{printable(pattern)}: there is no such log; name files, globs or - for standard input")
        for name in names:
            if name == STDIN or not os.path.isdir(name):
                found[name] = None
            elif names == [pattern]:
                raise TrafficError(f'{printable(name)}: is a folder; write "{printable(name)}/*.log*"')
    return list(found)


@dataclass
class Block:
    """Whole lines.  ``data[:size]`` ends with a newline (one is added to a last line without); `PAD` follows.

    ``end`` is the offset (in decompressed bytes) after the block; ``open_end`` tells that its last line had no newline.
    """

    data: bytes
    size: int
    end: int
    open_end: bool = False
    too_long: int = 0


@dataclass
class Stream:
    """One log being read from its beginning.  ``problem`` is set when it ended sooner than it should.

    ``consumed`` counts the bytes taken from the disk, for the progress bar.
    """

    name: str
    file: BinaryIO
    problem: str = ""
    consumed: int = 0
    produced: int = 0
    compressed: bool = False
    _pending: bytes = b""
    _decompressor: Decompressor | None = field(default=None, repr=False)
    _kind: str = ""
    _ended: bool = False
    _ahead: bytes = b""

    def __post_init__(self) -> None:
        first = self._raw(HEAD)
        if first[:2] == b"\x1f\x8b":
            self._kind = "gzip"
        elif first[:4] == b"\x28\xb5\x2f\xfd":
            self._kind = "zstd"
        self.compressed = bool(self._kind)
        self._pending = first

    def _raw(self, size: int) -> bytes:
        data = self.file.read(size)
        self.consumed += len(data)
        return data

    def read(self, size: int) -> bytes:
        """Return up to ``size`` decompressed bytes; none at the end, or where the file is damaged."""
        if self._ahead:
            data, self._ahead = self._ahead[:size], self._ahead[size:]
            return data
        if not self.compressed:
            data, self._pending = self._pending, b""
            if len(data) < size:
                data += self._raw(size - len(data))
            elif len(data) > size:
                data, self._pending = data[:size], data[size:]
            self.produced += len(data)
            return data
        data = b""
        while not data and not self._ended:
            data = self._step(size)
        self.produced += len(data)
        if self.produced > BOMB_FLOOR and self.produced > BOMB_RATIO * self.consumed:
            self._stop(f"grows more than {BOMB_RATIO}-fold when unpacked; only its beginning was read")
        return data

    def _stop(self, problem: str) -> None:
        self.problem, self._ended = problem, True

    def _step(self, size: int) -> bytes:
        decompressor = self._decompressor
        if decompressor is None or decompressor.eof:
            rest = self._pending if decompressor is None else decompressor.unused_data
            rest = rest or self._raw(1 << 18)
            # Logs put together, and blocks of zeros that some tapes and disks add, are both in order.
            if not rest.strip(b"\0"):
                self._ended = not rest
                self._pending, self._decompressor = b"", None
                return b""
            self._pending = rest
            decompressor = self._decompressor = self._new()
        try:
            if decompressor.needs_input:
                feed, self._pending = self._pending or self._raw(1 << 18), b""
                if not feed:
                    self._stop("ends too soon; what could be read was counted")
                    return b""
                return decompressor.decompress(feed, size)
            return decompressor.decompress(b"", size)
        except (_GZIP_ERROR, zstd.ZstdError, EOFError, OSError) as error:
            self._stop(f"is damaged ({printable(str(error))}); what could be read was counted")
            return b""

    def _new(self) -> Decompressor:
        if self._kind == "gzip":
            made: Decompressor = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP)
            return made
        return zstd.ZstdDecompressor()

    def head(self) -> bytes:
        """Return the first bytes, decompressed, without moving on; to be asked before anything is read."""
        data = b""
        while len(data) < SAMPLE and (more := self.read(SAMPLE - len(data))):
            data += more
        self._ahead = data
        return data

    def chunks(self) -> Iterator[bytes]:
        """Yield the rest of the log, decompressed, in pieces of at most a block."""
        while data := self.read(BLOCK):
            yield data


def open_log(name: str) -> BinaryIO:
    """Open a log; raise `TrafficError` when it cannot be read."""
    try:
        return sys.stdin.buffer if name == STDIN else open(name, "rb")
    except OSError as error:
        raise TrafficError(f"{printable(name)}: cannot be read: {error.strerror}") from error


def part(file: BinaryIO, start: int, stop: int) -> Iterator[bytes]:
    """Yield a plain log's bytes from ``start`` to ``stop``, and on to the end of the line that ``stop`` falls into."""
    file.seek(start)
    last = b"\n"
    while start < stop and (data := file.read(min(BLOCK, stop - start))):
        start, last = start + len(data), data
        yield data
    while not last.endswith(b"\n") and (last := file.readline(BLOCK)):
        yield last


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
