"""Courses and their lessons: order, time, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass

from support_portal.core.addresses import first_address
from support_portal.core.article import TRAINING, Article
from support_portal.core.library import Library
from support_portal.core.suggest import closest
from support_portal.core.teaser import reading_minutes
from support_portal.notices import Notice, Problem


@dataclass(frozen=True, slots=True)
class Course:
    """A course: its index page and its lessons in order."""

    article: Article
    lessons: tuple[Article, ...]

    @property
    def minutes(self) -> int:
        """The time of all lessons, in minutes."""
        return sum(lesson_minutes(lesson) for lesson in self.lessons)


def steps(course: Course) -> tuple[tuple[str, str, str], ...]:
    """Return (id, docname, title) of each lesson in order; progress is kept by the ids, which never change."""
    return tuple((first_address(lesson), lesson.docname, lesson.title) for lesson in course.lessons)


def certificate(library: Library, course: Course) -> str:
    """Return the name of the page a course's certificate is on; empty when an article or no lesson stands there."""
    name = f"{course.article.folder}/certificate"
    return name if course.lessons and name not in library else ""


def lesson_minutes(lesson: Article) -> int:
    """Return a lesson's time in minutes: its own figure, or else the time to read it."""
    return lesson.minutes or reading_minutes(lesson.words)


def course(library: Library, docname: str) -> Course | None:
    """Return the course whose index is ``docname``, or None."""
    article = library.get(docname)
    if article is None or not library.is_course(article):
        return None
    return Course(article, tuple(a for a in library.children(docname) if not a.is_index))


def courses(library: Library) -> tuple[Course, ...]:
    """Return all courses in the order of the training page, those it does not name last, by docname."""
    named = [a.docname for a in library.children("training/index")]
    found = [c for a in library if (c := course(library, a.docname))]
    return tuple(
        sorted(
            found,
            key=lambda c: (
                named.index(c.article.docname) if c.article.docname in named else len(named),
                c.article.docname,
            ),
        )
    )


def course_of(library: Library, lesson: Article) -> Course | None:
    """Return the course a lesson belongs to, or None."""
    return course(library, f"{lesson.folder}/index") if lesson.section == TRAINING and not lesson.is_index else None


def prerequisite(library: Library, slug: str) -> Article | None:
    """Return the course page a ``prerequisites`` entry names, or None."""
    return next((a for name in library.find(slug) if library.is_course(a := library.articles[name])), None)


def duration(minutes: int) -> str:
    """Return minutes as words: ``"45 min"``, ``"1 h 5 min"``, ``"2 h"``."""
    hours, rest = divmod(minutes, 60)
    parts = (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "")
    return " ".join(part for part in parts if part)


def check(library: Library, longest: int = 0) -> tuple[tuple[str, Problem], ...]:
    """Return what is wrong, as (docname, problem): empty courses, unknown or circular prerequisites, stray lessons.

    A course of more than ``longest`` minutes is too long; 0 allows any length.
    """
    problems: list[tuple[str, Problem]] = []

    def report(article: Article, message: str, key: str = "") -> None:
        problems.append((article.docname, Problem(Notice.LESSON, message, key=key)))

    all_courses = courses(library)
    slugs = [c.article.slug for c in all_courses]
    needs: dict[str, tuple[str, ...]] = {}
    in_course: set[str] = set()
    for c in all_courses:
        in_course.update(lesson.docname for lesson in c.lessons)
        if not c.lessons:
            report(c.article, "this course has no lessons; name them in its toctree")
        if longest and c.minutes > longest:
            report(
                c.article,
                f"this course takes {c.minutes} min, more than the {longest} of portal_course_minutes; "
                "make two courses of it, or shorten it",
            )
        found = [(slug, prerequisite(library, slug)) for slug in c.article.prerequisites]
        for slug, needed in found:
            if needed is None:
                match = closest(slug, slugs)
                hint = f'; did you mean "{match}"?' if match else f"; the courses are {', '.join(sorted(slugs))}"
                report(c.article, f'prerequisite "{slug}" is no course{hint}', "prerequisites")
        needs[c.article.docname] = tuple(needed.docname for _, needed in found if needed)
    for c in all_courses:
        if _reaches_itself(c.article.docname, needs):
            report(c.article, "this course is, in the end, a prerequisite of itself; remove one", "prerequisites")
    for a in library:
        if a.section == TRAINING and not a.is_index and a.docname.count("/") >= 2 and a.docname not in in_course:
            report(a, f"this lesson is in no course; name it in {a.folder}/index")
    return tuple(problems)


def _reaches_itself(start: str, needs: dict[str, tuple[str, ...]]) -> bool:
    todo, seen = list(needs.get(start, ())), set()
    while todo:
        docname = todo.pop()
        if docname == start:
            return True
        if docname not in seen:
            seen.add(docname)
            todo.extend(needs.get(docname, ()))
    return False
