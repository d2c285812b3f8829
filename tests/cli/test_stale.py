"""`support-portal stale`: the table, the files it writes, and when it fails."""

from __future__ import annotations

import base64
import csv
import hashlib
from pathlib import Path

import feedparser
import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from support_portal.cli import main
from support_portal.testing import write

FILES = {
    "docs/index.md": "# Home\n",
    "docs/solutions/late.md": "---\nreview_by: 2026-10-24\nowner: Ann Bell\n---\n"
    "# Late & <b>bold</b>\n\n[x](gone.md)\n",
    "docs/solutions/soon.md": "---\nreview_by: 2026-11-30\n---\n# Soon\n",
    "docs/solutions/fine.md": "---\nreview_by: 2027-11-30\n---\n# Fine\n",
    "docs/_data/traffic.json": '{"kind": "measured", "articles": [{"address": "solutions/soon", "score": 5}]}',
}


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    environment = {"SOURCE_DATE_EPOCH": "1795435200", "PORTAL_BASEURL": "https://help.example.org/"}
    done = CliRunner(env=environment).invoke(main, ["stale", "--project", str(folder), *arguments])
    return done.exit_code, done.output


def test_table(tmp_path: Path) -> None:
    """What is due, or soon will be, is listed with why."""
    write(tmp_path, FILES)
    code, output = run(tmp_path)
    assert code == 0
    assert "To review: 2 pages" in output
    late, soon = (
        next(line for line in output.splitlines() if f"solutions/{name}" in line) for name in ("late", "soon")
    )
    assert late.split()[1:] == ["30", "days", "over", "0%", "1", "Ann", "Bell", "2.0"]
    assert soon.split()[1:] == ["in", "7", "days", "100%", "nobody", "0.0"]


def test_files(tmp_path: Path) -> None:
    """The same as CSV, as a page without scripts or requests, as a feed, and as one text for each owner."""
    write(tmp_path, FILES)
    names = {"--csv": "a.csv", "--html": "a.html", "--feed": "a.xml", "--issues": "issues"}
    code, output = run(tmp_path, *(part for option, name in names.items() for part in (option, str(tmp_path / name))))
    assert (code, output) == (0, "")
    rows = list(csv.DictReader((tmp_path / "a.csv").open()))
    assert [(r["page"], r["days_overdue"], r["broken_links"]) for r in rows] == [
        ("solutions/late", "30", "1"),
        ("solutions/soon", "0", "0"),
    ]
    soup = BeautifulSoup((tmp_path / "a.html").read_text(), "html.parser")
    assert soup.select("script, link, img, [style], b") == []
    assert "default-src 'none'" in str(soup.select_one("meta[http-equiv]"))
    assert [bar.get("class") for bar in soup.select("svg rect")] == [["late"], None]
    style = base64.b64encode(hashlib.sha256(soup.style.string.encode()).digest()).decode()
    assert f"style-src 'sha256-{style}'" in str(soup.select_one("meta[http-equiv]"))
    feed = feedparser.parse((tmp_path / "a.xml").read_text())
    assert not feed.bozo
    assert [e.title for e in feed.entries] == ["Review: Soon", "Review: Late & <b>bold</b>"]
    assert feed.entries[0].id == "tag:help.example.org,2026:review/solutions/soon/2026-11-30"
    assert sorted(p.name for p in (tmp_path / "issues").iterdir()) == ["ann-bell.md", "nobody.md"]
    text = (tmp_path / "issues/ann-bell.md").read_text()
    assert text.startswith("# Review 1 page of Ann Bell\n")
    assert "  - line 7: a link leads nowhere: `gone.md`" in text


@pytest.mark.parametrize(("on", "code"), [("overdue", 1), ("popular", 0)])
def test_failing(tmp_path: Path, on: str, code: int) -> None:
    """A check can fail on every overdue page, or on those only that many read."""
    write(tmp_path, FILES)
    result, output = run(tmp_path, "--fail-on", on)
    assert result == code
    assert ("docs/solutions/late.md: review was due 2026-10-24, 30 days ago" in output) == bool(code)


def test_nothing_to_do(tmp_path: Path) -> None:
    """With nothing due it says so."""
    write(tmp_path, {"docs/solutions/fine.md": FILES["docs/solutions/fine.md"]})
    assert run(tmp_path) == (0, "Nothing is due within 60 days.\n")
    page = tmp_path / "a.html"
    assert run(tmp_path, "--html", str(page)) == (0, "")
    assert "nothing is due within 60 days" in BeautifulSoup(page.read_text(), "html.parser").get_text()
