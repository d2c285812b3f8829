"""One address of each kind of page, and the sizes and colours every kind is looked at in."""

from __future__ import annotations

KINDS = {
    "home": "index.html",
    "news index": "news/index.html",
    "news item": "news/api-key-required.html",
    "news item with tabs": "news/mcp-server.html",
    "archive year": "news/archive/2026.html",
    "solutions index": "solutions/index.html",
    "category": "solutions/badges/index.html",
    "folder with subfolders": "solutions/institutions/index.html",
    "article with tabs and code": "solutions/badges/embed-a-badge.html",
    "article with table": "solutions/badges/badge-attributes.html",
    "article with figure": "solutions/score/how-the-score-is-built.html",
    "training index": "training/index.html",
    "course": "training/altmetrics-in-an-hour/index.html",
    "lesson with dropdown": "training/data-for-analysts/first-api-calls.html",
    "lesson with video": "training/altmetrics-in-an-hour/what-attention-is.html",
    "track": "training/tracks/administrators.html",
    "certificate": "training/altmetrics-in-an-hour/certificate.html",
    "topics": "topics/index.html",
    "topic": "topics/badges.html",
    "glossary": "glossary.html",
    "search empty": "search.html",
    "search with results": "search.html?q=badge",
    "search without results": "search.html?q=qqqqzzzz",
    "not found": "no/such/page/at/depth.html",
    "about": "about.html",
    "follow": "follow.html",
    "offline manuals": "offline-manuals.html",
    "contribute": "contribute/index.html",
    "lesson parts": "contribute/lesson-parts.html",
    "reference": "contribute/front-matter.html",
}

NARROW, WIDE = 375, 1280
WIDTHS = (320, NARROW, 768, WIDE, 1920)
SCHEMES = ("light", "dark")

# WCAG 2.0, 2.1 and 2.2 at A and AA, and what axe calls best practice.  No rule of these is switched off.
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
