"""`support-portal traffic`: from access logs and other counters to the report that ranks popular articles."""

from __future__ import annotations

import os
from pathlib import Path

import click

from support_portal.cli.verbs import Verb, Verbs

# Nothing is counted with matrices of fractions; the threads numpy starts for them cost a tenth of a small refresh.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

VERBS = {
    "explain": Verb("support_portal.cli.traffic_explain", "Say why an article stands where it stands.", "traffic"),
    "import": Verb(
        "support_portal.cli.traffic_import", "Take over what another counter counted before the logs begin.", "traffic"
    ),
    "refresh": Verb(
        "support_portal.cli.traffic_refresh", "Count what is new in access logs and write the report.", "traffic"
    ),
    "show": Verb(
        "support_portal.cli.traffic_show", "Show what is read, what helps and which searches fail.", "traffic"
    ),
}


@click.command("traffic", cls=Verbs, verbs=VERBS)
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
