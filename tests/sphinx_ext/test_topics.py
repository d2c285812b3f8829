"""Generated pages of topics: the overview, and each topic's articles and news."""

from __future__ import annotations

import pytest

from .make import Make, listed, notices, page, root

FILES = root(
    {
        "_data/topics.yaml": "badges: {title: Zebra badges, description: Rings & <more>.}\napis: APIs\nunused: None\n",
        "solutions/b.md": page("Beta", "topics: [badges, apis]"),
        "solutions/a.md": page("Alpha", "topics: [badges]"),
        "solutions/hidden.md": page("Hidden", "state: draft\ntopics: [badges]"),
        "news/n.md": page("News", "date: 2026-01-01\ntopics: [badges]"),
        "about.md": page("About", "topics: [apis]"),
    }
)


@pytest.mark.parametrize(("builder", "path"), [("html", "topics/{}.html"), ("dirhtml", "topics/{}/index.html")])
def test_one_page_for_each_used_topic(make: Make, builder: str, path: str) -> None:
    """Each topic that content uses has a page; one nobody uses has none."""
    site = make(FILES, builder=builder)
    assert site.warnings == []
    overview = "topics/index.html"
    assert {n for n in site.files() if n.startswith("topics/")} == {
        overview,
        path.format("badges"),
        path.format("apis"),
    }


def test_topic_page(make: Make) -> None:
    """A topic's page has its title and description, then its articles by title, then its news."""
    site = make(FILES)
    soup = site.soup("topics/badges")
    assert [h.text for h in soup.select("h1")] == ["Zebra badges"]
    assert "Rings & <more>." in soup.select("main")[0].text
    assert listed(site, "topics/badges") == ["Alpha", "Beta", "News"]
    assert [h.text for h in soup.select(".portal-head h2")] == ["Articles and courses", "News"]
    assert [a["href"] for a in soup.select(".portal-title a")] == [
        "../solutions/a.html",
        "../solutions/b.html",
        "../news/n.html",
    ]


def test_overview(make: Make) -> None:
    """The overview has all used topics by title, with the number of their pages."""
    rows = make(FILES).soup("topics/index").select(".portal-topics li")
    assert [(r.a["href"], r.a.text, r.select(".portal-count")[0].text) for r in rows if r.a] == [
        ("apis.html", "APIs", "1"),
        ("badges.html", "Zebra badges", "3"),
    ]


def test_article_links_to_its_topics(make: Make) -> None:
    """An article shows its topics' titles and links to their pages."""
    links = make(FILES).soup("solutions/b").select(".topics a")
    assert [(a["href"], a.text) for a in links] == [
        ("../topics/badges.html", "Zebra badges"),
        ("../topics/apis.html", "APIs"),
    ]


def test_topics_without_vocabulary_use_their_keys(make: Make) -> None:
    """Without a vocabulary a topic is called what authors write."""
    site = make({name: text for name, text in FILES.items() if not name.startswith("_data")})
    assert [h.text for h in site.soup("topics/badges").select("h1")] == ["badges"]


def test_trail(make: Make) -> None:
    """The trail of a topic's page leads over the overview."""
    assert [a["href"] for a in make(FILES).soup("topics/badges").select(".trail a")] == ["../index.html", "index.html"]


def test_no_topics_no_pages(make: Make) -> None:
    """A portal without topics has no topic pages."""
    assert not [n for n in make(root({"solutions/a.md": page("A")})).files() if n.startswith("topics/")]


@pytest.mark.parametrize("builder", ["singlehtml", "epub", "text", "latex"])
def test_only_websites_have_topic_pages(make: Make, builder: str) -> None:
    """Other formats have none, and nothing that leads to one."""
    files = make(FILES, builder=builder).files()
    assert not [n for n in files if n.startswith("topics/")]
    assert b"topics/badges" not in b"".join(
        c for n, c in files.items() if n.endswith((".html", ".xhtml", ".tex", ".txt"))
    )


@pytest.mark.parametrize("topic", ["index", "a/b", "../../x", "Doctors & co", ".hidden", "-"])
def test_topic_that_is_no_name(make: Make, topic: str) -> None:
    """A topic that cannot name a page costs one notice and is left out: it never overwrites a page elsewhere."""
    site = make(root({"solutions/a.md": page("A", f'summary: x\ntopics: ["{topic}", apis, "ärzte-2.0"]')}))
    [notice] = notices(site, "front_matter")
    assert notice.startswith(
        f'solutions/a.md:3: WARNING: "{topic}" in topics cannot name a page; write letters, digits and hyphens'
    )
    assert len(site.warnings) == 1
    assert {n for n in site.files() if n.startswith("topics/")} == {
        f"topics/{t}.html" for t in ("index", "apis", "ärzte-2.0")
    }
    assert [a["href"] for a in site.soup("solutions/a").select(".topics a")] == [
        "../topics/apis.html",
        "../topics/%C3%A4rzte-2.0.html",
    ]
