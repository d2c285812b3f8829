"""Feeds: what RFC 4287, RSS 2.0 and JSON Feed 1.1 ask for, well-formed and stable for any text."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from support_portal.core.formats import feeds
from support_portal.core.formats.feeds import Feed, FeedItem

NS = {"a": feeds.ATOM, "content": feeds.CONTENT, "dc": feeds.DC}
ONE = FeedItem(
    id="tag:help.example.org,2026:news/one",
    url="https://help.example.org/news/one.html",
    title="Badges & <donuts>",
    summary="One “line”.",
    html='<p>See <a href="https://help.example.org/x.html?a=1&amp;b=2">this</a>.</p>\n<p>Größe</p>',
    published=dt.date(2026, 3, 2),
    updated=dt.date(2026, 3, 5),
    authors=("Ada Bell", "Bo Ek"),
    topics=("Sources", "API & keys"),
)
TWO = replace(ONE, id=f"{ONE.id}-two", url=f"{ONE.url}#two", published=dt.date(2025, 1, 9), authors=(), topics=())
FEED = Feed(
    name="topics/api",
    title="Portal: news",
    description="What is new",
    home="https://help.example.org/news/",
    root="https://help.example.org",
    author="Portal",
    language="en",
    items=(ONE, TWO),
)
WRITERS = pytest.mark.parametrize("suffix", feeds.WRITERS)
XML = pytest.mark.parametrize("suffix", ["atom.xml", "rss.xml"])
days = st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))


def document(suffix: str, feed: Feed = FEED) -> Any:
    """Return a feed as parsed XML or JSON."""
    text = feeds.WRITERS[suffix](feed)
    return json.loads(text) if suffix == "json" else ET.fromstring(text.encode())


@WRITERS
def test_names(suffix: str) -> None:
    """Each format has a media type, a label, and an address that it says itself."""
    assert feeds.MEDIA_TYPES[suffix]
    assert feeds.LABELS[suffix]
    assert FEED.address(suffix) == f"https://help.example.org/feeds/topics/api.{suffix}"
    assert FEED.address(suffix) in feeds.WRITERS[suffix](FEED)
    assert replace(FEED, root=FEED.root + "/").address(suffix) == FEED.address(suffix)


@XML
def test_feedparser_reads_it(suffix: str) -> None:
    """A feed reader finds no fault, and gets back what was put in."""
    found = feedparser.parse(feeds.WRITERS[suffix](FEED).encode())
    assert not found.bozo
    assert (found.feed.title, found.feed.link, found.feed.language) == ("Portal: news", FEED.home, "en")
    one, two = found.entries
    assert (one.id, one.link, one.summary) == (ONE.id, ONE.url, ONE.summary)
    assert "Größe" in one.content[-1].value
    assert [tag.term for tag in one.tags] == list(ONE.topics)
    assert one.published_parsed[:3] == (2026, 3, 2)
    assert "tags" not in two


def test_atom_has_what_rfc_4287_requires() -> None:
    """Feed and entries have one id, title and updated each; the feed an author and a link to itself (4.1.1, 4.1.2)."""
    root = document("atom.xml")
    assert root.tag == f"{{{feeds.ATOM}}}feed"
    for element in (root, *root.findall("a:entry", NS)):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"a:{name}", NS)) == 1
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", element.findtext("a:updated", "", NS))
        assert len({(link.get("rel"), link.get("type")) for link in element.findall("a:link", NS)}) == len(
            element.findall("a:link", NS)
        )
    assert root.findtext("a:author/a:name", "", NS) == "Portal"
    assert root.findtext("a:updated", "", NS) == "2026-03-05T00:00:00Z"
    ids = [entry.findtext("a:id", "", NS) for entry in root.findall("a:entry", NS)]
    assert len(set(ids)) == len(ids)
    one = root.find("a:entry", NS)
    assert one is not None
    content = one.find("a:content", NS)
    assert content is not None
    assert (content.get("type"), content.text) == ("html", ONE.html)
    assert [name.text for name in one.findall("a:author/a:name", NS)] == list(ONE.authors)


def test_rss_has_what_the_specification_requires() -> None:
    """The channel has title, link and description; items a title, an identifier and an RFC 822 date."""
    root = document("rss.xml")
    channel = root.find("channel")
    assert (root.tag, root.get("version"), len(root.findall("channel"))) == ("rss", "2.0", 1)
    assert all(channel.findtext(name) for name in ("title", "link", "description"))
    assert channel.find("a:link", NS).get("rel") == "self"
    for item, source in zip(channel.findall("item"), FEED.items, strict=True):
        assert item.findtext("title") == source.title
        assert (item.find("guid").get("isPermaLink"), item.findtext("guid")) == ("false", source.id)
        assert parsedate_to_datetime(item.findtext("pubDate")).date() == source.published
        assert item.findtext("content:encoded", "", NS) == source.html
        assert [name.text for name in item.findall("dc:creator", NS)] == list(source.authors)


def test_json_feed_has_what_version_1_1_requires() -> None:
    """The version's address, a title, and items with an id and content; nothing is there to say it is empty."""
    found = document("json")
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert (found["title"], found["feed_url"], found["home_page_url"]) == (FEED.title, FEED.address("json"), FEED.home)
    one, two = found["items"]
    assert (one["id"], one["content_html"], one["tags"]) == (ONE.id, ONE.html, list(ONE.topics))
    assert one["authors"] == [{"name": "Ada Bell"}, {"name": "Bo Ek"}]
    assert (one["date_published"], one["date_modified"]) == ("2026-03-02T00:00:00Z", "2026-03-05T00:00:00Z")
    assert not {"authors", "tags"} & set(two)


texts = st.text(st.characters(), max_size=20)
wild_items = st.builds(
    FeedItem, id=texts, url=texts, title=texts, summary=texts, html=texts, published=days, updated=days,
    authors=st.tuples(texts), topics=st.tuples(texts),
)  # fmt: skip
wild_feeds = st.builds(
    Feed, name=texts, title=texts, description=texts, home=texts, root=texts, author=texts, language=st.just("de"),
    items=st.lists(wild_items, min_size=1, max_size=2).map(tuple),
)  # fmt: skip


@given(wild_feeds)
@example(replace(FEED, title="\x00\x08\ud800]]>\ufffe", items=(replace(ONE, html="\x1b</b>\r\n", topics=('"\x01',)),)))
def test_any_text_is_well_formed(feed: Feed) -> None:
    """Whatever authors write, control signs included, a feed can be parsed and loses nothing XML can hold."""
    for suffix in ("atom.xml", "rss.xml"):
        root = document(suffix, feed)
        title = root.findtext("a:title", None, NS) if suffix == "atom.xml" else root.findtext("channel/title")
        assert title == feeds.clean(feed.title).replace("\r\n", "\n").replace("\r", "\n")
        assert feeds.WRITERS[suffix](feed).startswith('<?xml version="1.0" encoding="utf-8"?>\n')
    assert document("json", feed)["title"] == feed.title


@given(wild_feeds)
def test_same_content_same_bytes(feed: Feed) -> None:
    """A feed written twice is the same to the byte: no clock, no chance."""
    again = Feed(**{name: getattr(feed, name) for name in Feed.__dataclass_fields__})
    for write in feeds.WRITERS.values():
        assert write(feed) == write(again)


@given(st.lists(st.tuples(days, days), min_size=1, max_size=6), st.integers(0, 7), st.randoms())
def test_newest_first(dates: list[tuple[dt.date, dt.date]], limit: int, random: Any) -> None:
    """The order follows from the items alone: by publication, change and address, whatever order they came in."""
    items = [replace(ONE, url=str(n), published=p, updated=u) for n, (p, u) in enumerate(dates)]
    found = feeds.newest_first(items, limit)
    random.shuffle(items)
    assert feeds.newest_first(items, limit) == found
    assert len(found) == min(limit, len(items))
    assert [i.published for i in found] == sorted((i.published for i in items), reverse=True)[:limit]


@pytest.mark.parametrize(
    ("base", "name", "expected"),
    [
        ("https://help.example.org/x/", "news/one", "tag:help.example.org,2026:x/news/one"),
        ("https://help.example.org", "news/one", "tag:help.example.org,2026:news/one"),
        ("https://help.example.org:8080/", "news/one", "tag:help.example.org,2026:news/one"),
        ("", "news/one", "tag:localhost,2026:news/one"),
    ],
)
def test_tag_uri(base: str, name: str, expected: str) -> None:
    """An identifier is made of host, year and name (RFC 4151), so it outlives a move to another port or scheme."""
    assert feeds.tag_uri(base, "2026", name) == expected


@given(days)
def test_dates(day: dt.date) -> None:
    """Days are written as both standards have them, at midnight UTC."""
    midnight = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
    assert dt.datetime.fromisoformat(feeds.rfc3339(day)) == midnight
    assert parsedate_to_datetime(feeds.rfc822(day)) == midnight
