"""Write zip archives that are the same bytes for the same files, wherever and whenever they are made."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

# 1980-01-01, the first second a zip file knows.
EARLIEST: Final = 315_532_800
_LEVEL: Final = 9


def write_zip(target: Path, entries: Iterable[tuple[str, bytes]], seconds: int = 0, stored: Iterable[str] = ()) -> None:
    """Write ``entries``, pairs of a name and its content, in their order.

    ``seconds`` (since 1970, UTC) is the time every entry gets, as `SOURCE_DATE_EPOCH` gives it
    (https://reproducible-builds.org/docs/archives/); entries named in ``stored`` are not compressed.

    Raises:
        OSError: the target cannot be written.

    """
    moment = time.gmtime(max(seconds, EARLIEST))[:6]
    plain = frozenset(stored)
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in entries:
            entry = ZipInfo(name, moment)
            entry.external_attr = 0o644 << 16
            # The system of the machine is part of an entry: 3 is Unix.
            entry.create_system = 3
            archive.writestr(entry, content, ZIP_STORED if name in plain else ZIP_DEFLATED, _LEVEL)
