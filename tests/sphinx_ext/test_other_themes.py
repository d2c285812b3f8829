"""The parts under other themes, and each part alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from support_portal import PARTS
from support_portal.testing import Site

from .make import Broken, Make, listed, page, root

FILES = root(
    {
        "_data/banners.yaml": "- text: Down until noon\n",
        "_data/topics.yaml": "apis: APIs\n",
        "news/index.md": "# News\n\n:::{news-archive}\n:::\n\n:::{news} The news\n:more: index\n:::\n",
        "news/a.md": page("Alpha", "date: 2026-05-01\ntopics: [apis]\nsummary: Short & sweet."),
        "solutions/index.md": "# Solutions\n\n:::{folders}\n:::\n\n:::{popular} Popular\n:::\n\n:::{toctree}\nb\n:::\n",
        "solutions/b.md": page(
            "Beta",
            "updated: 2026-01-01\ntopics: [apis]\nredirect_from: [old]",
            "{article}`a` {topic}`apis`\n\n:::{related}\n:::",
        ),
        "training/index.md": "# Training\n\n:::{courses}\n:::\n\n:::{toctree}\nbasics/index\n:::\n",
        "training/basics/index.md": "# Basics\n\n:::{lessons}\n:::\n\n:::{toctree}\none\n:::\n",
        "training/basics/one.md": page("Lesson one"),
        "about.md": page("About", "", ":::{feeds}\n:::\n\n:::{search-box}\n:::"),
    }
)


@pytest.mark.parametrize("theme", ["furo", "pydata_sphinx_theme", "alabaster", "basic"])
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_theme(make: Make, broken: Broken, theme: str, builder: str) -> None:
    """Another theme builds without a warning and has listings, links to feeds, banners, data and references."""
    site = make(FILES, builder=builder, html_theme=theme, nitpicky=True)
    assert site.warnings == []
    assert listed(site, "news/index", "news") == ["Alpha"]
    assert listed(site, "solutions/index", "folders") == ["Beta"]
    assert listed(site, "training/index", "courses") == ["Basics"]
    assert listed(site, "training/basics/index", "lessons") == ["Lesson one"]
    assert listed(site, "topics/apis") == ["Beta", "Alpha"]
    soup = site.soup("solutions/b")
    assert len(soup.select('head link[type="application/atom+xml"]')) == 2
    assert [b.p.text.strip() for b in soup.select(".portal-banner") if b.p] == ["Down until noon"]
    [script] = soup.select('script[type="application/ld+json"]')
    assert [part["@type"] for part in json.loads(script.text)["@graph"]] == ["BreadcrumbList", "Article"]
    end = ".html" if builder == "html" else "/"
    up = "../" if builder == "html" else "../../"
    assert f'href="{up}news/a{end}"' in site.html("solutions/b")
    assert f'href="{up}topics/apis{end}"' in site.html("solutions/b")
    assert broken(site.out) == []


@pytest.mark.parametrize("theme", ["furo", "pydata_sphinx_theme", "alabaster"])
def test_theme_has_what_listings_need(make: Make, theme: str) -> None:
    """The style sheet of listings and the search's script are on the page, as files that are there."""
    site = make(FILES, html_theme=theme)
    soup = site.soup("solutions/b")
    files = [str(t.get("href") or t.get("src")).split("?")[0] for t in soup.select("link[rel=stylesheet], script[src]")]
    for name in ("../_static/portal-listing.css", "../_static/portal-search/search.js"):
        assert name in files
        assert (site.out / "solutions" / name).is_file()


def test_alternate_pages_of_another_theme(make: Make) -> None:
    """Search, topics, archives and redirects are pages of the other theme too, each with one title."""
    site = make(FILES, html_theme="furo")
    for name in ("search", "topics/index", "topics/apis", "news/archive/2026"):
        assert len(site.soup(name).select("h1")) == 1, name
    assert 'http-equiv="refresh"' in site.text("old.html")


def _alone(make: Make, part: str, files: dict[str, str], **config: Any) -> Site:
    options = {"html_theme": "alabaster", "html_baseurl": "https://x.org/"} | config
    return make(files, extensions=["myst_parser", f"support_portal.sphinx_ext.{part}"], **options)


PLAIN = {
    "index.md": "# Home\n\n```{toctree}\n:glob:\n\n**\n```\n",
    "news/a.md": page("Alpha", "date: 2026-05-01\ntopics: [apis]\nredirect_from: [old]"),
}


@pytest.mark.parametrize("part", PARTS)
def test_each_part_alone(make: Make, broken: Broken, part: str) -> None:
    """Every part can be loaded alone, with a theme that knows nothing of it: no warning, no link to nowhere."""
    site = _alone(make, part, PLAIN)
    # The one setting these tests always make; parts that need no time do not know it.
    assert [w for w in site.warnings if "unknown config value 'portal_now'" not in w] == []
    assert broken(site.out) == []


@pytest.mark.parametrize(
    ("part", "directive", "titles"),
    [
        ("news", "news", ["Alpha"]),
        ("popular", "popular", ["Beta"]),
        ("folders", "folders", ["Alpha", "Beta"]),
        ("related", "related", []),
        ("training", "courses", []),
    ],
)
def test_a_directive_alone(make: Make, part: str, directive: str, titles: list[str]) -> None:
    """A directive works with its own part only."""
    files = {
        **PLAIN,
        "solutions/b.md": page("Beta"),
        "index.md": PLAIN["index.md"] + f"\n```{{{directive}}} Heading\n```\n",
    }
    site = _alone(make, part, files)
    assert site.warnings == []
    assert listed(site, "index") == titles


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("feeds", "feeds/news.atom.xml"),
        ("redirects", "old.html"),
        ("sitemap", "sitemap.xml"),
        ("twins", "news/a.md"),
        ("twins", "llms.txt"),
        ("not_found", "404.html"),
        ("search", "_static/portal-search/index/start.js"),
    ],
)
def test_a_file_of_a_part_alone(make: Make, part: str, name: str) -> None:
    """A part writes its files without the others."""
    assert name in _alone(make, part, PLAIN).files()


def test_states_alone(make: Make) -> None:
    """Unpublished pages stay out with only that part loaded."""
    site = _alone(make, "states", {**PLAIN, "news/b.md": page("Quokka", "state: draft")})
    assert site.warnings == []
    assert [n for n, c in site.files().items() if b"Quokka" in c] == []


def test_references_alone(make: Make, broken: Broken) -> None:
    """References work with only that part loaded, those to topics too."""
    site = _alone(make, "references", {**PLAIN, "b.md": page("Beta", "", "{article}`a` and {topic}`apis`")})
    assert site.warnings == []
    assert [a["href"] for a in site.soup("b").select(".body p a")] == ["news/a.html", "topics/apis.html"]
    assert broken(site.out) == []


def test_restructuredtext(make: Make) -> None:
    """The directives and roles can be written in reStructuredText too."""
    files = {
        "index.rst": "Home\n====\n\n.. news:: Heading\n   :limit: 1\n\n:article:`a`\n\n.. toctree::\n\n   news/a\n",
        "news/a.md": PLAIN["news/a.md"],
    }
    site = make(files)
    assert site.warnings == []
    assert listed(site, "index", "news") == ["Alpha"]
