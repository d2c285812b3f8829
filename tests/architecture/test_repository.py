"""What a Git host runs and shows: workflows that are pinned and may do little, forms, and owners that are current."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from support_portal.cli import main

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


def test_zizmor() -> None:
    """zizmor, at its strictest and without the network, finds nothing in the workflows."""
    zizmor = Path(sys.executable).with_name("zizmor")
    done = subprocess.run(
        [zizmor, "--offline", "--persona", "pedantic", "--no-progress", ".github"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows(path: Path) -> None:
    """Actions are pinned by commit with their version beside, nothing is allowed by default, and every job ends."""
    text = path.read_text(encoding="utf-8")
    uses = re.findall(r"uses: (.*)", text)
    assert [line for line in uses if not re.fullmatch(r"[\w/.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)] == []
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 60
        assert job["permissions"]
    assert text.startswith("# ")


def test_targets_exist() -> None:
    """Whatever target of make a workflow calls, the Makefile has."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    builders = re.search(r"^BUILDERS := (.*)$", makefile, re.MULTILINE)
    assert builders is not None
    targets = {*re.findall(r"^([a-z-]+):", makefile, re.MULTILINE), *builders[1].split()}
    for path in WORKFLOWS:
        for call in re.findall(r"^\s+(?:- run: )?make ([a-z ]+)$", path.read_text(encoding="utf-8"), re.MULTILINE):
            assert set(call.split()) <= targets, path.name


def test_code_owners_are_current() -> None:
    """CODEOWNERS says what the pages say; `support-portal owners` writes it."""
    done = CliRunner().invoke(main, ["owners", "--check", "--project", str(ROOT)])
    assert done.exit_code == 0, done.output


def test_the_form_takes_the_page() -> None:
    """The link below an article fills in a field the form has."""
    form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/wrong-page.yml").read_text(encoding="utf-8"))
    assert "page" in [item.get("id") for item in form["body"]]
    assert "template=wrong-page.yml&page={path}" in (ROOT / ".github/workflows/pages.yml").read_text(encoding="utf-8")
