"""The ``{tracks}`` directive, "training for you", and a generated page for each track."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from support_portal.core.listing import Source, Style
from support_portal.core.training import courses
from support_portal.core.training.calendars import Plan, weekly_plan
from support_portal.sphinx_ext.articles import section_depth
from support_portal.sphinx_ext.cards import cards, render, render_listing, steps_of
from support_portal.sphinx_ext.listing import reference_to
from support_portal.sphinx_ext.output import WEB, due, file_link, link_to, site_address, write_output
from support_portal.sphinx_ext.portal import portal
from support_portal.sphinx_ext.progress import FOLDER
from support_portal.sphinx_ext.shown_by_portal import SHOWS_TRACKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

    from support_portal.core.training.tracks import Track

_ = get_translation("support_portal")


class track_list(nodes.container):  # noqa: N801  docutils names its nodes like this
    """The list of all tracks, filled with plain nodes for every builder; a rubric in it stands above."""


class TracksDirective(SphinxDirective):
    """``{tracks}``: a card for each track, with its time, that leads to its page; the argument is the heading."""

    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the list's node."""
        self.env.metadata[self.env.docname][SHOWS_TRACKS] = True
        node = track_list("", docname=self.env.docname, classes=["portal-listing"])
        self.set_source_info(node)
        if self.arguments:
            heading = nodes.rubric(self.arguments[0], self.arguments[0])
            self.set_source_info(heading)
            node += heading
        return [node]


class FillTracks(SphinxPostTransform):
    """Fills the list: each track with its time and the courses in order."""

    default_priority = 5

    def run(self, **kwargs: object) -> None:
        """Fill the lists of one page."""
        for node in list(self.document.findall(track_list)):
            node["level"] = 1 + section_depth(node)
            rows = nodes.bullet_list()
            for track in portal(self.env).tracks:
                text = nodes.paragraph("", "", nodes.strong("", track.title))
                text += nodes.Text(f" ({courses.duration(track.minutes)})" + _colon(track.description))
                items = [
                    nodes.list_item("", nodes.paragraph("", "", reference_to(node["docname"], course.article)))
                    for course in track.courses
                ]
                listed = nodes.enumerated_list("", *items, enumtype="arabic", prefix="", suffix=".")
                rows += nodes.list_item("", text, listed)
            node += rows if len(rows) else nodes.paragraph("", _("Nothing here yet."))


def _colon(text: str) -> str:
    return f": {text}" if text else ""


def _about(builder: StandaloneHTMLBuilder, page: str, track: Track) -> dict[str, Any]:
    """Return a track as the partials draw it."""
    return {
        "track": track,
        "url": link_to(builder, page, track.docname),
        "time": courses.duration(track.minutes),
        "steps": steps_of(builder, page, *track.courses),
    }


def visit_tracks(self: HTML5Translator, node: track_list) -> None:
    """Draw cards that lead to the tracks' pages, where there are such pages."""
    if self.builder.name not in WEB:
        self.body.append(self.starttag(node, "div"))
        return
    rubric = node.next_node(nodes.rubric)
    context = {
        "heading": rubric.astext() if rubric else "",
        "level": min(node["level"], 6),
        "tracks": [_about(self.builder, node["docname"], track) for track in portal(self.builder.env).tracks],
    }
    self.body.append(render(self.builder, "tracks.html", context))
    raise nodes.SkipNode


def depart_tracks(self: HTML5Translator, node: track_list) -> None:
    """Close the plain list."""
    self.body.append("</div>\n")


def track_title(track: Track) -> str:
    """Return the title of a track's page."""
    return _("Training for you: {track}").format(track=track.title)


def track_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield a page for each track: what it is for, how long it takes, and its courses in order."""
    if not due(app):
        return
    builder = cast("StandaloneHTMLBuilder", app.builder)
    p = portal(app.env)
    for track in p.tracks:
        title = track_title(track)
        articles = [course.article for course in track.courses]
        listing = render_listing(
            builder, track.docname, articles, p, style=Style.LIST, source=Source.COURSES, numbered=True
        )
        plan = _plan(app, track)
        days = [] if plan is None else [plan.start + dt.timedelta(weeks=week.number - 1) for week in plan.weeks]
        weeks = [
            (
                p.day(day),
                day.isoformat(),
                courses.duration(week.minutes),
                cards(builder, track.docname, week.lessons, p),
            )
            for day, week in zip(days, plan.weeks if plan else (), strict=True)
        ]
        context = {
            "weeks": weeks,
            "calendar": file_link(builder, track.docname, _calendar(track)) if plan else "",
            "file": f"{track.key}.ics",
            "events": _text(app, track, plan).replace("\r\n", "\n") if plan else "",
            **_about(builder, track.docname, track),
            "title": title,
            "listing": listing,
        }
        body = render(builder, "track.html", context)
        yield (
            track.docname,
            {
                "title": title,
                "body": body,
                "portal_parents": ["training/index"],
                "portal_description": track.description,
            },
            "page.html",
        )


def _plan(app: Sphinx, track: Track) -> Plan | None:
    """Return a track's weekly plan; without a day to start on there is none."""
    p = portal(app.env)
    if p.training_start is None:
        return None
    lessons = [lesson for course in track.courses for lesson in course.lessons]
    host = urlsplit(app.config.html_baseurl).hostname or "localhost"
    title = f"{app.config.project}: {track.title}"
    weeks = weekly_plan(lessons, p.config.training_minutes)
    return Plan(f"training-{track.key}", host, title, p.training_start, weeks)


def _text(app: Sphinx, track: Track, plan: Plan) -> str:
    """Return the calendar file."""
    uri = app.builder.get_target_uri
    lessons = [lesson.docname for course in track.courses for lesson in course.lessons]
    return plan.text({d: a for d in lessons if (a := site_address(app.config, uri(d)))})


def _calendar(track: Track) -> str:
    return f"{track.docname}.ics"


def write_calendars(app: Sphinx, exception: Exception | None) -> None:
    """Write each track's plan as a calendar file beside its page."""
    if not due(app, exception):
        return
    for track in portal(app.env).tracks:
        if plan := _plan(app, track):
            write_output(app, _calendar(track), _text(app, track, plan))


def add_script(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put the script on pages with a plan: a reader chooses the day it starts on."""
    if app.builder.name in WEB and "data-portal-plan" in str(context.get("body", "")):
        app.add_js_file(f"{FOLDER}/plan.js", loading_method="defer")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive and the pages."""
    for part in ("listing", "progress"):
        app.setup_extension(f"support_portal.sphinx_ext.{part}")
    app.add_directive("tracks", TracksDirective)
    app.add_node(track_list, html=(visit_tracks, depart_tracks))
    app.add_post_transform(FillTracks)
    # Before the portal's own theme takes away the scripts a page does not use.
    app.connect("html-page-context", add_script, priority=600)
    app.connect("html-collect-pages", track_pages)
    app.connect("build-finished", write_calendars)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
