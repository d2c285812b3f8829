"""What follows from all articles together, drawn once a build: library, ranking, related, redirects, banners."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from babel import UnknownLocaleError
from babel.dates import format_date
from sphinx.util import logging

from support_portal.core import banners, redirects, states
from support_portal.core.addresses import normal_path, section_of
from support_portal.core.article import Article
from support_portal.core.banners import Banner
from support_portal.core.data_files import line_of, read_data
from support_portal.core.library import Library
from support_portal.core.listing import Query, select
from support_portal.core.manuals.shelf import MadeManual
from support_portal.core.ranking import popular, related
from support_portal.core.training import courses
from support_portal.core.training.calendars import MONDAY, start_day
from support_portal.core.training.tracks import Track, parse_tracks
from support_portal.core.upkeep import git_dates
from support_portal.notices import Problem
from support_portal.sphinx_ext.config import PortalConfig, read_config
from support_portal.sphinx_ext.domain import portal_domain
from support_portal.sphinx_ext.log import notify, notify_file
from support_portal.sphinx_ext.states import project_of
from support_portal.sphinx_ext.vocabularies import Vocabularies, data_path, vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata


_logger = logging.getLogger(__name__)
NEXT_CHANGE = "next-change.txt"
RELATED = "portal-related.json"


@dataclass
class Portal:
    """The conclusions of one build; never pickled, so they cannot go stale."""

    env: BuildEnvironment
    config: PortalConfig
    now: dt.datetime
    library: Library
    words: Vocabularies
    hidden: dict[str, str]
    # The manuals a website offers and the page that lists them, once they have been looked for (`shelf`).
    shelf: tuple[MadeManual, ...] | None = None
    shelf_page: str | None = None

    @cached_property
    def redirects(self) -> dict[str, str]:
        """Old address -> docname."""
        # A preview shows retired pages too, whose address leads to their successor everywhere else.
        living = {*self.library.articles, *self.generated_pages()} - project_of(self.env).hidden.keys()
        table, problems = redirects.redirect_table(self.library, living)
        self.tell(problems)
        return table

    def tell(self, problems: Iterable[tuple[str, Problem]]) -> None:
        """Print problems found after reading, as (docname, problem), at the line of the key each is about."""
        lines = portal_domain(self.env).lines
        for docname, problem in problems:
            notify(problem.notice, problem.message, location=(docname, lines.get(docname, {}).get(problem.key)))

    def generated_pages(self) -> Iterator[str]:
        """Yield the pages websites have beside the articles'."""
        yield from ("search", "genindex", "topics/index", self.env.config.root_doc)
        yield from (f"topics/{topic}" for topic in self.library.topics)
        yield from (f"news/archive/{year}" for year in self.library.years)
        yield from (track.docname for track in self.tracks)
        yield from (name for c in courses.courses(self.library) if (name := courses.certificate(self.library, c)))

    @cached_property
    def training_start(self) -> dt.date | None:
        """The day the weekly plans of tracks start on, if there are any plans."""
        return start_day(self.config.training_start, self.now.date()) if self.tracks else None

    @cached_property
    def ranking(self) -> popular.Ranking:
        """The popular order of all solutions and training pages."""
        path = data_path(self.env, "traffic.json")
        report, problems = popular.read_report(path)
        hidden = {normal_path(d) for d in self.hidden}
        ranking, more = popular.rank(self.library, report, self.redirects, hidden)
        notify_file((*problems, *more), path)
        return ranking

    @cached_property
    def related(self) -> dict[str, tuple[str, ...]]:
        """The related docnames of every content page, kept beside the doctrees: an edited text seldom changes them."""
        question = (self.library, max(self.config.related_limit, 10), self.env.config.language or "en")
        key = related.fingerprint(*question)
        kept = Path(self.env.doctreedir) / RELATED
        kept_key, found = related.load(kept)
        if kept_key != key:
            found = related.related(*question, known=found)
            related.save(kept, key, found)
        return {docname: one.docnames for docname, one in found.items()}

    @cached_property
    def banners(self) -> tuple[Banner, ...]:
        """All banners, whether shown now or not."""
        path = data_path(self.env, "banners.yaml")
        data, problems = read_data(path)
        found, more = banners.parse_banners(data)
        notify_file((*problems, *more), path)
        return found

    @cached_property
    def tracks(self) -> tuple[Track, ...]:
        """The tracks of training, in the order of their file."""
        path = data_path(self.env, "tracks.yaml")
        data, problems = read_data(path)
        found, more = parse_tracks(data, self.library)
        notify_file((*problems, *(replace(m, line=line_of(path, m.key)) for m in more)), path)
        return found

    def banners_on(self, pagename: str) -> list[Banner]:
        """Return the banners a page shows now."""
        return [b for b in self.banners if b.shows(section_of(pagename), self.now)]

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """The topics that have pages, by the titles readers see."""
        return tuple(sorted(self.library.topics, key=lambda topic: self.topic_title(topic).casefold()))

    def select(self, query: Query) -> tuple[Article, ...]:
        """Return what a listing lists."""
        return select(query, self.library, self.ranking, self.related)

    def day(self, date: dt.date | None) -> str:
        """Return a day in words, in the portal's language; empty for None."""
        if date is None:
            return ""
        language = self.env.config.language or "en"
        # In the order a language has, which no fixed pattern gives: 2026年11月25日.  Of English, the international one.
        try:
            return format_date(date, "long", "en_GB" if language == "en" else language.replace("-", "_"))
        except (UnknownLocaleError, ValueError):  # Babel does not know the language, nor does Sphinx
            return format_date(date, "long", "en_GB")

    def topic_title(self, topic: str) -> str:
        """Return what readers see of a topic's key."""
        term = self.words.topics.get(topic)
        return term.title if term else topic

    def product_title(self, product: str) -> str:
        """Return what readers see of a product's key."""
        term = self.words.products.get(product)
        return term.title if term else product


def portal(env: BuildEnvironment) -> Portal:
    """Return this build's conclusions, drawn on first use after reading."""
    domain = portal_domain(env)
    if domain.conclusions is None:
        articles = domain.articles
        draft = Library(articles)
        dates: dict[str, dt.date] = {}
        minor = [str(env.doc2path(d, base=False)) for d, article in articles.items() if article.minor]
        for path, day in git_dates.commit_dates(Path(env.srcdir), minor).items():
            suffix = next((s for s in env.project.source_suffix if path.endswith(s)), None)
            if suffix:
                dates[path.removesuffix(suffix)] = day
        dates |= {d: dates[a.article] for d, a in articles.items() if a.article in dates}
        linked = {d: _linked(draft, a) for d, a in articles.items()}
        project = project_of(env)
        domain.conclusions = Portal(
            env, read_config(env.config), project.now, Library(linked, dates), vocabularies(env), project.hidden
        )
    return cast(Portal, domain.conclusions)


def _linked(library: Library, article: Article) -> Article:
    """Return an article with its links as docnames; few are written otherwise, and to copy all took half a second."""
    found = (library.find(link) for link in article.links)
    links = tuple(dict.fromkeys(names[0] for names in found if len(names) == 1))
    return article if links == article.links else replace(article, links=links)


def _forget(app: Sphinx, *_: Any) -> None:
    portal_domain(app.env).conclusions = None


def _check(app: Sphinx, env: BuildEnvironment) -> None:
    """Draw the conclusions in the main process, so that each notice is printed once and workers inherit them."""
    _forget(app)
    p = portal(app.env)
    _ = p.redirects, p.ranking, p.banners, p.tracks
    _say_next_change(app, p)
    p.tell(courses.check(p.library, p.config.course_minutes))


def _say_next_change(app: Sphinx, p: Portal) -> None:
    """Say when time alone next changes the output, so that a scheduler can build again just then.

    The time is also written beside the doctrees, not into the output: it would tell of what is not published yet.
    """
    moments = [project_of(app.env).next_change, *(m for b in p.banners for m in (b.show_from, b.show_until))]
    if p.training_start and p.config.training_start == MONDAY:
        moments.append(dt.datetime.combine(p.training_start, dt.time(), dt.UTC))
    due = states.next_change(moments, p.now)
    text = due.strftime("%Y-%m-%dT%H:%M:%SZ") if due else ""
    if text:
        _logger.info("next change due at %s", text)
    (Path(app.doctreedir) / NEXT_CHANGE).write_text(text + "\n" if text else "", encoding="utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Draw the conclusions anew in every build."""
    for part in ("articles", "states"):
        app.setup_extension(f"support_portal.sphinx_ext.{part}")
    app.connect("env-before-read-docs", _forget)
    app.connect("env-updated", _check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
