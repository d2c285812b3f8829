"""Make an incremental build equal a clean one: write again each page that shows something of a page that changed.

Sphinx writes the pages whose own source changed.  A page also shows titles of others: in its navigation, in its
references, in listings (sphinx-doc/sphinx#5506, #14327).  This extension hashes what every page shows of others and
compares with the last good build; and it removes the files that a clean build would not have.

It can be loaded alone, in any Sphinx project: ``extensions = ["support_portal.sphinx_ext.incremental"]``.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sphinx
from docutils import nodes
from sphinx import addnodes
from sphinx.util import docname_join
from sphinx.util._serialise import stable_hash

import support_portal
from support_portal.core import manifest
from support_portal.core.manifest import Manifest
from support_portal.sphinx_ext.output import written_files
from support_portal.sphinx_ext.shown_by_sphinx import MENTIONS, mentions_of, shown

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

_PAGES = frozenset({"html", "dirhtml", "epub", "text", "typst"})
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
    app.env.metadata[app.env.docname][MENTIONS] = sorted(mentions)


def reread(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Return the pages that refer to a page that came or went: MyST reads such a link as another kind of node."""
    moved = added | removed
    if not moved:
        return []
    return sorted(d for d in env.found_docs - moved if any(_names(env, d, m) & moved for m in mentions_of(env, d)))


def _names(env: BuildEnvironment, docname: str, mention: str) -> set[str]:
    """Return the docnames a reference may mean: as written, and relative to its page, with and without suffix."""
    target = mention.split(":", 2)[2].rsplit(":", 1)[0].split("#")[0]
    for suffix in env.project.source_suffix:
        target = target.removesuffix(suffix)
    return {target.lstrip("/"), docname_join(docname, target)} if target else set()


def shown_pages(app: Sphinx, env: BuildEnvironment, files: Any) -> dict[str, str]:
    """Return the hash of what each page shows of others, ``files`` everywhere."""
    portal_everywhere, from_portal = _portal_part(app)
    everywhere = manifest.digest((files, portal_everywhere))
    relations = env.collect_relations()
    contents = {docname: toc.astext() for docname, toc in env.tocs.items()}
    return {
        docname: manifest.digest((everywhere, list(shown(env, docname, relations, contents)), from_portal(docname)))
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


def _with_portal(app: Sphinx) -> bool:
    """Return whether this is a portal: the extension works for any Sphinx project."""
    return "support_portal.sphinx_ext.listing" in app.extensions


def _portal_part(app: Sphinx) -> tuple[Any, Callable[[str], Any]]:
    """Return what the portal's own parts show everywhere, and a function that gives what they show on a page."""
    if not _with_portal(app):
        return None, lambda docname: None
    from support_portal.sphinx_ext.shown_by_portal import Facts

    facts = Facts(app)
    return facts.everywhere(), lambda docname: facts.of(docname, mentions_of(app.env, docname))


def world(app: Sphinx, env: BuildEnvironment, everywhere: Any) -> str:
    """Return the hash of all an output is made of: when each source was read, settings, files, versions, data, the day.

    The time of reading, not whether something was read now: another builder may have read it for both.  A page that is
    read in every build counts by what was read.
    """
    reads: list[Any] = []
    for docname, moment in sorted(env.all_docs.items()):
        if docname in env.reread_always:
            content = Path(app.doctreedir, f"{docname}.doctree").read_bytes()
            reads.append((docname, hashlib.blake2b(content).hexdigest(), sorted(env.metadata[docname].items())))
        else:
            reads.append((docname, moment))
    facts: Any = None
    if _with_portal(app):
        from support_portal.sphinx_ext.shown_by_portal import Facts

        facts = Facts(app).world()
    versions = sorted((name, extension.version) for name, extension in app.extensions.items())
    settings = sorted((value.name, stable_hash(value.value)) for value in app.config)
    return manifest.digest((sphinx.__version__, versions, settings, everywhere, facts, reads))


def outdated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages to write again, and mark the output as unfinished until the build has ended well.

    When nothing the output is made of is new, the pages show what they showed, and the files made of all of them stay
    as they are: `output.due` tells the other extensions.
    """
    if app.builder.name not in _PAGES:
        return []
    path = manifest_path(app)
    last = manifest.load(path)
    everywhere = _everywhere(app, env)
    whole = world(app, env, everywhere)
    if last.good and not all(_exists(app, name) for name in last.outputs):
        last = Manifest(last.pages, last.outputs, good=False)  # somebody deleted a file: make everything again
    quiet = last.good and last.world == whole
    app._portal_nothing_new = quiet  # type: ignore[attr-defined]
    pages = last.pages if quiet else shown_pages(app, env, everywhere)
    app._portal_manifest = (last, Manifest(pages, frozenset(), good=True, world=whole))  # type: ignore[attr-defined]
    Manifest(last.pages, last.outputs, good=False).save(path)
    if quiet:
        return []
    # Before writing, because ePub packs whatever lies in its folder.
    before = {_page(app, docname) for docname in last.pages}
    app._portal_from_sources = frozenset(_from_sources(app))  # type: ignore[attr-defined]
    gone = last.gone(app._portal_from_sources)  # type: ignore[attr-defined]
    stale = [name for name in gone if name in before or name.startswith(_COPIES)]
    _remove(Path(app.outdir), stale)
    return last.changed(pages)


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Remove what a clean build would not have, and keep the manifest of this one."""
    last, now = getattr(app, "_portal_manifest", (None, None))
    if exception is not None or last is None or now is None:
        return
    outputs = last.outputs
    if not app._portal_nothing_new:  # type: ignore[attr-defined]
        made = {*app._portal_from_sources, *_from_all(app)}  # type: ignore[attr-defined]
        _remove(Path(app.outdir), last.gone(made))
        outputs = frozenset(name for name in made if _exists(app, name))  # not every builder copies sources
    (Path(app.outdir) / ".buildinfo.bak").unlink(missing_ok=True)
    replace(now, outputs=outputs).save(manifest_path(app))


def _exists(app: Sphinx, name: str) -> bool:
    return os.path.exists(os.path.join(app.outdir, name))


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
        return os.fspath(builder.get_output_path(docname))[len(os.fspath(app.outdir)) + 1 :].replace(os.sep, "/")
    return str(docname + builder.out_suffix)


def _from_sources(app: Sphinx) -> Iterator[str]:
    """Yield the files that stand for sources, written now or kept: pages, copies of sources, images, downloads."""
    for docname in sorted(app.env.found_docs):
        yield _page(app, docname)
        suffix = app.env.project._docname_to_path[docname].suffix  # not doc2path, which makes paths of it
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
    app.setup_extension("support_portal.sphinx_ext.disks")  # a page that was not written must not count as good
    app.connect("doctree-read", note_mentions)
    app.connect("env-get-outdated", reread)
    app.connect("env-get-updated", outdated)
    app.connect("html-page-context", note_collected)
    # After every other part has written its files.
    app.connect("build-finished", finish, priority=900)
    return {"env_version": manifest.MANIFEST_VERSION, "parallel_read_safe": True, "parallel_write_safe": True}
