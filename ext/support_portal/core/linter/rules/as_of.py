"""Facts that age say as of when."""

from __future__ import annotations

import re
from collections.abc import Iterator

from support_portal.core.linter.page import Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Finding, Rule, Severity

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = rf"(?:(?:\d{{1,2}} )?{_MONTH} \d{{4}}|\d{{4}}-\d\d-\d\d)"
# Words that mean the day of writing, which a reader does not know.
_NOW = re.compile(
    r"\b(?:currently|at (?:the )?(?:present|moment)|presently|nowadays|these days|as of (?:now|today|writing)|"
    r"at the time of writing|recently|(?<!up )to date|until now|for now)\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?:\A|(?<=[.!?]\s))In (?P<month>{_MONTH} \d{{4}}),? (?=[^.!?]*\b(?:is|are|has|have|can|takes?|costs?)\b)"
)
_AS_OF = re.compile(
    rf"\b(?:as of|when last checked|checked (?:on|in)?|since|until|on|version of) ?(?:the )?{_DATE}", re.IGNORECASE
)


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield words that mean "now" in a paragraph without a date, and months told as if they were now."""
    if page.docname is not None and page.docname.startswith("news/"):
        return  # news has a date of its own
    for start, end in page.blocks:
        text = page.prose[start:end]
        if not _AS_OF.search(text):
            for match in _NOW.finditer(text):
                message = f'"{match[0]}" means the day of writing; write "as of" and the month'
                yield Finding(start + match.start(), start + match.end(), message)
        for match in _BARE.finditer(text):
            message = f'write "As of {match["month"]}": readers come when the month is long past'
            yield Finding(start + match.start(), start + match.end() - 1, message)


RULE = Rule(
    id="as-of",
    title="Facts that age have a date",
    why='Readers come years later. "Currently" is then wrong, and nobody knows since when.',
    severity=Severity.WARNING,
    bad="# Sources\n\nPolicy documents are currently read in 30 languages.\n\nIn November 2026 there are 17 sources.\n",
    good="# Sources\n\nAs of November 2026, policy documents are read in 30 languages.\n",
    check=check,
)
