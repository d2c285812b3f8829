"""What a page can name, and how: the kinds of mention, and which roles, directives and options are which."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from support_portal.core.markdown.views import NOWHERE


class Kind(StrEnum):
    """How a mention is read; paths are relative to the page's folder, or to the source folder after a ``/``."""

    LINK = "address of a link: a path with or without suffix, with an anchor, percent-encoded"
    FILE = "path of a file"
    DOC = "path of a page, without suffix"
    PAGE = "path of a page from the source folder, without suffix"
    FOLDER = "path of a folder from the source folder"
    ARTICLE = "slug, or as much of a page's path as tells it apart, with an anchor"
    TOPIC = "key of a topic"
    WEB = "address of a built page"
    UNKNOWN = "value of a directive nobody told us about: perhaps a file or a page"


@dataclass(frozen=True, slots=True)
class Mention:
    """One name in a page: ``text`` stands at ``start`` to ``end`` (offsets in the file), on ``line`` (1-based).

    ``start`` is NOWHERE where the file has the text in another spelling, such as a quoted one.  ``via`` says in what it
    stands, such as ``{doc}``.  ``whole`` is the whole reference, for taking it out, and ``shown`` the words it shows,
    if it has its own.
    """

    kind: Kind
    text: str
    start: int
    end: int
    line: int
    via: str = ""
    whole: tuple[int, int] = (NOWHERE, NOWHERE)
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Toctree:
    """A toctree: its entries, each with the offsets of its line, and the ``end`` of the last line that says something.

    ``patterns`` are the entries of a toctree with ``:glob:`` that are no plain names.  Of an empty toctree ``end`` is
    in the line that closes it.
    """

    line: int
    end: int
    is_empty: bool = True
    entries: tuple[tuple[Mention, int, int], ...] = ()
    patterns: tuple[str, ...] = ()


@dataclass(slots=True)
class Page:
    """What a page names, in the order of the file."""

    mentions: list[Mention] = field(default_factory=list)
    toctrees: list[Toctree] = field(default_factory=list)


ARGUMENTS: Final = {"figure": Kind.FILE, "image": Kind.FILE, "include": Kind.FILE, "literalinclude": Kind.FILE}
OPTIONS: Final = {
    "file": Kind.FILE,
    "diff": Kind.FILE,
    "img-top": Kind.FILE,
    "img-bottom": Kind.FILE,
    "img-background": Kind.FILE,
    "poster": Kind.FILE,
    "target": Kind.WEB,
    "page": Kind.PAGE,
    "more": Kind.PAGE,
    "folder": Kind.FOLDER,
    "topic": Kind.TOPIC,
}
ROLES: Final = {
    "doc": Kind.DOC,
    "std:doc": Kind.DOC,
    "any": Kind.DOC,
    "download": Kind.FILE,
    "article": Kind.ARTICLE,
    "course": Kind.ARTICLE,
    "topic": Kind.TOPIC,
}
