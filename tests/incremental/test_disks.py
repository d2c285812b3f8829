"""A full or read-only disk: one sentence, whole pages, and an incremental build that makes everything good again."""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support_portal.core import manifest
from support_portal.core.manifest import Manifest
from support_portal.sphinx_ext.output import DRAFTS
from support_portal.testing import BASE, write

from .edits import PORTAL, QUIET

MIB = 2**20
ALONE = {
    "project": "Any",
    "extensions": ["myst_parser", "support_portal.sphinx_ext.incremental"],
    "html_theme": "basic",
    "html_copy_source": False,
}
# Highlighted, a digit of source is twenty bytes of page: the page is the largest file of the build.
LONG_PAGE = "# Page a\n\n```python\n" + "1 " * 20_000 + "\n```\n"
NARROW = 300_000


class Bench:
    """A portal in a folder, built by a process of its own into ``out``, with its doctrees in ``doctrees``."""

    def __init__(self, folder: Path, config: dict[str, object] | None = None) -> None:
        self.folder = folder
        self.out, self.doctrees = folder / "out", folder / "doctrees"
        write(folder, {"conf.py": "\n".join(f"{k} = {v!r}" for k, v in (config or {**BASE, **QUIET}).items())})

    def run(
        self, jobs: int = 1, builder: str = "html", out: str = "out", doctrees: str = "doctrees", largest: int = 0
    ) -> tuple[int, list[str]]:
        """Build; return the exit code and the lines of the error stream.  No file can be larger than ``largest``."""

        def limit() -> None:
            if largest:
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

        command = [sys.executable, "-m", "sphinx", "-q", "-j", str(jobs), "-b", builder, "-c", "."]
        done = subprocess.run(
            [*command, "-d", doctrees, "docs", out],
            cwd=self.folder,
            env={**os.environ, "NO_COLOR": "1", "SOURCE_DATE_EPOCH": "1700000000"},
            capture_output=True,
            text=True,
            preexec_fn=limit,
        )
        return done.returncode, done.stderr.splitlines()

    def files(self, out: str = "out") -> dict[str, bytes]:
        """Return every output file's bytes."""
        folder = self.folder / out
        return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    def assert_good(self, builder: str = "html") -> None:
        """Assert that an incremental build works and that its output is a clean build's, byte for byte."""
        assert self.run(builder=builder) == (0, [])
        assert self.run(builder=builder, out="clean", doctrees="clean-doctrees") == (0, [])
        got, wanted = self.files(), self.files("clean")
        assert sorted(name for name in got.keys() | wanted.keys() if got.get(name) != wanted.get(name)) == []


def assert_one_sentence(result: tuple[int, list[str]], place: Path, words: str) -> None:
    """Assert that the build failed and said where and why, and nothing else."""
    code, lines = result
    assert code == 2
    assert len(lines) == 1, lines
    assert lines[0].startswith(f"ERROR: {place}: ")
    assert words in lines[0]


def write_news(bench: Bench, title: str, words: int) -> None:
    """Write forty articles."""
    for i in range(40):
        text = f"---\ndate: 2025-01-{i % 28 + 1:02}\n---\n# {title} {i}\n\n{'Text. ' * words}\n"
        write(bench.folder / "docs", {f"news/n{i:02}.md": text})


@pytest.fixture
def mount() -> Iterator[Callable[..., None]]:
    """Return ``mount(folder, *options)``, which mounts there; skip where this may not be done."""
    mounted: list[Path] = []

    def do(folder: Path, *options: str) -> None:
        folder.mkdir(exist_ok=True)
        try:
            done = subprocess.run(["mount", *options, str(folder)], capture_output=True, text=True)
        except FileNotFoundError:
            pytest.skip("there is no mount command")
        if done.returncode:
            pytest.skip(f"a small disk needs the right to mount: {done.stderr.strip()}")
        if "remount" not in ",".join(options):
            mounted.append(folder)

    yield do
    for folder in mounted:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def portal(tmp_path: Path, mount: Callable[..., None]) -> Bench:
    """A portal whose output and doctrees each lie on a small disk of their own, built once."""
    bench = Bench(tmp_path)
    write(tmp_path / "docs", PORTAL)
    write_news(bench, "News", 1)
    for folder in (bench.out, bench.doctrees):
        mount(folder, "-t", "tmpfs", "-o", "size=30m", "tmpfs")
    assert bench.run() == (0, [])
    return bench


def fill(folder: Path, leave: int) -> Path:
    """Fill a disk up to the last bytes; return the file that does."""
    state = os.statvfs(folder)
    ballast = folder / "ballast"
    ballast.write_bytes(bytes(state.f_bavail * state.f_frsize - leave))
    return ballast


@pytest.mark.parametrize("jobs", [1, 2, 4])
@pytest.mark.parametrize("leave", [0, MIB // 4], ids=["no room", "room for some pages"])
def test_a_full_output_folder(portal: Bench, jobs: int, leave: int) -> None:
    """Every page is the last good one or the new one, never half of one; then the build makes all of them new."""
    before = portal.files()
    write_news(portal, "Newer", 3000)
    ballast = fill(portal.out, leave)
    assert_one_sentence(portal.run(jobs), portal.out, "the disk is full")
    ballast.unlink()
    after = portal.files()
    portal.assert_good()
    new = portal.files()
    pages = [name for name in before if name.endswith((".html", ".md"))]
    assert [name for name in pages if after[name] not in (before[name], new[name])] == []
    assert set(after) <= set(before) | set(new)


@pytest.mark.parametrize("jobs", [1, 2, 4])
@pytest.mark.parametrize("leave", [0, MIB // 8], ids=["no room", "room for some pages"])
def test_a_full_doctree_folder(portal: Bench, jobs: int, leave: int) -> None:
    """The output stays as it was: nothing is written from pages that could not be kept."""
    before = portal.files()
    write_news(portal, "Newer", 3000)
    ballast = fill(portal.doctrees, leave)
    assert_one_sentence(portal.run(jobs), portal.doctrees, "the disk is full")
    ballast.unlink()
    assert portal.files() == before
    portal.assert_good()


@pytest.mark.parametrize("edited", [False, True], ids=["nothing changed", "edited"])
@pytest.mark.parametrize("name", ["out", "doctrees"])
def test_a_read_only_disk(portal: Bench, mount: Callable[..., None], name: str, edited: bool) -> None:
    """The build stops before it reads anything, and the output stays as it was."""
    before = portal.files()
    if edited:
        write_news(portal, "Newer", 3)
    mount(portal.folder / name, "-o", "remount,ro")
    assert_one_sentence(portal.run(), portal.folder / name, "cannot be written")
    mount(portal.folder / name, "-o", "remount,rw")
    assert portal.files() == before
    portal.assert_good()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere; a read-only disk is tested instead")
@pytest.mark.parametrize("name", ["out", "doctrees"])
def test_a_folder_of_somebody_else(tmp_path: Path, name: str) -> None:
    """A folder without the right to write is named."""
    bench = Bench(tmp_path)
    write(tmp_path / "docs", PORTAL)
    assert bench.run() == (0, [])
    (tmp_path / name).chmod(0o500)
    result = bench.run()
    (tmp_path / name).chmod(0o700)
    assert_one_sentence(result, tmp_path / name, "cannot be written")
    bench.assert_good()


def test_folders_that_cannot_be_made(tmp_path: Path, mount: Callable[..., None]) -> None:
    """The output folder is named when the disk it would be made on is read-only."""
    bench = Bench(tmp_path)
    write(tmp_path / "docs", PORTAL)
    mount(tmp_path / "disk", "-t", "tmpfs", "-o", "size=1m,ro", "tmpfs")
    assert_one_sentence(bench.run(out="disk/out"), tmp_path / "disk/out", "cannot be written")


@pytest.mark.parametrize("jobs", [1, 4])
def test_a_page_that_sphinx_only_warns_of(tmp_path: Path, jobs: int) -> None:
    """With this extension alone too, a page that did not get onto the disk is an error, and is written next time."""
    bench = Bench(tmp_path, ALONE)
    pages = [f"p{i:02}" for i in range(60)]
    write(tmp_path / "docs", {"index.md": "# Home\n\n```{toctree}\na\n" + "\n".join(pages) + "\n```\n"})
    write(tmp_path / "docs", {f"{name}.md": f"# Page {name}\n\nShort.\n" for name in ("a", *pages)})
    assert bench.run() == (0, [])
    before = bench.files()
    # Every word stays on some page: Sphinx's own search index keeps words that are on none any more.
    write(tmp_path / "docs", {"a.md": LONG_PAGE, **{f"{n}.md": f"# Page {n}\n\nShort and new.\n" for n in pages}})
    assert_one_sentence(bench.run(jobs, largest=NARROW), bench.out, "larger than this shell allows")
    assert bench.files()["a.html"] == before["a.html"]
    bench.assert_good()


def test_a_book_that_does_not_fit(tmp_path: Path) -> None:
    """The last good book stays until the new one is whole."""
    bench = Bench(tmp_path, {**BASE, **QUIET, "copyright": "nobody", "epub_basename": "book"})
    noise = random.Random(1).randbytes(NARROW - 1000)
    write(tmp_path / "docs", {**PORTAL, "follow.md": "# Follow\n\n![Noise](noise.png)\n", "noise.png": noise})
    assert bench.run(builder="epub") == (0, [])
    book = bench.files()["book.epub"]
    write(tmp_path / "docs", {"solutions/apis/keys.md": "---\nupdated: 2026-01-04\n---\n# Keys\n\nNew.\n"})
    assert_one_sentence(bench.run(builder="epub", largest=NARROW), bench.out, "larger than this shell allows")
    assert bench.files()["book.epub"] == book
    bench.assert_good("epub")
    assert bench.files()["book.epub"] != book


def test_a_manifest_that_does_not_fit(tmp_path: Path, mount: Callable[..., None]) -> None:
    """The last manifest stays when the new one cannot be written."""
    mount(tmp_path / "disk", "-t", "tmpfs", "-o", "size=64k", "tmpfs")
    path = tmp_path / "disk" / "manifest.json"
    good = Manifest({"a": "1"}, frozenset({"a.html"}), good=True, world="w")
    good.save(path)
    with pytest.raises(OSError, match="No space left"):
        Manifest({f"page-{i}": "0" * 24 for i in range(5000)}, frozenset(), good=True).save(path)
    assert manifest.load(path) == good


def test_drafts_of_a_killed_build_go(tmp_path: Path) -> None:
    """What a killed build had not finished is not published by the next one."""
    bench = Bench(tmp_path)
    write(tmp_path / "docs", PORTAL)
    write(bench.out / DRAFTS, {"4711-page": "<html>half"})
    bench.assert_good()
    assert not (bench.out / DRAFTS).exists()
