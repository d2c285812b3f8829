"""Collect the pages that differ between two builds, before and after, and list them for the summary of a check.

Usage: changed_pages.py BEFORE AFTER OUT.  Prints Markdown; OUT holds both websites and a list to open from a disk.
"""

from __future__ import annotations

import html
import shutil
import sys
from pathlib import Path

from bs4 import BeautifulSoup


def title_and_text(path: Path) -> tuple[str, str]:
    """Return what a reader sees of a page: its title and the text of its main part."""
    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    main = soup.select_one("main") or soup
    heading = main.select_one("h1")
    for part in main.select(".headerlink, .after, .facts"):
        part.decompose()
    pictures = " ".join(str(tag.get("src")) for tag in main.select("img"))
    title = heading.get_text().strip() if heading else path.stem
    return title, " ".join(main.get_text().split()) + pictures


def compare(before: Path, after: Path) -> list[tuple[str, str, str]]:
    """Return (kind of change, page, title) for each page that differs, sorted by page."""
    names = {p.relative_to(folder).as_posix() for folder in (before, after) for p in folder.rglob("*.html")}
    rows = []
    for name in sorted(names):
        old, new = before / name, after / name
        if not old.exists() or not new.exists():
            page = new if new.exists() else old
            rows.append(("added" if new.exists() else "gone", name, title_and_text(page)[0]))
        elif old.read_bytes() != new.read_bytes() and title_and_text(old) != title_and_text(new):
            rows.append(("changed", name, title_and_text(new)[0]))
    return rows


def main() -> None:
    """Write the list and copy both websites."""
    before, after, out = map(Path, sys.argv[1:4])
    rows = compare(before, after)
    out.mkdir(parents=True, exist_ok=True)
    for name, folder in (("before", before), ("after", after)):
        shutil.copytree(folder, out / name, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".doctrees", "*.md"))
    items = []
    print(f"## {len(rows)} pages change\n\nThe artefact `preview` has them before and after.\n")
    for kind, name, title in rows:
        print(f"- {kind}: {title.replace('<', '&lt;')} (`{name}`)")
        sides = {"added": ("after",), "gone": ("before",)}.get(kind, ("before", "after"))
        links = " · ".join(f'<a href="{side}/{html.escape(name)}">{side}</a>' for side in sides)
        items.append(f"<li>{kind}: {html.escape(title)} ({links})</li>")
    head = '<!DOCTYPE html>\n<html lang="en">\n<meta charset="utf-8">\n<title>Changed pages</title>\n'
    body = f"<h1>{len(rows)} pages change</h1>\n<ul>\n{chr(10).join(items)}\n</ul>\n</html>\n"
    (out / "index.html").write_text(head + body, encoding="utf-8")


if __name__ == "__main__":
    main()
