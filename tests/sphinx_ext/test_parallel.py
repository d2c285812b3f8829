"""The same bytes from the same pages: with one process or four, and wherever the sources lie."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .make import RealAt

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_jobs_and_place_change_nothing(real_at: RealAt, tmp_path: Path, builder: str) -> None:
    """The real portal comes out the same, byte for byte, with one process here and with four in a folder elsewhere."""
    builds = {}
    for jobs, place in ((1, tmp_path / "one"), (4, tmp_path / "another/place/below")):
        shutil.copytree(ROOT / "docs", place / "docs")
        shutil.copy(ROOT / "conf.py", place)
        build = real_at(builder, jobs=jobs, source=place)
        assert (build.code, build.warnings) == (0, "")
        builds[jobs] = build.files()
    assert builds[1].keys() == builds[4].keys()
    assert [name for name, content in builds[1].items() if builds[4][name] != content] == []
    assert [name for name, content in builds[1].items() if str(tmp_path).encode() in content] == []
