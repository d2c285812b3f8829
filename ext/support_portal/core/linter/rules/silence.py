"""Comments that turn a rule off say why, and turn something off."""

from __future__ import annotations

from collections.abc import Iterator

from support_portal.core.linter.page import Page, Silence
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Edit, Finding, Rule, Severity
from support_portal.core.suggest import did_you_mean

_FORM = "% portal-check: off rule-id because …"


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield nothing: silences are judged by `unsound` and `idle`, when all other rules have spoken."""
    return iter(())


def unsound(silence: Silence, known: frozenset[str]) -> Iterator[Finding]:
    """Yield what is wrong with the form of a silence; one with anything wrong turns nothing off."""
    if not silence.rules:
        yield Finding(silence.start, silence.end, f'this comment cannot be understood; write "{_FORM}"')
    elif not silence.reason:
        yield Finding(silence.start, silence.end, f'a rule is turned off without a reason; write "{_FORM}"')
    for rule in silence.rules:
        if rule not in known:
            yield Finding(silence.start, silence.end, f'there is no rule "{rule}"' + did_you_mean(rule, known))


def idle(page: Page, silence: Silence, rules: list[str]) -> Finding:
    """Return the finding for rules that a silence turns off although they find nothing below it."""
    start = page.source.starts[page.source.line_at(silence.start)]
    edit = Edit(start, min(silence.end + 1, len(page.text)), "") if len(rules) == len(silence.rules) else None
    return Finding(silence.start, silence.end, f"{', '.join(rules)} finds nothing here; take the comment out", edit)


RULE = Rule(
    id="silence",
    title="A rule is turned off with a reason, and where it speaks",
    why="A reason tells the next editor whether it still holds. What silences nothing any more hides the next mistake.",
    severity=Severity.ERROR,
    bad=(
        "# Words\n\n% portal-check: off spelling\nWrite *teh* as it is.\n\n% portal-check: off spelling because it is quoted\n"
        "Nothing is misspelt here.\n"
    ),
    good="# Words\n\n% portal-check: off spelling because the word is what we speak of\nMany type teh for the.\n",
    check=check,
    fixable=True,
)
