"""Draw notices onto pages when all has been told, and the page that lists those of the whole portal."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sphinx.util.fileutil import copy_asset

from support_portal.core.authoring import preview_notices
from support_portal.core.authoring.notice_places import TOP, placed, places
from support_portal.core.authoring.preview_notices import Memory, PreviewNotice, Stage
from support_portal.core.manifest import digest, digest_files
from support_portal.sphinx_ext.cards import TEMPLATES, render
from support_portal.sphinx_ext.incremental import manifest_path
from support_portal.sphinx_ext.live.check import check, due_pages
from support_portal.sphinx_ext.live.listener import listener_of
from support_portal.sphinx_ext.output import WEB, file_link, link_to, write_output
from support_portal.sphinx_ext.outputs import exists, page_file
from support_portal.sphinx_ext.vocabularies import data_path

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.environment import BuildEnvironment

# The page that lists all notices, and their numbers by page for the script.
NAME = "portal-live"
NUMBERS = f"{NAME}.json"


@dataclass(frozen=True, slots=True)
class Row:
    """One notice as the partials draw it; ``anchor`` is empty when no block of the page is at its line or before."""

    notice: PreviewNotice
    place: str
    anchor: str = ""


def add_static(app: Sphinx) -> None:
    """Put style and script on every page."""
    if app.builder.name in WEB:
        app.add_css_file(f"{NAME}.css", priority=330)
        app.add_js_file(f"{NAME}.js", loading_method="defer")


def copy_static(app: Sphinx, env: BuildEnvironment) -> None:
    """Copy them; before writing, because pages name them with their checksum."""
    if app.builder.name in WEB:
        copy_asset(TEMPLATES.parent / "live", Path(app.outdir) / "_static", force=True)


def mark_top(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Mark where a page's list of notices comes to stand."""
    if app.builder.name in WEB and doctree is not None:
        context["body"] = TOP + str(context.get("body", ""))


def draw(app: Sphinx, exception: Exception | None) -> None:
    """Gather the notices of this build and of those before, and draw what is not on its page yet.

    After an error the pages are those of the last good build; they say so.
    """
    if app.builder.name not in WEB:
        return
    path = manifest_path(app).with_name(f"{NAME}-{manifest_path(app).name}")
    last = preview_notices.load(path)
    if exception is not None:
        _write_numbers(app, preview_notices.by_page(preview_notices.told_once(last.notices)), exception)
        return
    listener = listener_of(app)
    written = listener.pages[Stage.WRITE]
    data = digest_files([data_path(app.env, "")])
    due = app.env.found_docs
    if last.data == data:
        told = (notice.docname for notice in last.notices if notice.stage == Stage.CHECK)
        due = due_pages(app.env, listener.pages[Stage.READ], written, told)
    listener.pages[Stage.CHECK] |= due
    notices = preview_notices.holding(last.notices, [*listener.notices(), *check(app, due)], listener.account())
    of = preview_notices.by_page(preview_notices.told_once(notices))
    drawn: dict[str, str] = {}
    rows: dict[str, list[Row]] = {"": [Row(n, _place(n)) for n in of.get("", ())]}
    for docname in sorted(app.env.found_docs):
        here = of.get(docname, [])
        drawn[docname] = digest(here)
        if not exists(app, page_file(app, docname)):
            # Sphinx has warned of what kept it from writing the page.
            rows[docname] = [Row(notice, _place(notice)) for notice in here]
        elif here or docname in written or last.drawn.get(docname) != drawn[docname]:
            rows[docname] = _draw_page(app, docname, here)
    _draw_list(app, rows)
    _write_numbers(app, of)
    Memory(notices, drawn, data).save(path)


def _write_numbers(app: Sphinx, of: dict[str, list[PreviewNotice]], error: Exception | None = None) -> None:
    """Write what the script asks for: the number of notices by page, and what stopped the build."""
    numbers = {docname: len(found) for docname, found in sorted(of.items())}
    stopped = next(iter(str(error).splitlines()), "").rstrip(".") or type(error).__name__ if error else ""
    write_output(app, NUMBERS, json.dumps({"pages": numbers, "stopped": stopped}, ensure_ascii=False) + "\n")


def _place(notice: PreviewNotice) -> str:
    return f"{notice.path}:{notice.line}" if notice.line else notice.path


def _draw_page(app: Sphinx, docname: str, notices: list[PreviewNotice]) -> list[Row]:
    """Draw a page's notices and return them as they are drawn."""
    builder = cast("StandaloneHTMLBuilder", app.builder)
    name = page_file(app, docname)
    html = (Path(app.outdir) / name).read_text(encoding="utf-8")
    begins = places(html, (notice.line for notice in notices))
    rows = [
        Row(notice, _place(notice), f"portal-notice-{number}" if begin else "")
        for number, (notice, begin) in enumerate(zip(notices, begins, strict=True), 1)
    ]
    boxes = {
        begin: render(builder, "live-box.html", {"rows": [r for r, b in zip(rows, begins, strict=True) if b == begin]})
        for begin in set(begins) - {0}
    }
    context = {
        "rows": rows,
        "docname": docname,
        "all": link_to(builder, docname, NAME),
        "numbers": file_link(builder, docname, NUMBERS),
    }
    write_output(app, name, placed(html, render(builder, "live-panel.html", context), boxes))
    return rows


def _draw_list(app: Sphinx, rows: dict[str, list[Row]]) -> None:
    """Write the page that lists the notices of all pages and other files."""
    builder = cast("StandaloneHTMLBuilder", app.builder)
    groups = [
        (found[0].notice.path, link_to(builder, NAME, docname), found)
        for docname, found in rows.items()
        if docname and found
    ]
    files: dict[str, list[Row]] = {}
    for row in rows[""]:
        files.setdefault(row.notice.path, []).append(row)
    groups += [(path, "", found) for path, found in files.items()]
    groups.sort(key=lambda group: group[0])
    body = render(builder, "live-page.html", {"groups": groups, "short": True})
    builder.handle_page(NAME, {"title": "Notices", "body": body, "portal_parents": []}, "page.html")
