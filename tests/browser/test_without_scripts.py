"""Without scripts the portal is all there: text, dropdowns, tabs, and an index where the search results would be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .conftest import Visit
from .kinds import KINDS

pytestmark = pytest.mark.browser

# Texts of the page's main part that are not on show, except where a reader can open them without a script.
HIDDEN_TEXTS = """() => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const hidden = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    const openable = parent.closest("details:not([open]), .sd-tab-content, .headerlink, [data-portal-results], video")
      // What a browser keeps of its reader, and the day a reader may choose, are no text of the page.
      || parent.closest(".portal-progress, .portal-tick, [data-portal-choose]");
    if (text && !openable && !parent.checkVisibility({visibilityProperty: true})) hidden.push(text);
  }
  return hidden;
}"""


@pytest.mark.parametrize("kind", [k for k in KINDS if not k.startswith("search with")])
def test_every_kind_of_page_shows_its_whole_text(visit: Visit, kind: str) -> None:
    """Nothing of a page waits for a script, and no control is shown that would need one."""
    page = visit.open(KINDS[kind], java_script_enabled=False)
    assert len(page.locator("main").inner_text()) > 200
    assert page.locator("h1").count() == 1
    assert page.evaluate(HIDDEN_TEXTS) == []
    expect(page.locator("[data-portal-theme]")).to_be_hidden()
    for button in page.locator("[data-portal-dismiss], .copybtn").all():
        expect(button).to_be_hidden()


def found_pages(folder: Path) -> set[str]:
    """Return the addresses of all pages that the search of a built portal finds."""
    files = (folder / "_static/portal-search/index").glob("titles-*.js")
    parts = (json.loads(file.read_text(encoding="utf-8").partition("]=")[2].rstrip().rstrip(";")) for file in files)
    return {address for part in parts for address, _title, _trail in part}


def test_the_search_form_leads_to_an_index_of_every_article(visit: Visit, portal_folder: Path) -> None:
    """Sending the form opens the search page, which lists and links all solution articles and all courses."""
    page = visit.open("about.html", java_script_enabled=False)
    page.locator(".portal-search input").fill("badge")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=badge")
    listed = {link.get_attribute("href") for link in page.locator("[data-portal-index] a").all()}
    pages = found_pages(portal_folder)
    folders = {u for u in pages if u.endswith("/index.html")}
    articles = {u for u in pages if u.startswith("solutions/")} - folders
    courses = {u for u in folders if u.startswith("training/")}
    assert len(articles) > 20
    assert len(courses) > 3
    assert articles | courses <= listed
    page.locator("[data-portal-index] a", has_text="Badge attribute reference").click()
    expect(page.locator("h1")).to_contain_text("Badge attribute reference")


def test_every_link_of_the_index_works(visit: Visit) -> None:
    """No link of the index leads to the 404 page."""
    page = visit.open("search.html", java_script_enabled=False)
    addresses = page.locator("[data-portal-index] a").evaluate_all("links => links.map(link => link.href)")
    broken = [address for address in addresses if page.request.get(address).status != 200]
    assert broken == []


def test_tabs_can_be_chosen(visit: Visit) -> None:
    """Choosing another tab shows its text and hides the first one's."""
    page = visit.open(KINDS["article with tabs and code"], java_script_enabled=False)
    tabs = page.locator(".sd-tab-set").first
    panels = tabs.locator("> .sd-tab-content")
    expect(panels.nth(0)).to_be_visible()
    tabs.locator("> label").nth(1).click()
    expect(panels.nth(1)).to_be_visible()
    expect(panels.nth(0)).to_be_hidden()


def test_dropdowns_can_be_opened(visit: Visit) -> None:
    """A question's answer unfolds when its question is chosen."""
    page = visit.open(KINDS["lesson with dropdown"], java_script_enabled=False)
    dropdown = page.locator("details.sd-dropdown").first
    answer = dropdown.locator(".sd-card-text").first
    expect(answer).to_be_hidden()
    dropdown.locator("summary").click()
    expect(answer).to_be_visible()


def test_the_colours_follow_the_system(visit: Visit) -> None:
    """Dark and light need no script."""
    page = visit.open("index.html", scheme="dark", java_script_enabled=False)
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(18, 23, 26)"
