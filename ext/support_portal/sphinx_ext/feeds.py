"""Write the feeds after the pages: news, recently updated articles and each topic, in three formats, full content."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from support_portal.core.addresses import first_address
from support_portal.core.article import Article
from support_portal.core.formats import feeds
from support_portal.core.formats.feeds import Feed, FeedItem
from support_portal.notices import Notice
from support_portal.sphinx_ext import outputs
from support_portal.sphinx_ext.domain import portal_domain
from support_portal.sphinx_ext.feed_contents import content_of
from support_portal.sphinx_ext.log import notify
from support_portal.sphinx_ext.output import WEB, due, file_link, site_address, write_output
from support_portal.sphinx_ext.portal import Portal, portal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

_ = get_translation("support_portal")
# Marks a page in Sphinx's table of page metadata.
SHOWS_FEEDS = "portal_feeds"


def feed_plan(env: BuildEnvironment) -> Iterator[tuple[str, str, str, tuple[Article, ...]]]:
    """Yield (name, title, page it follows, articles) of every feed that has something in it."""
    p = portal(env)
    project = env.config.project
    limit = p.config.feed_limit
    if p.library.news:
        yield "news", _("{portal}: news").format(portal=project), "news/index", p.library.news[:limit]
    if p.library.recently_updated:
        title = _("{portal}: recently updated articles").format(portal=project)
        yield "updated", title, "index", p.library.recently_updated[:limit]
    for topic in p.topics:
        if dated := p.library.last_updated_first(p.library.with_topic(topic)):
            yield f"topics/{topic}", f"{project}: {p.topic_title(topic)}", f"topics/{topic}", dated[:limit]


def write_feeds(app: Sphinx, exception: Exception | None) -> None:
    """Write all feeds; they need the portal's address, because a feed is read elsewhere."""
    if not due(app, exception):
        return
    if not app.config.html_baseurl:
        notify(
            Notice.CONFIG, 'html_baseurl is empty, so no feeds are written; write html_baseurl = "https://…" in conf.py'
        )
        return
    p = portal(app.env)
    builder = cast("StandaloneHTMLBuilder", app.builder)
    for name, title, home, articles in feed_plan(app.env):
        # What an item holds changes only when its page is written again.
        shown = title, [(outputs.page_hash(app, a.docname), p.library.updated(a)) for a in articles]
        paths = [feeds.path(name, suffix) for suffix in feeds.WRITERS]
        kept = [outputs.keep(app, path, shown) for path in paths]
        if all(kept):
            continue
        items = tuple(_item(app, article, p) for article in articles)
        feed = Feed(
            name=name,
            title=title,
            description=p.config.tagline or title,
            home=site_address(app.config, builder.get_target_uri(home)),
            root=site_address(app.config),
            author=app.config.project,
            language=app.config.language or "en",
            items=items,
        )
        for suffix, write in feeds.WRITERS.items():
            write_output(app, feeds.path(name, suffix), write(feed))


def _item(app: Sphinx, article: Article, p: Portal) -> FeedItem:
    docname = article.docname
    changed = p.library.updated(article) or dt.date.min
    return FeedItem(
        id=feeds.tag_uri(app.config.html_baseurl, p.config.feed_since, first_address(article)),
        url=site_address(app.config, app.builder.get_target_uri(docname)),
        title=article.title,
        summary=article.description,
        html=content_of(app, docname),
        published=article.date or changed,
        updated=max(changed, article.date or changed),
        authors=article.authors,
        topics=tuple(p.topic_title(t) for t in article.topics),
    )


class feed_list(nodes.container):  # noqa: N801
    """The list of all feeds, filled with plain nodes for every builder."""


class FeedsDirective(SphinxDirective):
    """``{feeds}``: every feed of the portal with its three formats."""

    def run(self) -> list[nodes.Node]:
        """Return the list's node."""
        self.env.metadata[self.env.docname][SHOWS_FEEDS] = True
        return [feed_list("", docname=self.env.docname, classes=["portal-feeds"])]


class FillFeeds(SphinxPostTransform):
    """Fills the list; websites link beside themselves, manuals to the portal's address."""

    default_priority = 5

    def run(self, **kwargs: object) -> None:
        """Fill the lists of one page."""
        builder = portal_domain(self.env).builder
        for node in list(self.document.findall(feed_list)):
            rows = nodes.bullet_list()
            for name, title, _page, _articles in feed_plan(self.env) if self.config.html_baseurl else ():
                text = nodes.paragraph("", _short(title, self.config.project))
                for suffix, label in feeds.LABELS.items():
                    path = feeds.path(name, suffix)
                    web = builder.name in WEB
                    uri = file_link(builder, node["docname"], path) if web else site_address(self.config, path)
                    text += nodes.Text(" · ")
                    text += nodes.reference("", label, refuri=uri, internal=False)
                rows += nodes.list_item("", text)
            node += rows if len(rows) else nodes.paragraph("", _("This portal has no feeds yet."))


def note_entries(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Tell the writers of pages, before they are forked, which articles are in a feed; no page changes by it."""
    if due(app) and app.config.html_baseurl:
        app._portal_in_feeds = frozenset(  # type: ignore[attr-defined]
            article.docname for *_head, articles in feed_plan(env) for article in articles
        )
    return []


def _short(title: str, project: str) -> str:
    """Return a feed's title without the portal's name in front."""
    short = title.removeprefix(f"{project}: ")
    return short[:1].upper() + short[1:]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the writing of feeds."""
    for part in ("listing", "topics", "news", "feed_contents"):
        app.setup_extension(f"support_portal.sphinx_ext.{part}")
    app.add_node(feed_list)
    app.add_directive("feeds", FeedsDirective)
    app.add_post_transform(FillFeeds)
    app.connect("env-get-updated", note_entries, priority=600)  # after `incremental` knows whether anything is new
    app.connect("build-finished", write_feeds)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
