"""Keep the titles and tables of contents of all pages as bytes, and make trees only of those that are looked at.

They are most of Sphinx's environment: of 10,000 articles some 240,000 nodes, made whenever it is loaded and pickled
again whenever it is saved (`Sphinx._load_existing_env`, `Builder.build`), and after an edit nearly none is asked for.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from copy import copy
from itertools import chain
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.domains.std import StandardDomain
from sphinx.util.nodes import clean_astext

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def _no_words(node: nodes.Node) -> bool:
    """Return whether a node has a text that is not its words."""
    return isinstance(node, nodes.image | nodes.raw)


class KeptTrees(MutableMapping[str, nodes.Element]):
    """Trees by docname; in a pickle and after it, bytes, until somebody asks for one of them.

    A tree that was handed out may have been changed, as Sphinx puts section numbers into them; it is pickled anew.
    """

    def __init__(self, trees: Iterable[tuple[str, nodes.Element]] = ()) -> None:
        self._trees: dict[str, nodes.Element] = dict(trees)
        # The bytes, the text, and whether the text holds nothing of images and raw markup.
        self._packed: dict[str, tuple[bytes, str, bool]] = {}

    def __getitem__(self, docname: str) -> nodes.Element:
        """Return the tree of a page."""
        if (packed := self._packed.pop(docname, None)) is not None:
            self._trees[docname] = pickle.loads(packed[0])  # noqa: S301 (of the environment Sphinx has unpickled)
        return self._trees[docname]

    def __setitem__(self, docname: str, tree: nodes.Element) -> None:
        """Take the tree of a page, unless its bytes were taken already (:meth:`take`)."""
        if tree is not _TAKEN:
            self._packed.pop(docname, None)
            self._trees[docname] = tree

    def __delitem__(self, docname: str) -> None:
        """Forget a page."""
        if self._packed.pop(docname, None) is None:
            del self._trees[docname]

    def __contains__(self, docname: object) -> bool:
        """Return whether there is a tree, without making it."""
        return docname in self._trees or docname in self._packed

    def __iter__(self) -> Iterator[str]:
        """Yield the docnames; they may be asked for meanwhile."""
        return iter([*self._trees, *self._packed])

    def __len__(self) -> int:
        return len(self._trees) + len(self._packed)

    def __getstate__(self) -> dict[str, tuple[bytes, str, bool]]:
        """Return bytes for all trees, and hold no more than these from here on: reading is over."""
        for docname, tree in self._trees.items():
            packed = pickle.dumps(tree, pickle.HIGHEST_PROTOCOL)
            self._packed[docname] = packed, tree.astext(), next(tree.findall(_no_words), None) is None
        self._trees.clear()
        return self._packed

    def __setstate__(self, state: dict[str, tuple[bytes, str, bool]]) -> None:
        self._trees, self._packed = {}, state

    def text(self, docname: str) -> str:
        """Return the text of a tree as `astext` gives it, without making the tree."""
        packed = self._packed.get(docname)
        return packed[1] if packed else self._trees[docname].astext()

    def clean_text(self, docname: str) -> str:
        """Return the text of a tree as Sphinx's `clean_astext` gives it: without images and raw markup."""
        packed = self._packed.get(docname)
        return packed[1] if packed and packed[2] else clean_astext(self[docname])

    def take(self, other: KeptTrees, docnames: Iterable[str]) -> None:
        """Take over the bytes another process has sent; who copies from ``other`` afterwards copies nothing."""
        for docname in docnames:
            if (packed := other._packed.pop(docname, None)) is not None:
                self._trees.pop(docname, None)
                self._packed[docname] = packed
                other._trees[docname] = _TAKEN


class LongTitles(MutableMapping[str, nodes.Element]):
    """The titles of windows: the very tree of the page's title for nearly all pages, which Sphinx numbers for both."""

    def __init__(self, titles: KeptTrees, trees: Iterable[tuple[str, nodes.Element]] = ()) -> None:
        self._titles = titles
        self._same: set[str] = set()
        self._own = KeptTrees()
        self.update(trees)

    def __getitem__(self, docname: str) -> nodes.Element:
        """Return the title of a page's window."""
        return self._titles[docname] if docname in self._same else self._own[docname]

    def __setitem__(self, docname: str, tree: nodes.Element) -> None:
        """Take the title of a page's window."""
        if tree is _TAKEN:
            return
        if tree is self._titles.get(docname):
            self._own.pop(docname, None)
            self._same.add(docname)
        else:
            self._same.discard(docname)
            self._own[docname] = tree

    def __delitem__(self, docname: str) -> None:
        """Forget a page."""
        if docname in self._same:
            self._same.remove(docname)
        else:
            del self._own[docname]

    def __iter__(self) -> Iterator[str]:
        """Yield the docnames."""
        return iter([*self._same, *self._own])

    def __len__(self) -> int:
        return len(self._same) + len(self._own)

    def take(self, other: LongTitles, docnames: Iterable[str]) -> None:
        """Take over what another process has sent."""
        self._same |= other._same.intersection(docnames)
        self._own.take(other._own, docnames)


# Stands for a tree whose bytes went to the main process.
_TAKEN = nodes.Element()


def text_of(trees: Mapping[str, nodes.Element], docname: str) -> str:
    """Return the text of a page's tree in one of the environment's tables, kept or not."""
    return trees.text(docname) if isinstance(trees, KeptTrees) else trees[docname].astext()


def keep(app: Sphinx) -> None:
    """Put the tables in place; an environment of an earlier build has them already."""
    env: Any = app.env
    if not isinstance(env.titles, KeptTrees):
        env.titles, env.tocs = KeptTrees(env.titles.items()), KeptTrees(env.tocs.items())
        env.longtitles = LongTitles(env.titles, env.longtitles.items())


def take_over(app: Sphinx, env: Any, docnames: Iterable[str], other: Any) -> None:
    """Take what a parallel reader sends as it comes, before Sphinx's collectors copy it tree by tree."""
    for table, sent in ((env.titles, other.titles), (env.longtitles, other.longtitles), (env.tocs, other.tocs)):
        table.take(sent, docnames)


def _objects(self: StandardDomain) -> Iterator[tuple[str, str, str, str, str, int]]:
    """Return what `StandardDomain.get_objects` does, which makes and copies a title a page, for its words alone."""
    titles = self.env.titles
    if not isinstance(titles, KeptTrees):
        return _SPHINX_OBJECTS(self)
    without_pages: Any = copy(self)
    without_pages.env = SimpleNamespace(all_docs=())
    pages = ((docname, titles.clean_text(docname), "doc", docname, "", -1) for docname in self.env.all_docs)
    return chain(pages, _SPHINX_OBJECTS(without_pages))


_SPHINX_OBJECTS = StandardDomain.get_objects


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the keeping, and put the quicker list of objects in place, for the whole process."""
    StandardDomain.get_objects = _objects  # type: ignore[method-assign]
    app.connect("builder-inited", keep, priority=1)
    app.connect("env-merge-info", take_over, priority=1)
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
