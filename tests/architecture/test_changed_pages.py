"""The preview of a pull request lists the pages that read differently, and shows both sides."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from support_portal.testing import write

ROOT = Path(__file__).parents[2]


def page(title: str, text: str, frame: str = "") -> str:
    return (
        f"<title>x</title><main><h1>{title}<a class='headerlink'>#</a></h1><p>{text}</p></main><aside>{frame}</aside>"
    )


def test_changed_pages(tmp_path: Path) -> None:
    """What only the frame around a page changes is not listed."""
    write(tmp_path / "before", {"a.html": page("A", "1"), "b.html": page("B", "1"), "c/d.html": page("D", "1")})
    write(tmp_path / "after", {"a.html": page("A & B", "2"), "b.html": page("B", "1", "new"), "e.html": page("E", "1")})
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools/changed_pages.py"), "before", "after", "out"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[4:] == [
        "- changed: A & B (`a.html`)",
        "- gone: D (`c/d.html`)",
        "- added: E (`e.html`)",
    ]
    listed = (tmp_path / "out/index.html").read_text()
    assert (
        '<li>changed: A &amp; B (<a href="before/a.html">before</a> · <a href="after/a.html">after</a>)</li>' in listed
    )
    assert (tmp_path / "out/before/c/d.html").is_file()
