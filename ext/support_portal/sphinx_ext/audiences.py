"""Stop the build when a page sends its readers to one they may not read: a public one that links to an internal one."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import ExtensionError
from sphinx.util import docname_join

from support_portal.core.states import may_send
from support_portal.notices import Notice
from support_portal.sphinx_ext.log import notify
from support_portal.sphinx_ext.states import project_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

# (line, what was done, the name as written or resolved) for each reference, in Sphinx's table of page metadata, which
# is purged and merged with the pages.
_KEY = "portal_sends_to"
# Marks a name that is a slug, or the end of a path.
_SLUG = "slug:"


def note(env: BuildEnvironment, docname: str, line: int | None, what: str, name: str) -> None:
    """Remember that a page refers to a page or file."""
    env.metadata[docname].setdefault(_KEY, []).append((line, what, name))


def _note_references(app: Sphinx, doctree: nodes.document) -> None:
    for node in doctree.findall(addnodes.pending_xref):
        kind = _SLUG if node.get("refdomain") == "portal" else ""
        note(app.env, app.env.docname, _line(node), "links to", f"{kind}{node.get('reftarget', '')}")


def _note_include(app: Sphinx, relative_path: Path, parent_docname: str, content: list[str]) -> None:
    if name := app.project.path2doc(relative_path):
        note(app.env, app.env.docname, None, "includes", f"/{name}")  # MyST names the parent without its folder


def _line(node: nodes.Node | None) -> int | None:
    while node is not None and node.line is None:
        node = cast("nodes.Node | None", node.parent)
    return node.line if node is not None else None


def _found(env: BuildEnvironment) -> Iterator[tuple[str, int | None, str, str]]:
    """Yield (page, line, what, docname) of each reference to a page for fewer readers."""
    audiences = project_of(env).audiences
    if not audiences:
        return
    for page in sorted(env.found_docs):
        for line, what, name in env.metadata.get(page, {}).get(_KEY, ()):
            for docname in _meant(page, name, audiences):
                if not may_send(audiences.get(page), audiences[docname]):
                    yield page, line, what, docname


def _meant(page: str, name: str, audiences: Mapping[str, str]) -> Iterator[str]:
    """Yield the pages with an audience that a reference may mean: by slug as `Library.find` does, or by path."""
    slug, written = name.startswith(_SLUG), name.removeprefix(_SLUG).split("#")[0]
    written = written.removesuffix(".md").removesuffix("/index")
    if slug:
        yield from (d for d in audiences if f"/{d}".removesuffix("/index").endswith(f"/{written.strip('/')}"))
        return
    for path in dict.fromkeys((written.lstrip("/"), docname_join(page, written))):
        yield from (d for d in (path, f"{path}/index") if d in audiences)


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """Print every such reference and stop the build before anything is written; a preview goes on.

    Raise ExtensionError, so that the last good output stays as it is.
    """
    project = project_of(env)
    found = list(_found(env))
    for page, line, what, docname in found:
        notify(
            Notice.AUDIENCE,
            f'this page is for {project.audiences.get(page, "public")} readers and {what} "{docname}", which is for '
            f"{project.audiences[docname]} readers; take that out, or write audience: {project.audiences[docname]} "
            "at the top of this page",
            location=(page, line),
        )
    if found and not project.preview:
        pages = len({page for page, *_ in found})
        raise ExtensionError(
            f"{pages} {'page sends its' if pages == 1 else 'pages send their'} readers to pages they may not read; "
            "nothing was written"
        )


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the check."""
    app.setup_extension("support_portal.sphinx_ext.states")
    app.connect("doctree-read", _note_references)
    app.connect("include-read", _note_include)
    app.connect("env-updated", check, priority=900)
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
