"""The results page has filters and an address to share; a wrong address gets guesses."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .conftest import Visit

pytestmark = pytest.mark.browser

SEARCH = ".portal-search input"
COUNT = "[data-portal-results] > p"
LINKS = "[data-portal-results] li a"


def test_filters_narrow_and_the_address_keeps_them(visit: Visit) -> None:
    """A filter leaves as many results as it said; whoever is sent the address sees the same; Clear takes all away."""
    page = visit.open("search.html?q=badge")
    everything = page.locator(COUNT).inner_text()
    chip = page.locator("[data-filter^='section ']").last
    name, count = chip.get_attribute("data-filter") or "", chip.locator("span").inner_text()
    chip.click()
    expect(page.locator(COUNT)).to_contain_text(re.compile(rf"^{count} result"))
    expect(page.locator(f"[data-filter='{name}']")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(f"[data-filter='{name}']")).to_be_focused()
    section = name.removeprefix("section ")
    assert page.url.endswith(f"search.html?q=badge&section={section}")
    links = page.locator(LINKS).evaluate_all("links => links.map(a => a.href)")
    assert all(link.startswith(f"{visit.url}{section}/") for link in links)
    other = visit.open(page.url.removeprefix(visit.url))
    assert other.locator(LINKS).evaluate_all("links => links.map(a => a.href)") == links
    other.locator(".portal-clear").click()
    expect(other.locator(COUNT)).to_have_text(everything)
    assert other.url.endswith("search.html?q=badge")


def test_back_and_forward_lead_through_the_searches(visit: Visit) -> None:
    """Each search that was sent is a step back; letters typed in between are none."""
    page = visit.open("search.html?q=badge")
    for query in ("score", "explorer"):
        page.locator(SEARCH).press_sequentially(" x")
        page.locator(SEARCH).fill(query)
        page.keyboard.press("Enter")
        expect(page.locator(COUNT)).to_contain_text(f"“{query}”")
    for step, query in (("back", "score"), ("back", "badge"), ("forward", "score")):
        page.evaluate(f"history.{step}()")
        expect(page.locator(COUNT)).to_contain_text(f"“{query}”")
        expect(page.locator(SEARCH)).to_have_value(query)
        expect(page).to_have_title(re.compile(query))


def test_a_wrong_address_gets_guesses(visit: Visit) -> None:
    """The 404 page searches for the words of the address that failed, slips and all, from any depth."""
    page = visit.open("solutions/badges/old/embed_a-bagde.html")
    expect(page.locator("main " + SEARCH)).to_have_value("badges old embed a bagde")
    links = page.locator(LINKS)
    assert 1 <= links.count() <= 5
    links.filter(has_text="Embed a badge").first.click()
    expect(page.locator("h1")).to_have_text(re.compile("Embed a badge"))
    page = visit.open("qqqqzzzz/%ED%A0%80/<script>alert(1)</script>")
    expect(page.locator("main h1")).to_be_visible()
    assert page.locator(LINKS).count() <= 5
