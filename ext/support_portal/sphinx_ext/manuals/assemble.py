"""Put a manual together: the facts its template prints, and the source that names its articles in order."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sphinx.locale import _ as of_sphinx
from sphinx.locale import get_translation

from support_portal.core.manuals import contents
from support_portal.sphinx_ext.manuals.fonts import CODE, SANS, TEXT, in_order
from support_portal.sphinx_ext.manuals.indexing import index_of
from support_portal.sphinx_ext.manuals.source import array, literal
from support_portal.sphinx_ext.output import site_address
from support_portal.sphinx_ext.portal import portal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from support_portal.sphinx_ext.manuals.builder import TypstBuilder
    from support_portal.sphinx_ext.manuals.plans import Book
    from support_portal.sphinx_ext.manuals.workshop import Workshop

_ = get_translation("support_portal")

TOKENS = Path(__file__).parents[2] / "theme" / "support_portal" / "static" / "tokens.css"
# The token's first colour is the one for light paper.
_TOKEN: Final = re.compile(r"--portal-([a-z-]+):\s*(?:light-dark\(\s*)?(#[0-9a-fA-F]{6})\b")
_NEEDED: Final = (
    *("ink", "soft", "line", "strong-line", "sunken", "accent", "accent-ink", "mark", "info", "good", "warn", "bad"),
    *("code-keyword", "code-string", "code-number", "code-name", "code-comment"),
)


def colours(style_sheets: Iterable[Path]) -> dict[str, str]:
    """Return the theme's colours for light paper; later style sheets win, as on the website."""
    found: dict[str, str] = {}
    for path in (TOKENS, *style_sheets):
        if path.is_file():
            found |= dict(_TOKEN.findall(path.read_text(encoding="utf-8", errors="replace")))
    return {name: found[name] for name in _NEEDED} | {"wash": found["accent-wash"]}


def _style_sheets(builder: TypstBuilder) -> list[Path]:
    """Return the operator's style sheets, in which tokens may be set anew."""
    names = [entry if isinstance(entry, str) else entry[0] for entry in builder.config.html_css_files]
    folders = [Path(builder.confdir) / path for path in builder.config.html_static_path]
    return [folder / name for name in names for folder in folders]


def facts(builder: TypstBuilder, book: Book, families: Iterable[str]) -> dict[str, Any]:
    """Return everything the template prints of a manual beside its articles."""
    p, plan, config = portal(builder.env), book.plan, builder.config
    language, _sep, region = (config.language or "en").replace("-", "_").partition("_")
    address = site_address(config)
    day = date_of(builder, book)
    articles = [_article(builder, entry) | {"fresh": entry.docname in book.fresh} for entry in book.entries]
    return {
        "title": title_of(book),
        "subtitle": plan.subtitle,
        "project": config.project,
        "author": config.author if config.author != "Author name not set" else config.project,
        "keywords": sorted({p.topic_title(topic) for topic in _topics(builder, book)}),
        "as-of": _("As of {day}").format(day=p.day(day)) if book.entries else "",
        "address": address,
        "notice": p.config.notice,
        "colophon": _colophon(builder, p.day(day)),
        "qr": builder.code_picture(address) if address else "",
        "picture": builder.copied_name(plan.picture) if plan.picture else "",
        "cover": plan.cover,
        "paper": str(plan.paper),
        "lang": language,
        # A region has two letters; "zh_Hans" names a script.
        "region": region.upper() if len(region) == 2 else None,
        "words": _words(),
        "colours": colours(_style_sheets(builder)),
        "fonts": {
            "text": [*TEXT, *in_order(families, config.language or "en", serif=True)],
            "sans": [*SANS, *in_order(families, config.language or "en", serif=False)],
            "code": [*CODE, *in_order(families, config.language or "en", serif=False)],
        },
        "articles": articles,
        "places": {entry.docname: place for place, entry in enumerate(book.entries)},
        "index": index_of(builder.env, [entry.docname for entry in book.entries]) if plan.index else [],
    }


def title_of(book: Book) -> str:
    """Return the title readers see."""
    if not book.volume:
        return book.plan.title
    return str(_("{title}, volume {number}")).format(title=book.plan.title, number=book.volume)


def _article(builder: TypstBuilder, entry: contents.Entry) -> dict[str, Any]:
    p = portal(builder.env)
    article = p.library.articles[entry.docname]
    day = None if article.is_index else p.library.updated(article)
    return {
        "docname": entry.docname,
        "level": entry.level,
        "has-more": entry.has_more,
        "title": article.title,
        "as-of": _("As of {day}").format(day=p.day(day)) if day else "",
        "address": builder.web_address(entry.docname) if article.section and not article.is_index else "",
    }


def date_of(builder: TypstBuilder, book: Book) -> dt.date:
    """Return the day a manual tells of: that of its newest article, or without any the day of the build."""
    p = portal(builder.env)
    return min(contents.as_of(book.entries, p.library) or p.now.date(), p.now.date())


def _topics(builder: TypstBuilder, book: Book) -> set[str]:
    library = portal(builder.env).library
    return {topic for entry in book.entries for topic in library.articles[entry.docname].topics}


def _colophon(builder: TypstBuilder, day: str) -> list[str]:
    config, p = builder.config, portal(builder.env)
    version = config.release or config.version
    lines = [
        _("As of {day}").format(day=day),
        _("Version {version}").format(version=version) if version else "",
        f"© {config.copyright}" if config.copyright else "",
        p.config.notice,
        _("Set in Libertinus Serif, Source Sans and IBM Plex Mono with Typst. Every page of it is also on the web:")
        if config.html_baseurl
        else _("Set in Libertinus Serif, Source Sans and IBM Plex Mono with Typst."),
    ]
    return [str(line) for line in lines if line]


def _words() -> dict[str, str]:
    """Return the template's own words in the language of the manual."""
    proxies = {
        "contents": of_sphinx("Contents"),
        "index": of_sphinx("Index"),
        "page": _("page"),
        "figure": _("Figure"),
        "table": _("Table"),
        "listing": _("Listing"),
        "answers": _("Answers and solutions"),
        "transcript": _("Transcript"),
        "watch": _("Watch the video: point your phone's camera here."),
        "qr": _("QR code with the address beside it"),
        "empty": _("There is nothing in this manual yet."),
    }
    return {name: str(text) for name, text in proxies.items()}


def main_source(book: Book, shop: Workshop) -> str:
    """Return a manual's source: its articles, then the answers to what they ask."""
    lines = [
        '#import "/template/settings.typ": book',
        '#import "/template/manual.typ": article, closing, manual',
        "#show: manual",
    ]
    answers = []
    for place, entry in enumerate(book.entries):
        file = literal(shop.source_of(entry.docname))
        lines.append(f"#article(book.articles.at({place}), include {file})")
        if shop.has_answers(entry.docname):
            lines.append(f"#import {file}: answers as answers-{place}")
            answers.append(f"(book.articles.at({place}), answers-{place})")
    if answers:
        lines += ['#import "/template/manual.typ": answers', f"#answers{array([*answers])}"]
    return "\n".join([*lines, "#closing()", ""])
