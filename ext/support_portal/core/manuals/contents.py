"""Plan printed manuals: which articles, in what order and on what paper, as ``docs/_data/manuals.yaml`` says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from support_portal.core.article import Article
from support_portal.core.library import Library
from support_portal.core.suggest import did_you_mean
from support_portal.notices import Notice, Problem

# PDF knows six levels of heading; an article needs two of them for its own.
DEEPEST: Final = 4
# How many words are laid out in one go at least: some 70 pages, so that hardly a page more is left partly empty.
_STRETCH: Final = 25_000


class Paper(StrEnum):
    """The sizes the template has a layout for; ``phone`` is for reading on a small screen."""

    A4 = "a4"
    A5 = "a5"
    LETTER = "letter"
    PHONE = "phone"


class Order(StrEnum):
    """In what order pages of one folder stand."""

    READING = "reading"
    TITLE = "title"
    UPDATED = "updated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One manual.

    The filters ``sections`` to ``audience`` must all hold for an article, and within each any of its words; an empty
    one holds for all.  ``articles`` are added to what the filters choose, ``exclude`` (pages or folders) taken away.
    ``volume`` is how many words one file holds at most, 0 for any number: making a PDF takes memory by its length.
    ``lines`` gives the line of each key in the file.
    """

    name: str
    title: str
    subtitle: str = ""
    sections: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    learners: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    order: str = Order.READING
    paper: str = Paper.A4
    cover: bool = True
    picture: str = ""
    index: bool = True
    volume: int = 120_000
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)

    @property
    def is_filtered(self) -> bool:
        """Tell whether the plan chooses by anything but names."""
        return any((self.sections, self.folders, self.topics, self.products, self.learners, self.audience))

    def admits(self, article: Article, learners: Collection[str] = ()) -> bool:
        """Tell whether an article passes all filters; a lesson is for the ``learners`` its course is for.

        A lesson that shows an article is in a manual as a part of its course, never for the subject, as the article is.
        """
        return (
            (not self.sections or article.section in self.sections)
            and (not self.folders or any(_within(article.docname, folder) for folder in self.folders))
            and (not self.topics or not set(self.topics).isdisjoint(article.topics))
            and (not self.products or (not article.article and not set(self.products).isdisjoint(article.products)))
            and (not self.learners or not set(self.learners).isdisjoint(article.learners or learners))
            and (not self.audience or article.audience in self.audience)
        )

    def excludes(self, docname: str) -> bool:
        """Tell whether a page, or a folder it is in, is named in ``exclude``."""
        return any(docname == name or _within(docname, name) for name in self.exclude)


@dataclass(frozen=True, slots=True)
class Entry:
    """A page's place in a manual; ``level`` is the level of its title, ``has_more`` tells of pages below it."""

    docname: str
    level: int
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class _Branch:
    article: Article
    chosen: bool
    below: tuple[_Branch, ...]


def _within(docname: str, folder: str) -> bool:
    return docname.startswith(folder.strip("/") + "/")


def check(
    plan: Plan, library: Library, topics: Iterable[str], products: Iterable[str], hidden: Iterable[str] = ()
) -> tuple[Problem, ...]:
    """Return what a plan names and the portal does not have; ``hidden`` docnames exist but are not published now."""
    problems: list[Problem] = []

    def say(key: str, message: str) -> None:
        problems.append(Problem(Notice.MANUAL, f'manual "{plan.name}": {message}', plan.lines.get(key)))

    docnames = {*library.articles, *hidden}
    folders = {d.rsplit("/", depth)[0] for d in docnames for depth in range(1, d.count("/") + 1)}
    for key, words in (("topics", set(topics)), ("products", set(products))):
        for word in getattr(plan, key):
            if words and word not in words:
                say(key, f'there is no {key[:-1]} "{word}"' + did_you_mean(word, words))
    for folder in plan.folders:
        if folder not in folders:
            say("folders", f'there is no folder "{folder}" with pages' + did_you_mean(folder, folders))
    for key in ("articles", "exclude"):
        for name in getattr(plan, key):
            if name not in docnames and not (key == "exclude" and name in folders):
                say(key, f'there is no page "{name}"; write its path without suffix' + did_you_mean(name, docnames))
    return tuple(problems)


def entries(plan: Plan, library: Library, root: str) -> tuple[Entry, ...]:
    """Return the pages of a manual in order, each with the level of its title.

    The tree is that of the toctrees below ``root``.  A page that is not chosen stands in the manual when it leads to
    several that are, and one that only leads to others is left out when none of these are chosen.  Pages in no toctree
    are in a manual only if a filter or their name chooses them.
    """
    seen: set[str] = set()

    def chosen(article: Article, learners: Collection[str] = ()) -> bool:
        if plan.excludes(article.docname):
            return False
        if article.docname in plan.articles:
            return True
        return plan.admits(article, learners) if plan.is_filtered else not plan.articles

    def branch(article: Article, learners: Collection[str] = ()) -> _Branch | None:
        if article.docname in seen:
            return None
        seen.add(article.docname)
        children = [child for child in library.children(article.docname) if child.docname not in seen]
        below = tuple(b for child in children if (b := branch(child, article.learners or learners)) is not None)
        leads_nowhere = bool(children) and not below and article.docname not in plan.articles
        if chosen(article, learners) and not leads_nowhere:
            return _Branch(article, True, below)
        # A folder on the way to one page or folder only would be a chapter of its own with nothing in it.
        return _Branch(article, False, below) if len(below) > 1 else next(iter(below), None)

    top: list[_Branch] = []
    home = library.get(root)
    if home is not None:
        seen.add(root)
        top += [_Branch(home, True, ())] if chosen(home) else []
        top += [b for child in library.children(root) if (b := branch(child)) is not None]
    if plan.is_filtered or plan.articles:
        for article in library:
            if article.docname not in seen and chosen(article):
                top.append(_Branch(article, True, ()))
    return tuple(_flat(_without_lone_folder(_sorted(top, plan, library), plan, library), plan, library, 1))


def _without_lone_folder(top: list[_Branch], plan: Plan, library: Library) -> list[_Branch]:
    """Spend no level on a folder that holds everything: its text comes first, then what is in it."""
    while len(top) == 1 and top[0].below:
        top = [replace(top[0], below=()), *_sorted(top[0].below, plan, library)]
    return top


def _sorted(branches: Iterable[_Branch], plan: Plan, library: Library) -> list[_Branch]:
    if plan.order == Order.TITLE:
        return sorted(branches, key=lambda b: (b.article.title.casefold(), b.article.docname))
    if plan.order == Order.UPDATED:
        return sorted(branches, key=lambda b: (-_newest(b, library), b.article.docname))
    found = list(branches)
    newest_first = {article.docname: place for place, article in enumerate(library.news)}
    if all(branch.article.docname in newest_first for branch in found):
        found.sort(key=lambda branch: newest_first[branch.article.docname])
    return found


def _newest(branch: _Branch, library: Library) -> int:
    day = library.updated(branch.article)
    return max([day.toordinal() if day else 0, *(_newest(b, library) for b in branch.below)])


def _flat(branches: list[_Branch], plan: Plan, library: Library, level: int) -> Iterator[Entry]:
    for branch in branches:
        yield Entry(branch.article.docname, min(level, DEEPEST), bool(branch.below))
        yield from _flat(_sorted(branch.below, plan, library), plan, library, level + 1)


def volumes(chosen: Sequence[Entry], words: Mapping[str, int], limit: int) -> tuple[tuple[Entry, ...], ...]:
    """Divide a manual into volumes of at most ``limit`` words (0: one volume); an article is never divided.

    A volume ends before a chapter of the highest level possible, as long as it is at least half full.  Levels are
    closed up where a volume begins within a chapter: its first title is of level one.
    """
    found: list[tuple[Entry, ...]] = []
    rest = list(chosen)
    while rest:
        end, total = 0, 0
        while end < len(rest) and (end == 0 or not limit or total + words.get(rest[end].docname, 0) <= limit):
            total += words.get(rest[end].docname, 0)
            end += 1
        if end < len(rest):
            # The last of the best places in its second half; never between a chapter's opening and its first page.
            end = min(range((end + 1) // 2, end + 1), key=lambda place: (*_parting(rest, place), -place))
        found.append(_closed_up(rest[:end]))
        rest = rest[end:]
    return tuple(found) or ((),)


def fresh_starts(chosen: Sequence[Entry], words: Mapping[str, int]) -> frozenset[str]:
    """Return the chapters and folders that begin a page whatever is free on the one before.

    The compiler lays out what is between two such pages side by side with the rest.
    """
    found = set()
    total = 0
    for entry in chosen:
        if total >= _STRETCH and (entry.level == 1 or entry.has_more):
            found.add(entry.docname)
            total = 0
        total += words.get(entry.docname, 0)
    return frozenset(found)


def _parting(rest: list[Entry], place: int) -> tuple[bool, int]:
    """Return how bad it is to end a volume before a place."""
    return rest[place].level > rest[place - 1].level, rest[place].level


def _closed_up(part: list[Entry]) -> tuple[Entry, ...]:
    """Return the entries with no level skipped on the way down."""
    closed: list[Entry] = []
    for entry in part:
        deepest = closed[-1].level + 1 if closed else 1
        closed.append(replace(entry, level=min(entry.level, deepest)))
    return tuple(closed)


def as_of(chosen: Iterable[Entry], library: Library) -> dt.date | None:
    """Return the day the newest article of a manual was last checked or changed, as far as it is known."""
    days = [day for e in chosen if (a := library.get(e.docname)) is not None and (day := library.updated(a))]
    return max(days, default=None)
