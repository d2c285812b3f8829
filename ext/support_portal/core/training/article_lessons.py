"""Lessons that show an article: which article each means, and what is wrong with those that mean none.

The file of such a lesson names an article of the solutions in its front matter (``article: embed-a-badge``).  The
article keeps its one source; the lesson gives it a place in a course.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from support_portal.core.addresses import section_of
from support_portal.core.article import SOLUTIONS, TRAINING, Article
from support_portal.core.front_matter import FrontMatter
from support_portal.core.library import Library
from support_portal.notices import Notice, Problem

KEY: Final = "article"
# What a lesson takes over from its article unless it says it itself.  Not the topics: a topic lists the article.
INHERITED: Final = ("summary", "updated", "products", "authors")


@dataclass(frozen=True, slots=True)
class Lessons:
    """Lessons that show an article: docname of each to the article's, and why the others cannot be shown."""

    shown: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, tuple[str, Problem]] = field(default_factory=dict)


def is_lesson(docname: str) -> bool:
    """Tell whether a page has the place of a lesson, ``training/<course>/<lesson>``."""
    return section_of(docname) == TRAINING and docname.count("/") == 2 and not docname.endswith("/index")


def misplaced(found: FrontMatter, docname: str) -> tuple[Problem, ...]:
    """Return a problem when a page that is no lesson names an article to show."""
    if KEY not in found.values or is_lesson(docname):
        return ()
    message = f"{KEY} is for lessons only; take it out, or move this page into the folder of a course"
    return (Problem(Notice.FRONT_MATTER, message, found.lines.get(KEY)),)


def resolve(wanted: Mapping[str, FrontMatter], pages: Collection[str], hidden: Mapping[str, str]) -> Lessons:
    """Return the lessons; ``wanted`` are their front matters by docname, ``hidden`` says why pages are not published.

    ``pages`` are all docnames.  A lesson whose article is missing, or is not for readers now, is refused.
    """
    library = Library({d: Article(docname=d, title="") for d in pages if d not in wanted})
    shown: dict[str, str] = {}
    refused: dict[str, tuple[str, Problem]] = {}
    for docname, found in wanted.items():
        name = str(found.values[KEY])
        meant = library.find(name)
        notice, reason, advice = Notice.REFERENCE, "its article is missing", ""
        if not meant:
            near = library.similar_slug(name)
            hint = f'did you mean "{near}"?' if near else "write the file's name without .md"
            advice = f'there is no article "{name}" to show as this lesson; {hint}'
        elif len(meant) > 1:
            advice = f'"{name}" means several pages; write one of {", ".join(meant)}'
        elif section_of(meant[0]) != SOLUTIONS or meant[0].endswith("/index"):
            advice = f'a lesson shows an article of the solutions, and "{meant[0]}" is none; name one'
        elif why := hidden.get(meant[0]):
            notice, reason = Notice.UNPUBLISHED_LINK, why
            advice = (
                f'"{meant[0]}" is not published ({why}), so this lesson is left out; publish it or make this a draft'
            )
        if advice:
            refused[docname] = reason, Problem(notice, advice, found.lines.get(KEY))
        if len(meant) == 1 and (not advice or notice is Notice.UNPUBLISHED_LINK):
            shown[docname] = meant[0]
    return Lessons(shown, refused)
