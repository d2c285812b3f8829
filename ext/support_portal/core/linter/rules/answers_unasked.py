"""The questions in `answers` are questions that readers ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from support_portal.core.linter.page import Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Finding, Rule, Severity
from support_portal.core.stems import stemmer

# With fewer searches nothing can be told of what readers do not ask.
_FEWEST = 10
_SMALL = frozenset(
    re.findall(
        r"\w+",
        "a about an and are as at be by can do does for from get has have how i in into is it its me my of on or our "
        "should so that the their there this to use using was we what when where which who why will with you your",
    )
)


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield questions that are none, and questions that share no word with any failed search of the traffic report."""
    answers = page.front_matter.values.get("answers", ())
    start, end = page.key("answers")
    searches = pages.failed_searches if any(answer.endswith("?") for answer in answers) else ()
    asked = _asked(searches) if len(searches) >= _FEWEST else None
    for answer in answers:
        place = page.text.find(answer, start, end)
        span = (place, place + len(answer)) if place >= 0 else (start, end)
        if not answer.endswith("?"):
            yield Finding(*span, f'"{answer}" in answers is no question; write it as readers ask it')
        elif asked is not None and len(_stems(answer) & asked) < 2:
            message = (
                f'no search that failed is like "{answer}"; look at what readers search for before you add questions'
            )
            yield Finding(*span, message)


@cache
def _asked(searches: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*map(_stems, searches))


def _stems(text: str) -> frozenset[str]:
    stem = stemmer("en")
    assert stem
    words = [word for word in re.findall(r"\w+", text.casefold()) if word not in _SMALL]
    return frozenset(map(stem, words))


_SEARCHES = ", ".join(
    f'{{"query": "{query}", "times": 3}}'
    for query in (
        "hide badge", "badge colours", "badge missing", "score dropped", "api key lost", "export csv", "delete account",
        "orcid import", "wrong author", "badge not loading",
    )
)  # fmt: skip

RULE = Rule(
    id="answers-unasked",
    title="Answers are to questions that are asked",
    why=(
        "Questions nobody asks crowd search results. The traffic report has the searches that found nothing: they are the "
        "questions to add. With fewer than ten of them only the form is checked."
    ),
    severity=Severity.NOTE,
    bad="---\nanswers:\n- What is our vision for widgets?\n- Hiding badges\n---\n# Hide a badge\n",
    good="---\nanswers:\n- How do I hide a badge?\n---\n# Hide a badge\n",
    others={"_data/traffic.json": f'{{"failed_searches": [{_SEARCHES}]}}', "conf.py": 'exclude_patterns = ["_data"]\n'},
    check=check,
)
