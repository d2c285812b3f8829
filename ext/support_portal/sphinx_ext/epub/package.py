"""Complete a book's package document and contents: accessibility metadata, properties of chapters, landmarks.

EPUB 3.3 (https://www.w3.org/TR/epub-33/) and EPUB Accessibility 1.1 (https://www.w3.org/TR/epub-a11y-11/).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from sphinx.locale import get_translation

if TYPE_CHECKING:
    from sphinx.config import Config

_ = get_translation("support_portal")
XHTML: Final = "http://www.w3.org/1999/xhtml"
OPS: Final = "http://www.idpf.org/2007/ops"
_OPF: Final = "http://www.idpf.org/2007/opf"
_DC: Final = "http://purl.org/dc/elements/1.1/"
_HTML: Final = f"{{{XHTML}}}"


@dataclass(frozen=True, slots=True)
class Chapter:
    """What a chapter holds that the package document must tell: drawings, formulas, pictures with and without text."""

    name: str
    svg: bool
    mathml: bool
    pictures: int
    undescribed: int


def read_chapter(name: str, content: bytes) -> Chapter:
    """Return what a chapter holds.

    Raises:
        xml.etree.ElementTree.ParseError: the chapter is not well-formed XML.

    """
    root = ET.fromstring(content)
    pictures = list(root.iter(f"{_HTML}img"))
    return Chapter(
        name,
        svg=next(root.iter("{http://www.w3.org/2000/svg}svg"), None) is not None,
        mathml=next(root.iter("{http://www.w3.org/1998/Math/MathML}math"), None) is not None,
        pictures=len(pictures),
        undescribed=sum(picture.get("alt") is None for picture in pictures),
    )


def complete(path: Path, chapters: list[Chapter], config: Config) -> None:
    """Write into the package document what its chapters hold, and how accessible that makes the book."""
    ET.register_namespace("", _OPF)
    ET.register_namespace("dc", _DC)
    root = ET.fromstring(path.read_bytes())
    metadata = root.find(f"{{{_OPF}}}metadata")
    manifest = root.find(f"{{{_OPF}}}manifest")
    assert metadata is not None, "Sphinx writes one"
    assert manifest is not None, "Sphinx writes one"
    for name, value in _accessibility(chapters):
        meta = ET.SubElement(metadata, f"{{{_OPF}}}meta", {"property": f"schema:{name}"})
        meta.text = value
    held = {chapter.name: chapter for chapter in chapters}
    for item in manifest:
        chapter = held.get(item.get("href", ""))
        wanted = set(item.get("properties", "").split())
        if chapter and chapter.svg:
            wanted.add("svg")
        if chapter and chapter.mathml:
            wanted.add("mathml")
        if config.epub_cover and item.get("href") == config.epub_cover[0]:
            wanted.add("cover-image")
        if wanted:
            item.set("properties", " ".join(sorted(wanted)))
    _write(root, path)


def _accessibility(chapters: Iterable[Chapter]) -> Iterator[tuple[str, str]]:
    """Yield the metadata that follows from what is in the book: nothing is claimed that was not looked at.

    Conformance to WCAG is no such thing: a person must test and sign it.
    """
    chapters = list(chapters)
    described = not any(chapter.undescribed for chapter in chapters)
    yield "accessMode", "textual"
    if any(chapter.pictures or chapter.svg for chapter in chapters):
        yield "accessMode", "visual"
        yield "accessModeSufficient", "textual,visual"
    if described:
        yield "accessModeSufficient", "textual"
    features = ["structuralNavigation", "tableOfContents", "readingOrder", "displayTransformability"]
    features += ["alternativeText"] if described else []
    features += ["MathML"] if any(chapter.mathml for chapter in chapters) else []
    for feature in features:
        yield "accessibilityFeature", feature
    # Films, flashes and sounds are links in a book of ours.
    yield "accessibilityHazard", "none"
    summary = _("Headings in order, a table of contents of every page, and text that can be resized and recoloured.")
    pictures = _("Every picture has a description.") if described else _("Some pictures have no description.")
    yield "accessibilitySummary", f"{summary} {pictures}"


def complete_navigation(path: Path, landmarks: Iterable[tuple[str, str, str]]) -> None:
    """Give the contents their role, and add the landmarks by which reading systems jump.

    Each landmark is its kind in the EPUB vocabulary, the chapter it leads to and its title.
    """
    ET.register_namespace("", XHTML)
    ET.register_namespace("epub", OPS)
    root = ET.fromstring(path.read_bytes())
    body = root.find(f"{_HTML}body")
    assert body is not None, "Sphinx writes one"
    for nav in body.iter(f"{_HTML}nav"):
        nav.set("role", "doc-toc")
    nav = ET.SubElement(body, f"{_HTML}nav", {f"{{{OPS}}}type": "landmarks", "hidden": "hidden"})
    ET.SubElement(nav, f"{_HTML}h2").text = str(_("Landmarks"))
    rows = ET.SubElement(nav, f"{_HTML}ol")
    for kind, address, title in landmarks:
        link = ET.SubElement(ET.SubElement(rows, f"{_HTML}li"), f"{_HTML}a", {"href": address})
        link.set(f"{{{OPS}}}type", kind)
        link.text = title
    _write(root, path)


def _write(root: ET.Element, path: Path) -> None:
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n', encoding="utf-8", newline="\n")
