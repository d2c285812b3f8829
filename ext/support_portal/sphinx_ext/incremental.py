"""Make an incremental build equal a clean one: write again each page that shows something of a page that changed.

Sphinx writes the pages whose own source changed.  A page also shows titles of others: in its navigation, in its
references, in listings (sphinx-doc/sphinx#5506, #14327).  This extension hashes what every page shows of others and
compares with the last good build; and it removes the files that a clean build would not have.

It can be loaded alone, in any Sphinx project: ``extensions = ["support_portal.sphinx_ext.incremental"]``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.util import docname_join

import support_portal
from support_portal.core import manifest
from support_portal.core.manifest import Manifest
from support_portal.sphinx_ext.output import written_files

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

_PAGES = frozenset({"html", "dirhtml", "epub", "text"})
# A page's references, kept in Sphinx's own per-page table so that purging and merging come for free.
_MENTIONS = "portal_mentions"
_COPIES = ("_sources/", "_images/", "_downloads/")


def manifest_path(app: Sphinx) -> Path:
    """Return where the manifest lies: beside the doctrees, one for each builder and output folder.

    In the output folder it would itself be a difference, and ePub would complain of it.
    """
    place = hashlib.sha256(str(app.outdir).encode()).hexdigest()[:8]
    return Path(app.doctreedir) / f"portal-{app.builder.name}-{place}.json"


def note_mentions(app: Sphinx, doctree: nodes.document) -> None:
    """Remember what a page refers to."""
    mentions = {
        f"{x.get('refdomain')}:{x.get('reftype')}:{x.get('reftarget')}:{x.get('reftargetid', '')}"
        for x in doctree.findall(addnodes.pending_xref)
    }
    app.env.metadata[app.env.docname][_MENTIONS] = sorted(mentions)


def reread(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Return the pages that refer to a page that came or went: MyST reads such a link as another kind of node."""
    moved = added | removed
    if not moved:
        return []
    return sorted(d for d in env.found_docs - moved if any(_names(env, d, m) & moved for m in _mentions(env, d)))


def _names(env: BuildEnvironment, docname: str, mention: str) -> set[str]:
    """Return the docnames a reference may mean: as written, and relative to its page, with and without suffix."""
    target = mention.split(":", 2)[2].rsplit(":", 1)[0].split("#")[0]
    for suffix in env.project.source_suffix:
        target = target.removesuffix(suffix)
    return {target.lstrip("/"), docname_join(docname, target)} if target else set()


def _mentions(env: BuildEnvironment, docname: str) -> list[str]:
    found: list[str] = env.metadata.get(docname, {}).get(_MENTIONS, [])
    return found


def shown_pages(app: Sphinx, env: BuildEnvironment) -> dict[str, str]:
    """Return the hash of what each page shows of others."""
    everywhere = manifest.digest(_everywhere(app, env))
    relations = env.collect_relations()
    from_portal = _portal_part(app)
    return {
        docname: manifest.digest((everywhere, list(_shown(env, docname, relations)), from_portal(docname)))
        for docname in sorted(env.found_docs)
    }


def _everywhere(app: Sphinx, env: BuildEnvironment) -> tuple[Any, ...]:
    """Return what every page shows: the files styles and scripts come from, and the tree most themes draw whole."""
    folders = [Path(support_portal.__file__).parent]
    folders += [Path(app.confdir) / path for path in (*app.config.html_static_path, *app.config.templates_path)]
    files = manifest.digest_files(dict.fromkeys(folders))
    if app.builder.format != "html" or app.config.html_theme == "support_portal":
        return (files,)
    return (files, [(d, env.titles[d].astext(), env.toctree_includes.get(d)) for d in sorted(env.titles)])


def _shown(env: BuildEnvironment, docname: str, relations: dict[str, list[str | None]]) -> Iterator[Any]:
    """Yield the titles around a page, those in its tables of contents, and the targets of its references."""
    for name in relations.get(docname, ()):
        yield name and (name, _title(env, name))
    seen = {docname}
    above = relations.get(docname, [None])[0]
    while above and above not in seen:
        seen.add(above)
        yield above, _title(env, above)
        above = relations.get(above, [None])[0]
    yield env.toc_secnumbers.get(docname), env.toc_fignumbers.get(docname)
    todo, drawn = list(env.toctree_includes.get(docname, ())), set[str]()
    while todo:
        child = todo.pop()
        if child not in drawn and child in env.tocs:
            drawn.add(child)
            yield child, env.tocs[child].astext()
            todo.extend(env.toctree_includes.get(child, ()))
    for mention in _mentions(env, docname):
        yield mention, _target(env, mention)


def _title(env: BuildEnvironment, docname: str) -> str:
    return env.titles[docname].astext() if docname in env.titles else ""


def _target(env: BuildEnvironment, mention: str) -> Any:
    """Return what a reference leads to now, as far as titles and addresses go."""
    domain, kind, target = mention.split(":", 2)
    name = target.split(":")[0].lstrip("/")
    std = env.domains.standard_domain
    if name in env.titles:
        return name, _title(env, name)
    if domain == "std" and kind in ("ref", "numref", "keyword"):
        return (
            std.labels.get(name),
            std.anonlabels.get(name),
            env.toc_fignumbers.get(std.anonlabels.get(name, ("",))[0]),
        )
    if domain == "std":
        return sorted(value for key, value in std.objects.items() if key[1].lower() == name.lower())
    return (
        [(o[0], o[3], o[4]) for d in env.domains.sorted() for o in d.get_objects() if o[0] == name] if domain else None
    )


def _portal_part(app: Sphinx) -> Any:
    """Return a function that gives what the portal's own parts show on a page, if they are loaded."""
    if "support_portal.sphinx_ext.listing" not in app.extensions:
        return lambda docname: None
    from support_portal.sphinx_ext.page import portal_shows

    return lambda docname: portal_shows(app, docname, _mentions(app.env, docname))


def outdated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages to write again, and mark the output as unfinished until the build has ended well."""
    if app.builder.name not in _PAGES:
        return []
    path = manifest_path(app)
    last = manifest.load(path)
    pages = shown_pages(app, env)
    app._portal_manifest = (last, pages)  # type: ignore[attr-defined]
    Manifest(last.pages, last.outputs, good=False).save(path)
    # Before writing, because ePub packs whatever lies in its folder.
    before = {_page(app, docname) for docname in last.pages}
    stale = [name for name in last.gone(_from_sources(app)) if name in before or name.startswith(_COPIES)]
    _remove(Path(app.outdir), stale)
    return last.changed(pages)


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Remove what a clean build would not have, and keep the manifest of this one."""
    last, pages = getattr(app, "_portal_manifest", (None, None))
    if exception is not None or last is None or pages is None:
        return
    outputs = {*_from_sources(app), *_from_all(app)}
    _remove(Path(app.outdir), last.gone(outputs))
    (Path(app.outdir) / ".buildinfo.bak").unlink(missing_ok=True)
    Manifest(pages, frozenset(outputs), good=True).save(manifest_path(app))


def _remove(out: Path, names: Iterable[str]) -> None:
    """Remove files and the folders that are empty without them."""
    for name in names:
        path = out / name
        path.unlink(missing_ok=True)
        for folder in path.parents:
            if folder == out or not folder.is_dir() or any(folder.iterdir()):
                break
            folder.rmdir()


def _page(app: Sphinx, docname: str) -> str:
    builder: Any = app.builder
    if hasattr(builder, "get_output_path"):
        return str(builder.get_output_path(docname).relative_to(app.outdir).as_posix())
    return str(docname + builder.out_suffix)


def _from_sources(app: Sphinx) -> Iterator[str]:
    """Yield the files that stand for sources, written now or kept: pages, copies of sources, images, downloads."""
    for docname in sorted(app.env.found_docs):
        yield _page(app, docname)
        suffix = Path(app.env.doc2path(docname, False)).suffix
        yield f"_sources/{docname}{suffix}{app.config.html_sourcelink_suffix if suffix != '.txt' else ''}"
    yield from (f"_images/{name}" for _, name in app.env.images.values())
    yield from (f"_downloads/{name}" for _, name in app.env.dlfiles.values())


def _from_all(app: Sphinx) -> Iterator[str]:
    """Yield the files made of all pages together, and those beside a page."""
    yield from (_page(app, name) for name in sorted(getattr(app, "_portal_collected", ())))
    yield from written_files(app)
    if "support_portal.sphinx_ext.twins" in app.extensions:
        yield from (f"{docname}.md" for docname in app.env.found_docs)  # written by workers


def note_collected(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Remember the pages that have no source; they are written in the main process, whichever extension made them."""
    if doctree is None:
        collected: set[str] = getattr(app, "_portal_collected", set())
        collected.add(pagename)
        app._portal_collected = collected  # type: ignore[attr-defined]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the comparison with the last good build."""
    app.connect("doctree-read", note_mentions)
    app.connect("env-get-outdated", reread)
    app.connect("env-get-updated", outdated)
    app.connect("html-page-context", note_collected)
    # After every other part has written its files.
    app.connect("build-finished", finish, priority=900)
    return {"env_version": manifest.MANIFEST_VERSION, "parallel_read_safe": True, "parallel_write_safe": True}
