"""Tell findings to other programs: JSON, SARIF 2.1.0 for code scanning, and GitHub's annotations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from support_portal import __version__
from support_portal.core.linter.rule import Report, Rule, Severity

# Where the rules are explained, below the portal's address.
RULES_PAGE = "contribute/check-rules"
_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def as_json(reports: Iterable[Report], checked: int) -> str:
    """Return ``{"checked": files, "findings": [...]}``; lines and columns count from 1, the end is exclusive."""
    findings = [
        {
            "path": r.path,
            "line": r.line,
            "column": r.column,
            "end_line": r.end_line,
            "end_column": r.end_column,
            "rule": r.rule,
            "severity": r.severity.value,
            "message": r.message,
            "fix": None if r.edit is None else r.edit.text,
        }
        for r in reports
    ]
    return json.dumps({"checked": checked, "findings": findings}, ensure_ascii=False, indent=1)


def as_sarif(reports: Iterable[Report], rules: Sequence[Rule]) -> str:
    """Return a log as SARIF 2.1.0 has it (OASIS standard, 27 March 2020): one run, columns in Unicode code points."""
    places = {rule.id: number for number, rule in enumerate(rules)}
    results = [
        {
            "ruleId": r.rule,
            **({"ruleIndex": places[r.rule]} if r.rule in places else {}),
            "level": r.severity.value,
            "message": {"text": r.message},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": _uri(r.path), "uriBaseId": "%SRCROOT%"},
                        "region": _region(r),
                    }
                }
            ],
        }
        for r in reports
    ]
    driver = {
        "name": "support-portal check",
        "version": __version__,
        "rules": [
            {
                "id": rule.id,
                "name": "".join(part.capitalize() for part in rule.id.split("-")),
                "shortDescription": {"text": rule.title},
                "fullDescription": {"text": rule.why},
                "help": {"text": f"{rule.title}. {rule.why}"},
                "defaultConfiguration": {"level": rule.severity.value},
            }
            for rule in rules
        ],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log: dict[str, Any] = {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(log, ensure_ascii=False, indent=1)


def _region(report: Report) -> dict[str, int]:
    return {
        "startLine": report.line,
        "startColumn": report.column,
        "endLine": report.end_line,
        "endColumn": report.end_column,
    }


def _uri(path: str) -> str:
    return quote(path.replace("\\", "/"), safe="/")


def as_github(reports: Iterable[Report]) -> str:
    """Return workflow commands, which GitHub shows beside the lines of a pull request."""
    return "".join(
        f"::{_GITHUB[r.severity]} file={_property(r.path)},line={r.line},endLine={r.end_line},col={r.column},"
        f"endColumn={r.end_column},title={_property(r.rule)}::{_data(r.message)}\n"
        for r in reports
    )


def _data(text: str) -> str:
    """Escape as @actions/core does."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
