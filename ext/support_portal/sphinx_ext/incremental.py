"""Make an incremental build equal a clean one: write again each page that shows something of a page that changed.

Sphinx writes the pages whose own source changed.  A page also shows titles of others: in its navigation, in its
references, in listings (sphinx-doc/sphinx#5506, #14327).  This extension hashes what every page shows of others and
compares with the last good build; and it removes the files that a clean build would not have.

It can be loaded alone, in any Sphinx project: ``extensions = ["support_portal.sphinx_ext.incremental"]``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
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
from support_portal.sphinx_ext import contents, nearby, outputs
from support_portal.sphinx_ext.kept_trees import text_of
from support_portal.sphinx_ext.shown_by_sphinx import MENTIONS, known, mentions_of, shown

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from support_portal.sphinx_ext.shown_by_portal import Facts

_PAGES = frozenset({"html", "dirhtml", "epub", "text", "typst"})
# What pages are made of in the folder of a theme; the rest of it is copied.
_TEMPLATES = (".html", ".jinja", ".xml", ".conf", ".toml")
# Settings of which what counts is in the folders they name: other extensions name their own, whose place is another in
# each virtual environment.
_FOLDERS = frozenset({"html_static_path", "templates_path"})


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


def shown_pages(app: Sphinx, env: BuildEnvironment, files: Any, docnames: Iterable[str]) -> dict[str, str]:
    """Return the hash of what each of some pages shows of others, ``files`` everywhere."""
    portal_everywhere, from_portal = _portal_part(app)
    everywhere = manifest.digest((files, portal_everywhere))
    from_sphinx = known(env)
    pages = {}
    for docname in sorted(docnames):
        around = list(shown(env, docname, from_sphinx))
        read = contents.read_at(env, docname)  # another builder may have read it since this one wrote it
        pages[docname] = manifest.digest((everywhere, around, from_portal(docname), read))
    return pages


def _everywhere(app: Sphinx, env: BuildEnvironment) -> tuple[Any, ...]:
    """Return what every page shows: the files styles and scripts come from, and the tree most themes draw whole."""
    folders = [Path(support_portal.__file__).parent]
    folders += [Path(app.confdir) / path for path in (*app.config.html_static_path, *app.config.templates_path)]
    versions = sorted((name, extension.version) for name, extension in app.extensions.items())
    files = sphinx.__version__, versions, manifest.digest_files(dict.fromkeys(folders))
    if app.builder.format != "html" or app.config.html_theme == "support_portal":
        return files
    theme: Any = getattr(app.builder, "theme", None)
    templates = manifest.digest_files(map(Path, theme.get_theme_dirs() if theme else ()), _TEMPLATES)
    return (*files, templates, [(d, text_of(env.titles, d), env.toctree_includes.get(d)) for d in sorted(env.titles)])


def _with_portal(app: Sphinx) -> bool:
    """Return whether this is a portal: the extension works for any Sphinx project."""
    return "support_portal.sphinx_ext.listing" in app.extensions


def _portal_part(app: Sphinx) -> tuple[Any, Callable[[str], Any]]:
    """Return what the portal's own parts show everywhere, and a function that gives what they show on a page."""
    facts = _facts(app)
    if facts is None:
        return None, lambda docname: None
    return facts.everywhere(), lambda docname: facts.of(docname, mentions_of(app.env, docname))


def _facts(app: Sphinx) -> Facts | None:
    """Return the facts of a portal's own parts; None where there is no portal."""
    if not _with_portal(app):
        return None
    from support_portal.sphinx_ext.shown_by_portal import facts_of

    return facts_of(app)


def world(app: Sphinx, env: BuildEnvironment, surroundings: Any) -> str:
    """Return the hash of all an output is made of: readings of sources, and what stands around them.

    The time of reading, not whether something was read now: another builder may have read it for both.  A page that is
    read in every build counts by what was read.
    """
    reads: list[Any] = []
    for docname in sorted(env.all_docs):
        if docname in env.reread_always:
            content = Path(app.doctreedir, f"{docname}.doctree").read_bytes()
            facts = {name: value for name, value in env.metadata[docname].items() if name != contents.READ}
            reads.append((docname, hashlib.blake2b(content).hexdigest(), sorted(facts.items())))
        else:
            reads.append((docname, contents.read_at(env, docname)))
    of_portal = _facts(app)
    return manifest.digest((surroundings, reads, of_portal and of_portal.sources()))


def _surroundings(app: Sphinx, everywhere: Any) -> str:
    """Return the hash of all an output is made of beside sources: settings, files and versions, data, the day."""
    facts = _facts(app)
    settings = sorted((value.name, stable_hash(value.value)) for value in app.config if value.name not in _FOLDERS)
    return manifest.digest((settings, everywhere, facts and facts.surroundings()))


def outdated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages to write again, and mark the output as unfinished until the build has ended well.

    When nothing the output is made of is new, the pages show what they showed, and the files made of all of them stay
    as they are: `output.due` tells the other extensions.
    """
    if app.builder.name not in _PAGES:
        return []
    path = manifest_path(app)
    last = manifest.load(path)
    app._portal_facts = None  # type: ignore[attr-defined]
    everywhere = _everywhere(app, env)
    app._portal_surroundings = _surroundings(app, everywhere)  # type: ignore[attr-defined]
    whole = world(app, env, app._portal_surroundings)  # type: ignore[attr-defined]
    if last.good and outputs.missing(app, last.outputs):
        last = Manifest(last.pages, last.outputs, good=False)  # somebody deleted a file: make everything again
    quiet = last.good and last.world == whole
    app._portal_nothing_new = quiet  # type: ignore[attr-defined]
    if quiet:
        now = replace(last, outputs=frozenset())
    else:
        common, near, changed = nearby.near(env, _facts(app), app._portal_surroundings, last)  # type: ignore[attr-defined]
        pages = {docname: shown for docname, shown in last.pages.items() if docname in near}
        pages |= shown_pages(app, env, everywhere, changed) if changed else {}
        now = Manifest(pages, good=True, world=whole, common=common, near=near)
    app._portal_manifest = (last, now)  # type: ignore[attr-defined]
    Manifest(last.pages, last.outputs, good=False).save(path)
    if quiet:
        return []
    # Before writing, because ePub packs whatever lies in its folder.
    before = {outputs.page_file(app, docname) for docname in last.pages}
    app._portal_from_sources = frozenset(outputs.from_sources(app))  # type: ignore[attr-defined]
    gone = last.gone(app._portal_from_sources)  # type: ignore[attr-defined]
    stale = [name for name in gone if name in before or name.startswith(outputs.COPIES)]
    outputs.remove(Path(app.outdir), stale)
    return last.changed(now.pages)


def prepare(app: Sphinx) -> None:
    """Ask for contents, not for times, which sources are new and which pages are due."""
    contents.compare(app)
    if app.builder.name in _PAGES - {"typst"}:  # which has a rule of its own
        contents.write_by_content(app, lambda: manifest.load(manifest_path(app)).good)


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Remove what a clean build would not have, and keep the manifest of this one."""
    last, now = getattr(app, "_portal_manifest", (None, None))
    if exception is not None or last is None or now is None:
        return
    kept = last.outputs
    if not app._portal_nothing_new:  # type: ignore[attr-defined]
        made = {*app._portal_from_sources, *outputs.from_all(app)}  # type: ignore[attr-defined]
        outputs.remove(Path(app.outdir), last.gone(made))
        kept = frozenset(made - outputs.missing(app, made))  # not every builder copies sources
    (Path(app.outdir) / ".buildinfo.bak").unlink(missing_ok=True)
    replace(now, outputs=kept).save(manifest_path(app))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the comparison with the last good build."""
    for part in ("disks", "kept_trees", "inventory"):  # by `disks`, a page that was not written does not count as good
        app.setup_extension(f"support_portal.sphinx_ext.{part}")
    contents.compare_quickly()
    app.connect("builder-inited", prepare, priority=900)
    app.connect("env-purge-doc", contents.note_beginning)
    app.connect("doctree-read", contents.note_contents, priority=900)  # after the files it depends on are known
    app.connect("doctree-read", note_mentions)
    app.connect("env-get-outdated", reread)
    app.connect("env-get-outdated", contents.reread_quotes)
    app.connect("env-get-updated", outdated)
    app.connect("html-page-context", outputs.note_collected)
    # After every other part has written its files.
    app.connect("build-finished", finish, priority=900)
    return {"env_version": manifest.MANIFEST_VERSION, "parallel_read_safe": True, "parallel_write_safe": True}
