"""The generators that are compared: how each is set up, built and cleaned, each in a virtual environment of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.scale.portal_corpus import make_portal

HERE = Path(__file__).parent
SERIAL, AUTO = "serial", "auto"


@dataclass(frozen=True)
class Peer:
    """One generator.

    `engine` is the corpus it reads; `requirements` the pinned packages of its environment, none for the portal, which
    is measured in the environment that runs the benchmark; `commands` its build command by variant, ``{bin}`` standing
    for the environment's programs; `output` where it writes and `kept` what it keeps between builds; `largest` the
    largest corpus it builds; `rebuilds` the largest on which rebuilds are measured too, none for generators that make
    everything again.
    """

    name: str
    label: str
    engine: str
    requirements: str
    commands: Mapping[str, tuple[str, ...]]
    configure: Callable[[Path], None]
    sources: str = "docs"
    output: str = "out"
    kept: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    largest: int = 10_000
    rebuilds: int = 0

    def prepare_environment(self, folder: Path) -> Path:
        """Make the peer's virtual environment below `folder`, unless it is there, and return its folder of programs."""
        if not self.requirements:
            return Path(sys.executable).parent
        pinned = HERE / f"requirements-{self.requirements}.txt"
        place = folder / self.requirements
        mark = place / ".installed"
        if not mark.exists() or mark.read_text(encoding="utf-8") != pinned.read_text(encoding="utf-8"):
            shutil.rmtree(place, ignore_errors=True)
            subprocess.run([sys.executable, "-m", "venv", place], check=True)
            pip = [place / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            subprocess.run([*pip, "--only-binary", ":all:", "-r", pinned], check=True)
            mark.write_text(pinned.read_text(encoding="utf-8"), encoding="utf-8")
        return place / "bin"

    def prepare_site(self, corpus: Path, site: Path) -> None:
        """Copy the corpus to `site`, where edits may change it, and write the configuration beside it."""
        shutil.rmtree(site, ignore_errors=True)
        if self.engine == "portal":
            make_portal(corpus, site)
        else:
            shutil.copytree(corpus, site)
        self.configure(site)

    def clean(self, site: Path) -> None:
        """Remove all that builds left."""
        for name in (self.output, *self.kept):
            shutil.rmtree(site / name, ignore_errors=True)

    def command(self, variant: str, programs: Path) -> list[str]:
        """Return the build command."""
        return [part.replace("{bin}", str(programs)) for part in self.commands[variant]]

    def versions(self, programs: Path) -> dict[str, str]:
        """Return the versions of the packages that do the work."""
        code = "import sys\nfrom importlib.metadata import version\nfor n in sys.argv[1:]: print(n, version(n))"
        done = subprocess.run(
            [programs / "python", "-c", code, *self.packages], check=True, capture_output=True, encoding="utf-8"
        )
        return dict(line.split(maxsplit=1) for line in done.stdout.splitlines())


def _sphinx(jobs: str) -> tuple[str, ...]:
    return ("{bin}/python", "-m", "sphinx", "-q", "-j", jobs, "-b", "html", "-c", ".", "-d", "doctrees", "docs", "out")


_SPHINX = {SERIAL: _sphinx("1"), AUTO: _sphinx("auto")}
_THEME = {AUTO: _sphinx("auto")}
_MATERIAL = {AUTO: ("{bin}/python", "-m", "mkdocs", "build", "--quiet", "--clean", "--site-dir", "out")}
_ZENSICAL = {AUTO: ("{bin}/zensical", "build", "-f", "mkdocs.yml")}
_SAME = ("sphinx", "docutils", "myst-parser", "pygments")


def _plain(theme: str) -> Callable[[Path], None]:
    """Return what sets up plain Sphinx, all at its defaults but the theme."""

    def configure(site: Path) -> None:
        text = (
            f'project = "Support"\nextensions = ["myst_parser"]\nhtml_theme = "{theme}"\n'
            'myst_enable_extensions = ["colon_fence"]\n'
        )
        (site / "conf.py").write_text(text, encoding="utf-8")

    return configure


def _mkdocs(site: Path) -> None:
    """Set up Material or Zensical: search, code colours, notes, links on headings, and the navigation of large sites.

    With ``navigation.prune`` a page shows the part of the tree it stands in, as the portal's pages do.
    """
    shutil.copy(HERE / "mkdocs.yml", site / "mkdocs.yml")


def _mkdocs_whole(site: Path) -> None:
    """Set them up with their own default: every page shows the whole tree, so that the work grows with the square."""
    text = (HERE / "mkdocs.yml").read_text(encoding="utf-8")
    whole = text.replace("    - navigation.prune\n", "")
    if whole == text:
        raise ValueError("mkdocs.yml: it no longer prunes the navigation, so there is nothing to undo")
    (site / "mkdocs.yml").write_text(whole, encoding="utf-8")


def _hugo(site: Path) -> None:
    """Set up Hugo with the small layout beside this file; each folder gets the page that makes it a section."""
    shutil.copytree(HERE / "hugo", site, dirs_exist_ok=True)
    content = site / "content"
    for folder in sorted(path for path in content.rglob("*") if path.is_dir()):
        index = folder / "_index.md"
        index.write_text(f"---\ntitle: {folder.relative_to(content).as_posix()}\n---\n", encoding="utf-8")


PEERS: dict[str, Peer] = {
    peer.name: peer
    for peer in (
        Peer(
            "ours",
            "This portal",
            "portal",
            "",
            _SPHINX,
            lambda site: None,
            kept=("doctrees",),
            packages=("sphinx-support-portal", *_SAME),
            rebuilds=10_000,
        ),
        Peer(
            "basic",
            "Sphinx, theme basic",
            "sphinx",
            "sphinx",
            _SPHINX,
            _plain("basic"),
            kept=("doctrees",),
            packages=_SAME,
            rebuilds=10_000,
        ),
        Peer(
            "material",
            "Material for MkDocs",
            "mkdocs",
            "mkdocs",
            _MATERIAL,
            _mkdocs,
            kept=(".cache",),
            packages=("mkdocs", "mkdocs-material"),
        ),
        Peer(
            "zensical",
            "Zensical",
            "mkdocs",
            "zensical",
            _ZENSICAL,
            _mkdocs,
            output="site",
            kept=(".cache",),
            packages=("zensical",),
            rebuilds=5_000,
        ),
        Peer(
            "material-whole",
            "Material for MkDocs, whole tree on each page",
            "mkdocs",
            "mkdocs",
            _MATERIAL,
            _mkdocs_whole,
            kept=(".cache",),
            packages=("mkdocs", "mkdocs-material"),
            largest=1_000,
        ),
        Peer(
            "zensical-whole",
            "Zensical, whole tree on each page",
            "mkdocs",
            "zensical",
            _ZENSICAL,
            _mkdocs_whole,
            output="site",
            kept=(".cache",),
            packages=("zensical",),
            largest=1_000,
        ),
        Peer(
            "hugo",
            "Hugo",
            "hugo",
            "hugo",
            {AUTO: ("{bin}/hugo", "build", "--quiet", "--destination", "out")},
            _hugo,
            sources="content",
            kept=("resources", ".hugo_build.lock"),
            packages=("hugo",),
        ),
        Peer(
            "pydata",
            "pydata-sphinx-theme",
            "sphinx",
            "sphinx",
            _THEME,
            _plain("pydata_sphinx_theme"),
            kept=("doctrees",),
            largest=1_000,
            packages=("pydata-sphinx-theme", *_SAME),
        ),
        Peer(
            "furo",
            "Furo",
            "sphinx",
            "sphinx",
            _THEME,
            _plain("furo"),
            kept=("doctrees",),
            largest=1_000,
            packages=("furo", *_SAME),
        ),
    )
}


def different_versions(versions: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return a sentence for each package the portal and plain Sphinx share in different versions: not a fair race."""
    ours, plain = versions.get("ours", {}), versions.get("basic", {})
    return [
        f"{name}: the portal runs on {ours[name]}, plain Sphinx on {plain[name]}; pin it in "
        f"{os.path.relpath(HERE / 'requirements-sphinx.txt')}"
        for name in _SAME
        if name in ours and name in plain and ours[name] != plain[name]
    ]
