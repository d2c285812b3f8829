"""Samples of HTML have an end for each beginning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from support_portal.core.linter.page import Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Finding, Rule, Severity
from support_portal.core.linter.samples import place

_VOID = frozenset(re.findall(r"\w+", "area base br col embed hr img input link meta source track wbr"))
# HTML lets one leave out the ends of these.
_OPEN = frozenset(
    re.findall(
        r"\w+",
        "html head body p li dt dd tr td th thead tbody tfoot option optgroup colgroup caption rt rp",
    )
)


class _Tags(HTMLParser):
    """Notes tags without their other half and attributes given twice: (message, line from 0, column)."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, int, int]] = []
        self.wrong: list[tuple[str, int, int]] = []

    def note(self, message: str) -> None:
        line, column = self.getpos()
        self.wrong.append((message, line - 1, column))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if twice := next((name for name in names if names.count(name) > 1), None):
            self.note(f'<{tag}> has the attribute "{twice}" twice; keep one')
        if tag not in _VOID:
            line, column = self.getpos()
            self.open.append((tag, line - 1, column))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take ``<path />`` as whole."""

    def handle_endtag(self, tag: str) -> None:
        places = [n for n, (name, _, _) in enumerate(self.open) if name == tag]
        if not places:
            if tag not in _VOID and tag not in _OPEN:
                self.note(f"</{tag}> ends nothing; take it out or write <{tag}> before it")
            return
        for name, line, column in self.open[places[-1] + 1 :]:
            self.miss(name, line, column)
        del self.open[places[-1] :]

    def miss(self, name: str, line: int, column: int) -> None:
        """Note a tag that is never closed."""
        if name not in _OPEN:
            self.wrong.append((f"<{name}> is not closed; write </{name}> where it ends", line, column))

    def finish(self) -> None:
        """Read to the end."""
        unfinished = self.rawdata.startswith("<") and self.rawdata[1:2].isalpha()
        if unfinished and not self.cdata_elem:
            self.note('this tag has no end; write ">"')
        self.close()
        for one in self.open:
            self.miss(*one)


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield tags without an end, ends without a tag, and attributes given twice."""
    for code in page.codes:
        if code.language not in ("html", "xhtml", "svg"):
            continue
        parser = _Tags()
        try:
            parser.feed(code.text)
            parser.finish()
        except (AssertionError, ValueError, RecursionError):  # the parser on "<![x" and the like
            parser.wrong.append(("this is not HTML", 0, 0))
        for message, line, column in parser.wrong:
            yield Finding(*place(page, code, line, column), message)


RULE = Rule(
    id="code-html",
    title="Samples of HTML are whole",
    why="Who pastes half an element breaks the page below it, and seldom finds out why.",
    severity=Severity.ERROR,
    bad='# Embed a badge\n\n```html\n<div class="altmetric-embed" data-doi="10.5555/1">\n<p>Badge</p></span>\n```\n',
    good='# Embed a badge\n\n```html\n<div class="altmetric-embed" data-doi="10.5555/1">\n<p>Badge</p></div>\n```\n',
    check=check,
)
