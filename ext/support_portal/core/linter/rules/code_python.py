"""Samples of Python can be parsed."""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from collections.abc import Iterator

from support_portal.core.linter.page import Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Finding, Rule, Severity
from support_portal.core.linter.samples import place

_PROMPT = re.compile(r"^\s*(>>>|\.\.\.)( |$)", re.MULTILINE)


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield samples that Python refuses; sessions with ``>>>`` are left alone."""
    for code in page.codes:
        if code.language not in ("python", "python3", "py") or _PROMPT.search(code.text):
            continue
        text = textwrap.dedent(code.text)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                ast.parse(text)
        except SyntaxError as error:
            line = (error.lineno or 1) - 1
            message = f"this is not Python: {error.msg}; run the sample before you send it"
            yield Finding(*place(page, code, line, (error.offset or 1) - 1), message)
        except (ValueError, RecursionError, MemoryError):
            yield Finding(*place(page, code, 0, 0), "this is beyond what Python reads; shorten it")


RULE = Rule(
    id="code-python",
    title="Samples of Python can be run",
    why="A sample is copied before it is read.",
    severity=Severity.ERROR,
    bad='# Read the score\n\n```python\nrecord = get("10.5555/1"\nprint(record["score"])\n```\n',
    good='# Read the score\n\n```python\nrecord = get("10.5555/1")\nprint(record["score"])\n```\n',
    check=check,
)
