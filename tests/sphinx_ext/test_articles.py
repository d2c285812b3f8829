"""Reading a page into an Article, and the notice each mistake costs."""

from __future__ import annotations

import datetime as dt

import pytest

from support_portal.core.article import Heading
from support_portal.sphinx_ext.domain import portal_domain
from support_portal.sphinx_ext.portal import portal

from .make import Make, notices, page, root

# One wrong line of front matter: the notice's kind, what it must say, and the advice or suggestion it must give.
WRONG = {
    "date": ("date: yesterday", "front_matter", 'date "yesterday" is not a date', "2026-11-23"),
    "date outside the calendar": (
        'date: "2026-13-45"',
        "front_matter",
        'date "2026-13-45" is not a date',
        "year-month-day",
    ),
    "date that is a list": ("updated: [2026-01-01]", "front_matter", "updated", "is not a date"),
    "time": ("publish_at: soon", "front_matter", 'publish_at "soon" is not a time', "2026-12-01T09:00:00Z"),
    "text": ("summary: [a, b]", "front_matter", "summary is", "write a text"),
    "empty text": ('owner: "  "', "front_matter", "owner is empty", "leave the key out"),
    "list with an empty item": ('keywords: [a, ""]', "front_matter", "keywords", "write a text"),
    "choice": ("level: begginer", "front_matter", 'level "begginer"', 'did you mean "beginner"?'),
    "choice of several": (
        "learners: [publisher]",
        "front_matter",
        'learners "publisher"',
        'did you mean "publishers"?',
    ),
    "number": ("pin: 0", "front_matter", 'pin "0" is not a whole number', "write for example 1"),
    "number in words": ("minutes: ten", "front_matter", 'minutes "ten" is not a whole number', "write for example 1"),
    "key": ("sumary: x", "unknown_key", 'key "sumary" is not known', 'did you mean "summary"?'),
    "topic": ("topics: [badgs]", "topic", '"badgs" in topics', 'did you mean "badges"?'),
    "product": ("products: [explorr]", "topic", '"explorr" in products', 'did you mean "explorer"?'),
}
DATA = {"_data/topics.yaml": "badges: Badges\napis: {title: APIs}\n", "_data/products.yaml": "explorer: Explorer\n"}


@pytest.mark.parametrize(("line", "kind", "what", "advice"), WRONG.values(), ids=WRONG)
def test_wrong_value_is_one_notice_at_its_line(make: Make, line: str, kind: str, what: str, advice: str) -> None:
    """A wrong value costs exactly one notice, at the file and line where it stands, saying what to write."""
    hidden = line.startswith("publish_at")
    site = make(
        root(
            {
                **DATA,
                "solutions/a.md": page("A", f"authors: [Ada]\n# a comment\n{line}\nanswers: [Why not]"),
                "solutions/b.md": page("B"),
            }
        )
    )
    assert len(site.warnings) == 1
    [notice] = notices(site, kind)
    assert notice.startswith("solutions/a.md:4: WARNING: ")
    assert what in notice
    assert advice in notice
    # A mistake in a key that decides who reads the article keeps it from readers; any other only loses its own value.
    assert ("solutions/a" not in site.app.env.found_docs) is hidden


def test_wrong_value_leaves_the_others(make: Make) -> None:
    """Only the wrong value is dropped; its default and all other values are used."""
    site = make(root({"training/c/index.md": page("C", "level: expert\npin: 3\nlearners: [everyone]\nsummary: Fine.")}))
    article = portal_domain(site.app.env).articles["training/c/index"]
    assert (article.level, article.pin, article.learners, article.summary) == ("beginner", 3, ("everyone",), "Fine.")


def test_every_wrong_value_of_a_page_is_told(make: Make) -> None:
    """A page with three mistakes costs three notices, each at its own line."""
    site = make(root({"solutions/a.md": page("A", "updated: x\npin: x\nminutes: x")}))
    assert [w.split(": ")[0] for w in site.warnings] == ["solutions/a.md:2", "solutions/a.md:3", "solutions/a.md:4"]


def test_news_needs_a_date(make: Make) -> None:
    """News without a date costs a notice that shows what to write; it is a page, but in no list of news."""
    site = make(root({"news/undated.md": page("Undated", "summary: x"), "news/index.md": "# News\n\n:::{news}\n:::\n"}))
    assert notices(site, "required") == [
        'news/undated.md:1: WARNING: date is missing; write for example "date: 2025-11-10" between the --- lines'
    ]
    assert "No news yet." in site.html("news/index")
    assert site.soup("news/undated").h1 is not None


def test_date_yaml_itself_refuses(make: Make) -> None:
    """An unquoted date outside the calendar, which MyST's YAML cannot load at all, still gets the portal's advice."""
    site = make(root({"solutions/a.md": page("A", "summary: Kept.\nupdated: 2026-13-45")}))
    [notice] = notices(site, "front_matter")
    assert notice.startswith('solutions/a.md:3: WARNING: updated "2026-13-45" is not a date')
    assert [w for w in site.warnings if "[myst." not in w] == [f"{notice} [portal.front_matter]"]
    assert portal_domain(site.app.env).articles["solutions/a"].summary == "Kept."


def test_wrong_date_of_news_is_not_also_missing(make: Make) -> None:
    """A date that is there but wrong costs one notice, not two."""
    assert len(make(root({"news/a.md": page("A", "date: tomorow")})).warnings) == 1


def test_only_news_needs_a_date(make: Make) -> None:
    """Solutions, pages outside the sections and the index of news need no date."""
    assert make(root({f"{name}.md": page("A") for name in ("solutions/a", "about", "news/index")})).warnings == []


@pytest.mark.parametrize(
    "text", ["Only text.\n", "---\nsummary: x\n---\nOnly text.\n", ""], ids=["text", "front", "empty"]
)
def test_no_title(make: Make, text: str) -> None:
    """A section's page without a level-one heading costs the portal's notice and is known by its file name."""
    site = make(root({"solutions/untitled.md": text}))
    [notice] = notices(site, "title")
    assert notice.startswith('solutions/untitled.md:1: WARNING: there is no title; write a line "# Title"')
    assert portal_domain(site.app.env).articles["solutions/untitled"].title == "untitled"


def test_without_a_vocabulary_every_topic_is_allowed(make: Make) -> None:
    """Topics are free until there is a vocabulary file."""
    assert make(root({"solutions/a.md": page("A", "topics: [anything]\nproducts: [whatever]")})).warnings == []


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        ("- badges\n", 1, "has no entries"),
        ("badges: {title: Badges}\napis: [x]\n", 1, 'entry "apis" has no title'),
        ("badges: {title: [\n", 2, "is not YAML"),
    ],
)
def test_broken_vocabulary(make: Make, content: str, line: int, what: str) -> None:
    """A broken vocabulary file costs one notice at its place and never stops a build."""
    site = make(root({"_data/topics.yaml": content, "solutions/a.md": page("A", "topics: [badges]")}))
    [notice] = notices(site, "data_file")
    assert notice.startswith(f"_data/topics.yaml:{line}: ")
    assert what in notice
    assert len(site.warnings) == 1


def test_article_has_what_the_page_says(make: Make) -> None:
    """An Article holds typed front matter, the title, headings with anchors, the first paragraph and its links."""
    text = ":::{note}\nNot this.\n:::\n\nFirst *paragraph*.\n\n## Why so?\n\n{doc}`b` {article}`b`\n\n### Deeper\n\nX"
    site = make(
        root(
            {
                "solutions/a.md": page(
                    "The *title*", 'date: 2026-01-02\ntopics: badges\nexpires_at: "2027-01-01T10:00:00+02:00"', text
                ),
                "solutions/b.md": page("B"),
            }
        )
    )
    assert site.warnings == []
    a = portal_domain(site.app.env).articles["solutions/a"]
    assert (a.docname, a.title, a.section, a.folder, a.is_index) == (
        "solutions/a",
        "The title",
        "solutions",
        "solutions",
        False,
    )
    assert (a.date, a.topics, a.teaser) == (dt.date(2026, 1, 2), ("badges",), "First paragraph.")
    assert a.expires_at == dt.datetime(2027, 1, 1, 8, tzinfo=dt.UTC)
    assert a.headings == (Heading("why-so", "Why so?", 2), Heading("deeper", "Deeper", 3))
    assert portal(site.app.env).library.articles["solutions/a"].links == ("solutions/b",)


def test_article_of_a_deleted_page_is_forgotten(make: Make) -> None:
    """When a file is deleted, its article leaves the memory and the lists."""
    site = make(
        root({"news/index.md": "# News\n\n:::{news}\n:::\n", "news/a.md": page("Gone soon", "date: 2026-01-01")})
    )
    (site.app.srcdir / "news/a.md").unlink()
    again = make(root({"news/index.md": "# News now\n\n:::{news}\n:::\n"}))
    assert "news/a" not in portal_domain(again.app.env).articles
    assert "Gone soon" not in again.html("news/index")


def test_notices_can_be_suppressed(make: Make) -> None:
    """``suppress_warnings`` silences one kind, or all of the portal's."""
    files = root({"solutions/a.md": page("A", "sumary: x\npin: x")})
    assert len(make(files, suppress_warnings=["portal.unknown_key"]).warnings) == 1
    assert make(files, out="all", suppress_warnings=["portal"]).warnings == []
