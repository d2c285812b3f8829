"""Write a course as a SCORM 1.2 package: one zip that a learning platform plays, one item for each lesson.

The form is that of the SCORM 1.2 Content Aggregation Model (ADL 2001): `imsmanifest.xml` at the root, one organization,
an item and a SCO resource for each lesson, and every file named under the resource it belongs to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from support_portal.core.formats.xml_text import document

CP: Final = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADLCP: Final = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMAS: Final = f"{CP} imscp_rootv1p1p2.xsd {ADLCP} adlcp_rootv1p2.xsd"


@dataclass(frozen=True, slots=True)
class Sco:
    """One lesson: its title, its page and the files the page needs, all by their path in the package."""

    title: str
    page: str
    files: tuple[str, ...] = ()


def manifest(identifier: str, title: str, scos: Sequence[Sco]) -> str:
    """Return `imsmanifest.xml` of a course; ``identifier`` is a name of ASCII letters, digits and hyphens."""
    root = ET.Element(
        "manifest",
        {
            "identifier": f"course-{identifier}",
            "version": "1.0",
            "xmlns": CP,
            "xmlns:adlcp": ADLCP,
            "xmlns:xsi": XSI,
            "xsi:schemaLocation": _SCHEMAS,
        },
    )
    metadata = ET.SubElement(root, "metadata")
    ET.SubElement(metadata, "schema").text = "ADL SCORM"
    ET.SubElement(metadata, "schemaversion").text = "1.2"
    organizations = ET.SubElement(root, "organizations", {"default": "lessons"})
    organization = ET.SubElement(organizations, "organization", {"identifier": "lessons"})
    ET.SubElement(organization, "title").text = title
    resources = ET.SubElement(root, "resources")
    for number, sco in enumerate(scos, 1):
        item = ET.SubElement(
            organization,
            "item",
            {"identifier": f"lesson-{number}", "identifierref": f"page-{number}", "isvisible": "true"},
        )
        ET.SubElement(item, "title").text = sco.title
        resource = ET.SubElement(
            resources,
            "resource",
            {"identifier": f"page-{number}", "type": "webcontent", "adlcp:scormtype": "sco", "href": sco.page},
        )
        for name in (sco.page, *sco.files):
            ET.SubElement(resource, "file", {"href": name})
    return document(root)
