"""Give an ePub's settings the values a reader expects, where conf.py leaves Sphinx's placeholders."""

from __future__ import annotations

import textwrap
import uuid
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.fileutil import copy_asset

from support_portal.core.manuals.shelf import FILE

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

# Sphinx's own placeholder, which it prints into the book.
UNKNOWN = "unknown"
STYLE = Path(__file__).parents[2] / "theme" / "book" / "portal-book.css"
COVER = "_static/portal-cover.svg"
# The shape of a page of most reading devices, in the cover's own units.
_WIDE, _HIGH = 1200, 1600
_LETTERS_A_LINE = 16


def fill(app: Sphinx, config: Config) -> None:
    """Replace placeholders: a name that stays from edition to edition, one sentence, whole contents, a cover."""
    if config.epub_uid == UNKNOWN:
        config.epub_uid = "book-id"
    if config.epub_identifier == UNKNOWN:
        # The same book has the same name for ever (RFC 9562, version 5).
        config.epub_identifier = uuid.uuid5(uuid.NAMESPACE_URL, config.html_baseurl or str(config.project)).urn
        config.epub_scheme = "UUID"
    if config.epub_description == UNKNOWN:
        config.epub_description = getattr(config, "portal_tagline", "") or str(config.epub_title)
    if config.epub_contributor == UNKNOWN:
        config.epub_contributor = config.epub_author
    if not config.epub_copyright:
        config.epub_copyright = config.epub_author
    # Toctrees of portals and of most themes are hidden: by default the contents would name the first page only.
    if config.epub_tocscope == "default":
        config.epub_tocscope = "includehidden"
    # What is told of the book beside it is no part of it.
    config.epub_exclude_files = [*config.epub_exclude_files, FILE]
    if not config.epub_cover:
        config.epub_cover = (COVER, "epub-cover.html")


def add_style(app: Sphinx) -> None:
    """Give a book the style sheet by which it reads well in light and dark; it stands last, so that it wins."""
    if app.builder.name == "epub":
        copy_asset(STYLE, Path(app.outdir) / "_static", force=True)
        app.add_css_file(STYLE.name, priority=900)


def draw_cover(app: Sphinx) -> None:
    """Draw the cover, when conf.py names no other."""
    if app.builder.name != "epub" or not app.config.epub_cover or app.config.epub_cover[0] != COVER:
        return
    path = Path(app.outdir) / COVER
    path.parent.mkdir(parents=True, exist_ok=True)
    text = cover(app.config.epub_title, app.config.epub_description, app.config.epub_author)
    path.write_text(text, encoding="utf-8", newline="\n")


def cover(title: str, subtitle: str, author: str) -> str:
    """Return a cover as SVG: the title large on a dark ground, the rest small below."""
    lines = textwrap.wrap(title, _LETTERS_A_LINE) or [title]
    size = min(150, 1000 * 2 // max(map(len, lines)))
    below = textwrap.wrap(subtitle, 44) if subtitle != title else []
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{_WIDE}" height="{_HIGH}" fill="#12343b"/>',
        '<rect x="100" y="240" width="160" height="14" fill="#e1b382"/>',
        _lines(lines, 400, size, "#ffffff", "bold"),
        _lines(below, 400 + round(1.2 * size * len(lines)) + 40, 46, "#d7e3e5"),
        _lines([author], _HIGH - 140, 46, "#e1b382"),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _lines(lines: list[str], top: int, size: int, colour: str, weight: str = "normal") -> str:
    rows = "".join(
        f'<tspan x="100" y="{top + round(1.2 * size * place)}">{escape(line)}</tspan>'
        for place, line in enumerate(lines)
    )
    return f'<text font-family="Georgia, serif" font-size="{size}" font-weight="{weight}" fill="{colour}">{rows}</text>'
