"""What Sphinx and MyST look up again for every page or code block: remembered for a build, or read by faster code.

Of a full build of 400 articles, checksums of style sheets took 1.8 %, formatters of code 2.0 %, front matter 2.6 %
(py-spy, one process).  The results are the same.
"""

from __future__ import annotations

import logging
from functools import cache
from types import (
    AsyncGeneratorType,
    CodeType,
    CoroutineType,
    FrameType,
    FunctionType,
    GeneratorType,
    MethodType,
    TracebackType,
)
from typing import TYPE_CHECKING, Any

import sphinx.builders.html as html
import yaml
from jinja2 import sandbox
from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from sphinx.highlighting import PygmentsBridge
from sphinx.util.logging import NAMESPACE

from support_portal.core import plain_yaml

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from pygments.formatter import Formatter
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

_SPHINX_CHECKSUM = html._file_checksum  # type: ignore[attr-defined]
_SPHINX_FORMATTER = PygmentsBridge.get_formatter
_SAFE_LOAD = yaml.safe_load
_JINJA_INTERNAL = sandbox.is_internal_attribute
_MYST_RENDERER = DocutilsRenderer.__init__
_QUOTE = html.quote  # type: ignore[attr-defined]
# The only objects with attributes that Jinja's sandbox hides although their names do not begin with an underscore.
_OF_PYTHON = (
    *(FunctionType, MethodType, type, CodeType, TracebackType, FrameType),
    *(GeneratorType, CoroutineType, AsyncGeneratorType),
)
# Around these the parser in C takes what the one in Python refuses ("a:\t1", ">#"), or reads it otherwise ("!").
_UNLIKE = frozenset("\t!|>")

_checksums: dict[tuple[Path, str | os.PathLike[str]], str] = {}


def _checksum(outdir: Path, filename: str | os.PathLike[str]) -> str:
    """Return the checksum of a static file as `sphinx.builders.html._assets` does, which resolves its path each time.

    Sphinx itself remembers it by that path, for as long as the process lives.
    """
    key = outdir, filename
    if key not in _checksums:
        _checksums[key] = _SPHINX_CHECKSUM(outdir, filename)
    return _checksums[key]


def _formatter(self: PygmentsBridge, **options: Any) -> Formatter[str]:
    """Return the formatter for some options; making one draws up its style sheet, which pages have as a file."""
    made: dict[str, Formatter[str]] = self.__dict__.setdefault("_portal_formatters", {})
    key = repr(sorted(options.items()))
    if key not in made:
        made[key] = _SPHINX_FORMATTER(self, **options)
    return made[key]


def _safe_load(stream: Any) -> Any:
    """Return the values of YAML, parsed in C when it is a text; what is wrong is told by the parser in Python.

    MyST parses the front matter of a page twice (`read_topmatter`, `render_front_matter`).
    """
    if not isinstance(stream, str) or not _UNLIKE.isdisjoint(stream):
        return _SAFE_LOAD(stream)
    try:
        return yaml.load(stream, plain_yaml.loader(stream))  # noqa: S506 - a safe loader, of whichever language
    except yaml.YAMLError:
        return _SAFE_LOAD(stream)


def _internal(obj: Any, attr: str) -> bool:
    """Return whether an attribute is Python's own, as Jinja does, which asks nine times of which type an object is."""
    return attr.startswith("__") or (isinstance(obj, _OF_PYTHON) and _JINJA_INTERNAL(obj, attr))


_rules: dict[type, tuple[str, ...]] = {}


def _renderer(self: DocutilsRenderer, parser: Any) -> None:
    """Make a renderer as MyST does for each page, which looks at all attributes of the object for its methods."""
    if type(self) not in _rules:
        _MYST_RENDERER(self, parser)
        _rules[type(self)] = tuple(self.rules)
    self.md = parser
    self.rules = {name: getattr(self, name) for name in _rules[type(self)]}
    self._inventories = None


def say_no_more(app: Sphinx) -> None:
    """Make no records of messages that no handler takes: Sphinx makes ten for debugging with each page."""
    logger = logging.getLogger(NAMESPACE)
    logger.setLevel(max(logging.DEBUG, min((handler.level for handler in logger.handlers), default=0)))


def forget(app: Sphinx) -> None:
    """Ask for checksums again in each build: the files may have changed."""
    _checksums.clear()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Put the quicker ways in place, for the whole process; doing it twice changes nothing."""
    html._file_checksum = _checksum  # type: ignore[attr-defined]
    yaml.safe_load = _safe_load
    PygmentsBridge.get_formatter = _formatter  # type: ignore[method-assign]
    sandbox.is_internal_attribute = _internal
    DocutilsRenderer.__init__ = _renderer  # type: ignore[method-assign]
    html.quote = cache(_QUOTE)  # type: ignore[attr-defined,assignment]
    app.connect("builder-inited", forget)
    app.connect("builder-inited", say_no_more)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
