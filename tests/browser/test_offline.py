"""The packed site from a disk: no server, no network, and still search, styles, pictures and every link."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner
from playwright.sync_api import Browser

from support_portal.cli import main


def test_find_an_answer_from_a_disk(browser: Browser, portal_folder: Path, tmp_path: Path) -> None:
    """A reader unpacks the archive, opens the first page, types a question and gets to the article."""
    archive = tmp_path / "support-portal.zip"
    assert CliRunner().invoke(main, ["pack", str(portal_folder), str(archive)]).exit_code == 0
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(tmp_path)
    site = tmp_path / "support-portal"
    context = browser.new_context(offline=True)
    context.set_default_timeout(10_000)
    requests: list[str] = []
    problems: list[str] = []
    context.on("request", lambda request: requests.append(request.url))
    context.on("weberror", lambda error: problems.append(str(error.error)))
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    assert page.locator("h1").first.evaluate("e => getComputedStyle(e).fontWeight") >= "600"
    page.get_by_role("combobox").last.fill("rate limit")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/api-errors-and-limits.html*")
    assert "API errors" in page.locator("h1").inner_text()
    context.close()
    assert problems == []
    assert [url for url in requests if not url.startswith("file://")] == []


def test_every_link_leads_somewhere(portal_folder: Path, tmp_path: Path, broken: Callable[[Path], list[str]]) -> None:
    """What is left out of the archive is linked from no page of it."""
    archive = tmp_path / "support-portal.zip"
    assert CliRunner().invoke(main, ["pack", str(portal_folder), str(archive)]).exit_code == 0
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(tmp_path)
    twins = (".md", "llms.txt")
    found = broken(tmp_path / "support-portal")
    assert [link for link in found if not link.endswith(twins)] == []
