"""A first visit is light, and leaves nothing behind in the browser."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from .conftest import Visit
from .kinds import KINDS

pytestmark = pytest.mark.browser

KILOBYTE = 1024
STORED = "Object.keys(localStorage).concat(Object.keys(sessionStorage))"


def transferred(visit: Visit, suffix: str = "") -> int:
    """Return the bytes, compressed and with their headers, of what was fetched and whose path ends with ``suffix``."""
    sizes = [r.sizes() for r in visit.record.requests if r.url.split("?")[0].endswith(suffix)]
    assert sizes
    return sum(s["responseBodySize"] + s["responseHeadersSize"] for s in sizes)


def searched(visit: Visit) -> list[str]:
    """Return the names of the search's scripts that were fetched."""
    paths = (urlsplit(r.url).path for r in visit.record.requests)
    return [path.rsplit("/", 1)[-1] for path in paths if "/portal-search/" in path and path.endswith(".js")]


def test_the_home_page_is_light(visit: Visit) -> None:
    """Page, styles, scripts and pictures together are under 60 KB as sent, the scripts under 20 KB."""
    page = visit.open("index.html")
    page.wait_for_load_state("networkidle")
    assert transferred(visit) < 60 * KILOBYTE
    assert transferred(visit, ".js") < 20 * KILOBYTE


def test_the_search_engine_waits_until_somebody_searches(visit: Visit) -> None:
    """Engine and index are fetched when somebody searches, each file once, and together are under 100 KB."""
    page = visit.open("index.html")
    page.wait_for_load_state("networkidle")
    always = {"search.js", "suggestions.js", "results.js"}
    assert {name for name in searched(visit) if name not in always} == set()
    before = transferred(visit)
    box = page.locator(".portal-search input")
    box.focus()
    for query in ("badge", "score"):
        box.fill(query)
        page.locator(".portal-suggestions [role=option]").first.wait_for()
    lazy = [name for name in searched(visit) if name not in always]
    assert {"engine.js", "labels.js", "query.js", "shards.js", "start.js", "stemmer.js", "terms.js"} < set(lazy)
    assert len(lazy) == len(set(lazy))
    assert transferred(visit) - before < 100 * KILOBYTE


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_leaves_nothing_in_the_browser(visit: Visit, kind: str) -> None:
    """No kind of page sets a cookie or stores anything before the reader chooses to."""
    page = visit.open(KINDS[kind])
    assert page.context.cookies() == []
    assert page.evaluate(STORED) == []


def test_a_second_page_fetches_little_more_than_itself(visit: Visit) -> None:
    """Styles and scripts are shared, so an article after the home page asks for few new files."""
    page = visit.open("index.html")
    known = {r.url for r in visit.record.requests}
    visit.go(page, KINDS["article with table"])
    new = {r.url for r in visit.record.requests} - known
    assert len(new) <= 6, sorted(new)
