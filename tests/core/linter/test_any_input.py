"""Whatever a file holds, checking it ends with findings, never with a traceback."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Report
from support_portal.core.linter.run import check_file
from support_portal.core.linter.source import LARGEST
from support_portal.testing import write

from .make import NOW, RULES, check

# What Markdown, MyST, YAML and the rules take notice of, to be put together at random.
PIECES = [
    "---\n", "summary: ", "topics: [", "]\n", "state: draft\n", "# ", "## ", "#### ", "\n", "\n\n", "- ", "1. ",
    "> ", "    ", "```", "````", ":::", "::::", "{note}", "{figure} a.*", "{toctree}", "{glossary}",
    "{code-block} json", "json", "html", "python", "bash", "\n:alt: ", "\n:name: x", "curl ", "--get ", "-X", "'",
    '"', "`", "``", "[", "](", ")", "![", "{term}`", "{article}`", "<", ">", "<img src=", "</b>", "| ", " |\n",
    "| --- |\n", "(label)=\n", "% ", "% portal-check: off ", "spelling", " because ", "recieves", "click here",
    "currently", "\\", "\\|", "&amp;", "*", "**", "_", "^", "[^1]", "[^1]: ", "+++", "{#id .class}", "$", "\t",
    "\u00e9", "\u2028", "\ufeff", "\U0001f600", "a", "Word ", "x: y\n", "#anchor", "other.md", "\r\n", "\u000b",
]  # fmt: skip


@cache
def _folder() -> Path:
    """Return one folder for all examples: hypothesis has no fixture that is made anew for each."""
    folder = Path(mkdtemp()) / "docs"
    write(folder, {"other.md": "# Other\n"})
    return folder


def found_in(content: bytes) -> list[Report]:
    path = _folder() / "page.md"
    path.write_bytes(content)
    return check_file(path, Pages(_folder(), NOW), RULES, "page.md")[0]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=60).map("".join))
@settings(max_examples=150)
def test_any_text(text: str) -> None:
    """Every finding of any text is at a place that the text has."""
    source = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
    lines = source.removeprefix("\ufeff").split("\n")
    for report in found_in(text.encode("utf-8", "replace")):
        assert 1 <= report.line <= report.end_line <= len(lines)
        assert 1 <= report.column <= len(lines[report.line - 1]) + 1
        assert 1 <= report.end_column <= len(lines[report.end_line - 1]) + 1
        assert report.message


@given(st.binary(max_size=200))
@settings(max_examples=100)
def test_any_bytes(content: bytes) -> None:
    """Bytes that are no text are one finding."""
    found_in(content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"# Caf\xe9\n", "is not UTF-8 text (byte 0xe9 in line 1); save it as UTF-8"),
        (b"# A\n\n\xff", "in line 3"),
        (b"# A\0B\n", "is not text but binary data"),
        (b"\x89PNG\r\n\x1a\n\0", "is not text but binary data"),
        (b"#" * (LARGEST + 1), "has 1,000,001 bytes, too many for a page"),
    ],
)
def test_no_text(tmp_path: Path, content: bytes, message: str) -> None:
    """A file that is no text is one finding, which says why and what to do."""
    (found,) = check(tmp_path, content)
    assert (found.rule, found.line, found.column) == ("file", 1, 1)
    assert message in found.message


def test_no_file(tmp_path: Path) -> None:
    """So are a file that is gone, a folder and a file nobody may read."""
    (tmp_path / "folder.md").mkdir()
    for name, message in {"gone.md": "does not exist", "folder.md": "is no file"}.items():
        ((found,), page) = check_file(tmp_path / name, Pages(tmp_path), RULES, name)
        assert message in found.message
        assert page is None


@pytest.mark.parametrize(
    "text",
    [
        "> " * 5000 + "x", "- " * 2000, "[" * 5000, "{note}`" * 500, ("::: {note}\n" * 300), "`" * 20000, "*a " * 5000,
        "```json\n" + "[" * 100_000 + "\n```", "```python\n" + "(" * 5000 + "\n```", 
        "---\n" + "a: [" * 5000 + "\n---\n",
        "|" * 20000 + "\n" + "|-" * 100 + "\n", "```html\n" + "<b>" * 5000 + "\n```",
    ],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_nested_and_endless(tmp_path: Path, text: str) -> None:
    """Text nested or repeated beyond reason is checked as far as it goes."""
    assert isinstance(check(tmp_path, text), list)


@pytest.mark.parametrize(
    "broken", [b"\xff", b"words: {", b"words: [{}]", b"- 1", b"words: 3", b"names: {a: b}", b"spelling: [[1]]"]
)
def test_broken_data_files(tmp_path: Path, broken: bytes) -> None:
    """Broken vocabularies, terms, reports and settings are as good as none."""
    names = ["_data/terms.yaml", "_data/topics.yaml", "_data/products.yaml", "_data/traffic.json", "conf.py"]
    found = check(tmp_path, "---\nsummary: x\n---\n# Title\n", dict.fromkeys(names, broken))
    assert [r.rule for r in found] == []
