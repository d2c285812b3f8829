"""The manifest of a SCORM package has the form the specification gives it."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from support_portal.core.training.scorm import ADLCP, CP, Sco, manifest


def test_manifest() -> None:
    """One organization with an item for each lesson in order, each pointing at a SCO that names all its files."""
    scos = [Sco("First & <best>", "lesson-1.html", ("files/a.png", "scorm.js")), Sco("Second", "lesson-2.html")]
    root = ET.fromstring(manifest("basics", "The “course”", scos))
    space = {"c": CP}
    assert root.tag == f"{{{CP}}}manifest"
    assert [root.findtext(f"c:metadata/c:{name}", "", space) for name in ("schema", "schemaversion")] == [
        "ADL SCORM",
        "1.2",
    ]
    organizations = root.find("c:organizations", space)
    assert organizations is not None
    [organization] = organizations
    assert organizations.get("default") == organization.get("identifier")
    assert organization.findtext("c:title", "", space) == "The “course”"
    items = organization.findall("c:item", space)
    assert [item.findtext("c:title", "", space) for item in items] == ["First & <best>", "Second"]
    resources = {r.get("identifier"): r for r in root.findall("c:resources/c:resource", space)}
    for item, sco in zip(items, scos, strict=True):
        resource = resources[item.get("identifierref")]
        assert (resource.get("type"), resource.get(f"{{{ADLCP}}}scormtype")) == ("webcontent", "sco")
        assert resource.get("href") == sco.page
        assert [file.get("href") for file in resource] == [sco.page, *sco.files]
    names = [element.get("identifier") for element in root.iter() if element.get("identifier")]
    assert len(names) == len(set(names)) == 6
