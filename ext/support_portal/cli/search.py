"""`support-portal search`: measure the site's search, hold it to the questions of the articles, explain a ranking."""

from __future__ import annotations

from pathlib import Path

import click

from support_portal.cli.verbs import Verb, Verbs

VERBS = {
    "check": Verb("support_portal.cli.search_check", "Fail where an article is not found by its own questions."),
    "eval": Verb("support_portal.cli.search_eval", "Measure the search with queries whose answers are known."),
    "try": Verb("support_portal.cli.search_try", "Explain what a query finds, and why in this order."),
}


@click.command("search", cls=Verbs, verbs=VERBS)
def command() -> None:
    """Measure the site's search, hold it to the questions of the articles, explain a ranking."""


site_option = click.option(
    "--site",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("_build/html"),
    show_default=True,
    help="The built website.",
)
