"""Ask DAISY Ace what in an e-book keeps people from reading it; what it calls critical or serious is an error.

Ace drives the machine's own Chromium and loads nothing from the network: https://daisy.github.io/ace/
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ACE = Path(__file__).parent / "ace" / "node_modules" / ".bin" / "ace-cli"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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


def main(books: list[Path]) -> int:
    """Print what Ace finds in each book; 1 when anything of it is critical or serious."""
    worst = 0
    for book in books:
        rows = sorted(findings(report(book)))
        for impact, rule, place, text in rows:
            print(f"{book.name}: {place}: {impact}: {rule}: {text}")
        bad = sum(row[0] in FATAL for row in rows)
        print(f"{book}: {len(rows)} findings of Ace, {bad} of them critical or serious")
        worst = max(worst, int(bad > 0))
    return worst


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]]))
