"""`support-portal check`: which files, what it prints, what it mends, and how it ends."""

from __future__ import annotations

import json
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from support_portal.cli import main
from support_portal.testing import write

DOCS = {
    "docs/index.md": "# Home\n\n```{toctree}\n:glob:\n\nsolutions/*\n```\n",
    "docs/solutions/good.md": "---\nsummary: It is good.\n---\n# Good\n\nAll is well.\n",
    "docs/solutions/bad.md": "---\nsummary: It is bad.\n---\n# Bad\n\nIt recieves [here](good.md).\n",
    "docs/solutions/note.md": "---\nsummary: It is noted.\nanswers: Hiding it\n---\n# Noted\n",
}
GIT = ("git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")


@pytest.fixture
def portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path, DOCS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return tmp_path


def run(*arguments: str, **environment: str) -> tuple[int, str]:
    done = CliRunner(env={"COLUMNS": "120", **environment}).invoke(main, ["check", *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return done.exit_code, done.output


def git(folder: Path, *arguments: str) -> None:
    subprocess.run([*GIT, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.mark.usefixtures("portal")
def test_people_read_groups_with_places() -> None:
    """A person sees the file, then for each finding its place, its rule, what to write, and the line marked."""
    assert run("docs/solutions/bad.md") == (
        1,
        "docs/solutions/bad.md  2 warnings\n"
        "  docs/solutions/bad.md:6:4  warning  spelling  --fix mends it\n"
        '    "recieves" is misspelt; write receives\n'
        "    | It recieves [here](good.md).\n"
        "    |    ^^^^^^^^\n"
        "  docs/solutions/bad.md:6:13  warning  link-text\n"
        '    "here" does not say where the link leads; write the name of the page as its text\n'
        "    | It recieves [here](good.md).\n"
        "    |             ^^^^^^^^^^^^^^^\n"
        "\n"
        "1 page checked: 2 warnings. 1 can be mended by machine: see them with --diff, do it with --fix.\n",
    )
    assert run("docs/solutions/good.md") == (0, "1 page checked, nothing to mend.\n")


@pytest.mark.usefixtures("portal")
def test_long_lines_are_shown_around_the_place(portal: Path) -> None:
    """Of a line longer than the screen the part with the mistake is shown, the marks below it."""
    page = portal / "docs/solutions/good.md"
    page.write_text("# Good\n\n" + "well " * 60 + "recieves" + " well" * 60 + "\n", encoding="utf-8")
    lines = run("docs/solutions/good.md", "--rule", "spelling", COLUMNS="60")[1].splitlines()
    shown, marks = next((a, b) for a, b in pairwise(lines) if "^" in b)
    assert len(shown) <= 60
    assert shown[marks.index("^") : marks.rindex("^") + 1] == "recieves"


@pytest.mark.usefixtures("portal")
def test_which_files() -> None:
    """Without files all pages are checked, folders stand for their pages, and what is no Markdown is left alone."""
    write(Path(), {"docs/solutions/a.png": b"\x89PNG", "docs/solutions/data.csv": "recieves"})
    assert run()[1].splitlines()[-1].startswith("4 pages checked: 2 warnings, 1 note.")
    assert run("docs/solutions", "docs/solutions/good.md")[1].splitlines()[-1].startswith("3 pages checked")
    assert run("docs/solutions/a.png", "docs/solutions/data.csv") == (0, "0 pages checked, nothing to mend.\n")


@pytest.mark.usefixtures("portal")
def test_a_page_outside_the_portal() -> None:
    """A file that is no page of the portal is checked for what needs no other page."""
    write(Path(), {"README.md": "# Title\n\nIt recieves [docs](docs/index.md), [none](none.md).\n"})
    found = json.loads(run("README.md", "--format", "json")[1])["findings"]
    assert [(f["rule"], f["column"]) for f in found] == [("spelling", 4), ("link-target", 36)]


def test_changed_files(portal: Path) -> None:
    """--changed means what differs from a commit, new files too, and pages that name a page that is gone."""
    git(portal, "init", "-q")
    git(portal, "add", ".")
    git(portal, "commit", "-qm", "one")
    assert run("--changed") == (0, "0 pages checked, nothing to mend.\n")
    write(portal, {"docs/solutions/new.md": "---\nsummary: New.\n---\n# New\n"})
    (portal / "docs/solutions/note.md").write_text("---\nsummary: It is noted.\n---\n# Noted well\n", encoding="utf-8")
    assert run("--changed") == (0, "2 pages checked, nothing to mend.\n")
    git(portal, "add", ".")
    git(portal, "commit", "-qm", "two")
    assert run("--changed") == (0, "0 pages checked, nothing to mend.\n")
    assert run("--changed", "HEAD~1") == (0, "2 pages checked, nothing to mend.\n")
    (portal / "docs/solutions/good.md").unlink()
    found = json.loads(run("--changed", "--format", "json")[1])
    assert found["checked"] == 1
    assert "link-target" in {finding["rule"] for finding in found["findings"]}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none.md"], "Path 'none.md' does not exist"),
        (["--docs", "none"], '"none" is no folder; name the folder of pages with --docs'),
        (["--rule", "speling"], 'there is no rule "speling" (did you mean "spelling"?)'),
        (["--changed", "HEAD", "docs/index.md"], "name files or --changed, not both"),
        (["--changed", "nowhere"], "git cannot tell what changed"),
    ],
)
@pytest.mark.usefixtures("portal")
def test_called_wrongly(arguments: list[str], message: str) -> None:
    """A wrong call ends with 2 and says what to write."""
    code, output = run(*arguments)
    assert code == 2
    assert message in output


@pytest.mark.usefixtures("portal")
def test_how_it_ends() -> None:
    """Notes fail nothing unless asked to, warnings do unless told not to."""
    assert run("docs/solutions/note.md")[0] == 0
    assert run("docs/solutions/note.md", "--fail-on", "note")[0] == 1
    assert run("docs/solutions/bad.md", "--fail-on", "error")[0] == 0
    assert run("docs/solutions/bad.md", "--rule", "terms")[0] == 0


def test_preview_then_mend(portal: Path) -> None:
    """--diff shows the change and writes nothing; --fix shows the same, writes it, and tells what is left."""
    page = portal / "docs/solutions/bad.md"
    old = page.read_text(encoding="utf-8")
    code, shown = run("docs/solutions", "--diff")
    assert code == 1
    assert shown.splitlines()[:2] == ["--- a/docs/solutions/bad.md", "+++ b/docs/solutions/bad.md"]
    assert shown.splitlines()[-2:] == ["-It recieves [here](good.md).", "+It receives [here](good.md)."]
    assert page.read_text(encoding="utf-8") == old
    code, output = run("docs/solutions", "--fix")
    assert output.startswith(shown)
    assert output.splitlines()[-1] == "3 pages checked: 1 warning, 1 note."
    assert page.read_text(encoding="utf-8") == old.replace("recieves", "receives")
    assert run("docs/solutions", "--diff")[1] == ""


@pytest.mark.usefixtures("portal")
def test_formats() -> None:
    """JSON and SARIF are documents of their own; in GitHub Actions findings are annotations without being asked."""
    assert json.loads(run("--format", "json")[1])["checked"] == 4
    assert json.loads(run("--format", "sarif")[1])["version"] == "2.1.0"
    lines = run(GITHUB_ACTIONS="true")[1].splitlines()
    assert [line.split(" ")[0] for line in lines] == ["::warning", "::warning", "::notice"]


@pytest.mark.usefixtures("portal")
def test_a_file_that_is_no_text() -> None:
    """A broken file is a finding among the others."""
    write(Path(), {"docs/solutions/broken.md": b"\xff\xfe"})
    code, output = run()
    assert code == 1
    assert "docs/solutions/broken.md:1:1  error  file\n    the file is not UTF-8 text" in output


@pytest.mark.usefixtures("portal")
def test_broken_terms() -> None:
    """What is wrong with the file of terms is told once, whatever is checked, and its right entries hold."""
    words = "wrods: []\nnames: Explorer\nwords:\n- {not: well, write: fine}\n- {write: use}\n"
    write(Path(), {"docs/_data/terms.yaml": words, "conf.py": 'exclude_patterns = ["_data"]\n'})
    found = json.loads(run("docs/solutions/good.md", "--format", "json")[1])["findings"]
    assert [(f["path"], f["rule"]) for f in found[:3]] == [("docs/_data/terms.yaml", "terms")] * 3
    assert found[0]["message"].startswith('the file has a list "wrods", which is not known')
    assert found[0]["message"].endswith('(did you mean "words"?)')
    assert 'no list under "names"' in found[1]["message"]
    assert "no word in entry 2" in found[2]["message"]
    assert [f["message"] for f in found[3:]] == ['"well": write "fine"']


def test_the_rules_are_listed() -> None:
    """--list names every rule with its severity."""
    lines = run("--list")[1].splitlines()
    assert len(lines) > 20
    assert lines[0] == "file              error           A page is text in UTF-8"
