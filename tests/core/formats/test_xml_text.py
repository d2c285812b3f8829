"""XML as the text of a file: declared, indented, and read back as it was."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from support_portal.core.formats.xml_text import document


def test_document() -> None:
    """The text begins with its declaration, ends with a newline and has a line for each element."""
    root = ET.Element("a", {"b": 'x < "y"'})
    ET.SubElement(root, "c").text = "Übersicht & more"
    assert document(root) == (
        '<?xml version="1.0" encoding="utf-8"?>\n<a b="x &lt; &quot;y&quot;">\n  <c>Übersicht &amp; more</c>\n</a>\n'
    )


def test_what_was_written_is_read_back() -> None:
    """A parser reads the bytes of the file as the tree they were made of."""
    root = ET.Element("a")
    ET.SubElement(root, "c", {"d": "ü"}).text = "検索 <b>"
    read = ET.fromstring(document(root).encode("utf-8"))
    assert [(e.tag, e.attrib, e.text) for e in read] == [("c", {"d": "ü"}, "検索 <b>")]
