"""Lessons that show an article: one source, in the course's frame, and listed once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .make import Broken, Make, notices, page, root

DOT = "\x89PNG\r\n\x1a\n"
ARTICLE = page(
    "Embed a badge",
    "summary: Two lines.\nupdated: 2026-01-02\ntopics: [badges]\nanswers: ['How do I embed?']",
    "The short answer.\n\n(here)=\n## The script\n\n"
    "See [sizes](sizes.md), {doc}`sizes`, {article}`sizes` and [above](#the-script).\n\n![A dot](dot.png)\n\n"
    "{download}`data <data.csv>`\n\n```{math}\nx\n```\n\n{index}`ring`\n\n## Last\n\nEnd [here](#here).",
)
FILES: dict[str, Any] = root(
    {
        "solutions/index.md": page("Solutions", "", ":::{toctree}\nbadges/index\n:::"),
        "solutions/badges/index.md": page("Badges", "", ":::{toctree}\nembed\nsizes\n:::"),
        "solutions/badges/embed.md": ARTICLE,
        "solutions/badges/sizes.md": page("Sizes", "updated: 2026-01-01", "As in {article}`embed` and {ref}`here`."),
        "solutions/badges/data.csv": "a,b\n",
        "solutions/badges/dot.png": DOT,
        "training/index.md": page("Training", "", ":::{toctree}\nbasics/index\nmore/index\n:::"),
        "training/basics/index.md": page("Basics", "", ":::{lessons}\n:::\n\n:::{toctree}\none\nembed\ntwo\n:::"),
        "training/basics/one.md": page("Lesson one", "minutes: 5"),
        "training/basics/embed.md": "---\narticle: embed\nminutes: 12\n---\n",
        "training/basics/two.md": page("Lesson two", "minutes: 5"),
        "training/more/index.md": page("More", "", ":::{toctree}\nagain\n:::"),
        "training/more/again.md": "---\narticle: solutions/badges/embed\n---\n# In short\n\n## Last\n\n"
        ":::{check} Is it?\n\n- [x] Yes\n- [ ] No\n:::\n",
    }
)
BASE = "https://example.org/"
LESSON = "training/basics/embed"


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_the_page(make: Make, broken: Broken, builder: str) -> None:
    """The article stands in the course: its text, links and files, the course's place, time and neighbours."""
    site = make(FILES, builder=builder, html_baseurl=BASE)
    assert site.warnings == []
    soup = site.soup(LESSON)
    main = soup.select_one("main") or soup
    assert [h.get_text().rstrip("¶#") for h in main.select("h1, h2")][:3] == ["Embed a badge", "The script", "Last"]
    end = "solutions/badges/embed" + (".html" if builder == "html" else "/")
    assert soup.select_one("link[rel=canonical]")["href"] == BASE + end  # type: ignore[index]
    facts = [" ".join(span.text.split()) for span in soup.select(".facts > span")]
    assert facts == ["Checked 2 January 2026", "Lesson 2 of 3", "12 min", "This lesson is the article Embed a badge"]
    assert [a.get_text(" ", strip=True) for a in soup.select(".neighbours a")] == [
        "Previous Lesson one",
        "Next Lesson two",
    ]
    assert [a.text for a in soup.select(".trail a")] == ["Home", "Training", "Basics"]
    assert soup.select_one("[data-portal-lesson]")["data-portal-lesson"] == LESSON  # type: ignore[index]
    assert soup.select_one("main img")["src"].endswith("_images/dot.png")  # type: ignore[index, union-attr]
    assert broken(site.out) == []


SOURCES = "\n\n## Read on\n\n- [One](https://example.org/one), the first.\n- [Two](https://example.org/two)\n"


@pytest.mark.parametrize(("end", "last"), [(SOURCES, "Read on"), (SOURCES + "\nMore.\n", "Try it")])
def test_sources_stay_last(make: Make, end: str, last: str) -> None:
    """What the lesson says itself stands before a last section that only lists links to the web, and behind others."""
    own = {"training/basics/embed.md": "---\narticle: embed\n---\n\n## Try it\n\nDo it.\n"}
    site = make(FILES | {"solutions/badges/embed.md": ARTICLE + end} | own)
    assert [h.get_text().rstrip("¶#") for h in site.soup(LESSON).select("main h2")][2:4] == sorted(
        ("Read on", "Try it"), key=lambda title: title == last
    )


def test_listed_once(make: Make) -> None:
    """Search, sitemap, feeds, topics, the general index and llms.txt know the article only; courses list the lesson."""
    site = make(FILES, html_baseurl=BASE, portal_feed_since="2026-01-01")
    names = {n: c.decode() for n, c in site.files().items() if n.endswith((".xml", ".txt", ".json", ".js", ".html"))}
    for name in ("sitemap.xml", "llms.txt", "topics/badges.html", "genindex.html", "feeds/updated.json"):
        assert "solutions/badges/embed" in names[name], name
        assert LESSON not in names[name], name
    assert not [n for n, text in names.items() if "portal-search/index" in n and f'"{LESSON}' in text]
    [course] = [
        json.loads(str(b["data-portal-steps"]))
        for b in site.soup("training/basics/index").select("[data-portal-steps]")
    ]
    assert course[1] == [LESSON, "Embed a badge", "embed.html"]
    assert f"Article: {BASE}solutions/badges/embed.html" in site.text(f"{LESSON}.md")


def test_a_title_and_text_of_its_own(make: Make) -> None:
    """What the lesson's file says stands below the article, under ids of its own; its title is the lesson's."""
    soup = make(FILES).soup("training/more/again")
    main = soup.select_one("main")
    assert main is not None
    assert [h.get_text().rstrip("¶#") for h in main.select("article h1, article h2, h1, h2")][:4] == [
        "In short",
        "The script",
        "Last",
        "Last",
    ]
    ids = [str(one["id"]) for one in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    assert soup.select("main .portal-check")


@pytest.mark.parametrize("theme", ["alabaster", "furo"])
def test_other_themes_say_it_in_the_text(make: Make, theme: str) -> None:
    """Where there is no frame, a line below the title says which article this is."""
    soup = make(FILES, html_theme=theme).soup(LESSON)
    assert [" ".join(one.text.split()) for one in soup.select(".portal-lesson-source")] == [
        "This lesson is the article Embed a badge"
    ]


@pytest.mark.parametrize("builder", ["text", "epub", "latex", "singlehtml", "man", "gettext"])
def test_other_formats(make: Make, builder: str) -> None:
    """Other formats have the text in the course too."""
    site = make(FILES, builder=builder, version="1", copyright="us")
    assert site.warnings == []
    if builder in ("text", "epub"):
        text = site.text(f"{LESSON}.{'txt' if builder == 'text' else 'xhtml'}")
        assert "This lesson is the article" in text
        assert "The short answer." in text


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("embd", 'there is no article "embd" to show as this lesson; did you mean "embed"?'),
        (
            "hidden",
            '"solutions/badges/hidden" is not published (draft), so this lesson is left out; '
            "publish it or make this a draft",
        ),
        ("basics", 'a lesson shows an article of the solutions, and "training/basics/index" is none; name one'),
    ],
)
def test_without_its_article_the_lesson_is_not_there(make: Make, name: str, told: str) -> None:
    """A missing or unpublished article is told at the line, and the course goes on without the lesson."""
    files = FILES | {
        LESSON + ".md": f"---\nminutes: 3\narticle: {name}\n---\n",
        "solutions/badges/hidden.md": page("Hidden", "state: draft"),
    }
    site = make(files)
    [warning] = site.warnings
    assert f"{LESSON}.md:3: WARNING: {told}" in warning
    assert f"{LESSON}.html" not in site.files()
    assert [a.text for a in site.soup("training/basics/one").select(".neighbours a.next")] == ["Next Lesson two"]


def test_only_lessons_show_articles(make: Make) -> None:
    """Elsewhere the key is told and has no effect."""
    site = make(FILES | {"news/a.md": page("News", "date: 2026-05-01\narticle: embed")})
    [told] = notices(site, "front_matter")
    assert told.endswith(
        "news/a.md:3: WARNING: article is for lessons only; take it out, or move this page into the folder of a course"
    )


def test_text_below_a_heading(make: Make) -> None:
    """A lesson's own text may begin with a second heading; the title stays the article's."""
    site = make(FILES | {f"{LESSON}.md": "---\narticle: embed\n---\n\n## Try it\n\nDo.\n"})
    assert site.warnings == []
    headings = [h.get_text().rstrip("¶#") for h in site.soup(LESSON).select("main h1, main h2")]
    assert headings[:4] == ["Embed a badge", "The script", "Last", "Try it"]
