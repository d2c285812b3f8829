"""The colours follow the system until the reader chooses; a choice is kept, and is there before the page is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .conftest import Visit, until

pytestmark = pytest.mark.browser

BUTTON = "[data-portal-theme]"
PAPER = {"light": "rgb(251, 250, 247)", "dark": "rgb(18, 23, 26)"}
FORBID_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("The operation is insecure.", "SecurityError"); } });"""
# Notes when the choice was set, to be compared with the time of the first paint.
NOTE_WHEN_SET = """new MutationObserver(() => {
  if (document.documentElement?.dataset.theme) globalThis.chosenAt ??= performance.now();
}).observe(document, { subtree: true, childList: true, attributes: true });"""


def paper(page: Page) -> str:
    """Return the name of the colours the page is painted in."""
    colour = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return {v: k for k, v in PAPER.items()}.get(colour, colour)


def chosen(page: Page) -> str | None:
    value: str | None = page.locator("html").get_attribute("data-theme")
    return value


@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_button_goes_from_the_system_to_light_to_dark(visit: Visit, system: str) -> None:
    """Each press changes the colours and the button's name says which they are; the fourth is the system's again."""
    page = visit.open("index.html", scheme=system)
    button = page.locator(BUTTON)
    expect(button).to_be_visible()
    for choice, colours, name in (
        (None, system, "Colours: as the system"),
        ("light", "light", "Colours: light"),
        ("dark", "dark", "Colours: dark"),
        (None, system, "Colours: as the system"),
    ):
        assert chosen(page) == choice
        assert paper(page) == colours
        expect(button).to_have_accessible_name(name)
        button.press("Enter")


def test_the_colours_follow_a_change_of_the_system(visit: Visit) -> None:
    """Without a choice the page changes with the system, with one it does not."""
    page = visit.open("index.html")
    page.emulate_media(color_scheme="dark")
    assert paper(page) == "dark"
    page.locator(BUTTON).click()
    assert paper(page) == "light"
    page.emulate_media(color_scheme="light")
    page.emulate_media(color_scheme="dark")
    assert paper(page) == "light"


@pytest.mark.parametrize(("system", "presses", "kept"), [("dark", 1, "light"), ("light", 2, "dark")])
def test_a_choice_is_kept_and_set_before_the_first_paint(visit: Visit, system: str, presses: int, kept: str) -> None:
    """On every later page the choice is made in the head, so the other colours are never seen."""
    context = visit.context(scheme=system)
    context.add_init_script(NOTE_WHEN_SET)
    page = visit.open("index.html", context=context)
    for _ in range(presses):
        page.locator(BUTTON).click()
    for path in ("index.html", "solutions/badges/embed-a-badge.html", "no/such/page.html"):
        visit.go(page, path)
        assert chosen(page) == kept
        assert paper(page) == kept
        until(page, "performance.getEntriesByName('first-paint').length > 0")
        first_paint = page.evaluate("performance.getEntriesByName('first-paint')[0].startTime")
        assert page.evaluate("globalThis.chosenAt") < first_paint
    expect(page.locator(BUTTON)).to_have_accessible_name(f"Colours: {kept}")


def test_going_back_to_the_system_leaves_nothing_behind(visit: Visit) -> None:
    """Three presses remove the remembered choice."""
    page = visit.open("index.html")
    for expected in (1, 1, 0):
        page.locator(BUTTON).click()
        assert page.evaluate("localStorage.length") == expected


@pytest.mark.parametrize("value", ["", "blue", "<b>", "null"])
def test_a_remembered_value_that_is_none_is_ignored(visit: Visit, value: str) -> None:
    """What somebody else stored under the portal's key changes nothing."""
    context = visit.context()
    # The script also runs in the empty page a tab starts with, which has no storage.
    context.add_init_script(f"try {{ localStorage.setItem('portal-theme', {value!r}) }} catch {{}}")
    page = visit.open("index.html", context=context)
    assert chosen(page) is None
    expect(page.locator(BUTTON)).to_have_accessible_name("Colours: as the system")


def test_a_browser_that_forbids_storage_loses_only_the_memory(visit: Visit) -> None:
    """With storage forbidden, button, search and tabs work; the choice ends with the page."""
    context = visit.context()
    context.add_init_script(FORBID_STORAGE)
    page = visit.open("solutions/badges/embed-a-badge.html", context=context)
    page.locator(BUTTON).click(click_count=2)
    assert paper(page) == "dark"
    page.locator(".sd-tab-set > label").nth(1).click()
    page.locator(".portal-search input").fill("badge")
    page.locator(".portal-suggestions [role=option]").first.wait_for()
    page.reload()
    assert paper(page) == "light"
