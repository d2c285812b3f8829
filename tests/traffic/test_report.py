"""The report: what the state holds becomes the order of popular cards."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from support_portal.cli import main
from support_portal.core.ranking import popular
from support_portal.testing import build
from support_portal.traffic.days import Days
from support_portal.traffic.report import report, write_report
from support_portal.traffic.tables import Daily, Inventory, Search, TrafficError

from . import log_formats

AS_OF = dt.date(2026, 5, 20)


def daily(article: str, *visitors: int, up: int = 0, down: int = 0) -> list[Daily]:
    """Return rows of successive days up to AS_OF."""
    first = AS_OF - dt.timedelta(len(visitors) - 1)
    return [Daily(first + dt.timedelta(n), article, 2 * v, v, up, down) for n, v in enumerate(visitors)]


def test_order_and_numbers() -> None:
    """Articles stand by score, with readers, votes and rises; what few people did is in no number at all."""
    rows = [
        *daily("solutions/a", *[10] * 20),
        *daily("solutions/b", *[12] * 20, down=1),
        *daily("solutions/c", 1, 1, 1),
        *daily("solutions/e", 1, 1, 1, 1, 1, down=1),
        *daily("solutions/f", 3, 1, 1, up=1),
        *daily("solutions/d", *[1] * 28, *[5] * 7),
    ]
    found = report(Days.of(rows), [], AS_OF)
    assert [entry["address"] for entry in found["articles"]] == [f"solutions/{c}" for c in "abdfe"]
    by_name = {entry["address"]: entry for entry in found["articles"]}
    assert (by_name["solutions/a"]["views"], by_name["solutions/a"]["visitors"]) == (400, 200)
    assert by_name["solutions/b"]["votes_down"] == 20
    assert by_name["solutions/e"]["votes_down"] == 5
    assert "votes_up" not in by_name["solutions/f"]
    assert by_name["solutions/d"]["rising"] == 5.0
    assert popular.parse_report(found)[1] == ()


def test_failed_searches() -> None:
    """Texts that found nothing are listed, the most frequent first; those left out for privacy are not."""
    searches = [
        Search(AS_OF, "donut colour", 0, 7, 6),
        Search(AS_OF, "sso", 0, 9, 8),
        Search(AS_OF, "sso", 4, 90, 8),
        Search(AS_OF, "", 0, 900, 80),
    ]
    assert report(Days.of([]), searches, AS_OF)["failed_searches"] == [
        {"query": "sso", "times": 9},
        {"query": "donut colour", "times": 7},
    ]


class _State:
    def days(self, inventory: Inventory | None = None) -> Days:
        return Days.of(daily("solutions/a", 3, 3, 3) + daily("solutions/gone", 3, 3, 3))

    def searches(self) -> list[Search]:
        return []

    def imported(self) -> dict[str, list[Daily]]:
        return {}


def test_the_file(tmp_path: Path) -> None:
    """The file is the same for the same counts, names articles of the portal only, and tells when it cannot be."""
    out = tmp_path / "new" / "traffic.json"
    for _ in range(2):
        write_report(_State(), out, Inventory(("solutions/a",)))  # type: ignore[arg-type]
    assert [entry["address"] for entry in json.loads(out.read_text())["articles"]] == ["solutions/a"]
    (tmp_path / "file").write_text("")
    with pytest.raises(TrafficError, match="the report cannot be written"):
        write_report(_State(), tmp_path / "file" / "x.json", Inventory(("solutions/a",)))  # type: ignore[arg-type]


def test_from_log_to_cards(tmp_path: Path) -> None:
    """The whole way: a portal is built, its log is counted, and the next build has the cards in the readers' order."""
    files = {
        "index.md": "# Home\n\n:::{popular} Popular\n:per-folder: 3\n:::\n\n:::{toctree}\n:glob:\n\nsolutions/*\n:::\n",
        "solutions/a.md": "# A\n\nText.",
        "solutions/b.md": "---\nredirect_from: [old/bee]\nupdated: 2026-02-01\n---\n# B\n\nText.",
        "solutions/c.md": "# C\n\nText.",
    }
    built = build(tmp_path, files, portal_languages="de, fr/")
    pages = tmp_path / ".doctrees-html" / "traffic-pages.json"
    assert json.loads(pages.read_text()) == {
        "version": 1,
        "root": "/",
        "languages": ["de", "fr"],
        "articles": ["solutions/a", "solutions/b", "solutions/c"],
        "moved": {"old/bee": "solutions/b"},
        "pins": {},
        "unpinned": [],
        "half_life": 14,
        "updated": {"solutions/b": "2026-02-01"},
        "lists": [["index", "", 3]],
    }
    start = int(dt.datetime(2026, 5, 1, 9, tzinfo=dt.UTC).timestamp())
    browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    visits = {"/solutions/c.html": 5, "/solutions/b.html": 2, "/old/bee": 1, "/de/solutions/a/": 1}
    log = tmp_path / "access.log"
    with log.open("wb") as out:
        for day in range(5):
            for target, people in visits.items():
                for person in range(people):
                    hit = log_formats.Hit(
                        start + 86400 * day, 0, f"192.0.2.{person}", "GET", target, "HTTP/1.1", 200, 5, "-", browser
                    )
                    out.write(log_formats.nginx(hit) + b"\n")
    report_file = tmp_path / "docs" / "_data" / "traffic.json"
    arguments = ["--state", str(tmp_path / "s.duckdb"), "--pages", str(pages), "--out", str(report_file)]
    for _ in range(2):  # the second time nothing is counted twice
        result = CliRunner().invoke(main, ["traffic", "refresh", str(log), *arguments])
        assert result.exit_code == 0, result.output
    numbers = {entry["address"]: entry["visitors"] for entry in json.loads(report_file.read_text())["articles"]}
    # The first of each page's people also came by the old address, and counts once a day.
    assert numbers == {"solutions/c": 25, "solutions/b": 10, "solutions/a": 5}
    assert [a.get_text() for a in built.soup("index").select(".portal-title a")] == ["B", "A", "C"]
    again = build(tmp_path)
    assert [a.get_text() for a in again.soup("index").select(".portal-title a")] == ["C", "B", "A"]
