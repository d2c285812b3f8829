"""Structured data: what search engines are told is what the page shows."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.formats.structured_data import Site, article_data, breadcrumbs, course_data, faq, script_text
from support_portal.core.library import Library
from support_portal.core.training.courses import course

from ..make import article, library

SITE = Site("Portal", "https://help.example.org/", "en")
URL = "https://help.example.org/a.html"


def described(docname: str, commit: dt.date | None = None, **fields: Any) -> dict[str, Any]:
    page = article(docname, **fields)
    return article_data(page, library([page], {docname: commit} if commit else None), URL, SITE)


def test_news() -> None:
    """News are a NewsArticle with its day and authors."""
    fields = {
        "title": "T" * 200,
        "summary": "S",
        "date": dt.date(2026, 3, 2),
        "authors": ["Ada"],
        "keywords": ["x", "y"],
    }
    found = described("news/a", **fields)
    assert found == {
        "@type": "NewsArticle",
        "headline": "T" * 110,
        "description": "S",
        "url": URL,
        "inLanguage": "en",
        "isPartOf": {"@type": "WebSite", "name": "Portal", "url": SITE.home},
        "publisher": {"@type": "Organization", "name": "Portal", "url": SITE.home},
        "datePublished": "2026-03-02",
        "dateModified": "2026-03-02",
        "author": [{"@type": "Person", "name": "Ada"}],
        "keywords": "x, y",
    }


def test_other_articles() -> None:
    """Other pages are an Article; what is not known is not said."""
    found = described("solutions/a")
    assert found["@type"] == "Article"
    assert not {"datePublished", "dateModified", "author", "keywords"} & set(found)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "2026-01-01"),
        ({"date": dt.date(2026, 2, 1)}, "2026-02-01"),
        ({"date": dt.date(2026, 2, 1), "updated": dt.date(2026, 3, 1)}, "2026-03-01"),
    ],
)
def test_modified(fields: dict[str, dt.date], expected: str) -> None:
    """The day of the last change is the one the page shows."""
    assert described("solutions/a", commit=dt.date(2026, 1, 1), **fields)["dateModified"] == expected


def test_course(small: Library) -> None:
    """A course tells its workload in ISO 8601, its level, and what it teaches if it says so."""
    one, two = (course(small, f"training/{name}/index") for name in ("altmetrics", "explorer"))
    assert one is not None
    assert two is not None
    data = course_data(one, URL, SITE, str)
    assert data["hasCourseInstance"]["courseWorkload"] == "PT18M"
    assert (data["educationalLevel"], data["teaches"]) == ("beginner", ["Read a score in context"])
    lessons = [lesson.title for lesson in one.lessons]
    assert [(part["name"], part["position"]) for part in data["hasPart"]] == [(t, n) for n, t in enumerate(lessons, 1)]
    assert [part["url"] for part in data["hasPart"]] == [lesson.docname for lesson in one.lessons]
    assert [(part["@type"], part["name"]) for part in data["syllabusSections"]] == [("Syllabus", t) for t in lessons]
    assert all(part["timeRequired"].startswith("PT") for part in data["syllabusSections"])
    assert "teaches" not in course_data(two, URL, SITE, str)


def test_breadcrumbs() -> None:
    """A trail has its places from 1 on; home alone is no trail."""
    found = breadcrumbs([("Home", SITE.home), ("Badges", URL)])
    assert found is not None
    assert [(i["position"], i["name"], i["item"]) for i in found["itemListElement"]] == [
        (1, "Home", SITE.home),
        (2, "Badges", URL),
    ]
    assert breadcrumbs([("Home", SITE.home)]) is None
    assert breadcrumbs([]) is None


def test_faq() -> None:
    """Two questions make an FAQ, one does not."""
    found = faq([("Why?", "Because."), ("How?", "So.")])
    assert found is not None
    assert [q["name"] for q in found["mainEntity"]] == ["Why?", "How?"]
    assert found["mainEntity"][1]["acceptedAnswer"] == {"@type": "Answer", "text": "So."}
    assert faq([("Why?", "Because.")]) is None


@given(st.lists(st.none() | st.dictionaries(st.text(), st.text(), min_size=1)))
def test_script_is_safe_in_html(parts: list[dict[str, str] | None]) -> None:
    """No text can end the script or begin a tag, and it still is the JSON of what was said."""
    text = script_text([*parts, {"x": "</script><!-- & -->"}])
    assert not set("<>&") & set(text)
    assert json.loads(text)["@graph"] == [part for part in parts if part] + [{"x": "</script><!-- & -->"}]
