"""Chapters of the ePub in a browser, as most reading systems are: read well by day and by night, on a telephone too."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from .axe import violations
from .kinds import NARROW, SCHEMES

pytestmark = pytest.mark.browser

# Cards, tables and a figure, code, and everything a lesson has.
CHAPTERS = (
    "index",
    "solutions/score/how-the-score-is-built",
    "solutions/apis/sign-explorer-api-requests",
    "contribute/lesson-parts",
)
GROUND = """element => {
  while (getComputedStyle(element).backgroundColor === 'rgba(0, 0, 0, 0)') element = element.parentElement;
  return getComputedStyle(element).backgroundColor.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + +part, 0) / 3;
}"""


@pytest.fixture(scope="module")
def book(real: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real portal's book, unpacked."""
    folder = tmp_path_factory.mktemp("book")
    [path] = real("epub").out.glob("*.epub")
    with zipfile.ZipFile(path) as packed:
        packed.extractall(folder)
    return folder


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_reads_well(browser: Browser, book: Path, name: str, scheme: Any) -> None:
    """Contrast is enough, code has no bright ground by night, numbers are in line, and nothing is too wide."""
    context = browser.new_context(offline=True, color_scheme=scheme, viewport={"width": NARROW, "height": 800})
    page = context.new_page()
    page.goto((book / f"{name}.xhtml").as_uri())
    assert [line for line in violations(page) if not line.startswith(("landmark", "region"))] == []
    for code in page.locator(".highlight").all():
        assert (code.evaluate(GROUND) > 127) is (scheme == "light")
    for cell in page.locator("td.text-right p").all():
        assert cell.evaluate("e => getComputedStyle(e).textAlign") == "right"
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
    context.close()
