"""Zip archives: what went in comes out, and the same files make the same bytes."""

from __future__ import annotations

import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.formats.archive import write_zip

_NAMES = st.text("abcé/-.", min_size=1, max_size=12).map(lambda name: f"x/{name.strip('/.') or 'y'}")


@given(st.dictionaries(_NAMES, st.binary(max_size=200), max_size=5), st.integers(-(10**9), 4_000_000_000))
def test_what_goes_in_comes_out(files: dict[str, bytes], seconds: int) -> None:
    """Every entry has its content and the one time, an earlier one than zip knows being the first it knows."""
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("one.zip", "two.zip")]
        for path in paths:
            write_zip(path, files.items(), seconds, stored=list(files)[:1])
        assert paths[0].read_bytes() == paths[1].read_bytes()
        with zipfile.ZipFile(paths[0]) as archive:
            assert {name: archive.read(name) for name in archive.namelist()} == files
            assert archive.namelist() == list(files)
            assert all(info.date_time >= (1980, 1, 1, 0, 0, 0) for info in archive.infolist())
            assert len({info.date_time for info in archive.infolist()}) <= 1
            kinds = [info.compress_type for info in archive.infolist()]
            assert kinds == [zipfile.ZIP_STORED, *[zipfile.ZIP_DEFLATED] * len(files)][: len(files)]
