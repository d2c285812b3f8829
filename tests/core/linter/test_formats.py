"""Findings for other programs: the JSON, the SARIF schema's own word, and what GitHub reads."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from support_portal.core.linter import formats
from support_portal.core.linter.rule import Report

from .make import PAGE, RULES, check

TEXT = "# Title\n\nIt recieves, 100% [here](https://example.org/a,b:c).\n"


# The schema of the standard, as the package of its authors for JavaScript tests carries it (fetched by `make lint`).
SCHEMA = Path(__file__).parents[3] / "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"


@pytest.fixture
def reports(tmp_path: Path) -> list[Report]:
    return check(tmp_path, TEXT)


def test_json(reports: list[Report]) -> None:
    """Programs get each finding with place, rule, message and the text that mends it."""
    data = json.loads(formats.as_json(reports, 3))
    assert data["checked"] == 3
    assert data["findings"][1] == {
        "path": PAGE, "line": 3, "column": 4, "end_line": 3, "end_column": 12, "rule": "spelling",
        "severity": "warning", "message": '"recieves" is misspelt; write receives', "fix": "receives",
    }  # fmt: skip


def test_sarif(reports: list[Report]) -> None:
    """Code scanning gets one run with every rule, and results that point to rules and regions."""
    log = json.loads(formats.as_sarif(reports, RULES))
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.id for rule in RULES]
    result = run["results"][1]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "spelling"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": PAGE, "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 3, "startColumn": 4, "endLine": 3, "endColumn": 12}


@pytest.mark.skipif(not SCHEMA.exists(), reason="the schema is fetched by make lint")
def test_sarif_is_valid(reports: list[Report]) -> None:
    """The log is what the standard's schema asks for, with findings and without."""
    validator = jsonschema.Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    for found in (reports, []):
        log = json.loads(formats.as_sarif(found, RULES))
        assert [error.message for error in validator.iter_errors(log)] == []
    log["runs"][0]["tool"]["driver"].pop("name")
    assert [error.message for error in validator.iter_errors(log)] == ["'name' is a required property"]


def test_sarif_paths_are_addresses() -> None:
    """A space or a letter beyond ASCII in a path is written as addresses write it."""
    report = Report("docs/a b/é#1.md", 1, 1, 1, 1, "file", RULES[0].severity, "x")
    log = json.loads(formats.as_sarif([report], RULES))
    uri = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "docs/a%20b/%C3%A9%231.md"


def test_github(reports: list[Report]) -> None:
    """GitHub gets one command a line, with the signs escaped that would end a property or a command."""
    lines = formats.as_github(reports).splitlines()
    assert len(lines) == len(reports)
    place = f"file={PAGE},line=3,endLine=3,col=4,endColumn=12"
    assert lines[1] == f'::warning {place},title=spelling::"recieves" is misspelt; write receives'
    odd = Report("a,b:c.md", 1, 1, 1, 1, "file", RULES[0].severity, "100%\nx: y, z")
    (line,) = formats.as_github([odd]).splitlines()
    assert line == "::error file=a%2Cb%3Ac.md,line=1,endLine=1,col=1,endColumn=1,title=file::100%25%0Ax: y, z"
