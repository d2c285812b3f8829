"""Headings are written like sentences: a capital at the start and in names only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from support_portal.core.linter.page import Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Finding, Rule, Severity

# Words that are no names, whatever stands around them.
_SMALL = frozenset(
    re.findall(
        r"\w+",
        "a about after all an and are as at be before by can do does each for from get has have how if in into is it "
        "its more my not of on only or other our out should so than that the their these this to under up use using "
        "what when where which who why will with without you your",
    )
)
_WORD = re.compile(r"(?<![\w'’-])[A-Z][a-z]+(?:['’][a-z]+)?(?![\w-])")
# A capital is right after these.
_OPENS = re.compile(r"(?:^|[:.!?…]|[\"“‘'(–—/])\s*\Z")


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield headings with capitals in words that are no names.

    A word is taken for no name when it is a small word, or when the page writes it in lower case elsewhere and never
    with a capital in the middle of a sentence.
    """
    suspicious = [heading for heading in page.headings if _candidates(heading.text)]
    if not suspicious:
        return
    body = _body(page)
    small = set(re.findall(r"\b[a-z]+\b", body)) | _SMALL
    names = set(re.findall(r"(?<=[a-z,;] )[A-Z][a-z]+\b", body))
    known = _names(pages)
    for heading in suspicious:
        text = known.sub(lambda match: "x" * len(match[0]), heading.text) if known else heading.text
        wrong = [w for w in _candidates(text) if w.casefold() in small and (w not in names or w.casefold() in _SMALL)]
        if wrong:
            words = ", ".join(f'"{word.lower()}"' for word in dict.fromkeys(wrong))
            yield Finding(
                heading.start, heading.end, f"headings are written like sentences; write {words} in lower case"
            )


def _candidates(text: str) -> list[str]:
    return [m[0] for m in _WORD.finditer(text) if not _OPENS.search(text[: m.start()])]


def _body(page: Page) -> str:
    """Return the page's prose without its headings."""
    parts, done = [], 0
    for heading in page.headings:
        parts.append(page.prose[done : heading.start])
        done = heading.end
    return "".join((*parts, page.prose[done:]))


def _names(pages: Pages) -> re.Pattern[str] | None:
    """Return what finds the names of the house, which keep their capitals."""
    names = {*pages.terms.names, *(term.title for term in pages.products.values())}
    if not names:
        return None
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(names, key=len, reverse=True))) + r")(?!\w)")


RULE = Rule(
    id="sentence-case",
    title="Headings are in sentence case",
    why=(
        "Sentences are easier to read than Capitals On Every Word, and a capital then tells that a word is a name. Names are "
        "those of products.yaml and of terms.yaml, and words with a capital in the middle of a sentence of the page."
    ),
    severity=Severity.WARNING,
    bad="# Embed a Badge in Your Page\n\nA badge is two lines of HTML. Altmetric hosts it.\n",
    good="# Embed a badge in your page\n\nA badge is two lines of HTML. Altmetric hosts it.\n",
    check=check,
)
