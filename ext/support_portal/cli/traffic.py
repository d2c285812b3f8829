"""`support-portal traffic`: from access logs and other counters to the report that ranks popular articles."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

# verb -> (module, one line of help); each module has the click command of that name, loaded when it is asked for.
VERBS: dict[str, tuple[str, str]] = {
    "explain": ("support_portal.cli.traffic_explain", "Say why an article stands where it stands."),
    "import": ("support_portal.cli.traffic_import", "Take over what another counter counted before the logs begin."),
    "refresh": ("support_portal.cli.traffic_refresh", "Count what is new in access logs and write the report."),
    "show": ("support_portal.cli.traffic_show", "Show what is read, what helps and which searches fail."),
}


class TrafficVerbs(click.Group):
    """A group whose commands are imported on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs, sorted."""
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a verb and return its command."""
        if cmd_name not in VERBS:
            return None
        found = import_module(VERBS[cmd_name][0]).command
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of verbs without importing them."""
        with formatter.section("Verbs"):
            formatter.write_dl([(verb, VERBS[verb][1]) for verb in sorted(VERBS)])


@click.command("traffic", cls=TrafficVerbs)
def command() -> None:
    """Turn access logs and exports of other counters into the report that ranks popular articles."""


state_option = click.option(
    "--state",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("traffic.duckdb"),
    show_default=True,
    help="The file that keeps the counts between refreshes.",
)
pages_option = click.option(
    "--pages",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("_build/.doctrees/html/traffic-pages.json"),
    show_default=True,
    help="The list of the portal's addresses, which its build writes.",
)
out_option = click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("docs/_data/traffic.json"),
    show_default=True,
    help="The report to write.",
)
