"""The daily salts, in a file of their own beside the state: who has only the state can never find an address again."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from support_portal.traffic.lookup import Hashes
from support_portal.traffic.tables import TrafficError

_SIZE = 32


class Salts:
    """The salts of open days, by day (days since 1970).

    They are written before the first row that depends on them, and days are dropped after the rows are: a crash in
    between leaves a salt too many, which the next refresh drops, and never a visitor who is counted twice.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._salts: dict[int, bytes] = {}
        try:
            stored = json.loads(path.read_text(encoding="ascii"))
            self._salts = {int(day): bytes.fromhex(salt) for day, salt in stored.items()}
        except FileNotFoundError:
            pass
        except OSError as error:
            raise TrafficError(f"{path}: cannot be read ({error.strerror}); run as who owns it") from error
        except (ValueError, AttributeError, TypeError) as error:
            raise TrafficError(
                f"{path}: is no file of salts; delete it (visitors of the last days will be counted anew)"
            ) from error

    def known(self) -> dict[int, bytes]:
        """Return the salts there are."""
        return dict(self._salts)

    @staticmethod
    def new() -> bytes:
        """Return a new salt."""
        return secrets.token_bytes(_SIZE)

    def keep(self, salts: dict[int, bytes]) -> None:
        """Write these salts and no others; a crash leaves the old file or the new one.  Its owner alone can read it."""
        if salts == self._salts:
            return
        try:
            self._write(json.dumps({str(day): salts[day].hex() for day in sorted(salts)}))
        except OSError as error:
            raise TrafficError(
                f"{self._path}: cannot be written ({error.strerror}); mend that and refresh again"
            ) from error
        self._salts = dict(salts)

    def _write(self, text: str) -> None:
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=self._path.name)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as out:
                out.write(text)
                out.flush()
                os.fsync(out.fileno())
            os.replace(name, self._path)
        except BaseException:
            os.unlink(name)
            raise


class Keys:
    """The keys of visitors: MACs (keyed BLAKE2, RFC 7693) of address and agent under the salt of a day.

    ``salt`` gives the salt of a day (days since 1970).
    """

    def __init__(self, salt: Callable[[int], bytes]) -> None:
        self._salt = salt
        self._salted: dict[int, hashlib.blake2b] = {}

    def of(self, rows: Iterable[tuple[int, bytes, bytes]]) -> Hashes:
        """Return the keys of visitors by day, address and agent."""
        macs = []
        for day, address, agent in rows:
            # A copy of what has taken the salt in costs half of beginning with it.
            salted = self._salted.get(day)
            if salted is None:
                salted = self._salted[day] = hashlib.blake2b(digest_size=8, key=self._salt(day))
            mac = salted.copy()
            mac.update(b"%b %b" % (address, agent))
            macs.append(mac.digest())
        return np.frombuffer(b"".join(macs), ">u8").astype(np.uint64)
