"""The library: all published articles, and the questions pages ask of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from support_portal.core.article import NEWS, SOLUTIONS, TRAINING, Article
from support_portal.core.suggest import closest


class Library:
    """An unchanging view of the articles of one build.

    ``commit_dates`` gives the day of the last commit by docname; an article's own ``updated`` wins over it.
    """

    def __init__(self, articles: Mapping[str, Article], commit_dates: Mapping[str, dt.date] | None = None) -> None:
        self.articles = articles
        self.commit_dates = commit_dates or {}

    def __iter__(self) -> Iterator[Article]:
        """Yield all articles by docname, whatever order Sphinx read them in."""
        return iter(self._ordered)

    @cached_property
    def _ordered(self) -> tuple[Article, ...]:
        return tuple(self.articles[docname] for docname in sorted(self.articles))

    def __len__(self) -> int:
        return len(self.articles)

    def __contains__(self, docname: object) -> bool:
        return docname in self.articles

    def get(self, docname: str) -> Article | None:
        """Return the article, or None when no published page has that name."""
        return self.articles.get(docname)

    def shown_in(self, docname: str) -> Article | None:
        """Return the article a lesson shows; None for every other page."""
        lesson = self.articles.get(docname)
        return self.articles.get(lesson.article) if lesson and lesson.article else None

    def updated(self, article: Article) -> dt.date | None:
        """Return the day the article was last checked, changed or published, whichever is known, in that order."""
        return article.updated or article.date or self.commit_dates.get(article.docname)

    @cached_property
    def news(self) -> tuple[Article, ...]:
        """All news, the newest first; news of one day by docname."""
        items = [a for a in self if a.section == NEWS and not a.is_index and a.date is not None]
        return tuple(sorted(items, key=lambda a: (-(a.date or dt.date.min).toordinal(), a.docname)))

    @cached_property
    def _news_places(self) -> dict[str, int]:
        return {article.docname: place for place, article in enumerate(self.news)}

    def newer_and_older(self, docname: str) -> tuple[Article | None, Article | None]:
        """Return the news just before and just after one item, the newer first."""
        place = self._news_places.get(docname)
        if place is None:
            return None, None
        return (self.news[place - 1] if place else None), (self.news[place + 1] if place + 1 < len(self.news) else None)

    @cached_property
    def content(self) -> tuple[Article, ...]:
        """All pages a reader comes for: in a section, and not an index of other pages (courses count).

        A lesson that shows an article is that article once more, and not among them.
        """
        return tuple(a for a in self if a.section and not a.article and (not a.is_index or self.is_course(a)))

    @cached_property
    def recently_updated(self) -> tuple[Article, ...]:
        """Solutions and training pages, the last updated first, then by docname."""
        return self.last_updated_first(a for a in self.content if a.section in (SOLUTIONS, TRAINING))

    def last_updated_first(self, articles: Iterable[Article]) -> tuple[Article, ...]:
        """Return the articles whose day of update is known, the last updated first, then by docname."""
        dated = [(day, a) for a in articles if (day := self.updated(a)) is not None]
        return tuple(a for day, a in sorted(dated, key=lambda row: (-row[0].toordinal(), row[1].docname)))

    @staticmethod
    def is_course(article: Article) -> bool:
        """Tell whether the page is the index of a course: ``training/<course>/index``."""
        return article.section == TRAINING and article.is_index and article.docname.count("/") == 2

    def below(self, folder: str) -> tuple[Article, ...]:
        """Return the articles (not indexes) anywhere under ``folder``."""
        return self._below.get(folder, ())

    @cached_property
    def _below(self) -> dict[str, tuple[Article, ...]]:
        """Articles by each folder above them: asked for every folder, a walk over all articles is quadratic."""
        below: dict[str, list[Article]] = {}
        for article in self:
            folder = "" if article.is_index else article.folder
            while folder:
                below.setdefault(folder, []).append(article)
                folder = folder.rpartition("/")[0]
        return {folder: tuple(articles) for folder, articles in below.items()}

    def with_topic(self, topic: str) -> tuple[Article, ...]:
        """Return the content with this topic, by title."""
        return self._by_topic.get(topic, ())

    @cached_property
    def _by_topic(self) -> dict[str, tuple[Article, ...]]:
        by_topic: dict[str, list[Article]] = {}
        for article in self.content:
            for topic in dict.fromkeys(article.topics):
                by_topic.setdefault(topic, []).append(article)
        return {topic: title_order(articles) for topic, articles in sorted(by_topic.items())}

    @cached_property
    def topics(self) -> dict[str, int]:
        """How many content pages use each topic, by topic."""
        return {topic: len(articles) for topic, articles in self._by_topic.items()}

    @cached_property
    def years(self) -> dict[int, tuple[Article, ...]]:
        """News by year, the newest year first."""
        years: dict[int, list[Article]] = {}
        for article in self.news:
            if article.date:
                years.setdefault(article.date.year, []).append(article)
        return {year: tuple(years[year]) for year in sorted(years, reverse=True)}

    # -- the tree ------------------------------------------------------------------------------------------------

    @cached_property
    def _parents(self) -> dict[str, str]:
        """The page whose toctree names a page; of several, the one nearest in the tree, then the first by name."""
        parents: dict[str, str] = {}
        for article in self:
            for child in article.children:
                current = parents.get(child)
                if current is None or _nearness(article.docname, child) > _nearness(current, child):
                    parents[child] = article.docname
        return parents

    def parents(self, docname: str) -> tuple[Article, ...]:
        """Return the pages above ``docname`` from the root down, without the root itself; cycles are cut."""
        above: list[Article] = []
        seen = {docname}
        current = self._parents.get(docname)
        while current is not None and current not in seen:
            seen.add(current)
            article = self.articles.get(current)
            if article is None:
                break
            above.append(article)
            current = self._parents.get(current)
        above.reverse()
        return tuple(above[1:]) if above and above[0].docname not in self._parents else tuple(above)

    def children(self, docname: str) -> tuple[Article, ...]:
        """Return the published pages in the toctrees of ``docname``, in reading order."""
        article = self.articles.get(docname)
        return tuple(self.articles[c] for c in article.children if c in self.articles) if article else ()

    def siblings(self, docname: str) -> tuple[Article, ...]:
        """Return the pages beside ``docname`` in its folder, itself included, in reading order."""
        parent = self._parents.get(docname)
        return self.children(parent) if parent is not None else ()

    def neighbours(self, docname: str) -> tuple[Article | None, Article | None]:
        """Return the article before and the one after ``docname`` in its folder; folders among them are skipped."""
        row = [a for a in self.siblings(docname) if not a.is_index]
        names = [a.docname for a in row]
        if docname not in names:
            return None, None
        place = names.index(docname)
        return (row[place - 1] if place else None), (row[place + 1] if place + 1 < len(row) else None)

    # -- references ----------------------------------------------------------------------------------------------

    @cached_property
    def _by_slug(self) -> dict[str, tuple[str, ...]]:
        slugs: dict[str, list[str]] = {}
        for article in self:
            slugs.setdefault(article.slug, []).append(article.docname)
        return {slug: tuple(names) for slug, names in slugs.items()}

    def find(self, reference: str) -> tuple[str, ...]:
        """Return the docnames a reference can mean: an exact docname, else all pages with that slug or path ending.

        Lessons that show an article are meant only where nothing else is.
        """
        name = reference.strip().strip("/").removesuffix(".md")
        if name in self.articles:
            return (name,)
        if f"{name}/index" in self.articles:
            return (f"{name}/index",)
        name = name.removesuffix("/index")
        by_slug = self._by_slug.get(name.split("/")[-1], ())
        found = tuple(d for d in by_slug if f"/{d}".removesuffix("/index").endswith(f"/{name}"))
        return tuple(d for d in found if not self.articles[d].article) or found

    def similar_slug(self, reference: str) -> str | None:
        """Return the slug most like a reference that leads nowhere."""
        return closest(reference.strip("/").split("/")[-1], self._by_slug, cutoff=0.6)


def _nearness(parent: str, child: str) -> int:
    """Return how many leading path parts two docnames share."""
    shared = 0
    for a, b in zip(parent.split("/"), child.split("/"), strict=False):
        if a != b:
            break
        shared += 1
    return shared


def title_order(articles: Iterable[Article]) -> tuple[Article, ...]:
    """Return articles by title without regard to case, then by docname."""
    return tuple(sorted(articles, key=lambda a: (a.title.casefold(), a.docname)))
