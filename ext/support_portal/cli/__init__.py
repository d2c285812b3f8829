"""The command `support-portal`: each verb is a module of this folder, loaded when it is asked for and not before."""

from __future__ import annotations

from importlib import import_module

import click

from support_portal import __version__

# verb -> (module, the extra it needs or None, one line of help, here so that `--help` imports nothing).
VERBS: dict[str, tuple[str, str | None, str]] = {
    "check": ("support_portal.cli.check", None, "Tell what a reviewer would say of the form of pages."),
    "fetch-editor": ("support_portal.cli.fetch_editor", None, "Fetch the program of the visual editor with npm."),
    "move": ("support_portal.cli.move", None, "Move a page, file or folder, with every link and list that names it."),
    "new": ("support_portal.cli.new", None, "Begin an article, a news item or a course."),
    "rename-topic": ("support_portal.cli.rename_topic", None, "Give a topic another key, everywhere it is named."),
    "retire": ("support_portal.cli.retire", None, "Archive a page and lead readers to its successor."),
    "owners": ("support_portal.cli.owners", None, "Write CODEOWNERS from the owners of pages."),
    "pack": ("support_portal.cli.pack", None, "Pack a built website into a zip that works without a network."),
    "search": ("support_portal.cli.search", None, "Measure, check and explain the site's search."),
    "stale": ("support_portal.cli.stale", None, "Rank pages by how much they need a review."),
    "training": ("support_portal.cli.training", None, "Export a course for a learning platform (SCORM 1.2)."),
    "traffic": ("support_portal.cli.traffic", "traffic", "Turn access logs into the ranking of popular articles."),
}


class Verbs(click.Group):
    """A group whose commands are imported on use (click's "lazily loading subcommands")."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs, sorted."""
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a verb and return its `command`; say which extra to install if a package is missing."""
        if cmd_name not in VERBS:
            return None
        module, extra, _help = VERBS[cmd_name]
        try:
            command = import_module(module).command
        except ModuleNotFoundError as error:
            if extra is None or (error.name or "").startswith("support_portal"):
                raise
            raise click.ClickException(
                f"support-portal {cmd_name} needs the package {error.name}, which is not installed here; "
                f"write: pip install 'sphinx-support-portal[{extra}]'"
            ) from error
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of verbs without importing them."""
        with formatter.section("Verbs"):
            formatter.write_dl([(verb, VERBS[verb][2]) for verb in sorted(VERBS)])


@click.command(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="support-portal")
def main() -> None:
    """Look after a support portal: its search, its traffic, its articles."""
