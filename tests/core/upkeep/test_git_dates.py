"""Dates from git: the day of the last commit of each file, in real repositories."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from pathlib import Path

import pytest

from support_portal.core.upkeep.git_dates import commit_dates

JAN, FEB, MAR, APR = (dt.date(2026, month, 10) for month in (1, 2, 3, 4))


@pytest.fixture(autouse=True)
def plain_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Git with nobody's settings, that never looks above the test's folder for a repository."""
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, "/dev/null")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Ada Bell")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "ada@example.org")
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2001-01-01T00:00:00Z")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))


class Repository:
    """A repository whose commits have the dates they are given."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, **environment: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.root, check=True, env=os.environ | environment)

    def commit(self, day: dt.date | str, message: str = "x", **files: str) -> None:
        """Write files (``__`` in a name is a slash) and commit them at noon UTC of a day, or at an ISO time."""
        for name, text in files.items():
            path = self.root / name.replace("__", "/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.git("add", "--all")
        when = f"{day}T12:00:00Z" if isinstance(day, dt.date) else day
        self.git("commit", "--quiet", f"--message={message}", GIT_COMMITTER_DATE=when)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


def test_last_commit(repository: Repository) -> None:
    """A file has the day of its last commit, the committer's, and keeps it when others change."""
    repository.commit(JAN, a="1", b="1", c__d="1")
    repository.commit(FEB, b="2")
    repository.commit(MAR, c__d="2")
    (repository.root / "a").write_text("not committed")
    (repository.root / "new").write_text("not committed")
    assert commit_dates(repository.root) == {"a": JAN, "b": FEB, "c/d": MAR}


def test_only_below_the_folder(repository: Repository) -> None:
    """Paths are relative to the folder; what lies outside it is left out."""
    repository.commit(JAN, docs__a="1", docs__news__b="1", other="1")
    assert commit_dates(repository.root / "docs") == {"a": JAN, "news/b": JAN}


@pytest.mark.parametrize(
    "name",
    ["Größe und Maß.md", "日本語.md", "with space.md", 'quo"te.md', "tab\there.md", "line\nbreak.md", "-dash.md"],
)
def test_names(repository: Repository, name: str) -> None:
    """Names of any signs are given as they are."""
    repository.commit(JAN, **{name: "1"})
    assert commit_dates(repository.root) == {name: JAN}


def test_names_like_commits(repository: Repository) -> None:
    """A file called like a time, with or without a hash behind it, is a file."""
    names = {"2024": "1", "1795449167": "1", f"1795449167 {'a' * 40}": "1"}
    repository.commit(JAN, **names)
    repository.commit(FEB, zzz="1", **{"2024": "2"})
    assert commit_dates(repository.root) == dict.fromkeys(names, JAN) | {"2024": FEB, "zzz": FEB}


def test_days_are_utc(repository: Repository) -> None:
    """A commit after midnight east of Greenwich belongs to the day it was in UTC, on every machine."""
    repository.commit("2026-01-11T01:00:00+05:00", a="1")
    assert commit_dates(repository.root) == {"a": JAN}


def test_merges(repository: Repository) -> None:
    """A file keeps the day its author changed it, not the day of the merge."""
    repository.commit(JAN, a="1")
    repository.git("checkout", "--quiet", "-b", "side")
    repository.commit(FEB, b="1")
    repository.git("checkout", "--quiet", "main")
    repository.commit(FEB, c="1")
    repository.git("merge", "--quiet", "--no-ff", "--no-edit", "side", GIT_COMMITTER_DATE=f"{MAR}T12:00:00Z")
    assert commit_dates(repository.root) == {"a": JAN, "b": FEB, "c": FEB}


def test_shallow_clone(repository: Repository, tmp_path: Path) -> None:
    """The oldest commit of a shallow clone seems to touch every file, so only the later ones give dates."""
    repository.commit(JAN, a="1")
    repository.commit(FEB, b="1")
    repository.commit(MAR, c="1")
    for depth, expected in (("1", {}), ("2", {"c": MAR})):
        clone = tmp_path / f"clone-{depth}"
        repository.git("clone", "--quiet", f"--depth={depth}", f"file://{repository.root}", str(clone))
        assert commit_dates(clone) == expected


def test_no_commit_yet(repository: Repository) -> None:
    """A repository of no commits has no dates."""
    assert commit_dates(repository.root) == {}


def test_no_repository(tmp_path: Path) -> None:
    """Outside git, and where there is no folder, there are no dates."""
    assert commit_dates(tmp_path) == {}
    assert commit_dates(tmp_path / "nowhere") == {}


def test_no_git(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without git builds the portal without these dates."""
    repository.commit(JAN, a="1")
    monkeypatch.setenv("PATH", "/nonexistent")
    assert commit_dates(repository.root) == {}


def test_minor_commits(repository: Repository) -> None:
    """A commit that says it is minor moves no date, unless the file has no other."""
    repository.commit(JAN, a="1")
    repository.commit(FEB, "a typo\n\nMinor-Edit: yes", a="2", b="1")
    repository.commit(MAR, "Minor-Edit: yes is only said in the text, not at its end\n\nSo it is none.", c="1")
    assert commit_dates(repository.root) == {"a": JAN, "b": FEB, "c": MAR}


def test_minor_files(repository: Repository) -> None:
    """The last commit of a file that says so itself does not count; the one before does."""
    for day in (JAN, FEB, MAR):
        repository.commit(day, a=f"{day}", b=f"{day}")
    repository.commit(APR, only="1")
    assert commit_dates(repository.root, ["a", "only"]) == {"a": FEB, "b": MAR, "only": APR}
