"""The weekly plan of a track: a reader chooses the day it starts on, and the browser makes the calendar for it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import icalendar
import pytest
from playwright.sync_api import Page, expect

from .conftest import Visit

pytestmark = pytest.mark.browser

PLAN = "training/tracks/publishers.html"


def _calendar(page: Page, folder: Path) -> list[tuple[str, dt.date]]:
    """Return the name and day of each event in the file that the page offers."""
    with page.expect_download() as download:
        page.get_by_role("link", name="This plan as a calendar file").click()
    assert download.value.suggested_filename == "publishers.ics"
    file = folder / "plan.ics"
    download.value.save_as(file)
    assert b"\r\n" in file.read_bytes()
    calendar = icalendar.Calendar.from_ical(file.read_bytes())
    return [(str(event["uid"]), event["dtstart"].dt) for event in calendar.walk("VEVENT")]


def test_a_start_of_ones_own(visit: Visit, tmp_path: Path) -> None:
    """The days on the page and the events of the file move; the events stay the same ones; nothing is asked for."""
    page = visit.open(PLAN)
    asked = len(visit.record.requests)
    days = page.locator(".portal-weeks time")
    page.get_by_label("Start on").fill("2031-03-05")
    expect(days.first).to_have_text("5 March 2031")
    expect(days.nth(1)).to_have_attribute("datetime", "2031-03-12")
    expect(page.locator(".portal-plan [role=status]")).to_contain_text("From 5 March 2031 to the week of")
    first = _calendar(page, tmp_path)
    assert first[0][1] == dt.date(2031, 3, 5)
    assert [day for _, day in first] == [dt.date(2031, 3, 5) + dt.timedelta(weeks=n) for n in range(len(first))]
    page.get_by_label("Start on").fill("2031-03-10")
    later = _calendar(page, tmp_path)
    assert [name for name, _ in later] == [name for name, _ in first]
    assert later[0][1] == dt.date(2031, 3, 10)
    assert len([r for r in visit.record.requests[asked:] if not r.url.startswith("blob:")]) == 0


def test_a_page_built_long_ago(visit: Visit) -> None:
    """Where the built start is past, the plan starts on the reader's next Monday."""
    context = visit.context(timezone_id="Pacific/Auckland")
    page = context.new_page()
    page.clock.set_fixed_time("2040-01-01T12:00:00Z")  # a Sunday; in Auckland it is Monday already
    visit.go(page, PLAN)
    expect(page.get_by_label("Start on")).to_have_value("2040-01-09")
    expect(page.locator(".portal-weeks time").first).to_have_text("9 January 2040")


def test_without_scripts(visit: Visit) -> None:
    """Without scripts there is the built plan and its file, and no field that does nothing."""
    page = visit.open(PLAN, java_script_enabled=False)
    expect(page.get_by_label("Start on")).to_be_hidden()
    expect(page.get_by_role("link", name="This plan as a calendar file")).to_have_attribute(
        "href", "../../training/tracks/publishers.ics"
    )
