"""Tracks: courses in order for one audience, as ``tracks.yaml`` names them, and what is wrong with that file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from support_portal.core.article import TRAINING, Article
from support_portal.core.library import Library
from support_portal.core.suggest import did_you_mean
from support_portal.core.training import courses
from support_portal.core.training.courses import Course
from support_portal.notices import Notice, Problem

_KEYS = ("title", "description", "courses")


@dataclass(frozen=True, slots=True)
class Track:
    """A path through courses: its key (part of its address), what readers see, and the courses in order."""

    key: str
    title: str
    description: str
    courses: tuple[Course, ...]

    @property
    def minutes(self) -> int:
        """The time of all its lessons, in minutes."""
        return sum(course.minutes for course in self.courses)

    @property
    def lessons(self) -> int:
        """How many lessons it has."""
        return sum(len(course.lessons) for course in self.courses)

    @property
    def docname(self) -> str:
        """The name of its page."""
        return f"training/tracks/{self.key}"

    def page(self, title: str) -> Article:
        """Return its generated page as search finds it: under ``title``, and by the courses it lists."""
        return Article(
            docname=self.docname,
            title=title,
            summary=self.description or ", ".join(course.article.title for course in self.courses),
            section=TRAINING,
            folder="training/tracks",
            keywords=tuple(course.article.title for course in self.courses),
        )


def parse_tracks(data: Any, library: Library) -> tuple[tuple[Track, ...], tuple[Problem, ...]]:
    """Return the tracks of a data file, ``{key: {title, description, courses: [slug, …]}}``, and what is wrong with it.

    A wrong course is left out; a track without courses is dropped.
    """
    if data is None:
        return (), ()
    if not isinstance(data, dict):
        advice = 'has no tracks; write "analysts: {title: Analysts, courses: [data-for-analysts]}"'
        return (), (Problem(Notice.DATA_FILE, advice, 1),)
    tracks: list[Track] = []
    problems: list[Problem] = []
    for name, entry in data.items():
        key, told = str(name), f'track "{name}"'
        if not _is_name(key):
            problems.append(_problem(f"{told} cannot name a page; write lower-case letters, digits and hyphens", name))
            continue
        if not isinstance(entry, dict) or not isinstance(entry.get("title"), str):
            problems.append(_problem(f'{told} has no title; write "{key}: {{title: …, courses: [...]}}"', name))
            continue
        problems += [
            _problem(f'{told} has a key "{k}"; write one of {", ".join(_KEYS)}{did_you_mean(str(k), _KEYS)}', name)
            for k in entry
            if k not in _KEYS
        ]
        courses, wrong = _courses(key, entry.get("courses"), library)
        problems += wrong
        if courses:
            tracks.append(Track(key, entry["title"], str(entry.get("description") or ""), tuple(courses)))
        elif not wrong:
            problems.append(_problem(f"{told} has no courses; write courses: [a-course, another]", name))
    return tuple(tracks), tuple(problems)


def _is_name(key: str) -> bool:
    return key != "index" and bool(key) and all(part.isalnum() and part == part.lower() for part in key.split("-"))


def _problem(message: str, key: object) -> Problem:
    return Problem(Notice.DATA_FILE, message, key=str(key))


def _courses(key: str, slugs: Any, library: Library) -> tuple[list[Course], list[Problem]]:
    """Return a track's courses, and a problem for each that is none, comes twice, or before what it builds on."""
    told = f'track "{key}"'
    known = [c.article.slug for c in courses.courses(library)]
    found: list[Course] = []
    problems: list[Problem] = []
    for slug in slugs if isinstance(slugs, Sequence) and not isinstance(slugs, str) else ():
        index = courses.prerequisite(library, str(slug))
        course = courses.course(library, index.docname) if index else None
        if course is None:
            hint = did_you_mean(str(slug), known) or f"; the courses are {', '.join(sorted(known))}"
            problems.append(_problem(f'{told} names "{slug}", which is no course{hint}', key))
        elif course in found:
            problems.append(_problem(f'{told} names "{slug}" twice; take one out', key))
        else:
            found.append(course)
    names = [c.article.docname for c in found]
    for place, course in enumerate(found):
        for slug in course.article.prerequisites:
            needed = courses.prerequisite(library, slug)
            if needed and needed.docname in names[place + 1 :]:
                order = f'"{course.article.slug}" before "{needed.slug}"'
                problems.append(_problem(f"{told} has {order}, which it builds on; swap them", key))
    return found, problems
