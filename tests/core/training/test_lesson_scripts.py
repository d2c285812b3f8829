"""The scripts that lessons teach with: they run as they stand, and print what the lesson says they print."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

TRAINING = Path(__file__).parents[3] / "docs" / "training"
# A fence at the margin: its language, and what is in it.
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def scripts_of(lesson: Path) -> tuple[str, list[str]]:
    """Return a lesson's Python, one block below the other, and each ``text`` block that follows a block of it."""
    fences = _FENCE.findall(lesson.read_text(encoding="utf-8"))
    script = "".join(code for language, code in fences if language == "python")
    printed = [code for (before, _), (language, code) in pairwise(fences) if (before, language) == ("python", "text")]
    return script, printed


LESSONS = [lesson for lesson in sorted(TRAINING.glob("*/*.md")) if scripts_of(lesson)[0]]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.stem)
def test_scripts_print_what_the_lesson_says(lesson: Path) -> None:
    """Without a key, a network or a package; a lesson may show some of the lines only, in any order."""
    script, printed = scripts_of(lesson)
    run = subprocess.run(
        [sys.executable, "-I", "-c", script], capture_output=True, text=True, check=False, timeout=30, env={}
    )
    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    assert [line for block in printed for line in block.splitlines() if line not in lines] == []


def test_lessons_have_scripts() -> None:
    """The scripts are found, and most of them say what they print."""
    assert len(LESSONS) > 8
    assert sum(bool(scripts_of(lesson)[1]) for lesson in LESSONS) > 8
