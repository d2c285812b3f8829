"""Generated pages of topics: an overview, and one page for each topic with its articles and its news."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from markupsafe import escape
from sphinx.locale import get_translation

from support_portal.core.formats import feeds
from support_portal.core.listing import Query, Source, Style
from support_portal.sphinx_ext.cards import render, render_listing
from support_portal.sphinx_ext.output import due, file_link, link_to
from support_portal.sphinx_ext.outputs import keep, page_file
from support_portal.sphinx_ext.portal import Portal, portal
from support_portal.sphinx_ext.shown_by_portal import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.util.typing import ExtensionMetadata

_ = get_translation("support_portal")


def topic_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the overview and one page for each topic that is used."""
    if not due(app):
        return
    builder = cast("StandaloneHTMLBuilder", app.builder)
    p = portal(app.env)
    if not p.library.topics:
        return
    rows = [
        (p.topic_title(t), link_to(builder, "topics/index", f"topics/{t}"), p.library.topics[t], _description(p, t))
        for t in p.topics
    ]
    body = render(builder, "topics.html", {"topics": rows})
    title = _("Topics")
    yield "topics/index", {"title": title, "body": f"<h1>{title}</h1>\n{body}", "portal_parents": []}, "page.html"
    facts = facts_of(app)
    for topic in p.library.topics:
        name, title = f"topics/{topic}", p.topic_title(topic)
        if keep(app, page_file(app, name), facts.topic(topic)):
            continue
        parts = [f"<h1>{escape(title)}</h1>"]
        if description := _description(p, topic):
            parts.append(f"<p>{escape(description)}</p>")
        for source, style, heading in (
            (Source.TOPIC, Style.LIST, _("Articles and courses")),
            (Source.NEWS, Style.TEASERS, _("News")),
        ):
            if articles := p.select(Query(source=source, topic=topic)):
                parts.append(render_listing(builder, name, articles, p, style=style, heading=heading, source=source))
        if "support_portal.sphinx_ext.feeds" in app.extensions:
            parts.append(_follow(builder, p, name, topic))
        yield (
            name,
            {"title": title, "body": "\n".join(parts), "portal_parents": ["topics/index"], "portal_topic": topic},
            "page.html",
        )


def _follow(builder: StandaloneHTMLBuilder, p: Portal, page: str, topic: str) -> str:
    """Return the links to the topic's feeds, if it has any."""
    if not builder.config.html_baseurl or not any(p.library.updated(a) for a in p.library.with_topic(topic)):
        return ""
    links = [(label, file_link(builder, page, feeds.path(f"topics/{topic}", s))) for s, label in feeds.LABELS.items()]
    return render(builder, "follow.html", {"links": links})


def _description(p: Portal, topic: str) -> str:
    term = p.words.topics.get(topic)
    return term.description if term else ""


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the topic pages."""
    app.setup_extension("support_portal.sphinx_ext.listing")
    app.connect("html-collect-pages", topic_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
