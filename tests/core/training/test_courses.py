"""Training: courses, their lessons and times, and what is wrong with them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.article import Article
from support_portal.core.library import Library
from support_portal.core.training import courses
from support_portal.notices import Notice

from ..make import article, data, library, messages, names

ALTMETRICS, EXPLORER = "training/altmetrics/index", "training/explorer/index"


def course(slug: str, *prerequisites: str, lessons: int = 1) -> list[Article]:
    """Return a course's index page and its lessons."""
    pages = [article(f"training/{slug}/{n}") for n in range(lessons)]
    index = article(f"training/{slug}/index", children=[p.docname for p in pages], prerequisites=prerequisites)
    return [index, *pages]


def check(*chosen: list[Article]) -> list[str]:
    found = courses.check(library(page for pages in chosen for page in pages))
    assert all(problem.notice is Notice.LESSON for _, problem in found)
    return messages(found)


def test_durations() -> None:
    """Minutes read as hours and minutes."""
    cases = data("texts.yaml")["duration"]
    assert [[minutes, courses.duration(minutes)] for minutes, _ in cases] == cases


def test_course(small: Library) -> None:
    """A course has its lessons in reading order, and takes as long as they do: their own figure or the reading time."""
    found = courses.course(small, ALTMETRICS)
    assert found is not None
    assert names(found.lessons) == ["training/altmetrics/attention", "training/altmetrics/donut"]
    assert [courses.lesson_minutes(lesson) for lesson in found.lessons] == [15, 3]
    assert found.minutes == 18


@pytest.mark.parametrize("docname", ["training/index", "training/altmetrics/donut", "solutions/badges/index", "x"])
def test_no_course(small: Library, docname: str) -> None:
    """Only the index of a folder right below training is a course."""
    assert courses.course(small, docname) is None


def test_courses_come_in_the_order_of_the_training_page(small: Library) -> None:
    """The training page's toctree gives the order; a course it does not name comes last."""
    assert [c.article.docname for c in courses.courses(small)] == [EXPLORER, ALTMETRICS]
    more = library([*small, *course("aaa"), *course("zzz")])
    assert [c.article.slug for c in courses.courses(more)] == ["explorer", "altmetrics", "aaa", "zzz"]


def test_course_of(small: Library) -> None:
    """A lesson knows its course; a course and a solution belong to none."""
    lesson = small.articles["training/explorer/tabs"]
    found = courses.course_of(small, lesson)
    assert found is not None
    assert found.article.docname == EXPLORER
    assert courses.course_of(small, found.article) is None
    assert courses.course_of(small, small.articles["solutions/orphan"]) is None


def test_steps_keep_their_ids() -> None:
    """A lesson is known by the first address it had, so that progress survives moves, new titles and a new order."""
    lessons = [
        article("training/a/1", title="One"),
        article("training/a/2", title="Two", redirect_from=["training/b/2"]),
    ]
    index = article("training/a/index", children=["training/a/2", "training/a/1"])
    found = courses.course(library([index, *lessons]), index.docname)
    assert found is not None
    assert courses.steps(found) == (("training/b/2", "training/a/2", "Two"), ("training/a/1", "training/a/1", "One"))


def test_certificate_gives_way() -> None:
    """A course's certificate has a page of its own, unless an article or no lesson stands there."""
    pages = course("a")
    found = courses.course(library(pages), "training/a/index")
    assert found is not None
    assert courses.certificate(library(pages), found) == "training/a/certificate"
    assert courses.certificate(library([*pages, article("training/a/certificate")]), found) == ""
    empty = courses.course(library(course("b", lessons=0)), "training/b/index")
    assert empty is not None
    assert courses.certificate(library(course("b", lessons=0)), empty) == ""


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("altmetrics", ALTMETRICS),
        ("training/altmetrics", ALTMETRICS),
        ("training/altmetrics/index", ALTMETRICS),
        ("donut", None),
        ("badges", None),
        ("", None),
    ],
)
def test_prerequisite(small: Library, slug: str, expected: str | None) -> None:
    """A prerequisite is named as any page is, and is a course."""
    found = courses.prerequisite(small, slug)
    assert (found and found.docname) == expected


def test_nothing_wrong() -> None:
    """Complete courses have no problems."""
    assert check(course("a"), course("b", "a"), course("c", "a", "training/b")) == []


def test_stray_lessons(small: Library) -> None:
    """A lesson no course names is told where to be named; the small portal has just that one problem."""
    assert messages(courses.check(small)) == [
        "training/altmetrics/stray: this lesson is in no course; name it in training/altmetrics/index"
    ]


def test_pages_beside_the_courses_are_no_lessons() -> None:
    """A page right below training, on how courses work say, needs no course."""
    assert check([article("training/how-it-works")]) == []


def test_course_without_lessons() -> None:
    """A course whose toctree names nothing, or nothing published, is empty."""
    gone = [article("training/b/index", children=["training/b/draft"])]
    assert check(course("a", lessons=0), gone) == [
        f"training/{name}/index: this course has no lessons; name them in its toctree" for name in "ab"
    ]


@pytest.mark.parametrize(
    ("slug", "hint"),
    [("altmetrcs", 'did you mean "altmetrics"?'), ("zzz", "the courses are altmetrics, explorer")],
)
def test_unknown_prerequisite(slug: str, hint: str) -> None:
    """A prerequisite that is no course gets a suggestion, or the list of courses."""
    (problem,) = check(course("altmetrics"), course("explorer", slug))
    assert problem == f'training/explorer/index: prerequisite "{slug}" is no course; {hint}'


@pytest.mark.parametrize(
    ("needs", "circular"),
    [
        ({"a": ["a"]}, "a"),
        ({"a": ["b"], "b": ["a"]}, "ab"),
        ({"a": ["training/b"], "b": ["training/a/index"]}, "ab"),
        ({"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"]}, "abc"),
        ({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}, ""),
    ],
)
def test_circles(needs: dict[str, list[str]], circular: str) -> None:
    """Courses in a circle are told, however their references are written; those that only lead into it are not."""
    assert check(*(course(slug, *more) for slug, more in needs.items())) == [
        f"training/{slug}/index: this course is, in the end, a prerequisite of itself; remove one" for slug in circular
    ]


slugs = st.sampled_from("abcd")


@given(st.dictionaries(slugs, st.lists(slugs | st.just("x"), max_size=3, unique=True)), st.randoms())
def test_any_courses(needs: dict[str, list[str]], random: Any) -> None:
    """The check ends for any prerequisites, and says the same whatever order the pages come in."""
    pages = [course(slug, *more) for slug, more in needs.items()]
    expected = check(*pages)
    random.shuffle(pages)
    assert check(*pages) == expected
