"""The command `support-portal`: each verb is a module of this folder, loaded when it is asked for and not before."""

from __future__ import annotations

import io
import sys

import click

from support_portal import __version__
from support_portal.cli.verbs import Verb, Verbs

VERBS = {
    "check": Verb("support_portal.cli.check", "Tell what a reviewer would say of the form of pages."),
    "fetch-editor": Verb("support_portal.cli.fetch_editor", "Fetch the program of the visual editor with npm."),
    "move": Verb("support_portal.cli.move", "Move a page, file or folder, with every link and list that names it."),
    "new": Verb("support_portal.cli.new", "Begin an article, a news item, a course or a lesson."),
    "rename-topic": Verb("support_portal.cli.rename_topic", "Give a topic another key, everywhere it is named."),
    "retire": Verb("support_portal.cli.retire", "Archive a page and lead readers to its successor."),
    "owners": Verb("support_portal.cli.owners", "Write CODEOWNERS from the owners of pages."),
    "pack": Verb("support_portal.cli.pack", "Pack a built website into a zip that works without a network."),
    "search": Verb("support_portal.cli.search", "Measure, check and explain the site's search."),
    "stale": Verb("support_portal.cli.stale", "Rank pages by how much they need a review."),
    "training": Verb("support_portal.cli.training", "Export a course for a learning platform (SCORM 1.2)."),
    "traffic": Verb("support_portal.cli.traffic", "Turn access logs into the ranking of popular articles.", "traffic"),
}


@click.command(
    cls=Verbs, verbs=VERBS, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="support-portal")
def main() -> None:
    """Look after a support portal: its search, its traffic, its articles."""
    # Names of articles may have signs that a terminal's encoding lacks; to lose a sign is better than the answer.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
