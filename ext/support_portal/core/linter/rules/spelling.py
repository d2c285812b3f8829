"""Words are spelt right, as far as a list of common mistakes knows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from support_portal.core.linter.page import Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Edit, Finding, Rule, Severity
from support_portal.core.linter.rules.terms import as_written

# No part of an address, a path, a file's name or an identifier.
_WORD = re.compile(r"(?<![\w@./#&'’-])[A-Za-z][A-Za-z'’]+[A-Za-z](?![\w@/-]|\.\w|['’]\w)")


@cache
def corrections() -> dict[str, str]:
    """Return codespell's list, a wrong word and its corrections as they are written there; empty without codespell.

    Only the list is read: the program is under another licence, and importing it takes as long as a page.
    """
    package = find_spec("codespell_lib")
    if package is None or package.origin is None:
        return {}
    try:
        text = (Path(package.origin).parent / "data" / "dictionary.txt").read_text(encoding="utf-8")
    except OSError:
        return {}
    lines = (line.partition("->") for line in text.lower().splitlines())
    return {wrong: right for wrong, arrow, right in lines if arrow}


def candidates(right: str) -> tuple[list[str], bool]:
    """Return the corrections a line of the list gives, and whether the first is certain.

    A line has one word, several with a comma behind each, or one and why no machine should write it.

    >>> candidates("receives"), candidates("calendar, colander,"), candidates("class, disabled due to C++")
    ((['receives'], True), (['calendar', 'colander'], False), (['class'], False))
    """
    words = [word.strip() for word in right.split(",") if word.strip()]
    if "," not in right:
        return words, True
    return (words if right.rstrip().endswith(",") else words[:-1]), False


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield words of the list; the edit is the correction when there is one only."""
    if not pages.settings.language.startswith("en"):
        return
    wrong, accepted = corrections(), pages.terms.spelling
    names = {word for name in pages.terms.names for word in name.casefold().split()}
    for match in _WORD.finditer(page.prose):
        word = match[0]
        key = word.lower().replace("’", "'")
        # What is all capitals is an abbreviation.
        if (found := wrong.get(key)) is None or key in accepted or key in names or word.isupper():
            continue
        right, is_certain = candidates(found)
        words = [as_written(word, correction) for correction in right]
        edit = Edit(*match.span(), words[0]) if is_certain else None
        yield Finding(*match.span(), f'"{word}" is misspelt; write {" or ".join(words)}', edit)


RULE = Rule(
    id="spelling",
    title="Words are spelt right",
    why=(
        "A misspelt word is not found by search and costs trust. The list is that of codespell: common mistakes only, so "
        "rare words are no alarms. What is right here although it is in the list goes under spelling in terms.yaml."
    ),
    severity=Severity.WARNING,
    bad="# Embed a badge\n\nThe badge apears wherever the identifer is.\n",
    good="# Embed a badge\n\nThe badge appears wherever the identifier is.\n",
    check=check,
    fixable=True,
)
