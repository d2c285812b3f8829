"""What a text in a page means, and how another meaning is written in its style."""

from __future__ import annotations

from pathlib import Path

import pytest

from support_portal.core.editing.mention_kinds import Kind, Mention
from support_portal.core.editing.sources import renamed, scan
from support_portal.testing import write

from ..portals import PORTAL, sources

PAGE, ONE = "docs/solutions/apis/keys.md", "docs/solutions/badges/one.md"
ROWS = [
    (Kind.LINK, "../badges/one.md#part", "../../news/zwei%20a.md#part"),
    (Kind.LINK, "/solutions/badges/one.md", "/news/zwei%20a.md"),
    (Kind.LINK, "../badges/one", "../../news/zwei%20a"),
    (Kind.LINK, "project:../badges/one.md", "project:../../news/zwei%20a.md"),
    (Kind.FILE, "../badges/one.md", "../../news/zwei a.md"),
    (Kind.DOC, "../badges/one", "../../news/zwei a"),
    (Kind.DOC, "/solutions/badges/one", "/news/zwei a"),
    (Kind.PAGE, "/solutions/badges/one", "/news/zwei a"),
    (Kind.ARTICLE, "one#part", "zwei a#part"),
    (Kind.ARTICLE, "solutions/badges/one", "news/zwei a"),
    (Kind.WEB, "../badges/one.html?x#y", "../../news/zwei a.html?x#y"),
    (Kind.UNKNOWN, "../badges/one.md", "../../news/zwei a.md"),
    (Kind.UNKNOWN, "solutions/badges/one", "news/zwei a"),
]


@pytest.mark.parametrize(("kind", "text", "new"), ROWS)
def test_meaning_and_style(kind: Kind, text: str, new: str) -> None:
    """A text means its page, and what is written for another place means that, in the same style."""
    before = sources(PORTAL)
    assert before.resolve(kind, text, PAGE) == ONE
    after = renamed(before, [(ONE, "docs/news/zwei a.md")])
    written = after.write(Mention(kind, text, 0, 0, 1), PAGE, ONE, "docs/news/zwei a.md")
    assert written == new
    assert after.resolve(kind, written, PAGE) == "docs/news/zwei a.md"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.LINK, "https://example.org/one.md"),
        (Kind.LINK, "#part"),
        (Kind.LINK, "gone.md"),
        (Kind.WEB, "//x/one.html"),
        (Kind.UNKNOWN, "one"),
        (Kind.FOLDER, "solutions/gone"),
        (Kind.TOPIC, "badges"),
        (Kind.ARTICLE, "gone"),
    ],
)
def test_what_is_not_ours(kind: Kind, text: str) -> None:
    """Addresses of others, anchors and what leads nowhere mean no file."""
    assert sources(PORTAL).resolve(kind, text, PAGE) is None


def test_scan(tmp_path: Path) -> None:
    """Files at the top and below docs are found; hidden folders and those of packages are not."""
    write(tmp_path, PORTAL)
    write(tmp_path, {"docs/.hidden/a.md": "", "docs/node_modules/b.md": "", "other/c.md": ""})
    found = scan(tmp_path)
    assert found.names == frozenset(PORTAL)
    assert found.pages["solutions/badges/one"] == ONE
    assert "_parts/part" not in found.pages
