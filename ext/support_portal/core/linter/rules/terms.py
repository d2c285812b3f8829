"""Words are those of the house."""

from __future__ import annotations

import re
from collections.abc import Iterator

from support_portal.core.linter.page import Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Edit, Finding, Rule, Severity

# A word in quotation marks or emphasis is spoken of, not used.
_QUOTED = re.compile(r"[\"“‘*_]\s*\Z")


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield words that `terms.yaml` has another word for, or none."""
    terms = pages.terms
    pattern = terms.pattern
    for match in pattern.finditer(page.prose) if pattern else ():
        start, end = match.span()
        after = page.text[end : end + 1]
        if _QUOTED.search(page.text[max(0, start - 3) : start]) and after in ('"', "”", "’", "*", "_", ".", ","):
            continue
        entry = terms.banned[int(str(match.lastgroup)[1:])]
        written = " ".join(match[0].split())
        what = f'write "{entry.instead}"' if entry.instead else "leave it out"
        why = f" ({entry.because})" if entry.because else ""
        edit = Edit(start, end, as_written(written, entry.instead)) if entry.instead and "\n" not in match[0] else None
        yield Finding(start, end, f'"{written}": {what}{why}', edit)


def as_written(old: str, new: str) -> str:
    """Return ``new`` with the capitals of ``old``."""
    if len(old) > 1 and old.isupper():
        return new.upper()
    return new[:1].upper() + new[1:] if old[:1].isupper() else new


RULE = Rule(
    id="terms",
    title="Words are those of the house",
    why="One word for one thing: readers learn it once, and search finds it. The words are in docs/_data/terms.yaml.",
    severity=Severity.WARNING,
    bad="# Sign in\n\nUtilise your email address. You can simply log in with it.\n",
    good="# Sign in\n\nUse your email address to sign in.\n",
    others={
        "_data/terms.yaml": (
            "words:\n- {not: utilise, write: use}\n- {not: [log in, login], write: sign in}\n"
            "- {not: simply, because: what is simple differs}\n"
        ),
        "conf.py": 'exclude_patterns = ["_data"]\n',
    },
    check=check,
    fixable=True,
)
