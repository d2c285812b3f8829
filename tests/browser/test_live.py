"""In a live preview notices stand at their block, are reached from the list, and read well in both colours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from sphinx.errors import ExtensionError

from support_portal.testing import BASE, build

from .axe import violations
from .conftest import Visit
from .kinds import NARROW, SCHEMES, WIDE
from .server import Server

pytestmark = pytest.mark.browser

FILES = {
    "index.md": "# Home\n\n:::{toctree}\nsolutions/index\n:::\n",
    "solutions/index.md": "# Solutions\n\n:::{toctree}\nzero\nfine\n:::\n",
    "solutions/fine.md": "---\nsummary: Nothing is wrong.\n---\n# A page in order\n\nText.\n",
    "solutions/zero.md": "---\nsummary: Zero.\naudience: internal\n---\n# Read a score of zero\n\n"
    + "It apears in every table.\n\n"
    + "".join(f"Paragraph {n}.\n\n" for n in range(40))
    + "- First\n- See {article}`nowhere`\n\n:::{tip}\nA [tip](gone.md).\n:::\n",
}
LIVE: dict[str, Any] = {
    "extensions": [*BASE["extensions"], "support_portal.sphinx_ext.live"],
    "portal_preview": True,
}
PAGE = "solutions/zero.html"
LINE = FILES["solutions/zero.md"].splitlines().index("- See {article}`nowhere`") + 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small live preview."""
    build(tmp_path, FILES, **LIVE)
    return tmp_path


@pytest.fixture
def live(browser: Browser, folder: Path) -> Iterator[Visit]:
    """Open its pages, from a server with the policy of a careful host."""
    with Server(folder / "html") as server:
        visit = Visit(browser, server.url)
        yield visit
        visit.close()
        visit.record.check()


def test_live(live: Visit) -> None:
    """The list leads by keyboard to the box below the block, and the box back to the list; the title counts."""
    page = live.open(PAGE)
    expect(page).to_have_title("(3) Read a score of zero · Test portal")
    panel = page.get_by_role("region", name="3 notices on this page")
    expect(panel.get_by_role("link", name="No notices elsewhere")).to_be_visible()
    link = panel.get_by_role("link", name=f"docs/solutions/zero.md:{LINE}")
    link.focus()
    page.keyboard.press("Enter")
    box = page.get_by_role("note", name=f"Notice at line {LINE}")
    expect(box).to_be_focused()
    expect(box).to_be_in_viewport(ratio=1)
    above, note = page.get_by_text("See nowhere").bounding_box(), box.bounding_box()
    assert above is not None
    assert note is not None
    assert 0 <= note["y"] - above["y"] - above["height"] < 20
    page.keyboard.press("Tab")
    expect(box.get_by_role("link", name="Back to the list")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#portal-live")).to_be_focused()
    other = live.open("solutions/fine.html")
    other.get_by_role("link", name="3 notices elsewhere").click()
    other.get_by_role("link", name=f"line {LINE}").click()
    expect(other.get_by_role("note", name=f"Notice at line {LINE}")).to_be_focused()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing(live: Visit, scheme: str) -> None:
    """Notices break no rule of WCAG 2.2 AA, wide and narrow, and are never wider than a telephone."""
    for path in (PAGE, "solutions/fine.html", "portal-live.html"):
        page = live.open(path, scheme=scheme)
        for width in (WIDE, NARROW):
            page.set_viewport_size({"width": width, "height": 800})
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_build_that_stops_is_told(live: Visit, folder: Path) -> None:
    """Who looks at an old page hears that it is old, and why."""
    with pytest.raises(ExtensionError):
        build(folder, {"solutions/fine.md": "# Fine\n\n[Zero](zero.md)\n"}, **{**LIVE, "portal_preview": False})
    page = live.open("solutions/fine.html")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The last build stopped, so this page may be old: 1 page sends its readers")
    assert violations(page) == []
