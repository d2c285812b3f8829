"""Print findings for people: grouped by file, with the line and what it is about marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import groupby

from rich.console import Console
from rich.text import Text

from support_portal.core.linter.rule import Report, Severity
from support_portal.core.linter.source import Source

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_INDENT = 4


def print_reports(console: Console, reports: list[Report], sources: Mapping[str, Source], checked: int) -> None:
    """Print each finding as ``file:line:column``, its rule, what is wrong, and the line; then a sum."""
    for path, found in groupby(reports, key=lambda report: report.path):
        several = list(found)
        console.print(Text(path, "bold underline").append(f"  {_counted(several)}", "not bold not underline dim"))
        for report in several:
            head = Text("  ").append(f"{report.path}:{report.line}:{report.column}", "cyan")
            head.append(f"  {report.severity}", _STYLES[report.severity]).append(f"  {report.rule}", "bold")
            if report.edit is not None:
                head.append("  --fix mends it", "green")
            console.print(head, soft_wrap=True)
            console.print(Text(" " * _INDENT + report.message), soft_wrap=True)
            if (source := sources.get(report.path)) is not None:
                _print_line(console, report, source)
        console.print()
    pages = "1 page" if checked == 1 else f"{checked:,} pages"
    if not reports:
        console.print(Text(f"{pages} checked, nothing to mend.", "green"))
        return
    total = Text(f"{pages} checked: {_counted(reports)}.", "bold")
    fixable = sum(report.edit is not None for report in reports)
    if fixable:
        total.append(f" {fixable:,} can be mended by machine: see them with --diff, do it with --fix.", "not bold")
    console.print(total, soft_wrap=True)


def _counted(reports: list[Report]) -> str:
    counts = Counter(report.severity for report in reports)
    return ", ".join(f"{counts[s]:,} {s}{'s' if counts[s] > 1 else ''}" for s in Severity if counts[s])


def _print_line(console: Console, report: Report, source: Source) -> None:
    """Print the line and mark the place in it; of a long line, the part around the place."""
    line = source.lines[report.line - 1]
    width = max(console.width - _INDENT - 4, 20)
    first = report.column - 1
    last = max(report.end_column - 1 if report.end_line == report.line else len(line), first + 1)
    cut = max(0, min(first - width // 4, len(line) - width)) if len(line) > width else 0
    shown = line[cut : cut + width]
    if not shown.strip():
        return
    bar = Text(" " * _INDENT + "| ", "dim")
    console.print(bar + Text(shown.replace("\t", " "), "dim"), soft_wrap=True)
    marks = "^" * max(1, min(last - cut, len(shown)) - (first - cut))
    console.print(bar + Text(" " * (first - cut)) + Text(marks, _STYLES[report.severity]), soft_wrap=True)
