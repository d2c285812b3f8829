"""Every warning the portal can give: one member and one sentence each.

A notice reads *what is wrong, where, what to write instead*.  Its value is the warning's subtype, so
``suppress_warnings = ["portal.topic"]`` silences one kind.  The catalogue in ``docs/operate`` is generated from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Notice(Enum):
    """The kinds of notice; the docstring-like second element is the sentence of the catalogue."""

    FRONT_MATTER = (
        "front_matter",
        "A front matter value is not of its kind; its default is used, and for a key that decides who may read the article that means draft.",
    )
    UNKNOWN_KEY = ("unknown_key", "A front matter key looks like a misspelling of one the portal knows.")
    REQUIRED = ("required", "A front matter key that this section needs is missing.")
    TITLE = ("title", "An article has no level-one heading, so it has no title.")
    TOPIC = ("topic", "A topic or product is not in the vocabulary file.")
    REFERENCE = (
        "reference",
        "An article, course or topic reference leads nowhere; its text is printed without a link.",
    )
    UNPUBLISHED_LINK = (
        "unpublished_link",
        "A published page refers to one that is not published; the text is kept, the link is not.",
    )
    AUDIENCE = (
        "audience",
        "A page refers to one that not all its readers may read; the build stops, except in a preview.",
    )
    OPTION = ("option", "A directive's option has a value it cannot take; the option's default is used.")
    REDIRECT = ("redirect", "Two addresses clash, a redirect goes in a circle, or an old address is a living page.")
    DATA_FILE = (
        "data_file",
        "A file in docs/_data cannot be read or has an entry of the wrong form; the entry is dropped.",
    )
    REPORT = ("report", "The traffic report cannot be read or names an address no article has.")
    LESSON = (
        "lesson",
        "A course or lesson is incomplete: no lessons, an unknown prerequisite, or a lesson in no course.",
    )
    LESSON_PART = (
        "lesson_part",
        "A check, exercise, solution or video lacks something, such as a right option or captions; the rest is shown.",
    )
    MANUAL = (
        "manual",
        "A manual's plan names what the portal does not have, or chooses nothing; the rest of the manual is made.",
    )
    MANUAL_NODE = (
        "manual_node",
        "A page holds something a printed manual has no form for; its text is printed plainly.",
    )
    MANUAL_PICTURE = (
        "manual_picture",
        "A picture is missing, broken or elsewhere on the web, or has no alternative text; its description is printed.",
    )
    MANUAL_GLYPH = (
        "manual_glyph",
        "No font of the manuals has a character; its name is printed in brackets until a font is added.",
    )
    MANUAL_TYPESETTING = (
        "manual_typesetting",
        "A page could not be typeset, so its plain text is printed, or the manual could not be made at all.",
    )
    MANUAL_SHELF = (
        "manual_shelf",
        "A manual that was made is not offered to readers: its file is gone or another, or it holds what this website does not publish.",
    )
    EPUB = (
        "epub",
        "A chapter of the ePub is not valid XML, so reading systems would refuse it; the HTML in its page is at fault.",
    )
    EDITOR = ("editor", "The visual editor is on and something it needs is missing; the site is built without it.")
    CONFIG = ("config", "A portal setting in conf.py has a value it cannot take; its default is used.")

    def __init__(self, subtype: str, sentence: str) -> None:
        self.subtype = subtype
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """One notice before it is printed: its kind, what to say, and the line (1-based) if known.

    ``key`` is the front matter key it is about, for problems found after reading, when lines are looked up.
    """

    notice: Notice
    message: str
    line: int | None = None
    key: str = ""
