"""The search survives any input, and leaves a list of everything when it cannot run."""

from __future__ import annotations

import random
import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from .conftest import Visit

pytestmark = pytest.mark.browser

SEARCH = ".portal-search input"
RESULTS = "[data-portal-results]"
INDEX = "[data-portal-index]"
INJECTED = "img[src=x], svg[onload], iframe, [onerror], [onload]"

HOSTILE = [
    "<img src=x onerror=document.title='owned'><script>document.title='owned'</script>",
    "\"'><svg onload=document.title='owned'>",
    "javascript:document.title='owned'",
    "&lt;b&gt; &amp; &#x3c;",
    "badge " * 1666,
    "b" * 10_000,
    "日本語" * 3_333,
    "a\u0301" * 5_000,
    r"(badge|.*)+$ [a-z]{1,} \p{L} ^(?!x)" + "(a+)+" * 50,
    "*?+[](){}|\\^$./,;:!",
    "👩‍🔬 badge 🏳️‍🌈" * 20,
    "شارة \u202eegdab\u202c תג",
    "b\u0301a\u0308d\u0327g\u0301e",
    "badge\0\u0001\ufeff\u2028",
    "\ud83d badge \udc69",
    "constructor __proto__ toString hasOwnProperty valueOf",
    "   \t ",
    "$& $1 $$ {count} {query}",
]
# What random queries are made of: signs of every kind beside words of the portal.
PIECES = [
    *"'\"`\\([*\0\u202e\ud800\u0301éßİ٣",
    "badge",
    "donut",
    "<b>",
    "</script>",
    "${x}",
    "検索",
    "ไทย",
    "हिन्दी",
    "한국어",
]
PIECES += ["עברית", "👩‍🔬", "10.1038/x", "data-badge-type", "__proto__"]

# Types one query after the other into the box, with a pause in milliseconds, and tells how long the page was held up.
TYPE = """async ([queries, pause]) => {
  const box = document.querySelector("main .portal-search input, .portal-search input");
  let longest = 0;
  for (const query of [...queries, "badge"]) {
    const began = performance.now();
    box.value = query;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((resolve) => setTimeout(resolve, pause));
    longest = Math.max(longest, performance.now() - began);
  }
  return longest;
}"""


def _random_queries(count: int) -> list[str]:
    chance = random.Random(4)
    return ["".join(chance.choices(PIECES, k=chance.randint(1, 40))) for _ in range(count)]


@pytest.mark.parametrize("address", ["search.html", "index.html"])
def test_any_input_is_only_text(visit: Visit, address: str) -> None:
    """Whatever is typed stays text, is answered in bounded time, and the next search works as if nothing had been."""
    page = visit.open(address)
    page.locator(SEARCH).first.focus()
    for queries, pause in ((HOSTILE, 100), (_random_queries(80), 20)):
        assert page.evaluate(TYPE, [queries, pause]) < 2_000
    options = page.locator(f"{RESULTS} li" if address == "search.html" else ".portal-suggestions [role=option]")
    expect(options.first).to_contain_text(re.compile("badge", re.IGNORECASE))
    assert page.locator(INJECTED).count() == 0
    assert page.title() != "owned"
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def test_any_address_is_only_text(visit: Visit) -> None:
    """What stands in the address, well-formed or not, is searched for or left out; unknown filters find nothing."""
    page = visit.open("search.html?q=badge&section=%3Cb%3E&product=__proto__&audience=%ED%A0%80")
    expect(page.locator(f"{RESULTS} > p")).to_contain_text("Nothing found")
    for query in (quote(HOSTILE[0]), "%ED%A0%80", "%", "badge%00", quote("b" * 8_000), "a&q=b&q=c"):
        visit.go(page, f"search.html?q={query}")
        assert page.locator(INJECTED).count() == 0
        assert page.title().startswith("Search")


@pytest.mark.parametrize("missing", ["start.js", r"terms-\d+.js", "engine.js", "labels.js"])
def test_without_its_index_the_search_says_so(visit: Visit, missing: str) -> None:
    """If the index or the engine cannot be loaded, a sentence says so and the list of all articles stays."""
    visit.record.expect(rf"Failed to load resource.*{missing}")
    context = visit.context()
    context.route(re.compile(rf"/{missing}(\?|$)"), lambda route: route.abort())
    page = visit.open("search.html?q=badge", context=context)
    expect(page.locator(f"{RESULTS} > p")).to_contain_text("Search cannot be loaded")
    expect(page.locator(INDEX)).to_be_visible()
    page.locator(SEARCH).fill("badges")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=badges")
    visit.go(page, "index.html")
    page.locator(SEARCH).fill("badge")
    expect(page.locator(".portal-suggestions .portal-note")).to_contain_text("Search cannot be loaded")


@pytest.mark.parametrize(("broken", "content"), [("start.js", "("), (r"terms-\d+.js", ""), (r"cards-\d+.js", "0")])
def test_a_broken_index_is_like_a_missing_one(visit: Visit, broken: str, content: str) -> None:
    """A file that was cut off or replaced by another, as by a server's error page, gives the same sentence."""
    visit.record.expect("page error: Unexpected end of input")
    context = visit.context()
    answer = {"content_type": "text/javascript", "body": content}
    context.route(re.compile(rf"/{broken}(\?|$)"), lambda route: route.fulfill(**answer))
    page = visit.open("search.html?q=badge", context=context)
    expect(page.locator(f"{RESULTS} > p")).to_contain_text("Search cannot be loaded")
    expect(page.locator(INDEX)).to_be_visible()
