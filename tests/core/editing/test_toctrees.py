"""Toctrees take in pages by name and by pattern, as Sphinx reads them."""

from __future__ import annotations

import pytest

from support_portal.core.editing.changes import ChangeError, edited
from support_portal.core.editing.toctrees import added, home, matches

from ..portals import PORTAL, sources


@pytest.mark.parametrize(
    ("page", "text", "found"),
    [
        ("docs/solutions/badges/index.md", "*", {"solutions/badges/one", "solutions/badges/two"}),
        ("docs/solutions/index.md", "*/index", {"solutions/badges/index", "solutions/apis/index"}),
        ("docs/solutions/apis/index.md", "../badges/[!t]*", {"solutions/badges/one", "solutions/badges/index"}),
        ("docs/about.md", "/solutions/**e", {"solutions/badges/one"}),
        ("docs/news/index.md", "f?rst", {"news/first"}),
    ],
)
def test_patterns(page: str, text: str, found: set[str]) -> None:
    """One star stops at a slash, two do not, and a page is never in its own toctree."""
    assert matches(sources(PORTAL), page, text) == found


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("docs/about.md", "docs/index.md"),
        ("docs/news/first.md", "docs/news/index.md"),
        ("docs/news/index.md", "docs/index.md"),
        ("docs/a/b/index.md", "docs/a/index.md"),
    ],
)
def test_home(name: str, page: str) -> None:
    """A page belongs into the toctree of its folder, a folder into that of the one above."""
    assert home(sources(PORTAL), name) == page


def test_added() -> None:
    """A new page comes last, unless a pattern takes it in; a folder without a toctree cannot have one."""

    def after(name: str) -> str | None:
        found = added(sources({**PORTAL, name: ""}), PORTAL.__getitem__, name)
        return edited(PORTAL[found[0]], [found[1]]) if found else None

    assert after("docs/solutions/badges/three.md") == "# Badges\n\n:::{toctree}\nA title <one>\ntwo\nthree\n:::\n"
    assert after("docs/training/first/index.md") == "# Training\n\n:::{toctree}\nfirst/index\n:::\n"
    assert after("docs/news/second.md") is None
    with pytest.raises(ChangeError, match=r"docs/gone/index\.md has no toctree"):
        after("docs/gone/one.md")
