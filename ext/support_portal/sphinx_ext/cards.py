"""Draw listed articles as HTML through the portal's partials, under any theme."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from sphinx.jinja2glue import SphinxFileSystemLoader
from sphinx.util.fileutil import copy_asset

from support_portal.core.addresses import first_address
from support_portal.core.article import Article
from support_portal.core.listing import Query, Source, Style
from support_portal.core.training import courses
from support_portal.sphinx_ext.output import WEB, link_to
from support_portal.sphinx_ext.portal import Portal

if TYPE_CHECKING:
    from collections.abc import Iterable

    import jinja2
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

TEMPLATES = Path(__file__).parent.parent / "theme" / "support_portal"


@dataclass(frozen=True, slots=True)
class Card:
    """One listed article as the partials draw it; ``url`` is relative to the page that lists it."""

    article: Article
    url: str
    day: str = ""
    iso: str = ""
    time: str = ""
    count: int = 0
    inside: tuple[Card, ...] = ()
    lessons: int = 0
    steps: str = ""
    mark: str = ""

    @property
    def key(self) -> str:
        """What a reader's progress calls the lesson."""
        return first_address(self.article)


def cards(builder: StandaloneHTMLBuilder, page: str, articles: Iterable[Article], p: Portal) -> list[Card]:
    """Return articles as the partials draw them, with addresses relative to ``page``."""
    return [_card(builder, page, article, p) for article in articles]


def _card(builder: StandaloneHTMLBuilder, page: str, article: Article, p: Portal) -> Card:
    library = p.library
    inside: tuple[Card, ...] = ()
    time, count, lessons, steps = "", 0, 0, ""
    if (course := courses.course(library, article.docname)) is not None:
        time, lessons = courses.duration(course.minutes), len(course.lessons)
        steps = steps_of(builder, page, course)
    elif article.is_index:
        count = len(library.below(article.folder))
        inside = tuple(
            Card(child, link_to(builder, page, child.docname)) for child in library.children(article.docname)[:4]
        )
    elif article.section == "training":
        time = courses.duration(courses.lesson_minutes(article))
    return Card(
        article=article,
        url=link_to(builder, page, article.docname),
        day=p.day(article.date),
        iso=article.date.isoformat() if article.date else "",
        time=time,
        count=count,
        inside=inside,
        lessons=lessons,
        steps=steps,
        mark=p.hidden.get(article.docname, ""),
    )


def steps_of(builder: StandaloneHTMLBuilder, page: str, *chosen: courses.Course) -> str:
    """Return the lessons of courses as a website's ``progress.js`` reads them: JSON, ``[id, title, address]`` each."""
    if builder.name not in WEB:
        return ""
    steps = [step for course in chosen for step in courses.steps(course)]
    rows = [[key, title, link_to(builder, page, docname)] for key, docname, title in steps]
    return json.dumps(rows, ensure_ascii=False)


def course_context(builder: StandaloneHTMLBuilder, page: str, query: Query, p: Portal) -> dict[str, Any]:
    """Return what a list of lessons shows of the whole course: a reader's progress, and the way to the certificate."""
    course = courses.course(p.library, query.page) if query.source is Source.LESSONS else None
    if course is None or not course.lessons or builder.name not in WEB:
        return {}
    name = courses.certificate(p.library, course)
    return {
        "progress": _card(builder, page, course.article, p),
        "certificate": link_to(builder, page, name) if name else "",
    }


def render(builder: StandaloneHTMLBuilder, template: str, context: dict[str, Any]) -> Markup:
    """Render one of the portal's partials; it has gettext and autoescaping whatever the theme does."""
    environment: jinja2.Environment | None = getattr(builder, "_portal_environment", None)
    if environment is None:
        environment = builder.templates.environment.overlay(autoescape=True)
        builder._portal_environment = environment  # type: ignore[attr-defined]
    return Markup(environment.get_template(f"partials/{template}").render(context))  # noqa: S704  autoescaped


def render_listing(
    builder: StandaloneHTMLBuilder, page: str, articles: Iterable[Article], p: Portal, **context: Any
) -> Markup:
    """Render a listing through ``partials/listing.html``."""
    defaults = {
        "style": Style.CARDS,
        "heading": "",
        "level": 2,
        "source": "",
        "more": None,
        "note": "",
        "empty": "",
        "classes": "",
        "progress": None,
        "certificate": "",
        "numbered": False,
        "web": builder.name in WEB,
    }
    return render(builder, "listing.html", {**defaults, "cards": cards(builder, page, articles, p), "p": p, **context})


def add_templates(app: Sphinx) -> None:
    """Let every theme find the portal's partials, after its own and the operator's, which may override them."""
    templates = getattr(app.builder, "templates", None)
    if templates is not None:
        templates.loaders.append(SphinxFileSystemLoader(str(TEMPLATES)))


def copy_shared_static(app: Sphinx, env: BuildEnvironment) -> None:
    """Copy the files every theme needs into ``_static``: listings everywhere, search where somebody can search.

    Not through ``html_static_path``: a changed setting would be told to the reader of every later build.  Before
    writing, because pages name style sheets with their checksum.
    """
    if app.builder.format != "html":
        return
    shared = TEMPLATES.parent / "shared"
    source = shared if app.builder.name in WEB else shared / "portal-listing.css"
    copy_asset(source, Path(app.outdir) / "_static", force=True)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Give every theme the partials and the style of listings."""
    app.setup_extension("support_portal.sphinx_ext.portal")
    app.connect("builder-inited", add_templates)
    app.connect("env-updated", copy_shared_static)
    app.add_css_file("portal-listing.css", priority=300)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
