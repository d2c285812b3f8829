"""The questions of articles: where they stand, and which two articles claim."""

from __future__ import annotations

from pathlib import Path

import pytest

from support_portal.core.search.questions import claimed_twice, likest, questions
from support_portal.testing import write

LIST = "---\ntitle: x\nanswers:\n  - What is it?\n  - What now?\n---\n# A\n"
FLOW = "---\nanswers: ['Is it: this?', 'Why?']\n---\n# B\n"
FOLDED = "---\nanswers:\n  - >-\n    Where is\n    the rest?\n---\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LIST, [(4, "What is it?"), (5, "What now?")]),
        (FLOW, [(2, "Is it: this?"), (2, "Why?")]),
        (FOLDED, [(4, "Where is the rest?")]),
        ("# No front matter\n", []),
    ],
)
def test_lines(tmp_path: Path, text: str, expected: list[tuple[int, str]]) -> None:
    """Each question has the line it begins in, however the list is written."""
    write(tmp_path, {"a/b.md": text})
    found = questions(tmp_path)
    assert [(one.line, one.text) for one in found] == expected
    assert {one.docname for one in found} <= {"a/b"}
    assert {one.place for one in found} == {f"{(tmp_path / 'a/b.md').as_posix()}:{line}" for line, _ in expected}


def test_claimed_twice(tmp_path: Path) -> None:
    """Order, endings and small words make no difference; one article may word its question in two ways."""
    write(
        tmp_path,
        {
            "a.md": "---\nanswers: [How to colour a badge?, Colour badges how?]\n---\n",
            "b.md": "---\nanswers: ['What are blue badges?', Why?]\n---\n",
            "c.md": "---\nanswers: [How do colours badge?]\n---\n",
        },
    )
    asked = questions(tmp_path)
    pairs = [(one.docname, other.docname) for one, other in claimed_twice(asked)]
    assert pairs == [("a", "c")]
    assert likest(asked[0], asked[2:]).docname == "c"
