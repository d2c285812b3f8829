"""The verbs that begin, move and retire pages: what a person types, and what is told and written."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from support_portal.cli import main
from support_portal.testing import build, write

PORTAL = {
    "conf.py": "",
    "docs/index.md": "# Home\n\n:::{toctree}\nsolutions/index\n:::\n",
    "docs/solutions/index.md": "# Solutions\n\n:::{toctree}\nbadges/index\napis/index\n:::\n",
    "docs/solutions/badges/index.md": "# Badges\n\n:::{toctree}\none\ntwo\n:::\n",
    "docs/solutions/badges/one.md": "# One\n\nSee {article}`two`.\n",
    "docs/solutions/badges/two.md": "# Two\n\nSee {article}`one`.\n",
    "docs/solutions/apis/index.md": "# APIs\n\n:::{toctree}\nkeys\n:::\n",
    "docs/solutions/apis/keys.md": "# Keys\n",
    "docs/_data/topics.yaml": "badges: Badges\napis: APIs\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path, PORTAL)
    return tmp_path


def run(project: Path, *arguments: str, typed: str = "") -> tuple[int, str]:
    done = CliRunner(env={"SOURCE_DATE_EPOCH": "1795435200"}).invoke(
        main, [*arguments, "--project", str(project)], input=typed or None
    )
    return done.exit_code, done.output


@pytest.mark.parametrize(
    "old", ["docs/solutions/badges/one.md", "solutions/badges/one", "./docs/solutions/badges/one.md"]
)
@pytest.mark.parametrize("new", ["docs/solutions/apis/one.md", "solutions/apis/one", "docs/solutions/apis/"])
def test_names_of_moves(project: Path, old: str, new: str) -> None:
    """A page is named as it comes: by its path or its address, and into a folder under its own name."""
    code, output = run(project, "move", old, new)
    assert code == 0, output
    assert (
        output.splitlines()[0]
        == "Moved docs/solutions/badges/one.md to docs/solutions/apis/one.md. These files changed:"
    )
    assert "redirect_from: [solutions/badges/one]" in (project / "docs/solutions/apis/one.md").read_text()
    assert not (project / "docs/solutions/badges/one.md").exists()


def test_dry_run(project: Path) -> None:
    """A dry run shows the diff and writes nothing."""
    code, output = run(project, "move", "solutions/badges/one", "solutions/badges/first", "--dry-run")
    assert code == 0
    assert "rename to docs/solutions/badges/first.md" in output
    assert "+See {article}`first`." in output
    assert {name: (project / name).read_text() for name in PORTAL} == PORTAL


def test_in_the_middle_of_a_merge(project: Path) -> None:
    """A file in which Git has not finished a merge is not touched."""

    def git(*arguments: str) -> None:
        subprocess.run(
            ["git", "-C", str(project), "-c", "user.name=A", "-c", "user.email=a@b.c", *arguments], check=False
        )

    git("init", "-q", "-b", "main")
    for branch, text in (("main", ""), ("other", "Two words.\n"), ("main", "Other words.\n")):
        git("checkout", "-q", *(["-b", branch] if branch == "other" else [branch]))
        (project / "docs/solutions/badges/two.md").write_text(PORTAL["docs/solutions/badges/two.md"] + text)
        git("add", "-A")
        git("commit", "-q", "-m", "x")
    git("merge", "-q", "other")
    code, output = run(project, "move", "solutions/badges/one", "solutions/apis/one-more")
    assert code == 1
    assert "docs/solutions/badges/two.md is in the middle of a merge; finish that first" in output
    assert (project / "docs/solutions/badges/one.md").exists()


def test_new_by_questions(project: Path) -> None:
    """What is not given is asked for, again when the answer is wrong; the draft is in its folder and builds."""
    typed = (
        "solutions/badge\nsolutions/badges\nHide: a badge\n\nAdd a line.\nHow do I hide it?\nbadge\nbadges\neditors\n"
    )
    code, output = run(project, "new", "article", typed=typed)
    assert code == 0, output
    assert '(did you mean "solutions/badges"?)' in output
    assert '(did you mean "badges"?)' in output
    text = (project / "docs/solutions/badges/hide-a-badge.md").read_text()
    assert text.startswith(
        '---\nsummary: Add a line.\nupdated: 2026-11-23\ntopics: [badges]\nanswers: ["How do I hide it?"]\n'
        "owner: editors\nreview_by: 2027-05-24\nstate: draft\n---\n# Hide: a badge\n"
    )
    for preview in (False, True):
        assert build(project, out=f"out-{preview}", portal_preview=preview, nitpicky=True).warnings == []


def test_new_by_options(project: Path) -> None:
    """With --no-input nothing is asked, and what is missing is named."""
    code, output = run(project, "new", "article", "--no-input", "--title", "A title")
    assert code == 2
    assert "--folder is missing" in output
    code, output = run(project, "new", "article", "--no-input", "--folder", "docs/solutions/apis/")
    assert code == 2
    assert "--title is missing" in output
    given = ("--no-input", "--folder", "docs/solutions/apis/", "--title", "A title", "--topic", "apis")
    assert run(project, "new", "article", *given)[0] == 0
    code, output = run(project, "new", "article", *given)
    assert (code, "docs/solutions/apis/a-title.md exists already" in output) == (1, True)


TRAINING = {
    "docs/index.md": "# Home\n\n:::{toctree}\nsolutions/index\ntraining/index\n:::\n",
    "docs/training/index.md": "# Training\n\n:::{toctree}\nbasics/index\n:::\n",
    "docs/training/basics/index.md": "# Basics\n\n:::{toctree}\nstart\n:::\n",
    "docs/training/basics/start.md": "# Start\n\nWords.\n",
}


def test_new_lesson_that_shows_an_article(project: Path) -> None:
    """A lesson is named after its article, stands at the end of its course, and builds when it is published."""
    write(project, TRAINING)
    code, output = run(project, "new", "lesson", "--course", "basics", typed="keys\n\n\n")
    assert code == 0, output
    page = project / "docs/training/basics/keys-lesson.md"
    page.write_text(page.read_text().replace("state: draft\n", ""))
    assert page.read_text().startswith("---\narticle: keys\nminutes: 10\n---\n\n## Exercise\n")
    site = build(project, out="out", nitpicky=True)
    assert site.warnings == []
    assert site.soup("training/basics/keys-lesson").select_one("h1").get_text(strip=True).startswith("Keys")


def test_new_lesson_by_options(project: Path) -> None:
    """A lesson of its own text needs a title; a wrong course or article is named with what was meant."""
    write(project, TRAINING)
    lesson = ("new", "lesson", "--no-input")
    code, output = run(project, *lesson, "--title", "A title")
    assert (code, "--course is missing" in output) == (2, True)
    code, output = run(project, *lesson, "--course", "basiks", "--title", "A title")
    assert (code, '(did you mean "training/basics"?)' in output) == (2, True)
    code, output = run(project, *lesson, "--course", "training/basics", "--article", "kees")
    assert (code, 'did you mean "keys"?' in output) == (1, True)
    code, output = run(project, *lesson, "--course", "training/basics")
    assert (code, "--title is missing" in output) == (2, True)
    assert run(project, *lesson, "--course", "training/basics", "--title", "A title")[0] == 0
    assert (project / "docs/training/basics/a-title.md").read_text().startswith("---\nminutes: 10\nstate: draft\n---\n")


def test_retired(project: Path) -> None:
    """A retired page is archived, and its successor named by slug; without one, what is in the way is listed."""
    code, output = run(project, "retire", "two")
    assert code == 1
    assert 'docs/solutions/badges/one.md:3: {article} names "two"' in output
    code, output = run(project, "retire", "two", "--successor", "keys")
    assert code == 0, output
    assert (project / "docs/solutions/badges/one.md").read_text() == "# One\n\nSee {article}`keys`.\n"
    site = build(project, nitpicky=True)
    assert site.warnings == []
    assert "solutions/apis/keys.html" in site.text("_redirects")
    assert build(project, out="preview", portal_preview=True).warnings == []


def test_renamed_topic(project: Path) -> None:
    """A topic is renamed, and what readers lose by it is told."""
    code, output = run(project, "rename-topic", "badges", "donuts")
    assert code == 0
    assert "topics/badges and feeds/topics/badges are gone after this" in output
    assert (project / "docs/_data/topics.yaml").read_text() == "donuts: Badges\napis: APIs\n"


def test_somewhere_else(tmp_path: Path) -> None:
    """Outside a portal it is said where to go."""
    code, output = run(tmp_path, "move", "a", "b")
    assert code == 1
    assert "go to the portal's folder, or name it with --project" in output
