"""What other counters counted is taken over once, for the days before the logs, whatever the export looks like."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from support_portal.cli import main
from support_portal.traffic import baseline
from support_portal.traffic.baseline import match
from support_portal.traffic.csv_exports import Export, Row
from support_portal.traffic.exports import read_export
from support_portal.traffic.state import open_state
from support_portal.traffic.tables import Daily, Inventory

A, B = "solutions/a", "solutions/b"
MOVED = {"old/bee": B, "support/solutions/articles/6000123-bee": B, "hc/en-us/articles/360-Apple": A}
INVENTORY = Inventory((A, B), MOVED)
DAY, UNTIL = dt.date(2026, 3, 2), dt.date(2026, 3, 31)

# As each counter's documentation or an export of it has them, with rows that must not count.
GOATCOUNTER = """2Path,Title,Event,UserAgent,Browser,System,Session,Bot,Referrer,Referrer scheme,Screen size,Location,\
FirstVisit,Date
/solutions/a.html,A,false,,Firefox,Linux,s1,0,,,1280x720,DE,true,2026-03-02T10:00:00Z
/solutions/a.html,A,false,,Firefox,Linux,s1,0,,,1280x720,DE,false,2026-03-02T10:05:00Z
/solutions/a.html,A,false,,Chrome,Linux,s2,1,,,1280x720,DE,true,2026-03-02T11:00:00Z
download,A,true,,Chrome,Linux,s2,0,,,1280x720,DE,true,2026-03-02T11:00:00Z
/old/bee/,B,false,,Chrome,Linux,s3,0,,,1280x720,DE,true,2026-03-01T23:30:00-02:00
/elsewhere,,false,,Chrome,Linux,s3,0,,,1280x720,DE,true,2026-03-02T11:00:00Z
/solutions/a.html,A,false,,Chrome,Linux,s4,0,,,1280x720,DE,true,yesterday
"""
PLAUSIBLE = """"date","hostname","page","visits","visitors","pageviews"
"2026-03-02","x.org","/solutions/a",3,1,2
"2026-03-02","x.org","/old/bee",1,1,1
"2026-03-02","x.org","/elsewhere",1,1,1
"soon","x.org","/solutions/a",1,1,1
"""
UMAMI = """website_id,session_id,event_id,created_at,url_path,url_query,event_type,event_name
w,s1,e1,2026-03-02 10:00:00,/solutions/a.html,,1,
w,s1,e2,2026-03-02 10:01:00,/solutions/a.html,x=1,1,
w,s1,e3,2026-03-02 10:01:00,/solutions/a.html,,2,click
w,s2,e4,2026-03-02 12:00:00,/old/bee,,1,
w,s2,e5,2026-03-02 12:00:00,/elsewhere,,1,
w,s2,e6,never,/solutions/a.html,,1,
"""
MATOMO = """label,nb_visits,nb_hits,date
/solutions/a,1,2,2026-03-02
/old/bee,1,1,2026-03-02
/elsewhere,1,1,2026-03-02
/solutions/a,many,1,2026-03-02
"""
GA4 = """# ----------------------------------------
# Pages and screens
# ----------------------------------------
# Start date: 20260302
# End date: 20260302
Page path and screen class,Views,Active users,Views per active user
/solutions/a.html,2,1,2
/old/bee,1,1,1
/elsewhere,1,1,1
/solutions/a.html,1e999,1,1
"""
GA4_EXPLORED = """# ----------------------------------------
# Portal
# Free form-Free form 1
# 20260302-20260302
# ----------------------------------------

Page path and screen class,Active users,Views
,2,3,Grand total
/solutions/a.html,1,2
/old/bee,1,1
/elsewhere,1,1
/solutions/a.html,,many
"""
GA4_DAYS = """Nth day,Views
0000,4

Date,Page path and screen class,Views,Active users
20260302,/solutions/a.html,2,1
20260302,/old/bee,1,1
20260302,/elsewhere,1,1
someday,/solutions/a.html,1,1
"""
MATOMO_ENGLISH = """Label,Pageviews,Unique Pageviews,Bounce Rate,date
/solutions/a,2,1,50%,2026-03-02
/old/bee,1,1,50%,2026-03-02
/elsewhere,1,1,50%,2026-03-02
/solutions/a,1,many,50%,2026-03-02
"""


def zip_of(name: str) -> bytes:
    """Return a zip with one empty file."""
    with io.BytesIO() as out:
        with zipfile.ZipFile(out, "w") as packed:
            packed.writestr(name, "")
        return out.getvalue()


OTHER_FORMS = [("ga4", GA4_EXPLORED), ("ga4", GA4_DAYS), ("matomo", MATOMO_ENGLISH)]
CSV = {"goatcounter": GOATCOUNTER, "plausible": PLAUSIBLE, "umami": UMAMI, "matomo": MATOMO, "ga4": GA4}


EMPTY_ZIP = zip_of("paths.jsonl")


def plain(text: str) -> bytes:
    return text.encode()


def utf16(text: str) -> bytes:
    return text.encode("utf-16")


def packed(text: str) -> bytes:
    return gzip.compress(b"\xef\xbb\xbf" + text.encode())


@pytest.mark.parametrize("write", [plain, utf16, packed])
@pytest.mark.parametrize(("counter", "text"), [*CSV.items(), *OTHER_FORMS])
def test_each_counter(counter: str, text: str, write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Views and readers of each article and day are found by the export's columns; what cannot be read is told."""
    path = tmp_path / "export"
    path.write_bytes(write(text))
    export = read_export(path, None, None, UNTIL)
    found = match(export, INVENTORY)
    assert (export.counter, found.others, export.wrong) == (counter, 1, 1)
    assert list(found.daily) == [Daily(DAY, A, 2, 1), Daily(DAY, B, 1, 1)]


@pytest.mark.parametrize(
    ("name", "text"), [("imported_pages_20260302_20260302.csv", PLAUSIBLE), ("export/website_event.csv", UMAMI)]
)
def test_zips(name: str, text: str, tmp_path: Path) -> None:
    """The pages are found in the zips that Plausible and Umami send."""
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("imported_visitors_20260302_20260302.csv", "date,visitors\n")
        out.writestr(name, text)
    assert match(read_export(path, None, None, UNTIL), INVENTORY).daily[0] == Daily(DAY, A, 2, 1)


def test_totals_of_help_desks(tmp_path: Path) -> None:
    """A help desk's totals are spread over the time since an article was written; its number finds the new address."""
    freshdesk, zendesk = tmp_path / "f.json", tmp_path / "z.json"
    article = {"id": 6000123, "hits": 100, "thumbs_up": 9, "thumbs_down": 3, "created_at": "2026-03-22T00:00:00Z"}
    freshdesk.write_text(json.dumps([article, {"hits": 1}, article | {"hits": float("inf")}]))
    item = {"vote_sum": 4, "vote_count": 6, "html_url": "https://x.zendesk.com/hc/en-us/articles/360-Renamed"}
    zendesk.write_text(json.dumps({"articles": [item | {"created_at": "2025-03-31T12:00:00Z"}]}))
    export = read_export(freshdesk, None, None, UNTIL)
    days = match(export, INVENTORY).daily
    assert (export.counter, export.wrong, {row.article for row in days}) == ("freshdesk", 2, {B})
    assert [row.visitors for row in days] == [10] * 10
    assert (sum(row.votes_up for row in days), sum(row.votes_down for row in days)) == (9, 3)
    old = match(read_export(zendesk, None, None, UNTIL), INVENTORY).daily
    assert {row.article for row in old} == {A}
    # Of a year, the last third counts.
    assert sum(row.votes_up for row in old) in (1, 2)


@given(st.integers(0, 10_000), st.integers(0, 119))
def test_spreading_loses_nothing(total: int, days: int) -> None:
    """The parts of a total are whole, as even as can be, and add up to it."""
    row = Row(UNTIL - dt.timedelta(days), UNTIL, f"/{A}", total, total)
    parts = match(Export("matomo", [row]), INVENTORY).daily
    assert sum(part.views for part in parts) == total
    assert not parts or max(p.views for p in parts) - total // (days + 1) <= 1


def test_logs_win_and_no_day_is_counted_twice(tmp_path: Path) -> None:
    """From the first day of the logs on they count alone; before, the counter that saw most, help desks last."""
    days = [dt.date(2026, 3, day) for day in range(1, 6)]
    with open_state(tmp_path / "s.duckdb") as state:
        state.replace_days([Daily(days[4], A, 9, 9)], [], [])
        state.put_import("matomo", [Daily(day, "old/bee", 3, 3) for day in days[1:]])
        state.put_import("umami", [Daily(days[2], B, 5, 5)])
        state.put_import("freshdesk", [Daily(day, A, 99, 99) for day in days])
        for _ in range(2):
            state.put_import("umami", [Daily(days[2], B, 6, 6)])
        found = [(row.day.day, row.article, row.visitors) for row in baseline.days(state, INVENTORY).rows()]
    assert found == [(1, A, 99), (2, B, 3), (3, B, 6), (4, B, 3), (5, A, 9)]


def run(tmp_path: Path, *arguments: str) -> Result:
    pages = tmp_path / "pages.json"
    pages.write_text(json.dumps({"version": 1, "root": "/", "languages": [], "articles": [A, B], "moved": MOVED}))
    options = ["--state", str(tmp_path / "s.duckdb"), "--pages", str(pages), "--out", str(tmp_path / "traffic.json")]
    return CliRunner().invoke(main, ["traffic", "import", *arguments, *options])


def test_from_export_to_report(tmp_path: Path) -> None:
    """The command says what it took over, and the report ranks by it."""
    lines = [f'"2026-03-{day:02d}","x.org","/solutions/b",1,{day},{day}' for day in range(1, 9)]
    path = tmp_path / "pages\x1b.csv"
    path.write_text(PLAUSIBLE.splitlines()[0] + "\n" + "\n".join(lines) + "\nx\n")
    result = run(tmp_path, str(path))
    assert result.exit_code == 0, result.output
    assert "plausible, 2026-03-01 to 2026-03-08" in result.output
    assert "of 1 articles, 36 readers" in result.output
    assert "that cannot be read, the first at line 10" in result.output
    assert "\x1b" not in result.output
    (entry,) = json.loads((tmp_path / "traffic.json").read_text())["articles"]
    assert (entry["address"], entry["visitors"]) == (B, 36)
