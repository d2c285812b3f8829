"""Read one log from its beginning, plain or packed with gzip or Zstandard, from a file or standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol, cast

from isal import igzip_lib

from support_portal.traffic.sources import BLOCK, STDIN, printable
from support_portal.traffic.tables import UNPACKED, TrafficError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# Real logs shrink to a tenth or a thirtieth.  A file that grows by more than this is meant to do harm.
BOMB_RATIO = 250
BOMB_FLOOR = 256 * 1024 * 1024
HEAD = 4096
# So much is looked at to tell the format, as the first lines may be damaged.
SAMPLE = 65536
# The package's type stub says an instance where the class is.
_GZIP_ERROR = cast("type[Exception]", igzip_lib.IsalError)


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


def open_log(name: str) -> BinaryIO:
    """Open a log; raise `TrafficError` when it cannot be read."""
    try:
        if name == STDIN and sys.stdin is None:
            raise TrafficError("standard input is closed; name a file, or write: … | support-portal traffic refresh -")
        return sys.stdin.buffer if name == STDIN else open(name, "rb")
    except OSError as error:
        raise TrafficError(f"{printable(name)}: cannot be read: {error.strerror}") from error


@dataclass
class Stream:
    """One log being read from its beginning.  ``problem`` is set when it ended sooner than it should.

    Of a packed log no more than ``unpacked`` bytes (and one) are unpacked; one that is longer is ``bounded`` then.
    ``consumed`` counts the bytes taken from the disk, for the progress bar.
    """

    name: str
    file: BinaryIO
    unpacked: int = UNPACKED
    problem: str = ""
    consumed: int = 0
    produced: int = 0
    compressed: bool = False
    bounded: bool = False
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
            data = self._step(min(size, self.unpacked - self.produced + 1))
        self.produced += len(data)
        if self.produced > self.unpacked:
            self.bounded = True
            self._stop(
                f"is longer than {self.unpacked // 1_000_000:,} MB when unpacked; only its beginning was read; "
                "if it is a log, raise --unpacked"
            )
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
