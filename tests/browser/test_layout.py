"""The page fits every screen, every size of text, fingers, and those whom movement makes ill."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from .conftest import Visit, until
from .kinds import KINDS, NARROW, WIDE, WIDTHS

pytestmark = pytest.mark.browser

# What stands out of the window sideways, unless something that scrolls or hides it on purpose is around it.
STICKING_OUT = """() => [...document.body.querySelectorAll("*")].filter(element => {
  const box = element.getBoundingClientRect();
  if (!box.width || !element.checkVisibility() || (box.right <= innerWidth + 1 && box.left >= -1)) return false;
  for (let up = element.parentElement; up !== document.body && up; up = up.parentElement)
    if (getComputedStyle(up).overflowX !== "visible") return false;
  return true;
}).map(element => element.outerHTML.slice(0, 120))"""

# Text that is cut off because its box is too small for it.
CUT_OFF = """() => [...document.body.querySelectorAll("a, button, h1, h2, h3, p, li, summary, label, td, dd, dt, span")]
  .filter(element => {
    const style = getComputedStyle(element);
    if (!element.checkVisibility() || style.clipPath !== "none" || element.closest(".portal-hidden")) return false;
    // A teaser ends after three lines; its whole text is one link away.
    if (style.webkitLineClamp !== "none") return false;
    const cutDown = style.overflowY === "hidden" && element.scrollHeight > element.clientHeight + 2;
    const cutAcross = ["hidden", "clip"].includes(style.overflowX) && element.scrollWidth > element.clientWidth + 2;
    return cutDown || cutAcross;
  }).map(element => element.outerHTML.slice(0, 120))"""

# WCAG 2.2, 1.4.12: text spaced as a reader may need it.
SPACE_TEXT = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`p { margin-bottom: 2em !important; }
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than the window."""
    return int(page.evaluate("document.scrollingElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize("kind", KINDS)
def test_no_page_scrolls_sideways(visit: Visit, kind: str) -> None:
    """From 320 pixels (a telephone, or a desk zoomed to 400 %) to 1920 nothing is wider than the window."""
    page = visit.open(KINDS[kind])
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert (width, overflow(page), page.evaluate(STICKING_OUT)) == (width, min(0, overflow(page)), [])


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("kind", ["home", "article with table"])
def test_controls_of_the_header_are_large_enough_for_fingers(visit: Visit, kind: str, width: int) -> None:
    """Each link, box and button of the header is at least 24 pixels wide and high (WCAG 2.2, 2.5.8)."""
    page = visit.open(KINDS[kind], width=width)
    controls = page.locator(".site-header :is(a, button, input):visible").all()
    boxes = {c.evaluate("e => e.outerHTML.slice(0, 80)"): c.bounding_box() for c in controls}
    # The form's own button is drawn only while it has the focus.
    small = {
        name: box
        for name, box in boxes.items()
        if box and box["width"] > 1 and (box["width"] < 24 or box["height"] < 24)
    }
    assert len(boxes) >= 5
    assert small == {}


@pytest.mark.parametrize("kind", KINDS)
def test_text_twice_as_large_loses_nothing(visit: Visit, kind: str) -> None:
    """With text at 200 %, on a desk and on a small tablet, nothing is cut off and nothing needs scrolling sideways."""
    page = visit.open(KINDS[kind])
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    for width in (WIDE, 768):
        page.set_viewport_size({"width": width, "height": 800})
        assert (width, page.evaluate(CUT_OFF)) == (width, [])
        assert (width, page.evaluate(STICKING_OUT)) == (width, [])


@pytest.mark.parametrize("kind", ["home", "article with table", "course", "search with results"])
def test_spaced_text_loses_nothing(visit: Visit, kind: str) -> None:
    """With the spacing of WCAG 1.4.12 nothing is cut off or sticks out."""
    page = visit.open(KINDS[kind])
    page.evaluate(SPACE_TEXT)
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 800})
        assert (width, page.evaluate(CUT_OFF), page.evaluate(STICKING_OUT)) == (width, [], [])


MOVES = """() => [...document.querySelectorAll("*")].filter(element => {
  const style = getComputedStyle(element);
  const lasts = times => times.split(", ").some(time => parseFloat(time) > 0);
  return lasts(style.transitionDuration) || (style.animationName !== "none" && lasts(style.animationDuration));
}).map(element => element.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("kind", ["home", "article with tabs and code", "lesson with dropdown", "search with results"])
def test_nothing_moves_for_readers_who_asked_for_less_motion(visit: Visit, kind: str) -> None:
    """With prefers-reduced-motion nothing slides, turns, fades or scrolls by itself."""
    page = visit.open(KINDS[kind])
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert page.evaluate(MOVES) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_heading_is_not_hidden_below_the_header(visit: Visit, width: int) -> None:
    """A link into a page shows the heading it names, below the header where that stays."""
    page = visit.open(KINDS["article with table"], width=width)
    name = page.locator("main section section[id]").nth(3).get_attribute("id")
    page.goto(f"{page.url}#{name}")
    heading = page.locator(f"[id='{name}'] > h2").bounding_box()
    header = page.locator(".site-header").bounding_box()
    assert heading
    assert header
    assert max(0, header["y"] + header["height"]) <= heading["y"] < 300


@pytest.mark.parametrize("width", [1024, WIDE])
def test_the_header_that_stays_takes_one_row(visit: Visit, width: int) -> None:
    """From the width on at which the header stays in sight, its controls stand side by side."""
    page = visit.open(KINDS["article with table"], width=width)
    page.mouse.wheel(0, 3000)
    until(page, "scrollY > 500")
    header = page.locator(".site-header").bounding_box()
    assert header
    assert (header["y"], header["height"] < 80) == (0, True)
