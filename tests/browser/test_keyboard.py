"""Everything can be done with a keyboard, and one always sees where one is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .conftest import Visit, until
from .kinds import KINDS, NARROW, SCHEMES, WIDE

pytestmark = pytest.mark.browser

SEARCH = ".portal-search input"
ARTICLE = KINDS["article with tabs and code"]

# Where the focus is: whether it can be seen, and how far its outline stands out from what is behind it.
FOCUS = """() => {
  const element = document.activeElement;
  const shown = element.matches(".sd-tab-set > input") ? element.nextElementSibling : element;
  const box = shown.getBoundingClientRect();
  const style = getComputedStyle(shown);
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  let behind = shown.parentElement;
  while (behind.parentElement && rgb(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
  const [a, b] = [style.outlineColor, getComputedStyle(behind).backgroundColor].map(c => light(rgb(c)));
  return {
    name: element.tagName + "." + element.className + " " + (element.textContent || element.id).trim().slice(0, 40),
    header: element.closest(".site-header") !== null,
    footer: element.closest(".site-footer") !== null,
    body: element === document.body,
    seen: box.width > 4 && box.height > 4 && box.bottom > 0 && box.top < innerHeight && box.right > 0
      && box.left < innerWidth && Number(style.opacity) > 0,
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    contrast: (Math.max(a, b) + .05) / (Math.min(a, b) + .05),
  };
}"""


def test_the_skip_link_comes_first_and_leads_to_the_text(visit: Visit) -> None:
    """The first Tab shows the skip link; Enter takes the focus past the header into the text."""
    page = visit.open(ARTICLE)
    page.keyboard.press("Tab")
    skip = page.locator(".skip-link")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("main#content")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("kind", ["home", "article with tabs and code", "lesson with dropdown"])
def test_tab_goes_through_the_page_and_the_focus_is_seen(visit: Visit, kind: str, scheme: str, width: int) -> None:
    """Tab passes every control once, never gets stuck, and each has an outline of 3:1 on its background."""
    page = visit.open(KINDS[kind], scheme=scheme, width=width)
    stops = []
    for _ in range(300):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop["body"]:
            break
        stops.append(stop)
    assert stops[-1]["footer"], "the end of the page was not reached"
    assert sum(stop["header"] for stop in stops) >= 5
    faint = [s["name"] for s in stops if not s["seen"] or s["outline"] < 2 or s["contrast"] < 3]
    assert faint == []


def test_the_header_never_covers_the_focus(visit: Visit) -> None:
    """Going back up a long page with Shift-Tab, each stop is scrolled to below the header that stays."""
    page = visit.open(ARTICLE)
    header = page.locator(".site-header").bounding_box() or {}
    page.locator(".site-footer a").last.focus()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        top = page.evaluate(
            "document.activeElement.closest('main')?.contains(document.activeElement) "
            "? document.activeElement.getBoundingClientRect().top : innerHeight"
        )
        assert top >= header["height"]


@pytest.mark.parametrize("key", ["/", "Control+k"])
@pytest.mark.parametrize("path", ["index.html", "search.html", ARTICLE])
def test_a_key_takes_one_to_the_search_box(visit: Visit, path: str, key: str) -> None:
    """Slash and Ctrl-K focus the search box; the slash is not typed into it."""
    page = visit.open(path)
    page.keyboard.press(key)
    expect(page.locator(SEARCH)).to_be_focused()
    expect(page.locator(SEARCH)).to_have_value("")


def test_a_slash_in_the_search_box_is_a_slash(visit: Visit) -> None:
    """Who is typing already can type a slash."""
    page = visit.open("index.html")
    page.locator(SEARCH).press_sequentially("a/b")
    expect(page.locator(SEARCH)).to_have_value("a/b")


def suggest(page: Page, text: str = "badge") -> None:
    """Type into the search box and wait for suggestions."""
    page.keyboard.press("Control+k")
    page.keyboard.type(text)
    page.locator(".portal-suggestions [role=option]").first.wait_for()


def test_arrows_choose_a_suggestion_and_enter_opens_it(visit: Visit) -> None:
    """The arrows go round the list, the box names the chosen one to assistive technology, and Enter opens it."""
    page = visit.open("about.html")
    box, options = page.locator(SEARCH), page.locator(".portal-suggestions [role=option]")
    expect(box).to_have_attribute("aria-expanded", "false")
    suggest(page)
    expect(box).to_have_attribute("aria-expanded", "true")
    assert box.get_attribute("aria-activedescendant") is None
    count = options.count()
    for key, place in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", count - 1), ("ArrowDown", 0)):
        page.keyboard.press(key)
        expect(options.nth(place)).to_have_attribute("aria-selected", "true")
        expect(page.locator("[aria-selected=true]")).to_have_count(1)
        expect(box).to_have_attribute("aria-activedescendant", options.nth(place).get_attribute("id") or "?")
        expect(box).to_be_focused()
    title = options.first.locator(".portal-hit-title").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "about.html" not in url)
    assert title in page.title()


def test_escape_closes_the_suggestions_and_keeps_the_text(visit: Visit) -> None:
    """Esc takes away the list, not what was typed; so does leaving the box."""
    page = visit.open("about.html")
    for key in ("Escape", "Tab"):
        page.locator(SEARCH).fill("")
        suggest(page)
        page.keyboard.press("ArrowDown")
        page.keyboard.press(key)
        expect(page.locator(".portal-suggestions")).to_be_hidden()
        expect(page.locator(SEARCH)).to_have_attribute("aria-expanded", "false")
        expect(page.locator(SEARCH)).to_have_value("badge")
        assert page.locator(SEARCH).get_attribute("aria-activedescendant") is None


def test_enter_without_a_choice_shows_all_results(visit: Visit) -> None:
    """Enter in the box sends the form."""
    page = visit.open("about.html")
    suggest(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=badge")


def test_the_arrows_choose_a_tab(visit: Visit) -> None:
    """A set of tabs is one stop; the arrows go from tab to tab and show each one's text."""
    page = visit.open(ARTICLE)
    tabs = page.locator(".sd-tab-set").first
    tabs.locator("> input").first.focus()
    page.keyboard.press("ArrowRight")
    expect(tabs.locator("> input").nth(1)).to_be_checked()
    expect(tabs.locator("> .sd-tab-content").nth(1)).to_be_visible()
    expect(tabs.locator("> .sd-tab-content").nth(0)).to_be_hidden()


@pytest.mark.parametrize(
    ("path", "selector"), [(KINDS["article with table"], ".table-scroll"), (ARTICLE, ".highlight pre")]
)
def test_wide_tables_and_code_scroll_with_the_arrows(visit: Visit, path: str, selector: str) -> None:
    """What is wider than a telephone can be focused, and the arrow keys bring the rest into sight."""
    page = visit.open(path, width=NARROW)
    wide = [one for one in page.locator(selector).all() if one.evaluate("e => e.scrollWidth > e.clientWidth")]
    assert wide
    wide[0].focus()
    expect(wide[0]).to_be_focused()
    page.keyboard.press("ArrowRight")
    until(page, "document.activeElement.scrollLeft > 0")


def test_code_is_copied_with_the_keyboard(visit: Visit) -> None:
    """The button beside code can be reached, is seen when it is, and copies the code."""
    page = visit.open(ARTICLE, permissions=["clipboard-read", "clipboard-write"])
    button = page.locator(".copybtn").first
    button.wait_for()
    page.locator(".highlight pre").first.focus()
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    assert page.evaluate(FOCUS)["seen"]
    page.keyboard.press("Enter")
    code = page.locator(".highlight pre").first.inner_text()
    assert page.evaluate("navigator.clipboard.readText()").strip() == code.strip()
