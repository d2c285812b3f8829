"""Describe pages to search engines in JSON-LD (schema.org), saying only what is on the page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from support_portal.core.article import NEWS, Article
from support_portal.core.library import Library
from support_portal.core.training import Course


@dataclass(frozen=True, slots=True)
class Site:
    """What every page's description shares: the portal's name, home address (with /) and language."""

    name: str
    home: str
    language: str


def article_data(article: Article, library: Library, url: str, site: Site) -> dict[str, Any]:
    """Return a NewsArticle for news, else an Article (a TechArticle is one; the plain type is understood by more)."""
    data: dict[str, Any] = {
        "@type": "NewsArticle" if article.section == NEWS else "Article",
        "headline": article.title[:110],
        "description": article.description,
        "url": url,
        "inLanguage": site.language,
        "isPartOf": {"@type": "WebSite", "name": site.name, "url": site.home},
        "publisher": {"@type": "Organization", "name": site.name, "url": site.home},
    }
    if article.date:
        data["datePublished"] = article.date.isoformat()
    if changed := library.updated(article):
        data["dateModified"] = changed.isoformat()
    if article.authors:
        data["author"] = [{"@type": "Person", "name": name} for name in article.authors]
    if article.keywords:
        data["keywords"] = ", ".join(article.keywords)
    return data


def course_data(course: Course, url: str, site: Site) -> dict[str, Any]:
    """Return a Course with its workload as an ISO 8601 duration."""
    data: dict[str, Any] = {
        "@type": "Course",
        "name": course.article.title,
        "description": course.article.description,
        "url": url,
        "inLanguage": site.language,
        "isAccessibleForFree": True,
        "educationalLevel": course.article.level,
        "provider": {"@type": "Organization", "name": site.name, "url": site.home},
        "hasCourseInstance": {
            "@type": "CourseInstance",
            "courseMode": "online",
            "courseWorkload": f"PT{course.minutes}M",
        },
    }
    if course.article.outcomes:
        data["teaches"] = list(course.article.outcomes)
    return data


def breadcrumbs(trail: Sequence[tuple[str, str]]) -> dict[str, Any] | None:
    """Return a BreadcrumbList of (title, absolute address) from home to the page, or None when there is no trail."""
    if len(trail) < 2:
        return None
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": title, "item": address}
            for place, (title, address) in enumerate(trail, 1)
        ],
    }


def faq(pairs: Sequence[tuple[str, str]]) -> dict[str, Any] | None:
    """Return an FAQPage of (question, answer as text).

    Only for pages that show these questions as headings with their answers below: claiming an FAQ that readers do
    not see is against the search engines' rules.
    """
    if len(pairs) < 2:
        return None
    return {
        "@type": "FAQPage",
        "mainEntity": [
            {"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}}
            for question, answer in pairs
        ],
    }


def script_text(parts: Sequence[dict[str, Any] | None]) -> str:
    """Return the JSON of a ``<script type="application/ld+json">``, safe inside HTML."""
    graph = {"@context": "https://schema.org", "@graph": [part for part in parts if part]}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
