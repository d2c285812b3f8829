"""Checks of lessons: answered by keyboard alone, told at once, readable without scripts, and nothing is sent."""

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

LESSON = """# Lesson

Text of the lesson.

:::{check} Which is a mention?
:id: one
- [ ] A download
  Downloads are **usage**.
- [x] A link in a story
  A source refers to it.
:::

:::{check} Which belong together?
:id: many
:type: multiple
- [x] Source
- [x] Day
- [ ] Praise
:::

:::{check} In which order?
:id: order
:type: order
1. Open
2. Read
3. Write
:::

:::{check} What is it called?
:id: text
:type: text
- [x] DOI
- [x] digital object identifier
:::
"""
PAGES = {"index.md": "# Home\n\nWords.\n\n:::{toctree}\nlesson\n:::\n", "lesson.md": LESSON}


@pytest.fixture(scope="module")
def lesson_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a portal with one lesson."""
    site = build(tmp_path_factory.mktemp("checks"), PAGES)
    assert site.warnings == []
    with Server(site.out) as server:
        yield server.url


@pytest.fixture
def lesson(browser: Browser, lesson_url: str) -> Iterator[Visit]:
    """Open pages of that portal, watched for requests elsewhere and errors."""
    visit = Visit(browser, lesson_url)
    yield visit
    visit.close()
    visit.record.check()


def verdict(page: Page, name: str) -> str:
    return page.locator(f"#{name} [role=status]").inner_text()


def test_one_option_by_keyboard(lesson: Visit) -> None:
    """Space and arrows choose, Enter checks, and the reason of the chosen option is said in a live region."""
    page = lesson.open("lesson.html")
    group = page.get_by_role("group", name="Which is a mention?")
    group.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    assert "Not yet" in verdict(page, "one")
    assert "Downloads are usage." in verdict(page, "one")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert verdict(page, "one").startswith("Right.")
    assert "A source refers to it." in verdict(page, "one")


def test_nothing_chosen_is_not_wrong_silently(lesson: Visit) -> None:
    """Without an answer the learner is told to try."""
    page = lesson.open("lesson.html")
    page.locator("#one").get_by_role("button", name="Check answer").click()
    assert "Not yet" in verdict(page, "one")


def test_all_options(lesson: Visit) -> None:
    """All right options and no other make a right answer."""
    page = lesson.open("lesson.html")
    boxes = page.get_by_role("group", name="Which belong together?").get_by_role("checkbox")
    submit = page.locator("#many").get_by_role("button", name="Check answer")
    for box, good in ((0, False), (2, False), (1, False)):
        boxes.nth(box).check()
        submit.click()
        assert verdict(page, "many").startswith("Right.") is good
    boxes.nth(2).uncheck()
    submit.click()
    assert verdict(page, "many").startswith("Right.")


def test_order_by_keyboard(lesson: Visit) -> None:
    """Items move by buttons with names, and keep the focus."""
    page = lesson.open("lesson.html")
    for text in ("Write", "Read", "Open"):
        button = page.get_by_role("button", name=f"Move up: {text}")
        button.focus()
        for _ in range(3):
            page.keyboard.press("Enter")
            expect(button).to_be_focused()
    for text in ("Read", "Write"):
        page.get_by_role("button", name=f"Move down: {text}").focus()
    assert [t.split("\n")[0] for t in page.locator("#order .portal-options > li").all_inner_texts()] == [
        "Open",
        "Read",
        "Write",
    ]
    page.locator("#order").get_by_role("button", name="Check answer").click()
    assert verdict(page, "order").startswith("Right.")


@pytest.mark.parametrize(("typed", "good"), [(" d oi ", True), ("Digital  Objectidentifier", True), ("ISBN", False)])
def test_text(lesson: Visit, typed: str, good: bool) -> None:
    """Case and spaces do not matter; Enter checks."""
    page = lesson.open("lesson.html")
    page.get_by_label("Your answer").fill(typed)
    page.keyboard.press("Enter")
    assert verdict(page, "text").startswith("Right.") is good


def test_without_scripts(lesson: Visit) -> None:
    """Without scripts there are lists and answers to open, and no control that does nothing."""
    page = lesson.open("lesson.html", context=lesson.context(java_script_enabled=False))
    assert page.locator("#one input, #one button").count() == 0
    page.locator("#one summary").click()
    expect(page.get_by_text("Downloads are usage.")).to_be_visible()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_axe(lesson: Visit, scheme: str, width: int) -> None:
    """No rule is broken, before and after answers, and nothing is wider than the page."""
    page = lesson.open("lesson.html", scheme=scheme, width=width)
    assert violations(page) == []
    page.locator("#one input").last.check()
    page.locator("#many input").last.check()
    for name in ("one", "many", "order", "text"):
        page.locator(f"#{name}").get_by_role("button", name="Check answer").click()
        page.locator(f"#{name} summary").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
