"""Samples that call curl use options that curl has."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from support_portal.core.linter.page import Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Finding, Rule, Severity
from support_portal.core.linter.samples import place_of
from support_portal.core.linter.shell import Word, commands
from support_portal.core.suggest import did_you_mean

_SHELLS = frozenset({"bash", "sh", "shell", "zsh", "console", "shell-session"})
_BEFORE = frozenset({"sudo", "time", "exec", "command", "$", "then", "do", "else", "!"})
_NO_ADDRESS = frozenset({"--help", "--version", "--manual", "--config", "--url", "--engine"})


@cache
def options() -> dict[str, tuple[str, bool]]:
    """Return curl's options by name, as (long name, takes a value): those of 7.88 and of later versions."""
    text = (Path(__file__).parents[1] / "data" / "curl-options.txt").read_text(encoding="utf-8")
    table: dict[str, tuple[str, bool]] = {}
    for line in text.splitlines():
        names = line.split()
        has_value = names[-1] == "value"
        table |= {name: (names[0], has_value) for name in names if name != "value"}
    return table


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield options that curl does not know, commands without an address, and quotations without an end."""
    for code in page.codes:
        if code.language not in _SHELLS or "curl" not in code.text or "<<" in code.text:
            continue
        for words in commands(code.text, code.language in ("console", "shell-session")):
            while words and (words[0].text in _BEFORE or "=" in words[0].text.split('"')[0].split("'")[0]):
                words = words[1:]
            if words and words[0].plain == "curl":
                for word, message in _wrong(words):
                    yield Finding(*place_of(page, code, word.start, len(word.text)), message)


def _wrong(words: list[Word]) -> Iterator[tuple[Word, str]]:
    if words[-1].text in ("'", '"'):
        yield words[-1], f"this quotation is not closed; write {words[-1].text} where it ends"
        return
    used: set[str] = set()
    has_address = False
    rest = iter(words[1:])
    for word in rest:
        text = word.plain
        if text.startswith("--") and len(text) > 2:
            name, has_value, message = _long(text)
            used.add(name)
            if message:
                yield word, message
        elif text.startswith("-") and len(text) > 1:
            names, has_value, message = _short(text)
            used |= names
            if message:
                yield word, message
        else:
            has_address = True
            continue
        if has_value:
            next(rest, None)
    if not has_address and used.isdisjoint(_NO_ADDRESS):
        yield words[0], "this call of curl has no address; write the URL"


def _long(text: str) -> tuple[str, bool, str]:
    """Return (name, whether a value follows, what is wrong) of a long option."""
    name = text.partition("=")[0]
    known = options()
    if name.startswith(("--no-", "--expand-")) and "--" + name.split("-", 3)[3] in known:
        return name, name.startswith("--expand-"), ""
    if name not in known:
        longs = {option for option in known if option.startswith("--")}
        return name, False, f'curl has no option "{name}"' + (did_you_mean(name, longs) or "; see curl --help all")
    return name, known[name][1] and "=" not in text, ""


def _short(text: str) -> tuple[set[str], bool, str]:
    """Return the same of short options written together: ``-sSLo file``."""
    known = options()
    names: set[str] = set()
    for place, letter in enumerate(text[1:], 1):
        if (option := known.get(f"-{letter}")) is None:
            return names, False, f'curl has no option "-{letter}"; see curl --help all'
        names.add(option[0])
        if option[1]:
            return names, place == len(text) - 1, ""
    return names, False, ""


RULE = Rule(
    id="code-curl",
    title="Samples of curl use options it has",
    why="curl stops at an option it does not know, and readers take that for an error of the service.",
    severity=Severity.ERROR,
    bad='# Read the score\n\n```bash\ncurl -sS --heeder "Accept: text/html" "https://api.altmetric.com/v1/doi/10.5555/1"\n```\n',
    good='# Read the score\n\n```bash\ncurl -sS --header "Accept: text/html" "https://api.altmetric.com/v1/doi/10.5555/1"\n```\n',
    check=check,
)
