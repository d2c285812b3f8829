"""Write an XML tree as the text of a file, in one form for feeds and sitemaps."""

from __future__ import annotations

from xml.etree import ElementTree as ET


def document(root: ET.Element) -> str:
    """Return the tree, indented in place, as UTF-8 XML with its declaration."""
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
