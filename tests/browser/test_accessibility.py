"""axe finds nothing on any kind of page, in both colours, narrow and wide, with scripts and without."""

from __future__ import annotations

import pytest

from .axe import violations
from .conftest import Visit
from .kinds import KINDS, NARROW, SCHEMES, WIDE

pytestmark = pytest.mark.browser

WITHOUT_SCRIPTS = (
    "home",
    "news index",
    "article with tabs and code",
    "lesson with dropdown",
    "search empty",
    "not found",
)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(visit: Visit, kind: str, scheme: str) -> None:
    """A page of each kind breaks no rule of WCAG 2.2 AA or of best practice, on a telephone and on a desk."""
    page = visit.open(KINDS[kind], scheme=scheme)
    found = {}
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 800})
        found[width] = violations(page)
    assert found == {WIDE: [], NARROW: []}


@pytest.mark.parametrize("kind", WITHOUT_SCRIPTS)
def test_axe_finds_nothing_without_scripts(visit: Visit, kind: str) -> None:
    """A page whose scripts do nothing breaks no rule either; axe is one itself, so only the page's are emptied."""
    context = visit.context()
    context.route("**/*.js", lambda route: route.fulfill(content_type="text/javascript", body=""))
    page = visit.open(KINDS[kind], context=context)
    assert page.locator("[data-portal-theme]").is_hidden()
    assert violations(page) == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("path", "width"), [("index.html", WIDE), ("glossary.html", WIDE), ("glossary.html", NARROW)])
def test_axe_finds_nothing_with_suggestions_open(visit: Visit, path: str, width: int, scheme: str) -> None:
    """The open list of suggestions, with one of them chosen, breaks no rule."""
    page = visit.open(path, width=width, scheme=scheme)
    page.locator(".portal-search input").fill("badge")
    page.locator(".portal-suggestions [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert violations(page) == []


@pytest.mark.parametrize("query", ["bagde", "qqqqzzzz"])
def test_axe_finds_nothing_with_a_note_in_the_suggestions(visit: Visit, query: str) -> None:
    """Suggestions that say a word was changed, or that there are none, break no rule."""
    page = visit.open("index.html")
    page.locator(".portal-search input").fill(query)
    page.locator(".portal-suggestions .portal-note").wait_for()
    assert violations(page) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_with_every_dropdown_open(visit: Visit, scheme: str) -> None:
    """The answers inside closed dropdowns, and the contents on a narrow screen, break no rule once opened."""
    page = visit.open(KINDS["lesson with dropdown"], width=NARROW, scheme=scheme)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert violations(page) == []
