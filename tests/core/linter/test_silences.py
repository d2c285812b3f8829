"""Comments that turn rules off: where they reach, and that they need a reason and a use."""

from __future__ import annotations

from pathlib import Path

import pytest

from support_portal.core.linter.fixes import mended

from .make import check

FOR = "% portal-check: off spelling because it is quoted\n"


def lines(folder: Path, text: str) -> list[tuple[int, str]]:
    return [(r.line, r.rule) for r in check(folder, text) if r.rule in ("spelling", "silence")]


@pytest.mark.parametrize(
    "block",
    [
        "Words recieves\nover two lines recieves.\n",
        "- one recieves\n\n- two\n\n  recieves\n",
        "| recieves |\n| --- |\n| recieves |\n",
        "> recieves\n",
        ":::{note}\nrecieves\n\nrecieves\n:::\n",
        "## recieves\n",
        "Term\n: recieves\n",
    ],
)
def test_it_holds_for_the_block_below(tmp_path: Path, block: str) -> None:
    """A silence reaches to the end of the block below it, with blank lines between or without, and no further."""
    text = f"# Title\n\n{FOR}\n{block}\nrecieves\n"
    assert lines(tmp_path, text) == [(text.count("\n"), "spelling")]
    assert lines(tmp_path, text.replace(FOR + "\n", FOR)) == [(text.count("\n") - 1, "spelling")]


def test_at_the_top_it_holds_for_the_page(tmp_path: Path) -> None:
    """Between front matter and title a silence is for all of the page, its front matter too."""
    page = f"---\nsummary: It recieves.\n---\n{FOR}\n# Title recieves\n\nrecieves\n\n- recieves\n"
    assert lines(tmp_path, page) == []


def test_inside_a_directive(tmp_path: Path) -> None:
    """A silence works inside a note or tab, for the block below it there."""
    text = f"# Title\n\n::::{{note}}\n{FOR}\nrecieves\n\nrecieves\n::::\n"
    assert lines(tmp_path, text) == [(8, "spelling")]


def test_another_rule_is_heard(tmp_path: Path) -> None:
    """A silence turns off the rules it names, no other."""
    found = check(tmp_path, f"# Title\n\n{FOR}recieves [here](https://example.org)\n")
    assert [r.rule for r in found if r.rule != "summary-length"] == ["link-text"]


def test_a_comment_in_code_is_no_silence(tmp_path: Path) -> None:
    """What stands in a code sample turns nothing off and is not judged."""
    assert lines(tmp_path, f"# Title\n\n```md\n{FOR}\n```\n\nrecieves\n") == [(8, "spelling")]


def test_an_idle_comment_is_mended_away(tmp_path: Path) -> None:
    """The edit of a silence that silences nothing takes its line out."""
    text = f"# Title\n\n{FOR}\nAll is well.\n"
    found = [r for r in check(tmp_path, text) if r.rule == "silence"]
    assert [r.line for r in found] == [3]
    assert mended(text, found) == ("# Title\n\n\nAll is well.\n", 1)
