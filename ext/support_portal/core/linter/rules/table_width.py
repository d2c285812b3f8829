"""Tables are not much wider than a telephone."""

from __future__ import annotations

from collections.abc import Iterator

from support_portal.core.linter.page import Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Finding, Rule, Severity

# Of the portal's style sheet on a screen of 375 pixels: what is left for a table, the least width of a cell, and a
# cell's padding; then the average width of a character of text there.  Wider tables scroll sideways.
SCREEN, CELL, PADDING, CHARACTER = 343, 120, 29, 8
SCREENS = 2


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield tables wider than two screens: many columns, or words that cannot be broken."""
    for table in page.tables:
        columns = max(map(len, table.rows), default=0)
        widths = [
            max(CELL, PADDING + CHARACTER * max(_longest(row[n]) for row in table.rows if n < len(row)))
            for n in range(columns)
        ]
        if sum(widths) > SCREENS * SCREEN:
            message = (
                f"on a telephone this table of {columns} columns is {sum(widths) / SCREEN:.1f} screens wide; "
                "divide it, turn rows into columns, or write a list"
            )
            yield Finding(table.start, table.end, message)


def _longest(cell: str) -> int:
    return max(map(len, cell.split()), default=0)


RULE = Rule(
    id="table-width",
    title="Tables fit on a telephone",
    why="A table of more than two screens is read through a keyhole: the row's name is gone when its value is seen.",
    severity=Severity.WARNING,
    bad=(
        "# Choose a shape\n\n| Shape | Width | Height | Score | Legend | Details |\n| --- | --- | --- | --- | --- | --- |\n"
        "| Donut | 64 | 64 | yes | no | no |\n"
    ),
    good="# Choose a shape\n\n| Shape | Size | Shows |\n| --- | --- | --- |\n| Donut | 64 by 64 | score |\n",
    check=check,
)
