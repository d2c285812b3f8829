"""Mending: what is certain is written, the rest of the file stays byte for byte, and mending twice changes nothing."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from support_portal.core.linter.fixes import difference, mended, write
from support_portal.core.linter.rule import Edit, Report, Rule, Severity
from support_portal.core.linter.source import read_source

from .make import PAGE, RULES, check


def report(start: int, end: int, text: str) -> Report:
    return Report("x.md", 1, 1, 1, 1, "x", Severity.NOTE, f"{start}", Edit(start, end, text))


def test_edits_that_overlap() -> None:
    """Of two edits that overlap the first is made; edits side by side are both made."""
    assert mended("abcdef", [report(2, 4, "X"), report(0, 3, "Y"), report(4, 6, "")]) == ("Yd", 2)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.fixable], ids=lambda rule: rule.id)
def test_mended_examples(tmp_path: Path, rule: Rule) -> None:
    """What a rule says it mends is mended, and it has nothing to mend in the result."""
    assert isinstance(rule.bad, str)
    found = [r for r in check(tmp_path / "bad", rule.bad, rule.others) if r.rule == rule.id]
    text, count = mended(rule.bad, found)
    assert count
    again = [r for r in check(tmp_path / "mended", text, rule.others) if r.rule == rule.id]
    assert [r.message for r in again if r.edit] == []
    assert len(again) < len(found)


def test_rules_that_mend_say_so(tmp_path: Path) -> None:
    """A rule that is not marked as one that mends gives no edits."""
    for rule in RULES:
        found = check(tmp_path / rule.id, rule.bad, rule.others)
        assert rule.fixable or not [r for r in found if r.rule == rule.id and r.edit]


@pytest.mark.parametrize("head", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_line_ends_and_marks_stay(tmp_path: Path, head: bytes, end: bytes) -> None:
    """A file keeps its line ends, its byte order mark and its rights; only the word changes."""
    old = head + end.join([b"# Title", b"", "It recieves é.".encode(), b""])
    found = check(tmp_path, old)
    path = tmp_path / "docs" / PAGE
    path.chmod(0o640)
    source = read_source(path)
    write(source, mended(source.text, found)[0])
    assert path.read_bytes() == old.replace(b"recieves", b"receives")
    assert path.stat().st_mode & 0o777 == 0o640
    assert [p.name for p in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(("old", "new"), [("a\nb\n", "a\nc\n"), ("a\nb", "a\nc"), ("", "x")])
def test_the_preview_is_a_patch(tmp_path: Path, old: str, new: str) -> None:
    """The diff that is shown is one that git applies."""
    (tmp_path / "x.md").write_text(old, encoding="utf-8")
    patch = difference("x.md", old, new)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "apply"], cwd=tmp_path, input=patch, text=True, check=True)
    assert (tmp_path / "x.md").read_text(encoding="utf-8") == new
