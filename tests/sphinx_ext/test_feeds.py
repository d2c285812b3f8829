"""Feeds: valid, whole, with absolute addresses, names that outlive moves, and easy to find."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import feedparser
import pytest
from bs4 import BeautifulSoup

from support_portal.sphinx_ext import feed_contents
from support_portal.testing import Site

from .make import Make, notices, page, root

BASE = "https://portal.example.org/"

FILES = root(
    {
        "_data/topics.yaml": "apis: {title: APIs & more}\n",
        "news/index.md": page("News"),
        "news/a.md": page(
            "Ä <b>title</b> & more",
            'date: 2026-05-01\nupdated: 2026-05-02\ntopics: [apis]\nauthors: [Ada Bell]\nsummary: In "short".',
        ),
        "news/b.md": page("B", "date: 2026-06-01"),
        "solutions/c.md": page("C", "updated: 2026-04-01\ntopics: [apis]"),
        "solutions/undated.md": page("Undated"),
        "training/basics/index.md": page("Basics", "updated: 2026-03-01", ":::{toctree}\none\n:::"),
        "training/basics/one.md": page("One", "updated: 2026-04-02"),
    }
)
NAMES = ("news", "updated", "topics/apis")


def _parsed(site: Site, name: str, form: str = "atom.xml") -> feedparser.FeedParserDict:
    found = feedparser.parse(site.text(f"feeds/{name}.{form}"))
    assert not found.bozo, found.get("bozo_exception")
    return found


def test_feeds_and_their_order(make: Make) -> None:
    """News come newest first, other pages last updated first, a topic has both; undated pages are in none."""
    site = make(FILES)
    assert site.warnings == []
    assert {n for n in site.files() if n.startswith("feeds/")} == {
        f"feeds/{name}.{form}" for name in NAMES for form in ("atom.xml", "rss.xml", "json")
    }
    titles = {name: [i["title"] for i in json.loads(site.text(f"feeds/{name}.json"))["items"]] for name in NAMES}
    first = "Ä <b>title</b> & more"
    assert titles == {"news": ["B", first], "updated": ["One", "C", "Basics"], "topics/apis": [first, "C"]}


def test_entry(make: Make) -> None:
    """An entry has its day, its last change, its author, its topics' titles and its summary, with any sign in them."""
    entry = _parsed(make(FILES), "news").entries[1]
    assert entry.title in ("Ä &lt;b&gt;title&lt;/b&gt; &amp; more", "Ä <b>title</b> & more")
    assert (entry.published, entry.updated) == ("2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z")
    assert (entry.author, [t.term for t in entry.tags]) == ("Ada Bell", ["APIs & more"])
    assert entry.summary == 'In "short".'
    assert entry.link == f"{BASE}news/a.html"


CONTENT = """
See {doc}`b`, [below](#part), {article}`c`, <https://else.example.org/> and [raw](../solutions/c.md).

<p>A <a href="b.html">raw link</a> and <img src="../_static/icon.svg" alt="icon"></p>

![picture](/dot.svg)

Note[^1]. {download}`file </data.csv>`

```python
print("<x>")
```

:::{popular} Most read
:::

## Part

Words.

[^1]: At the foot.
"""


def test_content_stands_by_itself(make: Make) -> None:
    """Every link, picture, download and footnote in the content has an absolute address; no title, no permalink."""
    site = make(
        {
            **FILES,
            "news/a.md": page("A", "date: 2026-05-01", CONTENT),
            "dot.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
            "data.csv": "a\n",
        }
    )
    assert site.warnings == []
    content = json.loads(site.text("feeds/news.json"))["items"][1]["content_html"]
    soup = BeautifulSoup(content, "html.parser")
    addresses = [str(t.get("href") or t.get("src")) for t in soup.select("[href], [src]")]
    assert [
        a for a in addresses if not a.startswith(("https://portal.example.org/", "https://else.example.org/"))
    ] == []
    assert {
        f"{BASE}news/b.html",
        f"{BASE}news/a.html#part",
        f"{BASE}solutions/c.html",
        f"{BASE}_images/dot.svg",
        f"{BASE}_static/icon.svg",
    } <= set(addresses)
    assert soup.select("h1, .headerlink") == []
    assert [h.text for h in soup.select("h2")] == ["Part"]
    assert 'print("<x>")' in soup.text
    assert (site.out / urlsplit(next(a for a in addresses if "_downloads" in a)).path.lstrip("/")).is_file()


@pytest.mark.parametrize(
    "body",
    [
        CONTENT,
        "(first)=\n(second)=\n# Another title\n\nWords.\n\n# A second one\n\nMore.",
        "Nothing but words.",
        "<h1>Raw</h1>\n\nWords.\n\n```{literalinclude} /data.csv\n:caption: Numbers\n:name: numbers\n```",
    ],
)
def test_content_is_what_the_page_shows(make: Make, body: str) -> None:
    """What is kept of a page that was written equals what is drawn of one that was not, however it is laid out."""
    site = make({**FILES, "news/a.md": page("A", "date: 2026-05-01", body), "dot.svg": "<svg/>", "data.csv": "a\n"})
    kept = feed_contents.content_of(site.app, "news/a")
    assert kept == feed_contents._html(site.app, "news/a")
    assert kept in [item["content_html"] for item in json.loads(site.text("feeds/news.json"))["items"]]


def test_name_survives_a_move(make: Make) -> None:
    """An article that moved keeps the name of its first address, so that nobody gets it as new again."""
    before = _parsed(make(FILES), "news").entries[0].id
    files = {n: t for n, t in FILES.items() if n != "news/b.md"}
    moved = make(
        {**files, "news/2026/b2.md": page("B", "date: 2026-06-01\nredirect_from: [news/b, news/b-again]")}, out="moved"
    )
    (moved.app.srcdir / "news/b.md").unlink()
    moved = make(out="moved")
    entry = _parsed(moved, "news").entries[0]
    assert entry.id == before == "tag:portal.example.org,2026:news/b"
    assert entry.link == f"{BASE}news/2026/b2.html"


def test_name_survives_another_builder(make: Make) -> None:
    """The form of addresses is no part of a name."""
    assert [e.id for e in _parsed(make(FILES), "updated").entries] == [
        e.id for e in _parsed(make(builder="dirhtml"), "updated").entries
    ]


def test_limit(make: Make) -> None:
    """``portal_feed_limit`` is the number of entries."""
    assert len(_parsed(make(FILES, portal_feed_limit=1), "news").entries) == 1


@pytest.mark.parametrize(
    ("docname", "up", "expected"),
    [
        ("index", "", ["news", "updated"]),
        ("solutions/c", "../", ["news", "updated"]),
        ("topics/apis", "../", ["topics/apis", "news", "updated"]),
        ("news/archive/2026", "../../", ["news", "updated"]),
        ("search", "", ["news", "updated"]),
    ],
)
def test_autodiscovery(make: Make, docname: str, up: str, expected: list[str]) -> None:
    """The head of every page names the feeds, a topic's page its own first, in all formats."""
    links = make(FILES).soup(docname).select('head link[rel="alternate"]')
    found = [(a["type"], a["href"]) for a in links if a["type"] != "text/markdown"]
    types = {"atom.xml": "application/atom+xml", "rss.xml": "application/rss+xml", "json": "application/feed+json"}
    assert found == [(kind, f"{up}feeds/{name}.{form}") for name in expected for form, kind in types.items()]
    assert all(a["title"] for a in links)


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_without_an_address_no_feeds(make: Make, builder: str) -> None:
    """Without ``html_baseurl`` there are no feeds and no links to any, and the build says why, once."""
    site = make({**FILES, "about.md": page("About", "", ":::{feeds}\n:::")}, builder=builder, html_baseurl="")
    [notice] = notices(site, "config")
    assert (
        notice == 'WARNING: html_baseurl is empty, so no feeds are written; write html_baseurl = "https://…" in conf.py'
    )
    assert len(site.warnings) == 1
    assert not [n for n in site.files() if n.startswith("feeds/")]
    assert [n for n, c in site.files().items() if n.endswith(".html") and b"feeds/" in c] == []


@pytest.mark.parametrize(
    ("builder", "href"),
    [
        ("html", "feeds/topics/apis.atom.xml"),
        ("dirhtml", "../feeds/topics/apis.atom.xml"),
        ("singlehtml", f"{BASE}feeds/topics/apis.atom.xml"),
        ("epub", f"{BASE}feeds/topics/apis.atom.xml"),
        ("latex", f"{BASE}feeds/topics/apis.atom.xml"),
        ("text", "Atom"),
    ],
)
def test_feeds_directive(make: Make, builder: str, href: str) -> None:
    """``{feeds}`` lists every feed in its formats: websites link beside themselves, manuals to the portal's address."""
    site = make(
        {**FILES, "about.md": page("About", "", ":::{feeds}\n:::")}, builder=builder, copyright="us", version="1"
    )
    assert site.warnings == []
    text = b"".join(c for n, c in site.files().items() if n.endswith((".html", ".xhtml", ".tex", ".txt"))).decode()
    assert href in text
    assert "Recently updated articles" in text
    assert "JSON Feed" in text


def test_feeds_under_a_path(make: Make) -> None:
    """A portal that lives in a folder of a server has it in all its addresses."""
    site = make(FILES, html_baseurl="https://example.org/help")
    feed = json.loads(site.text("feeds/news.json"))
    assert feed["feed_url"] == "https://example.org/help/feeds/news.json"
    assert feed["items"][0]["url"] == "https://example.org/help/news/b.html"
    assert feed["items"][0]["id"] == "tag:example.org,2026:help/news/b"


@pytest.mark.parametrize("builder", ["text", "latex", "epub", "singlehtml", "man"])
def test_only_websites_have_feeds(make: Make, builder: str) -> None:
    """No other format writes feeds."""
    assert not [n for n in make(FILES, builder=builder).files() if "feeds" in n]
