"""Groups of commands whose modules are loaded when they are asked for, so that `--help` imports nothing."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import click


class Verb(NamedTuple):
    """A verb: the module whose ``command`` it is, one line of help, and the extra that has the packages it needs."""

    module: str
    help: str
    extra: str = ""


class Verbs(click.Group):
    """A group of commands that are imported on use (click's "lazily loading subcommands")."""

    def __init__(self, *args: Any, verbs: Mapping[str, Verb], **more: Any) -> None:
        super().__init__(*args, **more)
        self.verbs = verbs

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs, sorted."""
        return sorted(self.verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a verb and return its `command`; say which extra to install if a package is missing."""
        verb = self.verbs.get(cmd_name)
        if verb is None:
            return None
        try:
            command = import_module(verb.module).command
        except ModuleNotFoundError as error:
            if not verb.extra or (error.name or "").startswith("support_portal"):
                raise
            raise click.ClickException(
                f"{ctx.command_path} {cmd_name} needs the package {error.name}, which is not installed here; "
                f"write: pip install 'sphinx-support-portal[{verb.extra}]'"
            ) from error
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of verbs without importing them."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, self.verbs[name].help) for name in sorted(self.verbs)])
