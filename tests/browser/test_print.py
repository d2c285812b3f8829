"""On paper there is the article and nothing that is only of use on a screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import Visit
from .kinds import KINDS

pytestmark = pytest.mark.browser

ONLY_ON_A_SCREEN = (
    ".site-header",
    ".folder",
    ".contents",
    ".contents-inline",
    ".portal-search",
    ".portal-suggestions",
    ".skip-link",
    ".neighbours",
    ".related",
    ".help-line",
    ".headerlink",
    ".copybtn",
    "[data-portal-theme]",
    ".site-footer nav",
)
PRINTED = [
    "news item",
    "article with tabs and code",
    "article with table",
    "article with figure",
    "lesson with dropdown",
    "course",
    "glossary",
    "about",
]

# Texts of the article that are not printed.
MISSING = """() => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const missing = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    const meant = parent.closest("button, .headerlink, .copybtn, .portal-search, .contents-inline, .neighbours, "
      + ".related, .help-line, .topics, .trail, .portal-hidden, .portal-progress, .portal-print-not, .portal-tick, "
      + ".portal-yours");
    if (text && !meant && !parent.checkVisibility({visibilityProperty: true})) missing.push(text);
  }
  return missing;
}"""


@pytest.mark.parametrize("kind", PRINTED)
def test_a_printed_page_is_the_whole_article_and_only_that(visit: Visit, kind: str) -> None:
    """Header, sidebars and search are gone; all of the text is there, also what is folded or behind a tab on screen."""
    page = visit.open(KINDS[kind])
    page.emulate_media(media="print")
    for selector in ONLY_ON_A_SCREEN:
        for element in page.locator(selector).all():
            expect(element).to_be_hidden()
    expect(page.locator("main h1")).to_be_visible()
    assert page.evaluate(MISSING) == []


@pytest.mark.parametrize("presses", [0, 2])
def test_paper_is_white_whatever_the_screen_is(visit: Visit, presses: int) -> None:
    """A reader of the dark colours, by system or by choice, prints dark text without a background."""
    page = visit.open(KINDS["article with tabs and code"], scheme="dark" if not presses else "light")
    for _ in range(presses):
        page.locator("[data-portal-theme]").click()
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgba(0, 0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.querySelector('main h1')).color") == "rgb(27, 35, 41)"


def test_nothing_is_wider_than_the_paper(visit: Visit) -> None:
    """Long lines of code and wide tables are wrapped, since paper does not scroll (A4 is some 700 pixels)."""
    for kind in ("article with tabs and code", "article with table"):
        page = visit.open(KINDS[kind], width=700)
        page.emulate_media(media="print")
        wide = "e => e.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.outerHTML.slice(0, 150))"
        assert page.locator("main :is(pre, .table-scroll)").evaluate_all(wide) == []


def test_an_address_outside_is_printed_with_its_link(visit: Visit) -> None:
    """Paper cannot be clicked, so links out of the portal show where they lead."""
    page = visit.open(KINDS["about"])
    page.emulate_media(media="print")
    content = "getComputedStyle(document.querySelector('main a[href^=http]'), '::after').content"
    assert "https://help.altmetric.com" in page.evaluate(content)
