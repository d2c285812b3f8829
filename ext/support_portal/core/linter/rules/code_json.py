"""Samples of JSON are JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from support_portal.core.linter.page import Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Finding, Rule, Severity
from support_portal.core.linter.samples import place


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield samples that no program would read."""
    for code in page.codes:
        if code.language != "json":
            continue
        try:
            json.loads(code.text.rstrip())
        except json.JSONDecodeError as error:
            # "Expecting ',' delimiter" is its message for three points as well.
            message = f"this is not JSON: {error.msg}; write values in full, and text for what is not"
            yield Finding(*place(page, code, error.lineno - 1, error.colno - 1), message)
        except (RecursionError, ValueError):
            yield Finding(*place(page, code, 0, 0), "this JSON is beyond what programs read; shorten it")


RULE = Rule(
    id="code-json",
    title="Samples of JSON can be read",
    why="Readers paste samples into programs. Three points in place of a value are a mistake they then look for.",
    severity=Severity.ERROR,
    bad='# Read the score\n\n```json\n{\n  "score": 21.25,\n  "history": ...\n}\n```\n',
    good='# Read the score\n\n```json\n{\n  "score": 21.25,\n  "history": {"1w": 0}\n}\n```\n',
    check=check,
)
