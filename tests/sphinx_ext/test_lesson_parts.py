"""Checks and exercises in lessons, in every format; the examples are those of docs/contribute/lesson-parts.md."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from .make import Make, notices, page, root

DOCS = Path(__file__).parents[2] / "docs/contribute/lesson-parts.md"
EXAMPLES = re.findall(r"^```md\n(.*?)^```$", DOCS.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
# The films the examples name; what they become is told in test_videos.py.
FILMS = {
    f"training/videos/{path.name}": path.read_bytes() for path in (DOCS.parents[1] / "training/videos").glob("find-*")
}
LESSON = FILMS | root({"contribute/lesson.md": page("Lesson", "", "\n".join(EXAMPLES) + "\n## The end\n\nLast words.")})

BAD = {
    "no question": (":::{check}\n- [x] a\n- [ ] b\n:::", "this check has no question"),
    "no options": (":::{check} Why?\nWords.\n:::", "this check has no options"),
    "one option": (":::{check} Why?\n- [x] a\n:::", "this check has one option only"),
    "no right one": (":::{check} Why?\n- [ ] a\n- [ ] b\n:::", "this check has no right option"),
    "two right ones": (":::{check} Why?\n- [x] a\n- [x] b\n:::", "this check has 2 right options"),
    "no mark": (":::{check} Why?\n- [x] a\n- b\n:::", "an option of this check has no mark"),
    "wrong text": (":::{check} Why?\n:type: text\n- [ ] a\n:::", "a check of text lists accepted answers only"),
    "order of one": (":::{check} Why?\n:type: order\n1. a\n:::", "a check of order needs two or more items"),
    "no task": ("::::{exercise}\n:::{solution}\na\n:::\n::::", "this exercise has no task"),
    "empty solution": (":::{solution}\n:::", "this solution is empty"),
}


def test_the_examples_build(make: Make) -> None:
    """The documented examples make four checks, each with a list or an answer to open, and a folded exercise."""
    site = make(LESSON)
    assert site.warnings == []
    soup = site.soup("contribute/lesson")
    checks = soup.select("div.portal-check")
    assert [c["data-kind"] for c in checks] == ["single", "multiple", "order", "text"]
    assert [json.loads(str(c["data-right"])) for c in checks][:2] == [[1], [0, 1]]
    assert [s.get_text() for s in soup.select("details > summary")] == [
        *["Answer"] * 4,
        "Hint",
        "Solution",
        "Transcript",
    ]
    assert len(soup.select("ol.sd-steps > li")) == 2
    assert soup.select("main form, main input") == []
    assert len(soup.select("script[src*='portal-training/checks.js']")) == 1


def test_an_order_can_be_found_again(make: Make) -> None:
    """The items of an order are shuffled, and the answer has them as the author wrote them."""
    check = make(LESSON).soup("contribute/lesson").select("[data-kind=order]")[0]
    shown = [li.get_text(strip=True) for li in check.select("ol.portal-options > li")]
    right = [li.get_text(strip=True) for li in check.select("details li")]
    assert shown != right
    assert [shown[place] for place in json.loads(str(check["data-right"]))] == right
    assert "Reading comes before writing." in check.select("details")[0].get_text()


def test_pages_without_checks_have_no_script(make: Make) -> None:
    """The script is on the pages that need it."""
    assert make(LESSON).soup("index").select("script[src*='portal-training']") == []


def test_ids_stay(make: Make) -> None:
    """A check's id comes from its question, whatever stands around it, or from ``:id:``."""
    check = ":::{check} Why?\n- [x] a\n- [ ] b\n:::"
    site = make(root({"a.md": page("A", "", check), "b.md": page("B", "", "More.\n\n" + check.replace("b\n", "c\n"))}))
    ids = [site.soup(name).select(".portal-check")[0]["id"] for name in "ab"]
    assert ids[0] == ids[1]
    named = make(root({"a.md": page("A", "", check.replace("?\n", "?\n:id: mine\n"))}))
    assert [c["id"] for c in named.soup("a").select(".portal-check")] == ["mine"]


def test_the_same_question_twice(make: Make) -> None:
    """Two checks with one id are told of, and both work."""
    check = ":::{check} Why?\n- [x] a\n- [ ] b\n:::\n\n"
    site = make(root({"a.md": page("A", "", check * 2)}))
    [notice] = notices(site, "lesson_part")
    assert "give this check another one with :id:" in notice
    assert len({c["id"] for c in site.soup("a").select(".portal-check")}) == 2


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_said_at_the_line(make: Make, name: str) -> None:
    """A part that lacks something costs one notice at file and line, and its words are still shown."""
    text, message = BAD[name]
    site = make(root({"a.md": page("A", "", text)}))
    [notice] = notices(site, "lesson_part")
    assert re.match(r"a\.md:[34]: ", notice)
    assert message in notice
    assert len(site.warnings) == 1
    assert site.soup("a").select("[data-kind]") == []


def test_an_unknown_type(make: Make) -> None:
    """A type that is none becomes single, with a suggestion."""
    site = make(root({"a.md": page("A", "", ":::{check} Why?\n:type: multipel\n- [x] a\n- [ ] b\n:::")}))
    [notice] = notices(site, "option")
    assert 'did you mean "multiple"?' in notice
    assert site.soup("a").select("[data-kind=single]")


def test_a_hint_elsewhere_is_a_box(make: Make) -> None:
    """Outside exercises the hint is what it always was."""
    assert make(root({"a.md": page("A", "", ":::{hint}\nLook.\n:::")})).soup("a").select("div.admonition.hint")


@pytest.mark.parametrize("builder", ["text", "latex", "epub", "man"])
def test_answers_come_last(make: Make, builder: str) -> None:
    """Where nothing folds, hints and solutions are printed in place and answers after the page's last words."""
    site = make(LESSON, builder=builder, version="1", copyright="us", epub_copyright="us")
    assert site.warnings == []
    ends = {"text": "contribute/lesson.txt", "epub": "contribute/lesson.xhtml", "latex": "*.tex", "man": "*.[17]"}
    [file] = site.out.glob(ends[builder])
    text = re.sub(r"\s+", " ", file.read_text(encoding="utf-8"))
    order = ["Each source has a tab", "first in its tab", "Last words", "Answers to the checks", "Downloads are usage"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert not re.search("<details|<form|<input|data-right|checks.js", text)


def test_the_manual_has_the_answers(make: Make) -> None:
    """A manual prints checks, exercises and answers with forms of its own, without a notice."""
    assert make(LESSON, builder="typst").warnings == []


def test_the_markdown_copy_has_every_word(make: Make) -> None:
    """The copy for programs has question, options, answer and solution."""
    text = (make(LESSON).out / "contribute/lesson.md").read_text(encoding="utf-8")
    for words in ("Which of these is a mention?", "A download of the PDF", "Downloads are usage", "first in its tab"):
        assert words in text
