"""The visual editor, driven as an editor drives it: Decap CMS, its own server, and files on a disk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Visit
from .editor_desk import ARTICLE, EMBED, Desk, desk_in, go, signed_in
from .editor_program import needs_editor

pytestmark = [pytest.mark.browser, needs_editor, pytest.mark.xdist_group("editor")]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk_in(tmp_path_factory.mktemp("desk")) as desk:
        desk.reset()
        yield desk


@pytest.fixture(scope="module")
def visit(browser: Browser, desk: Desk) -> Iterator[Visit]:
    with signed_in(browser, desk) as visit:
        yield visit


@pytest.fixture
def page(visit: Visit, desk: Desk) -> Iterator[Page]:
    """A new window of the editor, over the files as they were at the beginning."""
    desk.reset()
    page = visit.contexts[0].new_page()
    yield page
    page.on("dialog", lambda dialog: dialog.accept())
    page.close()


def save(page: Page) -> None:
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("Publish now").click()
    expect(page.get_by_text("Unsaved changes")).to_be_hidden(timeout=30_000)
    expect(page.get_by_text("Changes saved")).to_be_visible(timeout=30_000)


def test_lists(page: Page, visit: Visit) -> None:
    """Each folder of articles is there, and its articles by their titles, also one whose front matter is wrong."""
    page.goto(f"{visit.url}admin/#/collections/solutions--badges")
    for name in ("Embed a badge", "Two", "Wrong", "Badges"):
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Solutions: Badges")).to_be_visible()


def test_a_title(page: Page, visit: Visit, desk: Desk) -> None:
    """A new title changes one line of one file, to the byte."""
    go(page, visit, EMBED)
    page.get_by_label("Title").fill("Show a badge")
    save(page)
    assert desk.changed() == {"solutions/badges/embed.md": ARTICLE.replace("# Embed a badge", "# Show a badge")}


def test_fields(page: Page, visit: Visit, desk: Desk) -> None:
    """A day, a choice, a topic, a line of a list and a switch change their own keys; a second save adds to it."""
    go(page, visit, EMBED)
    page.locator("input[type=date]").first.fill("2026-03-04")
    page.get_by_label("State").click()
    page.get_by_role("option", name="review").click()
    page.get_by_label("Topics").click()
    page.get_by_role("option", name="APIs").click()
    save(page)
    page.get_by_role("button", name="Add answer").click()
    page.get_by_label("Answer", exact=True).last.fill("Which badge, and where?")
    page.get_by_role("switch").last.click()
    save(page)
    wanted = ARTICLE.replace("updated: 2026-01-02", "state: review\nupdated: 2026-03-04")
    wanted = wanted.replace("[ badges ]\n", "[badges, apis]\nunpin: true\n")
    wanted = wanted.replace("show a badge?\n", "show a badge?\n  - Which badge, and where?\n")
    assert desk.changed() == {"solutions/badges/embed.md": wanted}


def test_the_text(page: Page, visit: Visit, desk: Desk) -> None:
    """Words typed into the text are there, and all of its MyST is as it was."""
    go(page, visit, EMBED)
    page.locator("[data-slate-editor]").click()
    page.keyboard.press("Control+End")
    page.wait_for_timeout(1000)  # the editor of the text, Slate, learns later where the caret went
    page.keyboard.type("\n\n:::{warning}\nReally.\n:::")
    save(page)
    assert desk.changed() == {"solutions/badges/embed.md": ARTICLE + "\n:::{warning}\nReally.\n:::\n"}


def test_a_new_article(page: Page, visit: Visit, desk: Desk) -> None:
    """It lies in its folder under a name made of its title, is a draft, and Sphinx builds it."""
    go(page, visit, "solutions--badges/new")
    page.get_by_label("Title").fill("Où est: the 2nd badge?")
    page.get_by_label("Summary").fill("Here: look.")
    page.locator("[data-slate-editor]").click()
    page.keyboard.type("Read {article}`two`.\n\n```{note}\nA note.\n```")
    save(page)
    text = """\
---
summary: "Here: look."
state: draft
---
# Où est: the 2nd badge?

Read {article}`two`.

```{note}
A note.
```
"""
    assert desk.changed() == {"solutions/badges/ou-est-the-2nd-badge.md": text}
    assert "ou-est" not in str(desk.build("again").files().keys())
    preview = desk.build("preview", portal_preview=True)
    assert [w for w in preview.warnings if "wrong.md" not in w] == []
    note = preview.soup("solutions/badges/ou-est-the-2nd-badge").select_one(".admonition.note")
    assert note is not None
    assert "A note." in note.get_text()


def test_what_is_missing(page: Page, visit: Visit, desk: Desk) -> None:
    """News without its day and an article without a title are not saved."""
    go(page, visit, "news/entries/one")
    page.get_by_role("button", name="Clear").first.click()
    page.get_by_label("Title").fill("")
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("Publish now").click()
    expect(page.get_by_text("Title is required")).to_be_visible()
    expect(page.get_by_text("Date is required")).to_be_visible()
    assert desk.changed() == {}


def test_front_matter_that_is_not_yaml(page: Page, visit: Visit, desk: Desk) -> None:
    """Its text can be edited; a change of its keys is refused with the reason, and the file stays as it is."""
    go(page, visit, "solutions--badges/entries/wrong")
    page.get_by_label("Owner").fill("me")
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("Publish now").click()
    expect(page.get_by_text("The front matter is not YAML")).to_be_visible()
    assert desk.changed() == {}
