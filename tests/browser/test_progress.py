"""Progress through a course: kept in the browser only, by keyboard alone, until the certificate is printed."""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from .axe import violations
from .conftest import ARGUMENTS, Visit, find_browser
from .kinds import NARROW, SCHEMES, WIDE

pytestmark = pytest.mark.browser

COURSE = "training/altmetrics-in-an-hour/"
LESSONS = ["what-attention-is", "reading-the-donut-and-score", "reading-mentions", "limits-of-attention-data"]
TITLE = "Altmetrics in an hour"
# Headless browsers have no print dialog; that it was asked for is seen on the page.
PRINT = "window.print = () => { document.documentElement.dataset.printed = 'yes' }"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"
FORBIDDEN = (
    "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('forbidden', 'SecurityError') }})"
)


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until an element has the focus."""
    target.wait_for()
    for _ in range(150):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail("Tab does not lead there")


def press(page: Page, target: Locator) -> None:
    """Choose a link or button with the keyboard."""
    tab_to(page, target)
    page.keyboard.press("Enter")


def done_button(page: Page) -> Locator:
    return page.locator("[data-portal-done]")


def mark(visit: Visit, page: Page, *lessons: str) -> None:
    for lesson in lessons:
        visit.go(page, f"{COURSE}{lesson}.html")
        done_button(page).click()
        expect(done_button(page)).to_have_text("Done. Mark as not done")


def test_a_course_from_start_to_certificate(visit: Visit, tmp_path: Path) -> None:
    """By keyboard alone: begin, mark two lessons, close the browser, open it again, resume, finish, print."""
    browser_type = visit.browser.browser_type

    def start() -> BrowserContext:
        context = browser_type.launch_persistent_context(
            tmp_path / "profile", executable_path=find_browser(), args=ARGUMENTS, reduced_motion="reduce"
        )
        context.add_init_script(PRINT)
        visit.record.attach(context)
        return context

    context = start()
    page = context.pages[0]
    page.goto(visit.url + "training/index.html")
    press(page, page.get_by_role("link", name=TITLE, exact=True))
    press(page, page.get_by_role("link", name="Start with lesson 1"))
    for lesson in LESSONS[:2]:
        page.wait_for_url(f"**/{lesson}.html")
        press(page, done_button(page))
        press(page, page.get_by_role("link", name="Next"))
    page.wait_for_url(f"**/{LESSONS[2]}.html")
    context.close()

    context = start()
    page = context.pages[0]
    page.goto(visit.url + "training/index.html")
    card = page.locator(".portal-item", has_text=TITLE)
    expect(card).to_contain_text("50 %, 2 of 4 lessons")
    press(page, card.get_by_role("link", name="Continue: Reading mentions"))
    page.wait_for_url(f"**/{LESSONS[2]}.html")
    press(page, done_button(page))
    press(page, page.locator("[data-portal-continue]"))
    page.wait_for_url(f"**/{LESSONS[3]}.html")
    press(page, done_button(page))
    press(page, page.get_by_role("link", name="Your certificate"))
    page.wait_for_url("**/certificate.html")
    tab_to(page, page.get_by_label("Your name"))
    page.keyboard.type("Ada Bell")
    press(page, page.get_by_role("button", name="Print"))
    expect(page.locator("html")).to_have_attribute("data-printed", "yes")
    sheet = pypdfium2.PdfDocument(page.pdf())
    assert len(sheet) == 1
    words = sheet[0].get_textpage().get_text_range()
    for expected in ("Ada Bell", TITLE, "SELF-ISSUED", "nobody has examined it"):
        assert expected in words
    assert "Your name" not in words
    stored = page.evaluate("JSON.stringify(Object.entries(localStorage))")
    assert "Ada" not in stored
    context.close()


def test_reading_leaves_no_trace_and_going_on_where_one_was(visit: Visit) -> None:
    """Nothing is stored before a lesson is marked; then the lesson open last is the one to go on with."""
    page = visit.open(f"{COURSE}{LESSONS[2]}.html")
    assert page.evaluate("localStorage.length") == 0
    mark(visit, page, LESSONS[0])
    visit.go(page, f"{COURSE}{LESSONS[3]}.html")
    visit.go(page, f"{COURSE}index.html")
    expect(page.locator("[data-portal-start]")).to_have_text("Continue: Limits of attention data")
    mark(visit, page, LESSONS[3])
    expect(page.locator("[data-portal-lesson] [data-portal-continue]")).to_have_text(
        "Continue: Reading the donut and the score"
    )


def test_marks_can_be_taken_back(visit: Visit) -> None:
    """A second press unmarks the lesson, on the button, in the list and on the card."""
    page = visit.open("training/index.html")
    mark(visit, page, LESSONS[0])
    expect(page.locator(".folder [data-portal-tick]:visible")).to_have_count(1)
    done_button(page).click()
    expect(done_button(page)).to_have_text("Mark as done")
    expect(page.locator(".folder [data-portal-tick]:visible")).to_have_count(0)
    visit.go(page, "training/index.html")
    expect(page.locator(".portal-item .portal-progress:visible")).to_have_count(0)


def test_another_tab_sees_it_at_once(visit: Visit) -> None:
    """Two tabs of one browser never disagree."""
    context = visit.context()
    first = visit.open(f"{COURSE}index.html", context=context)
    second = visit.open(f"{COURSE}{LESSONS[0]}.html", context=context)
    done_button(second).click()
    expect(first.locator(".portal-listing > .portal-progress")).to_contain_text("25 %, 1 of 4 lessons")


def test_to_another_browser_as_a_file_and_deleted(visit: Visit, tmp_path: Path) -> None:
    """Saved, deleted after a question, loaded in another browser beside what is there."""
    page = visit.open("training/index.html")
    mark(visit, page, LESSONS[0], LESSONS[1])
    visit.go(page, "training/index.html")
    panel = page.get_by_role("region", name="Your progress")
    with page.expect_download() as download:
        panel.get_by_role("button", name="Save as a file").click()
    file = tmp_path / "progress.json"
    download.value.save_as(file)
    assert sorted(json.loads(file.read_text())["done"]) == sorted(f"{COURSE}{x}" for x in LESSONS[:2])
    panel.get_by_role("button", name="Delete").click()
    panel.get_by_role("button", name="No, keep it").click()
    expect(panel).to_contain_text("Lessons done: 2.")
    panel.get_by_role("button", name="Delete").click()
    panel.get_by_role("button", name="Yes, delete").click()
    expect(panel).to_contain_text("Lessons done: 0.")
    assert page.evaluate("localStorage.length") == 0

    other = visit.open("training/index.html")
    mark(visit, other, LESSONS[2])
    visit.go(other, "training/index.html")
    with other.expect_file_chooser() as chooser:
        press(other, other.get_by_role("button", name="Load from a file"))
    chooser.value.set_files(file)
    expect(other.get_by_role("region", name="Your progress")).to_contain_text("Loaded. Lessons done: 3.")
    expect(other.locator(".portal-item", has_text=TITLE)).to_contain_text("75 %, 3 of 4 lessons")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "other"}', '{"format": "support-portal progress"}'])
def test_a_file_of_something_else(visit: Visit, text: str) -> None:
    """A file that holds no progress is told, and nothing changes."""
    page = visit.open("training/index.html")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Load from a file").click()
    chooser.value.set_files({"name": "x.json", "mimeType": "application/json", "buffer": text.encode()})
    expect(page.get_by_role("region", name="Your progress")).to_contain_text("This file holds no progress")
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("fault", [FULL, FORBIDDEN])
def test_a_browser_that_stores_nothing(visit: Visit, fault: str) -> None:
    """With storage full or forbidden a lesson can be marked, and the reader is told that it will be forgotten."""
    context = visit.context()
    context.add_init_script(fault)
    page = visit.open(f"{COURSE}{LESSONS[0]}.html", context=context)
    done_button(page).click()
    expect(done_button(page)).to_have_text("Done. Mark as not done")
    expect(page.locator("[data-portal-lost]")).to_be_visible()


@pytest.mark.parametrize("kept", ["", "nonsense", '{"format": "support-portal progress", "version": 1, "done": [7]}'])
def test_storage_with_something_else_in_it(visit: Visit, kept: str) -> None:
    """What cannot be read counts as nothing."""
    page = visit.open("training/index.html")
    page.evaluate("text => localStorage.setItem('portal-training', text)", kept)
    page.reload()
    expect(page.get_by_role("region", name="Your progress")).to_contain_text("Lessons done: 0.")


def test_progress_of_a_later_version_is_left_alone(visit: Visit) -> None:
    """An old page, open or cached, does not overwrite what a newer script has written."""
    newer = '{"format": "support-portal progress", "version": 2, "lessons": {}}'
    page = visit.open(f"{COURSE}{LESSONS[0]}.html")
    page.evaluate("text => localStorage.setItem('portal-training', text)", newer)
    done_button(page).click()
    expect(page.locator("[data-portal-lost]")).to_be_visible()
    assert page.evaluate("localStorage.getItem('portal-training')") == newer


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_axe_once_something_is_done(visit: Visit, scheme: str, width: int) -> None:
    """Bars, ticks, panel and certificate break no rule when they show something."""
    page = visit.open("training/index.html", scheme=scheme, width=width)
    mark(visit, page, *LESSONS)
    assert violations(page) == []
    for path in ("training/index.html", f"{COURSE}index.html", f"{COURSE}certificate.html"):
        visit.go(page, path)
        expect(page.locator("[data-portal-steps]:visible", has_text="100 %").first).to_be_visible()
        assert violations(page) == [], path


def test_without_scripts_nothing_promises_what_it_cannot_keep(visit: Visit) -> None:
    """No bar, no button; the certificate is a form to fill in by hand."""
    for path in ("training/index.html", f"{COURSE}index.html", f"{COURSE}{LESSONS[0]}.html"):
        page = visit.open(path, java_script_enabled=False)
        expect(page.locator(".portal-progress:visible, .portal-tick:visible")).to_have_count(0)
    page = visit.open(f"{COURSE}certificate.html", java_script_enabled=False)
    expect(page.locator(".portal-certificate")).to_contain_text("self-issued")
    expect(page.locator("main button:visible, main input:visible")).to_have_count(0)
