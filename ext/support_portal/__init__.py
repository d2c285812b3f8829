"""A support portal from a Git repository of MyST pages: the Sphinx extension that loads every part of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"

PARTS = (
    "disks",
    "workarounds",
    "speedups",
    "memo",
    "processes",
    "articles",
    "states",
    "unpublished",
    "references",
    "listing",
    "news",
    "popular",
    "related",
    "folders",
    "training",
    "progress",
    "tracks",
    "lesson_parts",
    "article_lessons",
    "topics",
    "banners",
    "events",
    "reference_docs",
    "feeds",
    "redirects",
    "traffic_pages",
    "sitemap",
    "search",
    "head",
    "twins",
    "manuals",
    "epub",
    "shelf",
    "editor",
    "not_found",
    "page",
    "incremental",
)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Load every part of the portal and register its theme."""
    for part in PARTS:
        app.setup_extension(f"support_portal.sphinx_ext.{part}")
    app.add_html_theme("support_portal", str(Path(__file__).parent / "theme" / "support_portal"))
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
