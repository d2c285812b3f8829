"""What machines read in the head: description, OpenGraph and structured data."""

from __future__ import annotations

import json
from typing import Any

import pytest

from support_portal.testing import Site

from .make import Make, Real, page, root

BASE = "https://portal.example.org/"
FAQ = "Intro.\n\n## Why is it so?\n\nBecause.\n\n- One\n\n## Plain\n\nText.\n\n## What </script> now?\n\nNothing.\n"
FILES = root(
    {
        "about.md": page("About"),
        "news/index.md": page("News"),
        "news/a.md": page(
            "Rock & <roll>",
            "date: 2026-05-01\nupdated: 2026-05-03\nauthors: [Ada Bell]\nsummary: 'In \"short\" <now>.'",
            FAQ,
        ),
        "solutions/index.md": page("Solutions", "", ":::{toctree}\nplain\n:::"),
        "solutions/plain.md": page("Plain", "keywords: [x, y]", "First paragraph.\n\n## Only one question?\n\nYes."),
        "solutions/faq.md": page("Questions", "", FAQ),
        "training/basics/index.md": page("Basics", "level: advanced\noutcomes: [Read]", ":::{toctree}\none\n:::"),
        "training/basics/one.md": page("One", "minutes: 7"),
    }
)
TYPES: dict[str, list[Any]] = {
    "index": ["WebSite"],
    "about": [],
    "news/index": ["BreadcrumbList"],
    "news/a": ["BreadcrumbList", "NewsArticle"],
    "solutions/index": ["BreadcrumbList"],
    "solutions/plain": ["BreadcrumbList", "Article"],
    "solutions/faq": ["BreadcrumbList", "Article", "FAQPage"],
    "training/basics/index": ["BreadcrumbList", "Course"],
    "training/basics/one": ["BreadcrumbList", ["Article", "LearningResource"]],
    "search": [],
    "topics/index": [],
}


def _data(site: Site, docname: str) -> list[dict[str, Any]]:
    """Return the page's structured data."""
    scripts = site.soup(docname).select('script[type="application/ld+json"]')
    graphs = [json.loads(s.text) for s in scripts]
    assert all(g["@context"] == "https://schema.org" for g in graphs)
    return [part for g in graphs for part in g["@graph"]]


def _meta(site: Site, docname: str) -> dict[str, str]:
    tags = site.soup(docname).select("head meta[content]")
    return {str(t.get("name") or t.get("property")): str(t["content"]) for t in tags}


@pytest.mark.parametrize(("docname", "types"), TYPES.items(), ids=TYPES)
def test_types(make: Make, docname: str, types: list[Any]) -> None:
    """Each kind of page has its own type; FAQPage only where at least two headings are questions, and never news."""
    files = {
        **FILES,
        "about.md": page("About", "topics: [x]"),
        "solutions/plain.md": FILES["solutions/plain.md"].replace("---\nk", "---\ntopics: [x]\nk"),
    }
    assert [part["@type"] for part in _data(make(files), docname)] == types


def test_news_article(make: Make) -> None:
    """News says who wrote it, when it was published and when it was changed."""
    article = _data(make(FILES), "news/a")[1]
    assert article["headline"] == "Rock & <roll>"
    assert article["description"] == 'In "short" <now>.'
    assert (article["datePublished"], article["dateModified"]) == ("2026-05-01", "2026-05-03")
    assert article["author"] == [{"@type": "Person", "name": "Ada Bell"}]
    assert article["url"] == f"{BASE}news/a.html"
    assert article["publisher"]["name"] == "Test portal"


def test_faq_has_the_questions_readers_see(make: Make) -> None:
    """Only headings that end in a question mark are questions, each with the text below it; markup cannot break out."""
    site = make(FILES)
    questions = {q["name"]: q["acceptedAnswer"]["text"] for q in _data(site, "solutions/faq")[2]["mainEntity"]}
    assert list(questions) == ["Why is it so?", "What </script> now?"]
    assert questions["Why is it so?"].startswith("Because.")
    assert "One" in questions["Why is it so?"]
    assert len(site.soup("solutions/faq").select('script[type="application/ld+json"]')) == 1


def test_course(make: Make) -> None:
    """A course says its level, its time and what one learns."""
    course = _data(make(FILES), "training/basics/index")[1]
    assert (course["name"], course["educationalLevel"], course["teaches"]) == ("Basics", "advanced", ["Read"])
    assert course["hasCourseInstance"]["courseWorkload"] == "PT7M"
    assert course["isAccessibleForFree"] is True


def test_breadcrumbs(make: Make) -> None:
    """Breadcrumbs lead from the home page over the folders to the page, with absolute addresses."""
    crumbs = _data(make(FILES), "solutions/plain")[0]["itemListElement"]
    assert [(c["position"], c["name"], c["item"]) for c in crumbs] == [
        (1, "Test portal", BASE),
        (2, "Solutions", f"{BASE}solutions/index.html"),
        (3, "Plain", f"{BASE}solutions/plain.html"),
    ]  # fmt: skip


def test_description_and_opengraph(make: Make) -> None:
    """Every page has a description, its own or its first paragraph, and what link previews show."""
    site = make(FILES, portal_tagline="Help for all.")
    news, plain, search = _meta(site, "news/a"), _meta(site, "solutions/plain"), _meta(site, "search")
    assert news["description"] == news["og:description"] == 'In "short" <now>.'
    assert (news["og:title"], news["og:type"], news["og:url"]) == ("Rock & <roll>", "article", f"{BASE}news/a.html")
    assert (news["og:site_name"], news["article:published_time"]) == ("Test portal", "2026-05-01")
    assert plain["description"] == "First paragraph."
    assert (search["description"], search["og:type"]) == ("Help for all.", "website")


def test_what_search_engines_should_not_list(make: Make) -> None:
    """The search page and the 404 page ask not to be listed; no other page does."""
    site = make({**FILES, "404.md": "---\norphan: true\n---\n# Not found\n"})
    robots = {d: _meta(site, d).get("robots") for d in ("search", "404", "index", "news/a")}
    assert robots == {"search": "noindex", "404": "noindex", "index": None, "news/a": None}


def test_without_an_address_nothing_untrue(make: Make) -> None:
    """Without ``html_baseurl`` there is no structured data and no address, because every one would be made up."""
    site = make(FILES, html_baseurl="")
    assert _data(site, "news/a") == []
    assert "og:url" not in _meta(site, "news/a")
    assert _meta(site, "news/a")["description"]


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_real_heads(real: Real, builder: str) -> None:
    """Every real page has one title and one description; all structured data parses, and questions are on the page."""
    from bs4 import BeautifulSoup

    for path in real(builder).pages():
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        if soup.select('meta[http-equiv="refresh"]') or path.name == "404.html":
            continue
        assert len(soup.select("title")) == 1
        assert len(soup.select('meta[name="description"][content]')) == 1, path
        for script in soup.select('script[type="application/ld+json"]'):
            for part in json.loads(script.text)["@graph"]:
                if part["@type"] == "FAQPage":
                    headings = {h.get_text().removesuffix("¶") for h in soup.select("h2, h3, h4")}
                    assert {q["name"] for q in part["mainEntity"]} <= headings, path
                if "datePublished" in part:
                    assert part["datePublished"] <= part["dateModified"], path
