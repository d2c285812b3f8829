"""Tracks: courses in order for one audience, and what is wrong with their file."""

from __future__ import annotations

from typing import Any

import pytest

from support_portal.core.article import Article
from support_portal.core.training.tracks import parse_tracks
from support_portal.notices import Notice

from ..make import article, library, messages


def course(slug: str, *prerequisites: str, minutes: int = 10) -> list[Article]:
    """Return a course's index page and its one lesson."""
    lesson = article(f"training/{slug}/one", minutes=minutes)
    return [article(f"training/{slug}/index", children=[lesson.docname], prerequisites=prerequisites), lesson]


LIBRARY = library([*course("basics"), *course("more", "basics", minutes=35)])


def test_a_track() -> None:
    """A track has its courses in the file's order, their time and their lessons."""
    data = {"all": {"title": "Everybody", "description": "For us.", "courses": ["basics", "training/more"]}}
    (track,), problems = parse_tracks(data, LIBRARY)
    assert problems == ()
    assert (track.docname, track.title, track.description) == ("training/tracks/all", "Everybody", "For us.")
    assert [c.article.slug for c in track.courses] == ["basics", "more"]
    assert (track.minutes, track.lessons) == (45, 2)


def test_no_file() -> None:
    """Without a file there are no tracks, and nothing is wrong."""
    assert parse_tracks(None, LIBRARY) == ((), ())


@pytest.mark.parametrize(
    ("data", "message", "left"),
    [
        ([1], 'has no tracks; write "analysts: {title: Analysts, courses: [data-for-analysts]}"', 0),
        ({"a": {"courses": ["more"]}}, 'track "a" has no title; write "a: {title: …, courses: [...]}"', 0),
        ({"a": "A"}, 'track "a" has no title; write "a: {title: …, courses: [...]}"', 0),
        ({"a": {"title": "A"}}, 'track "a" has no courses; write courses: [a-course, another]', 0),
        ({"a": {"title": "A", "courses": "basics"}}, 'track "a" has no courses; write courses: [a-course, another]', 0),
        (
            {"A b": {"title": "A", "courses": ["more"]}},
            'track "A b" cannot name a page; write lower-case letters, digits and hyphens',
            0,
        ),
        (
            {"index": {"title": "A", "courses": ["more"]}},
            'track "index" cannot name a page; write lower-case letters, digits and hyphens',
            0,
        ),
        (
            {"a": {"title": "A", "courses": ["basic", "more"]}},
            'track "a" names "basic", which is no course (did you mean "basics"?)',
            1,
        ),
        (
            {"a": {"title": "A", "courses": ["zzz"]}},
            'track "a" names "zzz", which is no course; the courses are basics, more',
            0,
        ),
        ({"a": {"title": "A", "courses": ["more", "more"]}}, 'track "a" names "more" twice; take one out', 1),
        (
            {"a": {"title": "A", "courses": ["more", "basics"]}},
            'track "a" has "more" before "basics", which it builds on; swap them',
            1,
        ),
        (
            {"a": {"title": "A", "course": [], "courses": ["basics"]}},
            'track "a" has a key "course"; write one of title, description, courses (did you mean "courses"?)',
            1,
        ),
    ],
)
def test_what_is_wrong(data: Any, message: str, left: int) -> None:
    """A wrong entry costs one notice; what is right stays."""
    tracks, problems = parse_tracks(data, LIBRARY)
    assert messages(problems) == [message]
    assert all(problem.notice is Notice.DATA_FILE for problem in problems)
    assert len(tracks) == left
