"""`support-portal fetch-editor`: what is there is not fetched again, and nothing but the tested archives is kept."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from support_portal.cli import fetch_editor, main
from support_portal.core.authoring.editor_program import PACKAGES, STAMP, stamp_text
from support_portal.testing import write


def _archive(files: dict[str, bytes]) -> bytes:
    """Return an archive as npm makes them, with a link and a folder beside the files."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        link = tarfile.TarInfo("package/dist/link.decap-cms.js")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return packed.getvalue()


def test_there_already(tmp_path: Path) -> None:
    """A folder with the pinned versions stays as it is; nothing is asked of the network."""
    write(tmp_path, {STAMP: stamp_text(), "cms/decap-cms.js": "x"})
    done = CliRunner().invoke(main, ["fetch-editor", str(tmp_path)])
    assert (done.exit_code, done.output) == (0, f"{tmp_path}: is there already, 1 files.\n")


def test_unpacked(tmp_path: Path) -> None:
    """Only files of the program come out of an archive, and only into the folder."""
    names = (
        "dist/decap-cms.js",
        "dist/decap-cms.js.map",
        "dist/7.decap-cms.js",
        "dist/../../decap-cms.js",
        "README.md",
    )
    fetch_editor._unpack(PACKAGES[0], _archive({f"package/{name}": b"x" for name in names}), tmp_path / "out")
    found = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file() or p.is_symlink()}
    assert found == {"out/cms/decap-cms.js", "out/cms/7.decap-cms.js"}


def test_another_archive(tmp_path: Path) -> None:
    """An archive that is not the one that was tested is refused, and says so."""
    package = PACKAGES[1]
    with pytest.raises(fetch_editor.click.ClickException, match="is not the archive that was tested"):
        fetch_editor.checked(package, _archive({"package/browser/dist/index.js": b"x"}))


def test_other_files_stay(tmp_path: Path) -> None:
    """A folder with something else in it is left alone, before anything is fetched."""
    write(tmp_path, {"cms/mine.txt": "x"})
    done = CliRunner().invoke(main, ["fetch-editor", str(tmp_path)])
    assert done.exit_code == 1
    assert "holds other files than the editor's; name an empty folder" in done.output
    assert (tmp_path / "cms" / "mine.txt").read_text() == "x"


def test_no_place(tmp_path: Path) -> None:
    """A file in the place of the folder is told before anything is fetched."""
    (tmp_path / "file").write_text("")
    done = CliRunner().invoke(main, ["fetch-editor", str(tmp_path / "file")])
    assert done.exit_code == 2
    assert "is a file" in done.output
