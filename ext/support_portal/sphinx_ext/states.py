"""Keep unpublished articles out of the build altogether: a page that is never read cannot leak."""

from __future__ import annotations

import datetime as dt
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils.parsers.rst import directives
from sphinx.directives.other import TocTree
from sphinx.project import EXCLUDE_PATHS, Project
from sphinx.util import docname_join, logging
from sphinx.util.matching import get_matching_files
from sphinx.util.nodes import explicit_title_re

from support_portal.core import front_matter, states
from support_portal.core.fields import GATES, Audience
from support_portal.core.training import article_lessons
from support_portal.sphinx_ext.config import read_config
from support_portal.sphinx_ext.domain import portal_domain
from support_portal.sphinx_ext.log import notify_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx import addnodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util._pathlib import _StrPath
    from sphinx.util.typing import ExtensionMetadata

_logger = logging.getLogger(__name__)
# The keys that decide, before anything is read, what is.
_TOLD = GATES | {article_lessons.KEY}


class PublishedProject(Project):
    """Sphinx's list of source files, less those that readers may not see now.

    ``hidden`` maps docnames to the reason; in a preview nothing is left out, and the same map gives the marks.
    ``audiences`` maps those that are not for everybody, hidden or not, to whom they are for.
    """

    now: dt.datetime
    audience: str
    preview: bool
    hidden: dict[str, str]
    audiences: dict[str, str]
    # Lessons that show an article, docname to the article's, and those whose article cannot be shown even in a preview.
    shown: Mapping[str, str]
    lost: set[str]
    next_change: dt.datetime | None
    # What earlier builds read: docname -> (time and size of the file, its front matter if it may hide the page).
    known: dict[str, tuple[tuple[int, int], front_matter.FrontMatter | None]]

    def discover(self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
        """Find the source files and leave the unpublished ones out."""
        self._find_files(exclude_paths, include_paths)
        self.hidden, self.audiences = {}, {}
        wanted: dict[str, front_matter.FrontMatter] = {}
        moments: list[dt.datetime | None] = []
        for docname in sorted(self.docnames):
            found = self._front_matter(docname)
            if found is None:
                continue
            if article_lessons.KEY in found.values and article_lessons.is_lesson(docname):
                wanted[docname] = found
            if (audience := found.values.get("audience", Audience.PUBLIC)) != Audience.PUBLIC:
                self.audiences[docname] = str(audience)
            moments += [found.values.get("publish_at"), found.values.get("expires_at")]
            if reason := states.why_hidden(found.values, self.now, self.audience):
                self.hidden[docname] = reason
                if not self.preview:
                    # Nobody reads this file any further, so its mistakes are told here.
                    notify_file(found.problems, Path(self.doc2path(docname, absolute=True)))
        self.next_change = states.next_change(moments, self.now)
        self._find_articles(wanted)
        for docname in self.known.keys() - self.docnames:
            del self.known[docname]
        for docname in self.left_out:
            self.docnames.discard(docname)
            del self._docname_to_path[docname]
        return self.docnames

    def _find_files(self, exclude_paths: Iterable[str], include_paths: Iterable[str]) -> None:
        """Find the source files as `Project.discover` does, which makes five Path objects of each and keeps two.

        ``_docname_to_path`` holds strings, quick to pickle, and ``_path_to_docname`` nothing: `Project.path2doc`
        looks at the suffix then.  What it warns of, two files of one name and unreadable ones, is left to it.
        """
        names: dict[str, Any] = self._docname_to_path
        self.docnames.clear()
        self._path_to_docname.clear()
        names.clear()
        for name in get_matching_files(self.srcdir, include_paths, [*exclude_paths, *EXCLUDE_PATHS]):
            suffix = next((suffix for suffix in self.source_suffix if name.endswith(suffix)), None)
            if suffix is None:
                continue
            docname = name.removesuffix(suffix)
            if docname in names or not os.access(os.path.join(self.srcdir, name), os.R_OK):
                super().discover(exclude_paths, include_paths)
                self._path_to_docname.clear()
                names.update({docname: os.fspath(path) for docname, path in names.items()})
                return
            self.docnames.add(docname)
            names[docname] = name

    def doc2path(self, docname: str, absolute: bool) -> _StrPath:
        """Return the path of a page's file: one object, where `Project.doc2path` makes three."""
        name = self._docname_to_path.get(docname) or docname + self._first_source_suffix
        return type(self.srcdir)(os.path.join(self.srcdir, name) if absolute else name)

    @property
    def left_out(self) -> dict[str, str]:
        """The hidden pages that this build does not show, with the reason: hardly any in a preview."""
        return {d: self.hidden[d] for d in self.lost} if self.preview else self.hidden

    def _find_articles(self, wanted: Mapping[str, front_matter.FrontMatter]) -> None:
        """Find the articles that lessons show; a lesson without one is told at its line and is not there."""
        found = article_lessons.resolve(wanted, self.docnames, self.hidden)
        self.shown, self.lost = found.shown, found.refused.keys() - found.shown.keys()
        for docname, (reason, problem) in found.refused.items():
            if docname not in self.hidden and (docname in self.lost or not self.preview):
                notify_file([problem], Path(self.doc2path(docname, absolute=True)))
            self.hidden.setdefault(docname, reason)

    def _front_matter(self, docname: str) -> front_matter.FrontMatter | None:
        """Return the front matter of a file that may be hidden, read anew when the file is another than last time."""
        try:
            stat = os.stat(os.path.join(self.srcdir, self._docname_to_path[docname]))
        except OSError:
            return None
        mark = stat.st_mtime_ns, stat.st_size
        if docname not in self.known or self.known[docname][0] != mark:
            self.known[docname] = mark, self._read_front_matter(docname)
        return self.known[docname][1]

    def _read_front_matter(self, docname: str) -> front_matter.FrontMatter | None:
        """Return the front matter of a file that may be hidden, without parsing those that cannot be."""
        try:
            # Front matter ends well before 16 KB, or the rest is read too; reading every article whole for it would
            # double the cost of reading.
            with open(self.doc2path(docname, absolute=True), encoding="utf-8-sig", errors="replace") as file:
                head = file.read(16_384)
                if head.startswith("---") and front_matter.block(head) is None:
                    head += file.read()
        except OSError:
            return None
        block = front_matter.block(head)
        if block is None or not (f"{article_lessons.KEY}:" in block or states.may_be_hidden(block)):
            return None
        found = front_matter.parse(head)
        return found if found.problems or not _TOLD.isdisjoint(found.values) else None


def build_time(app: Sphinx) -> dt.datetime:
    """Return what this build takes as now: ``portal_now``, else SOURCE_DATE_EPOCH, else the clock, to the second."""
    with suppress(ValueError, OverflowError):
        if named := read_config(app.config).now:
            return states.parse_now(named)
        if seconds := os.environ.get("SOURCE_DATE_EPOCH"):
            return dt.datetime.fromtimestamp(int(seconds), dt.UTC)
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def project_of(env: BuildEnvironment) -> PublishedProject:
    """Return the environment's list of files."""
    assert isinstance(env.project, PublishedProject)
    return env.project


def take_over_project(app: Sphinx) -> None:
    """Replace Sphinx's list of files by ours before anything is read."""
    settings = read_config(app.config)
    project = PublishedProject(app.project.srcdir, app.project.source_suffix)
    project.restore(app.project)
    project.now, project.audience, project.preview = build_time(app), settings.audience, settings.preview
    project.hidden, project.audiences, project.next_change = {}, {}, None
    project.shown, project.lost = {}, set()
    project.known = portal_domain(app.env).files
    app.project = project
    app.env.project = project


class PublishedTocTree(TocTree):
    """The toctree directive; an entry that is not published is passed over in silence, because it is no mistake."""

    def parse_content(self, toctree: addnodes.toctree) -> None:
        """Drop the lines that name hidden pages, then let Sphinx read the rest."""
        left_out = project_of(self.env).left_out
        dropped = [i for i, line in enumerate(self.content) if self._docname(line) in left_out] if left_out else []
        if dropped:
            # The entry comes back when its article is published, which changes no file of this page.
            self.env.note_reread()
        for i in reversed(dropped):
            del self.content[i]
        super().parse_content(toctree)

    def _docname(self, line: str) -> str:
        match = explicit_title_re.match(line)
        name = (match.group(2) if match else line).strip()
        for suffix in self.config.source_suffix:
            name = name.removesuffix(suffix)
        return docname_join(self.env.docname, name)


def reread_parents(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Read the pages whose toctree names a page that is gone now."""
    return sorted(
        d for d, children in env.toctree_includes.items() if d not in removed and not removed.isdisjoint(children)
    )


def announce(app: Sphinx, env: BuildEnvironment) -> None:
    """Say how much is left out."""
    if count := len(project_of(app.env).left_out):
        _logger.info("%d unpublished %s left out", count, "page" if count == 1 else "pages")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the states of articles to the list of files Sphinx reads."""
    app.setup_extension("support_portal.sphinx_ext.domain")
    app.connect("builder-inited", take_over_project, priority=100)
    app.connect("env-get-outdated", reread_parents)
    app.connect("env-updated", announce)
    directives.register_directive("toctree", PublishedTocTree)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
