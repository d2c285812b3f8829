"""`support-portal training export`: a course as a package a learning platform plays."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner, Result

from support_portal.cli import main
from support_portal.core.training.scorm import CP
from support_portal.testing import build

CHECK = ":::{check} Why?\n- [x] Because\n- [ ] No\n:::\n"
FILES: dict[str, str | bytes] = {
    "index.md": "# Home\n\n:::{toctree}\ntraining/index\nother\n:::\n",
    "other.md": "# Other\n\nText.\n",
    "training/index.md": "# Training\n\n:::{courses}\n:::\n\n:::{toctree}\nbasics/index\n:::\n",
    "training/basics/index.md": "# Basics & more\n\n:::{lessons}\n:::\n\n:::{toctree}\none\ntwo\n:::\n",
    "training/basics/one.md": "# Lesson & one\n\n[Other](../../other.md), [two](two.md).\n\n![A dot](dot.png)\n\n"
    + CHECK,
    "training/basics/two.md": "# Lesson two\n\nWords.\n",
    "training/basics/dot.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 16,
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return build(tmp_path, FILES, suppress_warnings=["image.not_readable"]).out


def export(site: Path, course: str, target: Path) -> Result:
    return CliRunner().invoke(main, ["training", "export", str(site), course, str(target)])


def test_the_package_is_whole(site: Path, tmp_path: Path) -> None:
    """Every file the manifest names is in the package and every file is named, and pages need nothing else."""
    target = tmp_path / "basics.zip"
    result = export(site, "basics", target)
    assert result.exit_code == 0, result.output
    assert "Basics & more, 2 lessons" in result.output
    with ZipFile(target) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    root = ET.fromstring(files["imsmanifest.xml"])
    named = {str(file.get("href")) for file in root.iter(f"{{{CP}}}file")}
    assert named == files.keys() - {"imsmanifest.xml"}
    first = BeautifulSoup(files["lesson-1.html"], "html.parser")
    local = [str(tag[key]) for tag in first.find_all(True) for key in ("src", "href") if tag.get(key)]
    local = [address for address in local if not re.match("https?:|#", address)]
    assert set(local) <= named
    assert any(name.endswith("dot.png") for name in local)
    assert first.title is not None
    assert first.title.text == "Lesson & one"
    links = [a["href"] for a in first.select("main a")]
    assert "https://portal.example.org/other.html" in links
    assert "https://portal.example.org/training/basics/two.html" in links
    assert first.select(".portal-check[data-kind=single]")
    assert not first.select("nav, form.portal-search, .portal-progress, main script")


def test_the_same_site_gives_the_same_bytes(site: Path, tmp_path: Path) -> None:
    """Two exports are one file."""
    for name in ("a.zip", "b.zip"):
        assert export(site, "basics", tmp_path / name).exit_code == 0
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_course_that_is_none(site: Path, tmp_path: Path) -> None:
    """The courses there are, are named; an empty folder is no website."""
    result = export(site, "basic", tmp_path / "x.zip")
    assert result.exit_code == 1
    assert 'there is no course "basic"; write one of basics' in result.output
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "give the folder of a built website" in export(empty, "basics", tmp_path / "x.zip").output
    assert not (tmp_path / "x.zip").exists()
