"""Lessons that show an article: which one each means, and what is told where it means none."""

from __future__ import annotations

import pytest

from support_portal.core import front_matter
from support_portal.core.training.article_lessons import is_lesson, misplaced, resolve
from support_portal.notices import Notice

from ..make import article, library

LESSON = "training/basics/embedding"
PAGES = {
    *("solutions/badges/embed", "solutions/score/sizes", "solutions/badges/sizes", "solutions/badges/index"),
    *("news/embed-is-new", "training/basics/index", LESSON, "training/more/embed"),
}


def found(name: str) -> front_matter.FrontMatter:
    """Return the front matter of a lesson."""
    return front_matter.parse(f"---\nminutes: 3\narticle: {name}\n---\n")


def test_an_article_by_its_name() -> None:
    """The file's name is enough, as in a reference; another lesson that shows the article is not meant."""
    wanted = {LESSON: found("embed"), "training/more/embed": found("solutions/badges/embed")}
    lessons = resolve(wanted, PAGES, {})
    assert lessons.shown == dict.fromkeys(wanted, "solutions/badges/embed")
    assert lessons.refused == {}


@pytest.mark.parametrize(
    ("name", "notice", "words"),
    [
        ("embd", Notice.REFERENCE, 'there is no article "embd" to show as this lesson; did you mean "embed"?'),
        ("zebra", Notice.REFERENCE, "write the file's name without .md"),
        ("sizes", Notice.REFERENCE, '"sizes" means several pages; write one of solutions/badges/sizes, solutions/s'),
        ("embed-is-new", Notice.REFERENCE, 'shows an article of the solutions, and "news/embed-is-new" is none'),
        ("solutions/badges", Notice.REFERENCE, 'and "solutions/badges/index" is none; name one'),
        ("score/sizes", Notice.UNPUBLISHED_LINK, '"solutions/score/sizes" is not published (draft), so this lesson'),
    ],
)
def test_no_article(name: str, notice: Notice, words: str) -> None:
    """What is wrong is told at the line of the name; only an unpublished article could be shown in a preview."""
    lessons = resolve({LESSON: found(name)}, sorted(PAGES), {"solutions/score/sizes": "draft"})
    reason, problem = lessons.refused[LESSON]
    assert (problem.notice, problem.line) == (notice, 3)
    assert words in problem.message
    assert reason == ("draft" if notice is Notice.UNPUBLISHED_LINK else "its article is missing")
    assert (LESSON in lessons.shown) == (notice is Notice.UNPUBLISHED_LINK)


@pytest.mark.parametrize(
    ("docname", "lesson"),
    [(LESSON, True), ("training/basics/index", False), ("training/one", False), ("solutions/a/b", False)],
)
def test_lessons_only(docname: str, lesson: bool) -> None:
    """A lesson is a page in a course's folder; elsewhere the key is told."""
    assert is_lesson(docname) == lesson
    problems = misplaced(found("embed"), docname)
    assert [problem.line for problem in problems] == ([] if lesson else [3])


def test_the_library_knows_the_article_once() -> None:
    """References by name and content mean the article; its lesson leads to it."""
    shown = article("training/basics/embed", article="solutions/badges/embed")
    books = library([article("solutions/badges/embed", title="Embed"), shown])
    assert books.find("embed") == ("solutions/badges/embed",)
    assert books.find("basics/embed") == ("training/basics/embed",)
    assert [a.docname for a in books.content] == ["solutions/badges/embed"]
    original = books.shown_in("training/basics/embed")
    assert original is not None
    assert original.title == "Embed"
    assert books.shown_in("solutions/badges/embed") is books.shown_in("none") is None
