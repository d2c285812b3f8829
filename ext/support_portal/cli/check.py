"""`support-portal check`: what a reviewer would say of a page's form, before anybody reviews it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console

from support_portal.cli.check_files import all_files, changed_files, display_name, named_files
from support_portal.cli.check_terminal import print_reports
from support_portal.core.linter import fixes, formats
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Report, Rule, Severity
from support_portal.core.linter.rules import rules
from support_portal.core.linter.run import check_file, check_terms
from support_portal.core.linter.source import Source
from support_portal.core.suggest import did_you_mean

_ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
_FORMATS = ("text", "json", "sarif", "github")


@click.command("check", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--changed",
    is_flag=False,
    flag_value="HEAD",
    metavar="[BASE]",
    help="Only pages that git says differ from BASE (without it: from the last commit).",
)
@click.option("--docs", type=click.Path(path_type=Path), default="docs", show_default=True, help="The folder of pages.")
@click.option("--rule", "only", multiple=True, metavar="ID", help="Only this rule. Can be given more than once.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--fix", is_flag=True, help="Mend what is safe to mend, show the changes, then tell what is left.")
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), help="[default: github when GITHUB_ACTIONS is true, else text]"
)
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in _ORDER]),
    default="warning",
    show_default=True,
    help="The least severity that makes the command end with 1.",
)
@click.option("--list", "list_rules", is_flag=True, help="List the rules and check nothing.")
def command(
    files: tuple[Path, ...],
    changed: str | None,
    docs: Path,
    only: tuple[str, ...],
    diff: bool,
    fix: bool,
    form: str | None,
    fail_on: str,
    list_rules: bool,
) -> None:
    """Check the form of all pages, of FILES, or of what changed, without building anything.

    Ends with 0 when there is nothing to mend, with 1 when there is, and with 2 when it was called wrongly.
    """
    chosen = _chosen(only)
    if list_rules:
        for rule in chosen:
            click.echo(f"{rule.id:18}{rule.severity:9}{'--fix' if rule.fixable else '':7}{rule.title}")
        return
    if not docs.is_dir():
        raise click.UsageError(f'"{docs}" is no folder; name the folder of pages with --docs')
    if files and changed is not None:
        raise click.UsageError("name files or --changed, not both")
    pages = Pages(docs)
    named = named_files(files) if files else all_files(pages)
    paths = named if changed is None else changed_files(changed, pages)
    console = Console()
    reports: list[Report] = check_terms(pages, display_name(pages.data / "terms.yaml"))
    sources: dict[str, Source] = {}
    for path in paths:
        name = display_name(path)
        found, page = check_file(path, pages, chosen, name)
        if page is not None:
            sources[name] = page.source
            if (diff or fix) and _mend(console, page.source, found, name, fix):
                found, page = check_file(path, pages, chosen, name)
                sources |= {name: page.source} if page is not None else {}
        reports += found
    if not diff:
        _tell(console, reports, sources, len(paths), chosen, form)
    least = _ORDER.index(Severity(fail_on))
    if any(_ORDER.index(report.severity) <= least for report in reports):
        raise SystemExit(1)


def _chosen(only: tuple[str, ...]) -> tuple[Rule, ...]:
    known = {rule.id: rule for rule in rules()}
    for name in only:
        if name not in known:
            hint = did_you_mean(name, known) or "; see them with --list"
            raise click.UsageError(f'there is no rule "{name}"{hint}')
    return tuple(rule for rule in known.values() if not only or rule.id in only)


def _mend(console: Console, source: Source, found: Sequence[Report], name: str, write: bool) -> bool:
    """Show the changes that mend findings, make them if asked to, and tell whether the file was written."""
    text, count = fixes.mended(source.text, found)
    if not count:
        return False
    diff = fixes.difference(name, source.text, text)
    if console.is_terminal:
        from rich.syntax import Syntax  # the slowest of all imports, for those who see colours

        console.print(Syntax(diff, "diff", background_color="default", word_wrap=True))
    else:
        click.echo(diff, nl=False)
    if write:
        try:
            fixes.write(source, text)
        except OSError as error:
            raise click.ClickException(f"{name}: cannot be written ({error.strerror})") from error
    return write


def _tell(
    console: Console,
    reports: list[Report],
    sources: dict[str, Source],
    checked: int,
    chosen: tuple[Rule, ...],
    form: str | None,
) -> None:
    match form or ("github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"):
        case "json":
            click.echo(formats.as_json(reports, checked))
        case "sarif":
            click.echo(formats.as_sarif(reports, chosen))
        case "github":
            click.echo(formats.as_github(reports), nl=False)
        case _:
            print_reports(console, reports, sources, checked)
