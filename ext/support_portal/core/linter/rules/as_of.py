"""Facts that age say as of when."""

from __future__ import annotations

import re
from collections.abc import Iterator

from support_portal.core.linter.page import NO_PROSE, Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Finding, Rule, Severity

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = rf"(?:(?:\d{{1,2}} )?{_MONTH} \d{{4}}|\d{{4}}-\d\d-\d\d)"
# Words that mean the day of writing, which a reader does not know.
_NOW = re.compile(
    r"(?P<state>\b(?:currently|at (?:the )?(?:present|moment))\b)|\b(?:presently|nowadays|these days|"
    r"as of (?:now|today|writing)|at the time of writing|(?<!up )to date|"
    r"(?:(?:was|were|has|have)(?: been)? )recently|recently (?=added|announced|introduced|launched|released))\b",
    re.IGNORECASE,
)
# "currently" is about what a reader is doing: "if you are currently …", "the page that is currently open".
_READERS_OWN = re.compile(
    r"\b(?:if|when|while|whether|which|what|whatever|who|that|you|you['’]re|does it|do they)\b", re.IGNORECASE
)
# It is about the world when it stands after one of these, or opens the sentence.
_TELLS = re.compile(
    r"(?:^|\b(?:is|are|isn['’]t|aren['’]t|was|does|do|doesn['’]t|don['’]t|not|can|cannot|has|have),?)\s*\Z"
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
                if not _is_told(match, text):
                    continue
                message = f'"{match[0]}" means the day of writing; write "as of" and the month'
                yield Finding(start + match.start(), start + match.end(), message)
        for match in _BARE.finditer(text):
            message = f'write "As of {match["month"]}": readers come when the month is long past'
            yield Finding(start + match.start(), start + match.end() - 1, message)


def _is_told(match: re.Match[str], text: str) -> bool:
    """Tell whether the word speaks of the world, not of what the reader sees at that moment."""
    before = re.split(r"[.!?:]\s", text[: match.start()])[-1].strip(" \n" + NO_PROSE)
    return not _READERS_OWN.search(before) and (match["state"] is None or _TELLS.search(before) is not None)


RULE = Rule(
    id="as-of",
    title="Facts that age have a date",
    why='Readers come years later. "Currently" is then wrong, and nobody knows since when.',
    severity=Severity.WARNING,
    bad="# Sources\n\nPolicy documents are currently read in 30 languages.\n\nIn November 2026 there are 17 sources.\n",
    good="# Sources\n\nAs of November 2026, policy documents are read in 30 languages.\n",
    check=check,
)
