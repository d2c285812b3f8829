"""Ask DAISY Ace what in an e-book keeps people from reading it; what it calls critical or serious is an error.

Ace drives the machine's own Chromium and loads nothing from the network: https://daisy.github.io/ace/
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from support_portal.testing import build

ACE = Path(__file__).parent / "ace" / "node_modules" / ".bin" / "ace-cli"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chromium-headless-shell")
FATAL = ("critical", "serious")


def report(book: Path) -> dict[str, Any]:
    """Return Ace's report of a book."""
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        sys.exit("Ace needs Chromium; on Debian or Ubuntu: sudo apt-get install chromium")
    # Ace waits 5 s for the browser to start, which a busy machine does not keep.
    environment = {**os.environ, "PUPPETEER_EXECUTABLE_PATH": browser, "ACE_TIMEOUT_INITIAL": "60000"}
    with TemporaryDirectory() as folder:
        done = subprocess.run(
            [str(ACE), "--force", "--silent", "--outdir", folder, str(book)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        path = Path(folder) / "report.json"
        if not path.exists():
            sys.exit(f"{book}: Ace wrote no report:\n{done.stdout}{done.stderr}")
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return found


def findings(node: dict[str, Any], place: str = "") -> Iterator[tuple[str, str, str, str]]:
    """Yield (impact, rule, chapter, what it says) of every finding."""
    place = node.get("earl:testSubject", {}).get("url", place)
    for inner in node.get("assertions", ()):
        yield from findings(inner, place)
    if "earl:test" in node and "assertions" not in node:
        test, result = node["earl:test"], node["earl:result"]
        text = " ".join(str(result.get("dct:description", "")).split())
        yield test["earl:impact"], test["dct:title"], place, f"{text} {result.get('html', '')}"[:240]


def sample(sources: Path, folder: Path) -> Path:
    """Return a book made of some pages by our extension alone, as any Sphinx project has it."""
    shutil.copytree(sources, folder / "docs")
    site = build(
        folder,
        builder="epub",
        extensions=["myst_parser", "sphinx_design", "support_portal.sphinx_ext.epub"],
        html_theme="basic",
        project="Every component",
        version="1",
        myst_enable_extensions=["colon_fence", "deflist", "tasklist"],
        suppress_warnings=["toc.not_included", "myst", "ref", "docutils"],
    )
    [book] = site.out.glob("*.epub")
    return book


def main() -> int:
    """Print what Ace finds in each book; 1 when anything of it is critical or serious."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("books", type=Path, nargs="*")
    parser.add_argument("--sample", type=Path, help="a folder of pages to make a book of and check that too")
    options = parser.parse_args()
    worst = 0
    with TemporaryDirectory() as folder:
        books = [*options.books, *([sample(options.sample, Path(folder))] if options.sample else [])]
        for book in books:
            rows = sorted(findings(report(book)))
            for impact, rule, place, text in rows:
                print(f"{book.name}: {place}: {impact}: {rule}: {text}")
            bad = sum(row[0] in FATAL for row in rows)
            print(f"{book.name}: {len(rows)} findings of Ace, {bad} of them critical or serious")
            worst = max(worst, int(bad > 0))
    return worst


if __name__ == "__main__":
    sys.exit(main())
