"""Write the visual editor, ``admin/``, for those who edit articles in a form; off until ``portal_editor`` is set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import escape

import support_portal
from support_portal.core.authoring.editor import LOCAL, Editor, config_text, folders, policy
from support_portal.core.authoring.editor_program import COMMAND, fetched
from support_portal.core.training import courses
from support_portal.notices import Notice
from support_portal.sphinx_ext.domain import portal_domain
from support_portal.sphinx_ext.log import notify
from support_portal.sphinx_ext.output import WEB, copy_output, due, site_address, write_output
from support_portal.sphinx_ext.portal import Portal, portal

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

FOLDER = "admin"
# Not among the theme's static files: a site without the editor has none of it.
_OURS = Path(support_portal.__file__).parent / "theme" / "editor"
_BESIDE = ("editor.css", "editor.js", "format.js")


def program(env: BuildEnvironment) -> tuple[Path, tuple[str, ...] | None]:
    """Return the folder of the fetched program and its files, None when they are absent or of another version."""
    folder = Path(portal_domain(env).builder.confdir) / portal(env).config.editor_folder
    return folder, fetched(folder)


def editor(app: Sphinx, p: Portal) -> Editor:
    """Return what the editor of this portal is made from."""
    words = {
        "topics": {key: term.title for key, term in p.words.topics.items()},
        "products": {key: term.title for key, term in p.words.products.items()},
        "prerequisites": {c.article.slug: c.article.title for c in courses.courses(p.library)},
    }
    return Editor(
        backend=p.config.editor_backend or LOCAL,
        source=p.config.editor_source.strip("/"),
        folders=folders(p.library),
        words=words,
        workflow=p.config.editor_workflow,
        site=site_address(app.config),
    )


def _missing(app: Sphinx) -> str | None:
    """Return what keeps the editor out of the site, and what to do."""
    if any(docname.split("/")[0] == FOLDER for docname in app.env.found_docs):
        return f"the editor's place is taken by pages in {FOLDER}/; move them to another folder"
    if program(app.env)[1] is None:
        where = portal(app.env).config.editor_folder
        return f"{where} has no editor of the version this portal was tested with; fetch it with: {COMMAND} {where}"
    return None


def write_editor(app: Sphinx, exception: Exception | None) -> None:
    """Write the page, its settings and scripts, and copy the fetched program beside them."""
    if exception is not None or app.builder.name not in WEB or not portal(app.env).config.editor:
        return
    if (missing := _missing(app)) is not None:
        notify(Notice.EDITOR, missing, location=f"{Path(app.confdir) / 'conf.py'}:1")
        return
    if not due(app):
        return
    made = editor(app, portal(app.env))
    page = (_OURS / "index.html").read_text(encoding="utf-8")
    for name, text in {"policy": policy(made.backend), "title": f"Edit {app.config.project}"}.items():
        page = page.replace(f"{{{{ {name} }}}}", str(escape(text)))
    write_output(app, f"{FOLDER}/index.html", page)
    write_output(app, f"{FOLDER}/config.yml", config_text(made))
    for name in _BESIDE:
        copy_output(app, f"{FOLDER}/{name}", _OURS / name)
    folder, names = program(app.env)
    for name in names or ():
        copy_output(app, f"{FOLDER}/{name}", folder / name)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the writing of the editor."""
    app.setup_extension("support_portal.sphinx_ext.listing")
    app.connect("build-finished", write_editor)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
