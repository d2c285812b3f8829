"""The daily salts, in a file of their own beside the state: who has only the state can never find an address again."""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from pathlib import Path

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
        except (OSError, ValueError, AttributeError, TypeError) as error:
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
        folder = self._path.parent
        handle, name = tempfile.mkstemp(dir=folder, prefix=self._path.name)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as out:
                json.dump({str(day): salts[day].hex() for day in sorted(salts)}, out)
                out.flush()
                os.fsync(out.fileno())
            os.replace(name, self._path)
        except BaseException:
            os.unlink(name)
            raise
        self._salts = dict(salts)
