"""Small sources for small portals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from support_portal.testing import Site

# The fixtures of conftest.py.
Make = Callable[..., Site]
Real = Callable[[str], Any]
RealAt = Callable[..., Any]
Broken = Callable[..., list[str]]

# A home page that holds every other page in its toctree, so that small roots warn of nothing but what is tested.
HOME = "# Home\n\n:::{toctree}\n:hidden:\n:glob:\n\n**\n:::\n"


def page(title: str, front: str = "", text: str = "Some text.") -> str:
    """Return a page's source: ``front`` is the YAML between the dashes."""
    head = f"---\n{front.strip()}\n---\n" if front else ""
    return f"{head}# {title}\n\n{text}\n"


def root(files: dict[str, str], home: str = HOME) -> dict[str, str]:
    """Return the files with a home page."""
    return {"index.md": home, **files}


def notices(site: Site, kind: str) -> list[str]:
    """Return the notices of one kind, without the kind."""
    mark = f" [portal.{kind}]"
    return [line.removesuffix(mark) for line in site.warnings if line.endswith(mark)]


def listed(site: Site, docname: str, source: str = "") -> list[str]:
    """Return the titles a page's listings show, or those of one source only."""
    lists = site.soup(docname).select(f".portal-listing.portal-from-{source}" if source else ".portal-listing")
    return [a.get_text() for items in lists for a in items.select(".portal-title a")]
