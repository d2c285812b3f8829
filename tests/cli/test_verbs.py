"""Verbs are loaded when they are asked for, and a missing package is named with the extra that has it."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from support_portal.cli import VERBS
from support_portal.cli.search import VERBS as SEARCH
from support_portal.cli.traffic import VERBS as TRAFFIC
from support_portal.cli.verbs import Verb, Verbs


@pytest.fixture
def group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verbs:
    modules = {
        "verbs_fine": "import click\n\n@click.command()\ndef command():\n    click.echo('done')\n",
        "verbs_lacking": "import no_such_package\n",
    }
    for name, text in modules.items():
        (tmp_path / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    verbs = {
        "fine": Verb("verbs_fine", "Does something."),
        "extra": Verb("verbs_lacking", "Needs more.", "more"),
        "broken": Verb("verbs_lacking", "Is broken."),
    }
    return Verbs("all", verbs=verbs)


def test_help_loads_nothing(group: Verbs) -> None:
    """The list of verbs imports none of their modules; a verb that is run is imported."""
    sys.modules.pop("verbs_fine", None)
    output = CliRunner().invoke(group, ["--help"]).output
    assert [line.split() for line in output.splitlines() if "something" in line] == [["fine", "Does", "something."]]
    assert "verbs_fine" not in sys.modules
    assert CliRunner().invoke(group, ["fine"]).output == "done\n"


def test_missing_packages(group: Verbs) -> None:
    """What to install is said where an extra has it; anything else that is missing is a mistake of ours."""
    done = CliRunner().invoke(group, ["extra"])
    assert done.exit_code == 1
    assert "all extra needs the package no_such_package" in done.output
    assert "pip install 'sphinx-support-portal[more]'" in done.output
    assert isinstance(CliRunner().invoke(group, ["broken"]).exception, ModuleNotFoundError)
    assert "No such command 'nothing'" in CliRunner().invoke(group, ["nothing"]).output


@pytest.mark.parametrize("verbs", [VERBS, SEARCH, TRAFFIC], ids=["all", "search", "traffic"])
def test_every_verb_is_there(verbs: dict[str, Verb]) -> None:
    """Each module has a command, and its line of help is a sentence."""
    for verb in verbs.values():
        assert isinstance(import_module(verb.module).command, click.Command)
        assert verb.help[0].isupper()
        assert verb.help.endswith(".")
