"""An article: everything other pages may want to know of a page, small, frozen and picklable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, Final, NamedTuple

from support_portal.core.fields import Audience, Level, State

# Raise when Article's fields change, so that pickled environments are read anew (a test watches).
ARTICLE_VERSION: Final = 4

NEWS: Final = "news"
SOLUTIONS: Final = "solutions"
TRAINING: Final = "training"
SECTIONS: Final = (NEWS, SOLUTIONS, TRAINING)


class Heading(NamedTuple):
    """A heading below the title: its anchor (without ``#``), its text and its level (2 is right below the title).

    A tuple, because an environment of 10,000 articles holds 40,000 and dataclasses are slow to unpickle.
    """

    anchor: str
    text: str
    level: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One page of the portal.

    ``docname`` is Sphinx's name of the page (path without suffix); ``section`` its first folder when that is a
    section, else empty; ``folder`` the docname's folder.  ``words`` counts the words of the text,
    ``links`` are the docnames it refers to.  ``article`` is the docname of the article a lesson shows.  Dates are days;
    ``publish_at`` and ``expires_at`` are aware UTC times.
    """

    docname: str
    title: str
    summary: str = ""
    teaser: str = ""
    section: str = ""
    folder: str = ""
    is_index: bool = False
    headings: tuple[Heading, ...] = ()
    words: int = 0
    links: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    date: dt.date | None = None
    updated: dt.date | None = None
    minor: bool = False
    topics: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    owner: str = ""
    state: str = State.PUBLISHED
    publish_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None
    review_by: dt.date | None = None
    audience: str = Audience.PUBLIC
    pin: int | None = None
    unpin: bool = False
    keywords: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    redirect_from: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    learners: tuple[str, ...] = ()
    level: str = Level.BEGINNER
    prerequisites: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    article: str = ""
    minutes: int | None = None

    def __reduce__(self) -> tuple[Callable[..., Article], tuple[object, ...]]:
        """Pickle the values alone: dataclasses' own way asks for the fields of each article, to be read and written.

        At 10,000 articles that was half a second of every edit.
        """
        return _article, _VALUES(self)

    @property
    def slug(self) -> str:
        """The last part of the docname, or the folder's name for an index page: what references are written with."""
        parts = self.docname.split("/")
        return parts[-2] if parts[-1] == "index" and len(parts) > 1 else parts[-1]

    @property
    def description(self) -> str:
        """The summary, or else the teaser."""
        return self.summary or self.teaser


_FIELDS: Final = tuple(field.name for field in fields(Article))
_VALUES: Final = attrgetter(*_FIELDS)


def _article(*values: Any) -> Article:
    """Return the article of a pickle."""
    return Article(**dict(zip(_FIELDS, values, strict=True)))
