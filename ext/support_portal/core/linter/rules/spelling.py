"""Words are spelt right, as far as a list of common mistakes knows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

from support_portal.core.linter.page import Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Edit, Finding, Rule, Severity
from support_portal.core.linter.rules.terms import as_written

# No part of an address, a path, a file's name or an identifier.
_WORD = re.compile(r"(?<![\w@./#&'’-])[A-Za-z][A-Za-z'’]+[A-Za-z](?![\w@/-]|\.\w|['’]\w)")


@cache
def corrections() -> dict[str, tuple[str, ...]]:
    """Return codespell's list: a wrong word and what may be right; empty when codespell is not installed.

    Only the list is read, not the program: its lines are ``wrong->right``, ``wrong->one, two,`` or
    ``wrong->right, why it is not mended by machine``.
    """
    try:
        text = (resources.files("codespell_lib") / "data" / "dictionary.txt").read_text(encoding="utf-8")
    except (ModuleNotFoundError, OSError):
        return {}
    return dict(_lines(text))


def _lines(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for line in text.splitlines():
        wrong, arrow, right = line.partition("->")
        if not arrow:
            continue
        if "," not in right:
            yield wrong.lower(), (right.strip(),)
            continue
        words = tuple(word.strip() for word in right.split(",") if word.strip())
        # With a comma at the end all are candidates; without one the last is a remark.
        yield wrong.lower(), words if right.rstrip().endswith(",") else (*words[:-1], "")


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield words of the list; the edit is the correction when there is one only."""
    if not pages.settings.language.startswith("en"):
        return
    wrong, right = corrections(), pages.terms.spelling
    names = {word for name in pages.terms.names for word in name.casefold().split()}
    for match in _WORD.finditer(page.prose):
        word = match[0]
        key = word.lower().replace("’", "'")
        if (found := wrong.get(key)) is None or key in right or key in names:
            continue
        words = [as_written(word, correction) for correction in found if correction]
        edit = Edit(*match.span(), words[0]) if len(found) == 1 else None
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
