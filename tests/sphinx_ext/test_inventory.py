"""The inventory is written when what it lists changed, and only then."""

from __future__ import annotations

from pathlib import Path

import pytest
from sphinx.util.inventory import InventoryFile

from .make import Make, page, root

FILES = {"one.md": page("One"), "two.md": page("Two", text="See [](one.md).")}
CHANGES = {
    "a title": {"one.md": page("Another")},
    "a page": {"three.md": page("Three")},
    "an anchor": {"two.md": page("Two", text="(here)=\n## There")},
}


def _listed(path: Path) -> dict[str, str]:
    """Return the titles and addresses the inventory gives, by name."""
    inventory = InventoryFile.loads(path.read_bytes(), uri="https://example.org").data
    return {
        f"{kind} {name}": f"{item.display_name} {item.uri}" for kind, m in inventory.items() for name, item in m.items()
    }


def test_it_stays_when_texts_change(make: Make) -> None:
    """An edited text and a build without a change write no inventory; the file stays."""
    inventory = make(root(FILES)).out / "objects.inv"
    before = inventory.stat().st_mtime_ns
    make(FILES | {"two.md": page("Two", text="See [it](one.md).")})
    make({})
    assert inventory.stat().st_mtime_ns == before


@pytest.mark.parametrize("change", CHANGES)
def test_it_lists_what_is_new(make: Make, change: str) -> None:
    """A title, a page or an anchor that changed is in the inventory, and stays in it."""
    site = make(root(FILES))
    old = _listed(site.out / "objects.inv")
    make(CHANGES[change])
    new = _listed(site.out / "objects.inv")
    assert new != old
    for text in ("More.", "Still more."):
        make({"two.md": CHANGES[change].get("two.md", FILES["two.md"]) + text})
        assert _listed(site.out / "objects.inv") == new


def test_a_lost_one_is_written_again(make: Make) -> None:
    """Somebody who deleted the file gets it back from a build without a change."""
    inventory = make(root(FILES)).out / "objects.inv"
    content = inventory.read_bytes()
    inventory.unlink()
    make({})
    assert inventory.read_bytes() == content
