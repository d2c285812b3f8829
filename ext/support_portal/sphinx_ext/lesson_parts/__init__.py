"""Parts of a lesson: ``{check}``, ``{exercise}`` with hints and a ``{solution}``, and ``{video}``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support_portal.sphinx_ext.lesson_parts import checks, folds, videos, videos_html
from support_portal.sphinx_ext.output import WEB

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

FOLDER = "portal-training"
# The script each kind of part needs.
_SCRIPTS = {checks.check: "checks.js", videos.video: "video.js"}


def add_style(app: Sphinx) -> None:
    """Put the style of lesson parts on a website's pages."""
    if app.builder.name in WEB:
        app.add_css_file(f"{FOLDER}/parts.css", priority=320)


def add_scripts(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put the scripts of parts on the pages that have such parts."""
    if app.builder.name not in WEB or doctree is None:
        return
    for part, script in _SCRIPTS.items():
        if doctree.next_node(part) is not None:
            app.add_js_file(f"{FOLDER}/{script}", loading_method="defer")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directives and the nodes; every writer but HTML's draws them as the containers they are."""
    app.setup_extension("support_portal.sphinx_ext.cards")
    app.add_directive("check", checks.CheckDirective)
    app.add_directive("exercise", folds.ExerciseDirective)
    app.add_directive("solution", folds.SolutionDirective)
    app.add_directive("video", videos.VideoDirective)
    app.add_node(checks.check, html=(checks.visit_check, checks.close_div))
    app.add_node(folds.fold, html=(folds.visit_fold, folds.depart_fold))
    app.add_node(folds.fold_title, html=(folds.visit_fold_title, folds.depart_fold_title))
    app.add_node(videos.video, html=(videos_html.visit_video, videos_html.depart_video))
    app.add_node(videos.cue, html=(videos_html.visit_cue, videos_html.depart_cue))
    app.add_post_transform(checks.AnswersLast)
    app.add_post_transform(videos.LinkVideos)
    app.connect("builder-inited", add_style)
    app.connect("html-page-context", add_scripts)
    return {"env_version": 2, "parallel_read_safe": True, "parallel_write_safe": True}
