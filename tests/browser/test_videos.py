"""Videos: the transcript leads to seconds and is searched, and no provider is asked before a click."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from support_portal.testing import build

from .axe import violations
from .conftest import Visit, until
from .kinds import KINDS, NARROW, SCHEMES
from .server import Server

pytestmark = pytest.mark.browser

LESSON = KINDS["lesson with video"]
PROVIDER = ":::{video} https://video.example.org/embed/7\n:title: A talk\n:length: 12:30\n:::\n"
SECOND = "document.querySelector('video').currentTime"


@pytest.fixture(scope="module")
def elsewhere_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a portal whose video is at a provider's."""
    site = build(tmp_path_factory.mktemp("videos"), {"index.md": f"# Home\n\nWords.\n\n{PROVIDER}"})
    assert site.warnings == []
    with Server(site.out) as server:
        yield server.url


def test_a_line_of_the_transcript_leads_to_its_second(visit: Visit) -> None:
    """By keyboard: open the transcript, choose a time, and the film goes there; the line is marked."""
    page = visit.open(LESSON)
    until(page, "document.querySelector('video').readyState > 0")
    page.locator(".portal-transcript summary").focus()
    page.keyboard.press("Enter")
    line = page.locator(".portal-cues a.portal-cue").nth(3)
    line.focus()
    page.keyboard.press("Enter")
    expected = float(line.get_attribute("data-portal-second") or 0)
    until(page, f"Math.abs({SECOND} - {expected}) < 3 && {SECOND} > 0")
    expect(page.locator(".portal-cues [aria-current]")).to_have_count(1)


def test_the_transcript_can_be_searched(visit: Visit) -> None:
    """A word leaves the lines that have it; an empty box shows all again."""
    page = visit.open(LESSON)
    page.locator(".portal-transcript summary").click()
    lines = page.locator(".portal-cues > li:visible")
    every = lines.count()
    box = page.get_by_label("Find in the transcript")
    box.fill("MARK it as done")
    expect(lines).to_have_count(1)
    box.fill("")
    expect(lines).to_have_count(every)
    assert every > 4


def test_films_have_captions_and_chapters_that_browsers_read(visit: Visit) -> None:
    """The browser's own parser finds as many cues as the transcript has lines."""
    page = visit.open(LESSON)
    page.evaluate("for (const track of document.querySelector('video').textTracks) track.mode = 'showing'")
    count = "[...document.querySelector('video').textTracks].map(track => track.cues?.length ?? 0)"
    until(page, f"{count}.every(Boolean)")
    assert page.evaluate(count) == [page.locator(".portal-cues > li").count(), 3]


def test_a_provider_is_asked_only_after_a_click(browser: Browser, elsewhere_url: str) -> None:
    """Before it nothing leaves the origin; the click asks the provider, whom this server's policy then blocks."""
    visit = Visit(browser, elsewhere_url)
    page = visit.open("index.html")
    page.wait_for_load_state("networkidle")
    assert all(request.url.startswith(elsewhere_url) for request in visit.record.requests)
    assert violations(page) == []
    expect(page.get_by_role("link", name="Watch it at video.example.org")).to_be_visible()
    visit.record.check()
    visit.record.expect("Content Security Policy")
    page.get_by_role("button", name="Play it here").click()
    frame = page.locator("iframe")
    expect(frame).to_have_attribute("src", "https://video.example.org/embed/7")
    expect(frame).to_have_attribute("title", "A talk")
    visit.close()
    visit.record.check()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_with_the_transcript_open(visit: Visit, scheme: str) -> None:
    """Player, transcript and its search break no rule."""
    page = visit.open(LESSON, scheme=scheme, width=NARROW)
    page.locator(".portal-transcript summary").click()
    assert violations(page) == []


def test_without_scripts_the_film_plays_from_a_second(visit: Visit) -> None:
    """The browser's own controls are there, and each time is a link into the file."""
    page = visit.open(LESSON, java_script_enabled=False)
    assert page.locator("video").get_attribute("controls") is not None
    page.locator(".portal-transcript summary").click()
    address = page.locator(".portal-cues a.portal-cue").last.get_attribute("href") or ""
    assert "take-a-course.webm#t=" in address
    expect(page.locator(".portal-find")).to_have_count(0)
