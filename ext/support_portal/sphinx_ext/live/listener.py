"""Hear every warning of a build with the stage it is told in, wherever Sphinx would print it."""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.logging import NAMESPACE, get_node_location, is_suppressed_warning

from support_portal.core.authoring.preview_notices import OF_PAGES, Passed, PreviewNotice, Stage
from support_portal.sphinx_ext.output import due

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_LOCATION = re.compile(r"(.+?)(?::(\d*))?")


def listener_of(app: Sphinx) -> Listener:
    """Return the listener of a build."""
    listener: Listener = app._portal_listener  # type: ignore[attr-defined]
    return listener


def shown_path(app: Sphinx, path: str | os.PathLike[str]) -> str:
    """Return a file as notices name it: from the folder that holds the pages' folder, when it is below that."""
    relative = os.path.relpath(path, Path(app.srcdir).parent)
    return os.fspath(path) if relative.startswith(os.pardir) else Path(relative).as_posix()


class Listener(logging.Handler):
    """A handler beside those that print.

    It hears warnings of this process when they are told, before Sphinx puts them off until reading has ended, and
    those of its workers when they come home (`sphinx.util.logging.pending_warnings`, `LogCollector`).
    """

    def __init__(self, app: Sphinx) -> None:
        super().__init__(logging.WARNING)
        self.app = app
        self.stage = Stage.START
        self.passed: set[Stage] = {Stage.START, Stage.UPDATED, Stage.CHECK}
        self.pages: dict[Stage, set[str]] = {stage: set() for stage in OF_PAGES}
        self.heard: list[tuple[Stage, str, int, str, str, str]] = []

    def connect(self) -> None:
        """Listen from now on, and follow the build through its stages."""
        self.app._portal_listener = self  # type: ignore[attr-defined]
        logging.getLogger(NAMESPACE).addHandler(self)
        connect = self.app.connect
        connect("env-before-read-docs", self._enter(Stage.READ), priority=999)
        connect("env-purge-doc", lambda app, env, docname: self.pages[Stage.READ].add(docname))
        connect("env-updated", self._enter(Stage.UPDATED), priority=0)
        connect("env-get-updated", self._enter(Stage.CONSISTENCY, []), priority=999)
        connect("env-check-consistency", lambda app, env: self.passed.add(Stage.CONSISTENCY))
        connect("write-started", self._enter(Stage.WRITE), priority=999)
        connect("doctree-resolved", lambda app, tree, docname: self.pages[Stage.WRITE].add(docname))
        connect("html-collect-pages", self._enter(Stage.FINISH, []), priority=0)
        connect("build-finished", self._enter(Stage.FINISH), priority=0)

    def _enter(self, stage: Stage, answer: Any = None) -> Callable[..., Any]:
        def enter(*arguments: Any) -> Any:
            self.stage = stage
            return answer

        return enter

    def emit(self, record: logging.LogRecord) -> None:
        """Note a warning once; one that was put off comes by again when it is printed."""
        if getattr(record, "portal_heard", False):
            return
        record.portal_heard = True
        kind = ".".join(str(part) for name in ("type", "subtype") if (part := getattr(record, name, "")))
        if is_suppressed_warning(
            getattr(record, "type", ""), getattr(record, "subtype", ""), self.app.config.suppress_warnings
        ):
            return
        # Not the record's own method: Sphinx's puts place and level in front.
        message = logging.LogRecord.getMessage(record).removesuffix(f" [{kind}]")
        path, line = self._place(getattr(record, "location", None))
        severity = "error" if record.levelno >= logging.ERROR else "warning"
        self.heard.append((self.stage, path, line, message, kind, severity))

    def _place(self, location: Any) -> tuple[str, int]:
        """Return the file and line of a location in any form Sphinx's loggers take, without changing it."""
        if isinstance(location, nodes.Node):
            location = get_node_location(location)
        if isinstance(location, tuple):
            docname, line = location
            return (os.fspath(self.app.env.doc2path(docname)) if docname else "", line or 0)
        if not location:
            return "", 0
        if ":" not in location and not os.path.isabs(location):
            return os.fspath(self.app.env.doc2path(location)), 0
        match = _LOCATION.fullmatch(location)
        return (match[1], int(match[2] or 0)) if match else (location, 0)

    def notices(self) -> list[PreviewNotice]:
        """Return what was heard, now that all pages and the files they depend on are known."""
        users = _users(self.app.env)
        found = []
        for stage, path, line, message, kind, severity in self.heard:
            docname = (self.app.env.path2doc(path) or "") if path else ""
            docname = docname if docname in self.app.env.found_docs else ""
            owners = (docname,) if docname else tuple(sorted(users.get(os.path.realpath(path), ()))) if path else ()
            shown = shown_path(self.app, path) if path else ""
            found.append(PreviewNotice(shown, line, message, kind, severity, docname, stage, owners))
        return found

    def account(self) -> Passed:
        """Return what the build passed through."""
        if due(self.app):
            self.passed.add(Stage.FINISH)
        return Passed(frozenset(self.passed), self.pages, frozenset(self.app.env.found_docs))


def _users(env: BuildEnvironment) -> dict[str, set[str]]:
    """Return the pages that use each file that is no page's own source, such as an included one."""
    found: dict[str, set[str]] = {}
    for docname, paths in env.dependencies.items():
        for path in paths:
            found.setdefault(os.path.realpath(os.path.join(env.srcdir, path)), set()).add(docname)
    return found
