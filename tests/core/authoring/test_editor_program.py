"""What is fetched for the visual editor: pinned, no more than is needed, and known again by its versions."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from support_portal.core.authoring import editor_program
from support_portal.core.authoring.editor_program import PACKAGES, STAMP, fetched, stamp_text

CMS, YAML = PACKAGES


def test_packages_are_pinned() -> None:
    """Each has one version and the hash of its archive."""
    for package in PACKAGES:
        assert re.fullmatch(r"\d+\.\d+\.\d+", package.version)
        assert re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", package.integrity)


@pytest.mark.parametrize(
    ("package", "member", "target"),
    [
        (CMS, "package/dist/decap-cms.js", "cms/decap-cms.js"),
        (CMS, "package/dist/103.decap-cms.js", "cms/103.decap-cms.js"),
        (CMS, "package/dist/decap-cms.js.LICENSE.txt", "cms/decap-cms.js.LICENSE.txt"),
        (CMS, "package/dist/decap-cms.js.map", None),
        (CMS, "package/dist/103.cms.js", None),
        (CMS, "package/package.json", None),
        (CMS, "package/dist/../../decap-cms.js", None),
        (CMS, "/package/dist/decap-cms.js", None),
        (YAML, "package/browser/dist/nodes/Pair.js", "yaml/nodes/Pair.js"),
        (YAML, "package/dist/index.js", None),
    ],
)
def test_members(package: editor_program.Package, member: str, target: str | None) -> None:
    """Of an archive only the files browsers load are taken, and none lands outside the folder."""
    assert package.target(member) == target


def test_fetched(tmp_path: Path) -> None:
    """A folder counts when it says the pinned versions; its files are listed in order, the note of versions is not."""
    assert fetched(tmp_path) is None
    for name in ("yaml/index.js", "cms/decap-cms.js", "other.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / STAMP).write_text(json.dumps({"decap-cms": "3.0.0", "yaml": YAML.version}))
    assert fetched(tmp_path) is None
    (tmp_path / STAMP).write_text(stamp_text())
    assert fetched(tmp_path) == ("cms/decap-cms.js", "yaml/index.js")
