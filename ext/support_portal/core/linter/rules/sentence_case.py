"""Headings are written like sentences: a capital at the start and in names only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

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
_WORD = re.compile(r"[\w'’-]+")
_CAPITAL = re.compile(r"[A-Z][a-z]+(?:['’][a-z]+)?")
# In running text, and no part of a path or address.
_LOWER = re.compile(r"(?<![\w@./#'’-])[a-z]+(?![\w@/-]|\.\w)")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+\b")
# A capital is right after these.
_OPENS = re.compile(r"(?:^|[:.!?…)]|[\"“‘'(–—/])\s*\Z")


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield headings with capitals in words that are no names.

    A word is taken for no name when it is a small word, or when the page writes it in lower case elsewhere and never
    with a capital in the middle of a sentence.
    """
    suspicious = [heading for heading in page.headings if _candidates(heading.text)]
    # Other languages have capitals elsewhere: in German every noun has one.
    if not suspicious or not pages.settings.language.startswith("en"):
        return
    body = _body(page)
    common = set(_LOWER.findall(body)) - {name.lower() for name in _NAME.findall(body)}
    known = _names(pages)
    for heading in suspicious:
        text = known.sub(lambda match: "X" * len(match[0]), heading.text) if known else heading.text
        if wrong := _wrong(text, common):
            words = ", ".join(f'"{word.lower()}"' for word in dict.fromkeys(wrong))
            message = f"headings are written like sentences; write {words} in lower case"
            yield Finding(heading.start, heading.end, message)


def _wrong(text: str, common: set[str]) -> list[str]:
    """Return the words of a heading that ought to be in lower case.

    Beside words in lower case, several capitals in a row are a name, and so is a word behind one.  Where all words have
    capitals, one word behind a name may be part of it; more are a heading in capitals.
    """
    words = [match[0] for match in _WORD.finditer(text)]
    candidates = _candidates(text)
    small = [word for word in candidates if word.lower() in _SMALL]
    wrong = {word for word in candidates if word.lower() in common and word.lower() not in _SMALL}
    has_lower = any(word.islower() and word not in _SMALL for word in words[1:])
    if has_lower or len(wrong) == 1:
        for before, word in pairwise(words):
            is_name = not before.islower() and before not in wrong and before.lower() not in _SMALL
            if word in wrong and is_name and (before != words[0] or not _CAPITAL.fullmatch(before)):
                wrong.discard(word)
    if has_lower:
        for before, word in pairwise(words):
            if before in candidates and word in candidates and not {before.lower(), word.lower()} & _SMALL:
                wrong -= {before, word}
    return [word for word in candidates if word in wrong or word in small]


def _candidates(text: str) -> list[str]:
    return [
        match[0]
        for match in _WORD.finditer(text)
        if _CAPITAL.fullmatch(match[0]) and not _OPENS.search(text[: match.start()])
    ]


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
