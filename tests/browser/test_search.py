"""The search finds, forgives, and says what it did."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Route, expect

from .conftest import Visit

pytestmark = pytest.mark.browser

SEARCH = ".portal-search input"
RESULTS = "[data-portal-results]"
INDEX = "[data-portal-index]"
PLACES = "options => options.map(option => option.getBoundingClientRect().top)"


def test_an_address_holds_a_search(visit: Visit) -> None:
    """search.html?q=… shows the results, says how many, fills the box, marks the words, and puts the index away."""
    page = visit.open("search.html?q=badge")
    expect(page.locator(SEARCH)).to_have_value("badge")
    assert page.locator(f"{RESULTS} li").count() > 3
    expect(page.locator(f"{RESULTS} > p")).to_have_text(re.compile(r"^\d+ results for “badge”\.$"))
    assert "badge" in page.locator(f"{RESULTS} li mark").first.inner_text().lower()
    expect(page.locator(INDEX)).to_be_hidden()
    link = page.locator(f"{RESULTS} li a").first
    title = link.inner_text()
    link.click()
    expect(page.locator("h1")).to_contain_text(title)


@pytest.mark.parametrize("query", ["badge", "score", "api key", "how do I sign in", "csv export", "donut colours"])
def test_results_lead_to_pages_and_headings_that_exist(visit: Visit, portal_folder: Path, query: str) -> None:
    """Each result's page is there, and so is the heading it points at."""
    page = visit.open(f"search.html?q={quote(query)}")
    links = page.locator(f"{RESULTS} li a").evaluate_all("links => links.map(a => a.href)")
    assert links
    for link in links:
        name, _, anchor = link.removeprefix(visit.url).partition("#")
        html = (portal_folder / name).read_text(encoding="utf-8")
        assert not anchor or f'id="{anchor}"' in html, link


@pytest.mark.parametrize(("typo", "word"), [("bagde", "badge"), ("altmetrc", "altmetric"), ("explrer", "explorer")])
def test_a_slip_of_the_finger_is_forgiven_and_said(visit: Visit, typo: str, word: str) -> None:
    """A word found nowhere is replaced by the nearest one that is, and the page says so."""
    page = visit.open(f"search.html?q={typo}")
    expect(page.locator(f"{RESULTS} > p")).to_contain_text(f"for “{word}”")
    expect(page.locator(f"{RESULTS} > p")).to_contain_text(f"“{typo}”")
    assert word in page.locator(f"{RESULTS} li").first.inner_text().lower()
    visit.go(page, "index.html")
    page.locator(SEARCH).fill(typo)
    expect(page.locator(".portal-suggestions .portal-note")).to_have_text(f"Showing results for “{word}”")


def test_nothing_found_is_said_and_the_index_stays(visit: Visit) -> None:
    """Where nothing is found there is still the list of all articles."""
    page = visit.open("search.html?q=qqqqzzzz")
    expect(page.locator(f"{RESULTS} > p")).to_contain_text("Nothing found for “qqqqzzzz”")
    expect(page.locator(INDEX)).to_be_visible()
    visit.go(page, "index.html")
    page.locator(SEARCH).fill("zzzzqqqq")
    expect(page.locator(".portal-suggestions .portal-note")).to_contain_text("Nothing found")


def test_a_long_search_does_not_widen_the_page(visit: Visit) -> None:
    """One word without end is broken, not scrolled to."""
    page = visit.open("search.html?q=" + "b" * 2_000, width=375)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 375


def test_the_search_works_from_a_folder(browser: Browser, portal_folder: Path) -> None:
    """Opened from disk, without a server, the portal still searches: results, suggestions and their links."""
    visit = Visit(browser, portal_folder.as_uri() + "/")
    page = visit.open("search.html?q=bagde")
    expect(page.locator(f"{RESULTS} > p")).to_contain_text("for “badge”")
    visit.go(page, "solutions/badges/embed-a-badge.html")
    page.locator(SEARCH).fill("wrong metadata")
    option = page.locator(".portal-suggestions [role=option]").first
    option.click()
    page.wait_for_url(lambda url: "embed-a-badge" not in url)
    expect(page.locator("h1")).to_be_visible()
    visit.close()
    visit.record.check()


def test_titles_do_not_wait_for_summaries(visit: Visit) -> None:
    """Titles stand while summaries are under way; when these come no line moves and what was chosen stays chosen."""
    waiting: list[Route] = []
    context = visit.context()
    context.route(re.compile(r"/cards-\d+\.js"), lambda route: waiting.append(route))
    page = visit.open("index.html", context=context)
    page.locator(SEARCH).fill("badge")
    options = page.locator(".portal-suggestions [role=option]")
    summary, chosen = options.first.locator(".portal-hit-text"), page.locator("[aria-selected=true] .portal-hit-title")
    options.first.wait_for()
    expect(summary).to_have_text("")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    title, places = chosen.inner_text(), options.evaluate_all(PLACES)
    while not waiting:
        page.wait_for_timeout(20)
    for route in waiting:
        route.continue_()
    expect(summary).to_have_text(re.compile(r"\w"))
    expect(chosen).to_have_text(title)
    assert options.evaluate_all(PLACES) == places


def test_titles_stay_without_summaries(visit: Visit) -> None:
    """If summaries cannot be loaded, titles are better than a sentence that says so."""
    visit.record.expect(r"Failed to load resource.*/cards-\d+.js")
    context = visit.context()
    context.route(re.compile(r"/cards-\d+\.js"), lambda route: route.abort())
    page = visit.open("index.html", context=context)
    with page.expect_event("requestfailed"):
        page.locator(SEARCH).fill("badge")
    expect(page.locator(".portal-search [role=status]")).to_contain_text("suggestions")
    expect(page.locator(".portal-suggestions [role=option]").first).to_contain_text("adge")
    expect(page.locator(".portal-suggestions .portal-note")).to_be_hidden()


def test_keys_find_their_files_loaded(visit: Visit) -> None:
    """Titles are loaded before the first key, and what the second letter asks for before it."""
    page = visit.open("index.html")
    box, option = page.locator(SEARCH), page.locator(".portal-suggestions [role=option]").first
    with page.expect_response(re.compile(r"/titles-0\.js")):
        box.focus()
    for letters in ("c", "co"):
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(300)
        before = len(visit.record.requests)
        box.fill(letters)
        option.wait_for()
        names = [request.url.rpartition("/")[2].partition("-")[0] for request in visit.record.requests[before:]]
        assert "titles" not in names
    assert "terms" not in names


def test_who_spares_data_loads_what_is_asked_for(visit: Visit) -> None:
    """With the browser's data saver on, nothing is loaded before a key asks for it."""
    context = visit.context()
    context.add_init_script("Object.defineProperty(navigator, 'connection', { value: { saveData: true } })")
    page = visit.open("index.html", context=context)
    with page.expect_response(re.compile(r"/engine\.js")):
        page.locator(SEARCH).focus()
    page.wait_for_timeout(500)
    page.locator(SEARCH).fill("badge")
    page.locator(".portal-suggestions [role=option]").first.wait_for()
    assert not [request.url for request in visit.record.requests if "/ahead.js" in request.url]


def test_suggestions_follow_what_is_typed(visit: Visit) -> None:
    """Fewer letters or others change the list at once; an empty box has none; leaving the box closes it."""
    page = visit.open("index.html")
    box, panel = page.locator(SEARCH), page.locator(".portal-suggestions")
    box.fill("badge")
    first = panel.locator("[role=option]").first
    expect(first).to_contain_text("adge")
    box.fill("sso")
    expect(first).not_to_contain_text("adge")
    expect(page.locator(".portal-search [role=status]")).to_contain_text("suggestions")
    box.fill("")
    expect(panel).to_be_hidden()
    box.fill("badge")
    expect(panel).to_be_visible()
    page.locator("main h1").click()
    expect(panel).to_be_hidden()
