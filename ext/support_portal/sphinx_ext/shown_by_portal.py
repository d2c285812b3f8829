"""What the portal's parts show of other pages on a page, as facts that are cheap to compare between two builds.

Nothing is drawn for it: at 10,000 articles the frames themselves took 20 of the 25 seconds of a build without a change.
Two builds that give the same facts draw the same; tests/incremental compares every byte.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from support_portal.core import manifest
from support_portal.core.addresses import first_address
from support_portal.core.article import NEWS, SECTIONS, SOLUTIONS, TRAINING, Article
from support_portal.core.listing import Query, Source
from support_portal.core.teaser import reading_minutes
from support_portal.core.training import courses
from support_portal.sphinx_ext.domain import portal_domain
from support_portal.sphinx_ext.editor import program
from support_portal.sphinx_ext.feeds import SHOWS_FEEDS, feed_plan
from support_portal.sphinx_ext.output import WEB
from support_portal.sphinx_ext.portal import Portal, portal
from support_portal.sphinx_ext.shelf import SHOWS_MANUALS, made_manuals, planned, shown_on
from support_portal.sphinx_ext.vocabularies import data_path

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

# Marks a page in Sphinx's table of page metadata.
SHOWS_TRACKS = "portal_tracks"
# What no list shows of an article: a body edit shall not write the pages again that list it.
_NOT_LISTED = frozenset({"links", "words", "children"})
_LISTED = tuple(field.name for field in fields(Article) if field.name not in _NOT_LISTED)


def facts_of(app: Sphinx) -> Facts:
    """Return the facts of this build, collected when all sources were read."""
    facts: Facts | None = getattr(app, "_portal_facts", None)
    if facts is None:
        facts = Facts(app)
        app._portal_facts = facts  # type: ignore[attr-defined]
    return facts


class Facts:
    """The facts of one build; those that many pages share are hashed once."""

    def __init__(self, app: Sphinx) -> None:
        self.env: BuildEnvironment = app.env
        self.p: Portal = portal(app.env)
        self.web = app.builder.name in WEB
        self.html = app.builder.format == "html"
        self._cards: dict[str, str] = {}
        self._folders: dict[str, str] = {}

    def everywhere(self) -> Any:
        """Return what every page shows: the sections, the footer, the settings and the report's source."""
        p, library = self.p, self.p.library
        contact = p.config.contact_url
        return (
            repr(p.config),
            [self.named(f"{section}/index") for section in SECTIONS],
            [(a.docname, a.title) for a in library.children(self.env.config.root_doc) if a.section == ""],
            contact in self.env.found_docs,
            p.ranking.report and (p.ranking.report.kind, p.ranking.report.as_of, p.ranking.report.source),
            (bool(library.news), bool(library.recently_updated)),  # the feeds every head names
        )

    def surroundings(self) -> Any:
        """Return what the output is made of beside sources and settings: the day's banners, data, manuals, states."""
        p = self.p
        banners = [b for b in p.banners if any(b.shows(section, p.now) for section in ("", *SECTIONS))]
        made = made_manuals(self.env) if self.web else ()
        data = manifest.digest_files([data_path(self.env, "")])
        fetched = program(self.env) if self.web and p.config.editor else ()
        return self.everywhere(), p.hidden, banners, made, data, p.training_start, fetched

    def sources(self) -> Any:
        """Return what the output is made of beside the text of sources: when they changed, and those always read."""
        p = self.p
        return p.library.commit_dates, [(d, p.library.get(d)) for d in sorted(self.env.reread_always)]

    def common(self) -> Any:
        """Return what pages show, beside surroundings, that is no single page's: days of commits, the popular order."""
        return sorted(self.p.library.commit_dates.items()), self.p.ranking.order, self.p.ranking.rising

    def own(self, docname: str) -> Any:
        """Return what follows for a page from the texts of all: its related articles."""
        queries = portal_domain(self.env).listings.get(docname, ())
        asked = [docname] if self.web else []  # which others show only where a listing asks
        asked += [query.page for query in queries if query.source is Source.RELATED]
        return [self.p.related.get(name) for name in asked]

    def offer(self, docname: str) -> Any:
        """Return all that other pages may show of a page."""
        article = self.p.library.get(docname)
        listed = article and [getattr(article, name) for name in _LISTED]
        minutes = article and (reading_minutes(article.words), article.children)
        return listed, minutes, SHOWS_MANUALS in self.env.metadata.get(docname, {})

    def topic(self, topic: str) -> Any:
        """Return what a topic's page shows, see `topics.topic_pages`."""
        p = self.p
        listed = [p.select(Query(source=source, topic=topic)) for source in (Source.TOPIC, Source.NEWS)]
        return p.topic_title(topic), [[self.card(a) for a in articles] for articles in listed], p.library.topics[topic]

    def of(self, docname: str, mentions: Iterable[str]) -> tuple[Any, ...]:
        """Return what one page shows; ``mentions`` are its references."""
        p, article = self.p, self.p.library.get(docname)
        return (
            self._frame(docname) if self.web else (article and self.p.library.updated(article)),
            [
                [self.card(a) if self.html else (a.title, a.description, a.date) for a in p.select(query)]
                for query in portal_domain(self.env).listings.get(docname, ())
            ],
            self._tracks() if SHOWS_TRACKS in self.env.metadata.get(docname, {}) else (),
            [row[:3] for row in feed_plan(self.env)] if SHOWS_FEEDS in self.env.metadata.get(docname, {}) else (),
            p.banners_on(docname) if self.web else (),
            self._manuals(docname),
            [(mention, self._leads_to(mention)) for mention in mentions],
        )

    def _manuals(self, docname: str) -> Any:
        """Return what a page shows of manuals: those that were made, or where there are none the planned ones."""
        if self.web:
            return shown_on(self.env, docname)
        return planned(self.env) if SHOWS_MANUALS in self.env.metadata.get(docname, {}) else ()

    def _frame(self, docname: str) -> tuple[Any, ...]:
        """Return what stands around a page's text, see `page.make_frame`."""
        p, library = self.p, self.p.library
        article = library.get(docname)
        if article is None:
            return ()
        related: list[str] = []
        if article.section in (SOLUTIONS, NEWS, TRAINING) and not article.is_index and p.config.related_limit:
            query = Query(source=Source.RELATED, page=docname, limit=p.config.related_limit)
            related = [self.card(a) for a in p.select(query)]
        return (
            [(a.docname, a.title) for a in library.parents(docname)],
            library.updated(article),
            p.hidden.get(docname),
            [(t, p.topic_title(t), t in library.topics) for t in article.topics],
            [p.product_title(t) for t in article.products],
            self._around(article),
            related,
        )

    def _around(self, article: Article) -> Any:
        """Return the folder, the course and the neighbours, see `page._neighbours`."""
        library = self.p.library
        if (course := courses.course(library, article.docname)) is not None:
            wanted = [courses.prerequisite(library, slug) for slug in article.prerequisites]
            lessons = [lesson.description for lesson in course.lessons]
            return self._steps(course), lessons, [a and (a.docname, a.title) for a in wanted]
        if article.section == NEWS:
            return [a and (a.docname, a.title) for a in library.newer_and_older(article.docname)]
        # Titles before and after are those of the folder, and so is a lesson's place in its course.
        parents = library.parents(article.docname)
        return self._folder(parents[-1].docname) if parents else (), self._course_time(article)

    def _course_time(self, lesson: Article) -> Any:
        course = courses.course_of(self.p.library, lesson)
        return course and (self._steps(course), self.named(course.article.docname))

    def _steps(self, course: courses.Course) -> Any:
        """Return what a page shows of a course's lessons as a whole, see `cards.steps_of`."""
        return course.minutes, courses.steps(course), courses.certificate(self.p.library, course)

    def _tracks(self) -> Any:
        """Return what the list of tracks shows."""
        return [
            (t.key, t.title, t.description, [(self.named(c.article.docname), self._steps(c)) for c in t.courses])
            for t in self.p.tracks
        ]

    def _folder(self, docname: str) -> str:
        if docname not in self._folders:
            rows = [(a.docname, a.title, a.is_index, first_address(a)) for a in self.p.library.children(docname)]
            self._folders[docname] = manifest.digest((self.named(docname), rows))
        return self._folders[docname]

    def card(self, article: Article) -> str:
        """Return a hash of what a card shows, see `cards.Card`."""
        docname, library = article.docname, self.p.library
        if docname not in self._cards:
            inside: Any = None
            if (course := courses.course(library, docname)) is not None:
                inside = self._steps(course)
            elif article.is_index:
                children = [(a.docname, a.title) for a in library.children(docname)[:4]]
                inside = len(library.below(article.folder)), children
            listed = [getattr(article, name) for name in _LISTED]
            self._cards[docname] = manifest.digest(
                (listed, reading_minutes(article.words), inside, self.p.hidden.get(docname), library.updated(article))
            )
        return self._cards[docname]

    def named(self, docname: str) -> Any:
        """Return what a link to a page shows."""
        article = self.p.library.get(docname)
        return article and (docname, article.title)

    def _leads_to(self, mention: str) -> Any:
        """Return what a reference of the portal's own, or one to an unpublished page, leads to now."""
        p = self.p
        domain, kind, target = mention.split(":", 2)
        name, _, anchor = target.rsplit(":", 1)[0].partition("#")
        name = name.strip("/")
        if domain == "portal" and kind == "topic":
            return p.topic_title(name), name in p.library.topics
        if domain == "portal":
            found = [p.library.articles[d] for d in p.library.find(name)]
            there = [anchor in {heading.anchor for heading in a.headings} for a in found] if anchor else []
            return [(a.docname, a.title) for a in found], there, p.hidden.get(name)
        return p.hidden.get(name)
