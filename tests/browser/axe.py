"""Runs axe-core in a page that forbids scripts from elsewhere, and puts what it finds in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

from .kinds import AXE_TAGS

SCRIPT = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RUN = """options => axe.run(document, options).then(
  result => ({version: result.testEngine.version, passes: result.passes.length, violations: result.violations}))"""


def violations(page: Page) -> list[str]:
    """Return one line for each element that breaks a rule.

    The script goes in through the debugger, which a Content-Security-Policy does not bind; a script element would
    be blocked.
    """
    page.evaluate(SCRIPT + ";0")
    result: dict[str, Any] = page.evaluate(RUN, {"runOnly": list(AXE_TAGS), "resultTypes": ["violations"]})
    assert result["passes"] > 10, "axe looked at next to nothing"
    return [_line(rule, node) for rule in result["violations"] for node in rule["nodes"]]


def _line(rule: dict[str, Any], node: dict[str, Any]) -> str:
    reasons = [check["message"] for kind in ("any", "all", "none") for check in node[kind]]
    return f"{rule['id']} ({rule['impact']}) at {json.dumps(node['target'])}: {'; '.join(reasons)}"
