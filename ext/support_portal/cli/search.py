"""`support-portal search`: measure the site's search, hold it to the questions of the articles, explain a ranking."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

# verb -> (module, one line of help); each module has the click command of that name, loaded when it is asked for.
VERBS: dict[str, tuple[str, str]] = {
    "check": ("support_portal.cli.search_check", "Fail where an article is not found by its own questions."),
    "eval": ("support_portal.cli.search_eval", "Measure the search with queries whose answers are known."),
    "try": ("support_portal.cli.search_try", "Explain what a query finds, and why in this order."),
}


class SearchVerbs(click.Group):
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


@click.command("search", cls=SearchVerbs)
def command() -> None:
    """Measure the site's search, hold it to the questions of the articles, explain a ranking."""


site_option = click.option(
    "--site",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("_build/html"),
    show_default=True,
    help="The built website.",
)
