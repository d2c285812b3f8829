"""A banner can be dismissed; it stays away until it says something else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from support_portal.testing import build

from .axe import violations
from .conftest import Visit
from .kinds import NARROW, SCHEMES, WIDE
from .server import Server

pytestmark = pytest.mark.browser

INCIDENT = "The harvester is late. New mentions show up tomorrow."
CHANGED = "The harvester is late. New mentions show up on Friday."
LASTING = "Reports are down."
PAGES = {
    "index.md": "# Home\n\nText of the home page.\n\n```{toctree}\n:hidden:\n\nnews/index\nsolutions/index\n```\n",
    "news/index.md": "# News\n\nWhat is new.\n",
    "solutions/index.md": "# Solutions\n\nAnswers.\n",
}
BANNER = "[data-portal-banner]"


def banners(text: str) -> str:
    return f"""
- text: {text}
  level: warning
  link: news/index
  link_text: What we know
- text: {LASTING}
  sections: [solutions]
- text: All is <b>well</b> again.
  level: resolved
  sections: [news]
- text: This is over.
  show_until: 2026-01-01
"""


@pytest.fixture(scope="module")
def portals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve two portals from one origin: ``before/html`` and, with one banner's text changed, ``after/html``."""
    folder = tmp_path_factory.mktemp("banners")
    for name, text in (("before", INCIDENT), ("after", CHANGED)):
        site = build(folder / name, {**PAGES, "_data/banners.yaml": banners(text)})
        assert site.warnings == []
    with Server(folder) as server:
        yield server.url


@pytest.fixture
def page(browser: Browser, portals: str) -> Iterator[Page]:
    """Open the home page of the first portal."""
    visit = Visit(browser, portals)
    yield visit.open("before/html/index.html")
    visit.close()
    visit.record.check()


def go(page: Page, path: str) -> None:
    page.goto("/".join(page.url.split("/")[:3]) + f"/{path}")


def test_a_banner_stands_above_the_page(page: Page) -> None:
    """It is a labelled region with the text, its link, and a button that says what it does."""
    region = page.get_by_role("region", name="Announcements")
    expect(region).to_contain_text(INCIDENT)
    expect(region.get_by_role("link", name="What we know")).to_be_visible()
    expect(region.get_by_role("button", name="Dismiss this announcement")).to_be_visible()
    assert (region.bounding_box() or {})["y"] < (page.locator("h1").bounding_box() or {})["y"]
    region.get_by_role("link").click()
    expect(page.locator("h1")).to_contain_text("News")


def test_a_banner_shows_only_where_and_while_it_should(page: Page) -> None:
    """A section's banner stands on its pages only, an old one nowhere, and markup in one is text."""
    expect(page.locator(BANNER)).to_have_count(1)
    go(page, "before/html/solutions/index.html")
    expect(page.locator(BANNER)).to_have_count(2)
    go(page, "before/html/news/index.html")
    expect(page.locator(BANNER).nth(1)).to_contain_text("All is <b>well</b> again.")


def test_a_dismissed_banner_stays_away_until_its_text_changes(page: Page) -> None:
    """Dismissing hides it here and on later pages, leaves others, holds for this text only, and sets no cookie."""
    page.locator("[data-portal-dismiss]").click()
    expect(page.locator(BANNER)).to_be_hidden()
    expect(page.locator("main#content")).to_be_focused()
    page.reload()
    expect(page.locator(BANNER)).to_be_hidden()
    go(page, "before/html/solutions/index.html")
    shown = [one.inner_text() for one in page.locator(BANNER).all() if one.is_visible()]
    assert len(shown) == 1
    assert LASTING in shown[0]
    go(page, "after/html/index.html")
    expect(page.locator(BANNER)).to_be_visible()
    expect(page.locator(BANNER)).to_contain_text(CHANGED)
    assert page.context.cookies() == []


def test_a_banner_is_dismissed_with_the_keyboard(page: Page) -> None:
    """The button is a stop of the Tab key, and Enter presses it."""
    button = page.locator("[data-portal-dismiss]")
    for _ in range(20):
        page.keyboard.press("Tab")
        if button.evaluate("e => e === document.activeElement"):
            break
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(BANNER)).to_be_hidden()


def test_without_scripts_a_banner_has_no_button(browser: Browser, portals: str) -> None:
    """The text is there; the button, which could do nothing, is not."""
    visit = Visit(browser, portals)
    page = visit.open("before/html/index.html", java_script_enabled=False)
    expect(page.locator(BANNER)).to_contain_text(INCIDENT)
    expect(page.locator("[data-portal-dismiss]")).to_be_hidden()
    visit.close()


def test_a_browser_that_forbids_storage_still_dismisses(browser: Browser, portals: str) -> None:
    """The banner goes away for as long as the page stays."""
    visit = Visit(browser, portals)
    context = visit.context()
    context.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('forbidden'); }})")
    page = visit.open("before/html/index.html", context=context)
    page.locator("[data-portal-dismiss]").click()
    expect(page.locator(BANNER)).to_be_hidden()
    visit.close()
    visit.record.check()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("section", ["solutions", "news"])
def test_axe_finds_nothing_on_a_page_with_banners(browser: Browser, portals: str, section: str, scheme: str) -> None:
    """Banners of each level break no rule, before and after they are dismissed, and fit a telephone."""
    visit = Visit(browser, portals)
    page = visit.open(f"before/html/{section}/index.html", scheme=scheme)
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 800})
        assert violations(page) == []
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    for button in page.locator("[data-portal-dismiss]").all():
        button.click()
    assert violations(page) == []
    visit.close()
    visit.record.check()
