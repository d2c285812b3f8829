"""Write sitemap.xml (sitemaps.org 0.9) and robots.txt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final
from xml.etree import ElementTree as ET

from support_portal.core.formats.xml_text import document

# The protocol's bound for one file; more pages are split and listed in an index.
MOST: Final = 50_000
_NS: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemaps(pages: Iterable[tuple[str, dt.date | None]], base: str) -> dict[str, str]:
    """Return file name -> content for (absolute address, day of last change or None), sorted by address.

    Up to 50,000 pages make one ``sitemap.xml``; more make an index of ``sitemap-1.xml`` and so on under ``base``.
    """
    rows = sorted(pages, key=lambda row: (row[0], row[1] or dt.date.min))
    parts = [rows[i : i + MOST] for i in range(0, len(rows), MOST)] or [[]]
    if len(parts) == 1:
        return {"sitemap.xml": _urlset(parts[0])}
    index = ET.Element("sitemapindex", {"xmlns": _NS})
    files = {}
    for number, part in enumerate(parts, 1):
        name = f"sitemap-{number}.xml"
        files[name] = _urlset(part)
        ET.SubElement(ET.SubElement(index, "sitemap"), "loc").text = base.rstrip("/") + "/" + name
    files["sitemap.xml"] = document(index)
    return files


def _urlset(rows: list[tuple[str, dt.date | None]]) -> str:
    root = ET.Element("urlset", {"xmlns": _NS})
    for address, day in rows:
        url = ET.SubElement(root, "url")
        ET.SubElement(url, "loc").text = address
        if day:
            ET.SubElement(url, "lastmod").text = day.isoformat()
    return document(root)


def robots(sitemap: str | None) -> str:
    """Return robots.txt (RFC 9309): everything may be read, and where the sitemap is."""
    return "User-agent: *\nDisallow:\n" + (f"\nSitemap: {sitemap}\n" if sitemap else "")
