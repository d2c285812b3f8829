"""Fixtures for every suite: small portals in a folder of their own, and the real portal, built once for all workers."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from support_portal.testing import Site, build

ROOT = Path(__file__).parent.parent
# 2026-11-23 12:00 UTC: what the real portal's builds take as now.
EPOCH = "1795435200"


@dataclass(frozen=True)
class RealBuild:
    """One build of the real portal: where it was written, how it ended and everything it warned of."""

    out: Path
    code: int
    warnings: str

    def pages(self) -> list[Path]:
        """Return every HTML page."""
        return sorted(self.out.rglob("*.html"))

    def files(self) -> dict[str, bytes]:
        """Return every output file's bytes by its path."""
        return {p.relative_to(self.out).as_posix(): p.read_bytes() for p in sorted(self.out.rglob("*")) if p.is_file()}


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let one worker at a time into the block."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def build_real(folder: Path, builder: str, *, jobs: int, source: Path) -> RealBuild:
    """Build the portal in ``source`` as ``make`` does, unless another worker already has."""
    name = f"{builder}-{jobs}"
    out, log, code = folder / name, folder / f"{name}.warnings", folder / f"{name}.code"
    with locked(folder / f"{name}.lock"):
        if not code.exists():
            quiet = {k: v for k, v in os.environ.items() if not k.startswith("PORTAL_")}
            done = subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "sphinx",
                    "-q",
                    "-n",
                    "-W",
                    "--keep-going",
                    "-j",
                    str(jobs),
                    "-c",
                    ".",
                    "-b",
                    builder,
                    "-d",
                    str(folder / f".doctrees-{name}"),
                    "docs",
                    str(out),
                ],
                cwd=source,
                env={**quiet, "PYTHONPATH": str(ROOT / "ext"), "SOURCE_DATE_EPOCH": EPOCH, "NO_COLOR": "1"},
                capture_output=True,
                text=True,
                check=False,
            )
            log.write_text(done.stderr, encoding="utf-8")
            code.write_text(str(done.returncode), encoding="utf-8")
    return RealBuild(out, int(code.read_text(encoding="utf-8")), log.read_text(encoding="utf-8"))


class _Page(HTMLParser):
    """The addresses and anchors of one page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.anchors = {""}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.anchors.add(value or "")
            elif name in ("href", "src", "action", "poster") and value is not None:
                self.addresses.append(value)


def broken_links(out: Path, root: str = "/") -> list[str]:
    """Return every address inside a built site that leads to no file or anchor, as ``page: address``."""
    sources = {p.relative_to(out).as_posix(): p for p in sorted(out.rglob("*.*html"))}
    pages = {n: _Page(p.read_text(encoding="utf-8")) for n, p in sources.items() if not n.startswith("_static/")}
    files = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    found = []
    for name, page in pages.items():
        for address in dict.fromkeys(page.addresses):
            if address.split(":")[0] in ("http", "https", "mailto", "data"):
                continue
            parts = urlsplit(urljoin(root + name, address))
            path = unquote(parts.path).removeprefix(root)
            path = f"{path}index.html" if not path or path.endswith("/") else path
            # A PDF is opened at a page, which the tests of manuals look for.
            elsewhere = {"", unquote(parts.fragment)} if path.endswith(".pdf") else {""}
            second = parts.fragment if parts.fragment.startswith("t=") else ""  # of a film
            anchors = pages[path].anchors if path in pages else {*elsewhere, second}
            if path not in files or unquote(parts.fragment) not in anchors:
                found.append(f"{name}: {address}")
    return found


@pytest.fixture(scope="session")
def broken() -> Callable[..., list[str]]:
    """Return ``broken(folder)``: what leads nowhere in the site built there."""
    return broken_links


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "real"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def real(shared: Path) -> Callable[[str], RealBuild]:
    """Return ``real(builder)``: the real portal built with that builder, once for the whole run."""
    return cache(lambda builder: build_real(shared, builder, jobs=2, source=ROOT))


@pytest.fixture
def real_at(tmp_path: Path) -> Callable[..., RealBuild]:
    """Return ``real_at(builder, jobs=…, source=…)``: a copy of the real portal built for this test only."""
    return lambda builder, **options: build_real(tmp_path, builder, **options)


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Site]:
    """Return ``make(files, **options)``: a small portal built in this test's own folder; again is incremental."""
    return lambda files=None, **options: build(tmp_path, files, **options)
