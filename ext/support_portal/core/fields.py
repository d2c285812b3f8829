"""The front-matter contract: each key an article may have, its kind, and the help its reference page prints.

One table serves the parser, the JSON Schema for editors and the generated reference, so they cannot drift apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where an article is in its life; only ``published`` is ever seen by readers."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Audience(StrEnum):
    """Who may read an article."""

    PUBLIC = "public"
    CUSTOMER = "customer"
    INTERNAL = "internal"


class Level(StrEnum):
    """How much a course expects its learners to know."""

    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


LEARNERS: Final = (
    "everyone",
    "institutions",
    "publishers",
    "funders",
    "companies",
    "repositories",
    "analysts",
    "administrators",
)


class Kind(StrEnum):
    """What a value must look like."""

    TEXT = "text"
    WORDS = "list of texts"
    DATE = "date"
    MOMENT = "date or time"
    CHOICE = "one of the choices"
    CHOICES = "list of choices"
    NUMBER = "whole number from 1"
    FLAG = "true or false"


@dataclass(frozen=True, slots=True)
class Field:
    """One front-matter key.

    ``choices`` are the values a CHOICE or CHOICES field takes; ``required_in`` the sections that need the key;
    ``used_in`` those it means something in, empty for all.
    """

    name: str
    kind: Kind
    help: str
    example: str
    choices: tuple[str, ...] = ()
    required_in: tuple[str, ...] = ()
    used_in: tuple[str, ...] = ()


_COURSES: Final = ("training",)

FIELDS: Final[tuple[Field, ...]] = (
    Field(
        "summary",
        Kind.TEXT,
        "The answer in one or two plain sentences: teaser, search result, feed and description.",
        "Two lines of HTML show an attention badge on any page.",
    ),
    Field("date", Kind.DATE, "The day the news happened.", "2025-11-10", required_in=("news",), used_in=("news",)),
    Field(
        "updated",
        Kind.DATE,
        "The day the facts were last checked; without it, the last commit that touched the file.",
        "2026-11-23",
    ),
    Field(
        "minor",
        Kind.FLAG,
        "The last commit changed no facts, so it changes neither the page's date nor the feeds.",
        "true",
    ),
    Field(
        "topics",
        Kind.WORDS,
        "Keys of docs/_data/topics.yaml: topic pages, topic feeds, related articles.",
        "[badges, repositories]",
    ),
    Field("products", Kind.WORDS, "Keys of docs/_data/products.yaml.", "[explorer]"),
    Field("owner", Kind.TEXT, "Who answers for the article.", "portal-editors"),
    Field(
        "state",
        Kind.CHOICE,
        "Only published articles reach readers; make preview shows the others with a mark.",
        "draft",
        choices=tuple(State),
    ),
    Field("publish_at", Kind.MOMENT, "Not shown before this time (UTC).", "2026-12-01T09:00:00Z"),
    Field("expires_at", Kind.MOMENT, "Not shown from this time on (UTC).", "2027-06-30"),
    Field("review_by", Kind.DATE, "When somebody should read the article again.", "2027-05-31"),
    Field("audience", Kind.CHOICE, "Who may read it.", "public", choices=tuple(Audience)),
    Field("pin", Kind.NUMBER, "Puts the article before all others in popular lists; 1 comes first.", "1"),
    Field("unpin", Kind.FLAG, "Keeps the article out of popular and trending lists, however much it is read.", "true"),
    Field("keywords", Kind.WORDS, "Words readers type that are not in the text.", "[donut, widget]"),
    Field(
        "answers", Kind.WORDS, "Questions, in readers' words, that this article answers.", '["How do I show a badge?"]'
    ),
    Field(
        "redirect_from", Kind.WORDS, "Old addresses, from the portal's root, that lead here.", "[solutions/old-name]"
    ),
    Field("authors", Kind.WORDS, "Who wrote it, as feeds and search engines show it.", "[Ada Bell]"),
    Field("learners", Kind.CHOICES, "Courses: whom it is for.", "[institutions]", choices=LEARNERS, used_in=_COURSES),
    Field("level", Kind.CHOICE, "Courses: how much it expects.", "beginner", choices=tuple(Level), used_in=_COURSES),
    Field(
        "prerequisites",
        Kind.WORDS,
        "Courses: slugs of the courses to take first.",
        "[altmetrics-in-an-hour]",
        used_in=_COURSES,
    ),
    Field(
        "outcomes",
        Kind.WORDS,
        "Courses: what a learner can do afterwards.",
        "[Read a score in context]",
        used_in=_COURSES,
    ),
    Field(
        "article",
        Kind.TEXT,
        "Lessons: the article to show as this lesson, named as {article} does.",
        "embed-a-badge",
        used_in=_COURSES,
    ),
    Field(
        "minutes", Kind.NUMBER, "Lessons: time to read and do it; without it, the reading time.", "12", used_in=_COURSES
    ),
)

BY_NAME: Final = {field.name: field for field in FIELDS}

# Keys other software reads from the same front matter: never reported as misspellings of ours.
FOREIGN: Final = frozenset(
    {
        "title",
        "orphan",
        "tocdepth",
        "nocomments",
        "no-search",
        "nosearch",
        "myst",
        "html_meta",
        "substitutions",
        "file_format",
        "kernelspec",
        "jupytext",
    }
)

# The keys that decide whether readers may see an article.
GATES: Final = frozenset({"state", "publish_at", "expires_at", "audience"})
