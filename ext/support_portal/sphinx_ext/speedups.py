"""What docutils, Sphinx and MyST do again for every page and need not: the same result for less work.

Each names where upstream does it.  Together they take a third off a full build of 1,000 articles, and every byte of
the output stays: `docs/operate/scale.md` has the figures.
"""

from __future__ import annotations

import atexit
import gc
import re
from copy import copy
from typing import TYPE_CHECKING, Any, cast

from docutils import frontend, nodes
from docutils.utils import DependencyList
from docutils.writers._html_base import HTMLTranslator
from myst_parser.mdit_to_docutils import base as myst
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.transforms import SphinxSmartQuotes
from sphinx.util import docutils as sphinx_docutils

from support_portal.sphinx_ext import tree_walks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

# Young objects before a collection.  CPython's 700 is for programs that make garbage; a build makes trees that stay,
# and spent a tenth of its time looking through them.  Larger figures gained nothing more and cost memory.
_YOUNG = 10_000
# What docutils.utils.smartquotes changes.
_TYPED = re.compile(r"""['"`\\]|--|\.\s?\.""")


class _Quotable:
    """A page as docutils' smart quotes see it: only those of its blocks that hold something to be made typographic."""

    def __init__(self, document: nodes.document) -> None:
        self.document = document
        self.settings = document.settings
        self.reporter = document.reporter

    def findall(self, kind: type[nodes.TextElement]) -> Iterator[nodes.TextElement]:
        """Yield the blocks with a quote, a double hyphen, dots in a row or a backslash, which escapes one of these."""
        for node in self.document.findall(kind):
            if not isinstance(node.parent, nodes.TextElement) and _TYPED.search(node.astext()):
                yield node


def _smart_quotes(self: SphinxSmartQuotes, **kwargs: Any) -> None:
    """Make quotes, dashes and ellipses typographic as Sphinx does, without replacing every other text by itself.

    docutils tokenises each block and puts a new text node for each old one
    (`docutils.transforms.universal.SmartQuotes`).
    """
    document = self.document
    self.document = cast("nodes.document", _Quotable(document))
    try:
        _SPHINX_SMART_QUOTES(self, **kwargs)
    finally:
        self.document = document


def _copied(settings: frontend.Values) -> frontend.Values:
    """Return settings of their own for a page: its lists and its record of dependencies are not shared."""
    fresh = copy(settings)
    fresh.__dict__ = {
        name: value[:] if isinstance(value, list) else value.copy() if isinstance(value, dict) else value
        for name, value in settings.__dict__.items()
    }
    fresh.record_dependencies = DependencyList()
    return fresh


class _Remembered:
    """A function that makes default settings, asked once a build for the same arguments."""

    def __init__(self, original: Callable[..., frontend.Values]) -> None:
        self.original = original
        self.made: dict[Any, frontend.Values] = {}

    def __call__(self, *components: Any, **options: Any) -> frontend.Values:
        kinds = tuple(c if isinstance(c, type) else type(c) for c in components)
        key = (kinds, repr(sorted(options.items(), key=lambda item: item[0])))
        if key not in self.made:
            self.made[key] = self.original(*components, **options)
        return _copied(self.made[key])


def _title(builder: StandaloneHTMLBuilder, node: nodes.title | None) -> str:
    """Return a page's title as HTML; one of plain words needs no transforms and no translator to be escaped."""
    if node is None:
        return ""
    if all(isinstance(child, nodes.Text) for child in node.children):
        return node.astext().translate(HTMLTranslator.special_characters)
    return str(builder.render_partial(node)["title"])


def _context(self: StandaloneHTMLBuilder, docname: str, body: str, metatags: str) -> dict[str, Any]:
    """Return what Sphinx gives a page's template, without what our theme never asks for.

    Sphinx copies and renders the page's table of contents and the titles of its parents and neighbours
    (`StandaloneHTMLBuilder.get_doc_context`); the theme has them from the library, as `frame`.
    """
    if self.config.html_theme != "support_portal":
        return dict(_SPHINX_CONTEXT(self, docname, body, metatags))
    suffix = str(self.env.doc2path(docname, False))[len(docname) :]
    source = (
        docname + suffix + (self.config.html_sourcelink_suffix if suffix != self.config.html_sourcelink_suffix else "")
    )
    return {
        "parents": [],
        "prev": None,
        "next": None,
        "title": _title(self, self.env.longtitles.get(docname)),
        "meta": self.env.metadata.get(docname),
        "body": body,
        "metatags": metatags,
        "rellinks": self.globalcontext["rellinks"][:],
        "sourcename": source if self.config.html_copy_source else "",
        "toc": "",
        "display_toc": False,
        "page_source_suffix": suffix,
    }


_SPHINX_SMART_QUOTES = SphinxSmartQuotes.apply
_SPHINX_CONTEXT = StandaloneHTMLBuilder.get_doc_context
_SETTINGS = _Remembered(sphinx_docutils._get_settings)
_MYST_SETTINGS = _Remembered(frontend.get_default_settings)


def load_quickly(app: Sphinx, config: Config) -> None:
    """Look for no garbage while the environment is unpickled: there is none, and the looking is half of the time."""
    gc.disable()


def keep_loaded(app: Sphinx) -> None:
    """Look for garbage again, but not among what was loaded; its pages are not copied into forked readers for it."""
    gc.enable()
    gc.freeze()


def release(app: Sphinx, exception: Exception | None) -> None:
    """Let go of it when the process goes on, as tests do."""
    gc.unfreeze()


def forget_settings(app: Sphinx) -> None:
    """Ask for settings again in each build: docutils.conf may have changed."""
    _SETTINGS.made.clear()
    _MYST_SETTINGS.made.clear()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Put the quicker ways in place, for the whole process; doing it twice changes nothing."""
    # When the process ends, its memory goes back whole: looking through all pages for garbage first took 8 of the 13
    # seconds of a build of 10,000 articles without a change.
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)
    gc.set_threshold(max(_YOUNG, gc.get_threshold()[0]), *gc.get_threshold()[1:])
    tree_walks.put_in_place()
    sphinx_docutils._get_settings = _SETTINGS
    myst.get_default_settings = _MYST_SETTINGS  # type: ignore[attr-defined]
    SphinxSmartQuotes.apply = _smart_quotes  # type: ignore[method-assign]
    StandaloneHTMLBuilder.get_doc_context = _context  # type: ignore[method-assign]
    app.connect("config-inited", load_quickly, priority=999)
    app.connect("builder-inited", keep_loaded, priority=1)
    app.connect("builder-inited", forget_settings)
    app.connect("build-finished", release, priority=999)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
