"""Print notices the way Sphinx prints warnings: at file and line, with a type that can be suppressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from support_portal.notices import Notice, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_logger = logging.getLogger(__name__)


def notify(notice: Notice, message: str, location: Any = None) -> None:
    """Print one notice.  ``location`` is a node, a path, or a (docname, line) pair, as Sphinx's loggers take it."""
    _logger.warning("%s", message, location=location, type="portal", subtype=notice.subtype)


def notify_all(problems: Iterable[Problem], docname: str) -> None:
    """Print the problems of one page."""
    for problem in problems:
        notify(problem.notice, problem.message, location=(docname, problem.line))


def notify_file(problems: Iterable[Problem], path: Path) -> None:
    """Print the problems of a data file."""
    for problem in problems:
        # Without a colon Sphinx takes a location for a docname, and adds a suffix.
        notify(problem.notice, problem.message, location=f"{path}:{problem.line or 1}")
