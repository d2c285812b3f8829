"""Write feeds: Atom (RFC 4287), RSS 2.0 (RSS Advisory Board) and JSON Feed 1.1, the same bytes for the same content."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Final
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from support_portal.core.formats.xml_text import document

ATOM: Final = "http://www.w3.org/2005/Atom"
CONTENT: Final = "http://purl.org/rss/1.0/modules/content/"
DC: Final = "http://purl.org/dc/elements/1.1/"
# XML 1.0 has no way to write these, not even as references.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """One entry.  ``html`` is the whole article with absolute addresses; dates are days (written as 00:00 UTC)."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    published: dt.date
    updated: dt.date
    authors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed.  ``name`` is its file name without suffix, ``home`` the page it follows, ``root`` the portal's root."""

    name: str
    title: str
    description: str
    home: str
    root: str
    author: str
    language: str
    items: tuple[FeedItem, ...]

    @property
    def updated(self) -> dt.date:
        """The day of the newest change in it."""
        return max(item.updated for item in self.items)

    def address(self, suffix: str) -> str:
        """Return the feed's own absolute address; suffixes are the keys of WRITERS."""
        return f"{self.root.rstrip('/')}/{path(self.name, suffix)}"


def path(name: str, suffix: str) -> str:
    """Return a feed's file below the portal's root."""
    return f"feeds/{name}.{suffix}"


def tag_uri(base: str, since: str, name: str) -> str:
    """Return a tag URI (RFC 4151), an identifier that outlives moves and changes of address.

    >>> tag_uri("https://help.example.org/x/", "2026", "news/one")
    'tag:help.example.org,2026:x/news/one'
    """
    parts = urlsplit(base)
    path = f"{parts.path.strip('/')}/{name}".strip("/")
    return f"tag:{parts.hostname or 'localhost'},{since}:{path}"


def rfc3339(day: dt.date) -> str:
    """Return a day as RFC 3339 time, at 00:00 UTC."""
    return f"{day.isoformat()}T00:00:00Z"


def rfc822(day: dt.date) -> str:
    """Return a day as RFC 822 time with a four-digit year, at 00:00 GMT."""
    return format_datetime(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC), usegmt=True)


def clean(text: str) -> str:
    """Return the text without the control signs XML cannot hold."""
    return _NOT_XML.sub("", text)


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, tag, {k: clean(v) for k, v in attributes.items()})
    child.text = clean(text) if text is not None else None
    return child


def atom(feed: Feed) -> str:
    """Return the feed as an Atom document."""
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": feed.language})
    _add(root, "id", feed.address("atom.xml"))
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.description)
    _add(root, "updated", rfc3339(feed.updated))
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.address("atom.xml"))
    _add(root, "link", rel="alternate", type="text/html", href=feed.home)
    _add(_add(root, "author"), "name", feed.author)
    for item in feed.items:
        entry = _add(root, "entry")
        _add(entry, "id", item.id)
        _add(entry, "title", item.title)
        _add(entry, "link", rel="alternate", type="text/html", href=item.url)
        _add(entry, "published", rfc3339(item.published))
        _add(entry, "updated", rfc3339(item.updated))
        for name in item.authors:
            _add(_add(entry, "author"), "name", name)
        for topic in item.topics:
            _add(entry, "category", term=topic)
        _add(entry, "summary", item.summary, type="text")
        _add(entry, "content", item.html, type="html")
    return document(root)


def rss(feed: Feed) -> str:
    """Return the feed as an RSS 2.0 document with full content (``content:encoded``) and its own address."""
    root = ET.Element("rss", {"version": "2.0", "xmlns:atom": ATOM, "xmlns:content": CONTENT, "xmlns:dc": DC})
    channel = _add(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", feed.home)
    _add(channel, "description", feed.description)
    _add(channel, "language", feed.language)
    _add(channel, "lastBuildDate", rfc822(feed.updated))
    _add(channel, "atom:link", rel="self", type="application/rss+xml", href=feed.address("rss.xml"))
    for item in feed.items:
        entry = _add(channel, "item")
        _add(entry, "title", item.title)
        _add(entry, "link", item.url)
        _add(entry, "guid", item.id, isPermaLink="false")
        _add(entry, "pubDate", rfc822(item.published))
        for name in item.authors:
            _add(entry, "dc:creator", name)
        for topic in item.topics:
            _add(entry, "category", topic)
        _add(entry, "description", item.summary)
        _add(entry, "content:encoded", item.html)
    return document(root)


def json_feed(feed: Feed) -> str:
    """Return the feed as JSON Feed 1.1."""
    items: list[dict[str, object]] = []
    for item in feed.items:
        entry: dict[str, object] = {
            "id": item.id,
            "url": item.url,
            "title": item.title,
            "summary": item.summary,
            "content_html": item.html,
            "date_published": rfc3339(item.published),
            "date_modified": rfc3339(item.updated),
        }
        if item.authors:
            entry["authors"] = [{"name": name} for name in item.authors]
        if item.topics:
            entry["tags"] = list(item.topics)
        items.append(entry)
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.home,
        "feed_url": feed.address("json"),
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": items,
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


WRITERS: Final = {"atom.xml": atom, "rss.xml": rss, "json": json_feed}
MEDIA_TYPES: Final = {
    "atom.xml": "application/atom+xml",
    "rss.xml": "application/rss+xml",
    "json": "application/feed+json",
}
LABELS: Final = {"atom.xml": "Atom", "rss.xml": "RSS", "json": "JSON Feed"}


def newest_first(items: Sequence[FeedItem], limit: int) -> tuple[FeedItem, ...]:
    """Return the ``limit`` newest items: by publication, then by change, then by address."""
    ordered = sorted(items, key=lambda i: (-i.published.toordinal(), -i.updated.toordinal(), i.url))
    return tuple(ordered[:limit])
