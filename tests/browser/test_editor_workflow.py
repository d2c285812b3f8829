"""The visual editor with its workflow: what is saved lies in a branch of its own until somebody publishes it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from support_portal.testing import write

from .editor_desk import ARTICLE, EMBED, FILES, desk_in, go, signed_in
from .editor_program import needs_editor

pytestmark = [pytest.mark.browser, needs_editor, pytest.mark.xdist_group("editor")]
FILE = "docs/solutions/badges/embed.md"
BRANCH = "cms/solutions--badges/embed"


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Unsaved changes")).to_be_hidden(timeout=30_000)
    expect(page.get_by_text("Changes saved")).to_be_visible(timeout=30_000)


def test_two_saves_and_a_merge(browser: Browser, tmp_path: Path) -> None:
    """Two saves are two commits of a branch with the two changes; the main branch has them when they are published."""
    folder = tmp_path / "clone"

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True).stdout

    write(folder / "docs", FILES)
    (folder / ".gitignore").write_text("/site*\n")
    git("init", "--quiet", "--initial-branch=main")
    git("config", "user.name", "Ada Bell")
    git("config", "user.email", "ada@example.org")
    git("add", "--all")
    git("commit", "--quiet", "--message=begin")
    with desk_in(folder, "git") as desk, signed_in(browser, desk, portal_editor_workflow=True) as visit:
        visit.record.expect(r"status of 404")  # Decap asks whether there is a draft by looking for it
        page = visit.contexts[0].new_page()
        go(page, visit, EMBED)
        page.get_by_label("Title").fill("Show a badge")
        save(page)
        page.get_by_label("Owner").fill("ada")
        save(page)
        assert git("status", "--short") == ""
        assert git("show", f"main:{FILE}") == ARTICLE
        assert git("rev-list", "--count", f"main..{BRANCH}") == "2\n"
        wanted = ARTICLE.replace("# Embed a badge", "# Show a badge")
        wanted = wanted.replace("topics: [ badges ]\n", "topics: [ badges ]\nowner: ada\n")
        assert git("show", f"{BRANCH}:{FILE}") == wanted
        assert git("diff", "--name-only", f"main..{BRANCH}") == f"{FILE}\n"

        page.get_by_role("button", name="Status: Draft").click()
        page.get_by_role("menuitem", name="Ready").click()
        page.get_by_role("button", name="Publish", exact=True).click()
        page.on("dialog", lambda dialog: dialog.accept())
        page.get_by_text("Publish now").click()
        expect(page.get_by_text("Entry published")).to_be_visible(timeout=30_000)
        assert git("show", f"main:{FILE}") == wanted
