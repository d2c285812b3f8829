"""Describe pages to search engines in JSON-LD (schema.org), saying only what is on the page."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from support_portal.core.article import NEWS, Article
from support_portal.core.library import Library
from support_portal.core.training.courses import Course, lesson_minutes


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


def lesson_data(
    lesson: Article, course: Course, library: Library, address: tuple[str, str], site: Site
) -> dict[str, Any]:
    """Return a LearningResource that is part of its Course; ``address`` has the lesson's and the course's."""
    url, course_url = address
    return article_data(lesson, library, url, site) | {
        "@type": ["Article", "LearningResource"],
        "name": lesson.title,
        "learningResourceType": "lesson",
        "educationalLevel": course.article.level,
        "timeRequired": f"PT{lesson_minutes(lesson)}M",
        "isAccessibleForFree": True,
        "isPartOf": {"@type": "Course", "name": course.article.title, "url": course_url},
    }


def video_data(about: Mapping[str, Any], page: Article, day: dt.date | None) -> dict[str, Any] | None:
    """Return a VideoObject, or None while what search engines require of one is missing.

    ``about`` has title, seconds, files (absolute addresses), address (a provider's), poster and transcript.  The day
    the page was last changed stands for the upload's, which nobody writes down.
    """
    if not (about["poster"] and day and (about["files"] or about["address"])):
        return None
    data: dict[str, Any] = {
        "@type": "VideoObject",
        "name": about["title"],
        "description": page.description or about["title"],
        "thumbnailUrl": about["poster"],
        "uploadDate": f"{day.isoformat()}T00:00:00Z",
    }
    if about["seconds"]:
        data["duration"] = f"PT{round(about['seconds'])}S"
    data["contentUrl" if about["files"] else "embedUrl"] = (about["files"] or [about["address"]])[0]
    if about["transcript"]:
        data["transcript"] = about["transcript"]
    return data


def course_data(course: Course, url: str, site: Site, address: Callable[[str], str]) -> dict[str, Any]:
    """Return a Course with its lessons and workload, times as ISO 8601 durations; ``address`` gives a lesson's."""
    lessons = [(lesson, address(lesson.docname), f"PT{lesson_minutes(lesson)}M") for lesson in course.lessons]
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
    if lessons:
        data["hasPart"] = [
            {"@type": "LearningResource", "name": lesson.title, "url": at, "timeRequired": time, "position": place}
            for place, (lesson, at, time) in enumerate(lessons, 1)
        ]
        data["syllabusSections"] = [
            {"@type": "Syllabus", "name": lesson.title, "description": lesson.description, "timeRequired": time}
            for lesson, _, time in lessons
        ]
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
