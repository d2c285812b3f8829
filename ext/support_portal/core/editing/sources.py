"""The files of a portal by name: what a mention in one of them means, and how to write another meaning in its style.

Names are paths from the project's folder with slashes: ``docs/solutions/badges/embed.md``, ``README.md``.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

from markdown_it.common.utils import unescapeAll

from support_portal.core.article import Article
from support_portal.core.editing.mention_kinds import Kind, Mention
from support_portal.core.library import Library

_SKIPPED: Final = frozenset({"node_modules", "__pycache__"})
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_OURS = re.compile(r"(?:project|path):")
# What would end the address of a Markdown link or be read as something else in it.
_IN_LINKS: Final = "".join(chr(c) for c in range(33, 0x2FFF) if chr(c) not in '()<>"%\\#?')


@dataclass(frozen=True)
class Sources:
    """All files of a portal's project; ``root`` is the folder Sphinx reads, ``docs``."""

    names: frozenset[str]
    root: str = "docs"

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder that has a file in it or below it."""
        found = set()
        for name in self.names:
            folder = posixpath.dirname(name)
            while folder and folder not in found:
                found.add(folder)
                folder = posixpath.dirname(folder)
        return frozenset(found)

    @cached_property
    def pages(self) -> dict[str, str]:
        """File names by docname; folders whose names begin with ``_`` or a dot hold no pages."""
        found = {}
        for name in sorted(self.names):
            inner = name.removeprefix(f"{self.root}/")
            stem, suffix = posixpath.splitext(inner)
            if inner != name and suffix in (".md", ".rst") and not re.search(r"(?:^|/)[_.][^/]*/", inner):
                found[stem] = name
        return found

    @cached_property
    def _library(self) -> Library:
        return Library({docname: Article(docname=docname, title="") for docname in self.pages})

    def docname(self, name: str) -> str:
        """Return a page's docname."""
        return posixpath.splitext(name.removeprefix(f"{self.root}/"))[0]

    def is_page(self, name: str) -> bool:
        """Tell whether Sphinx reads the file as a page."""
        return self.pages.get(self.docname(name)) == name

    def find(self, reference: str) -> str | None:
        """Return the one page a slug or the end of a path means, or None."""
        found = self._library.find(reference)
        return self.pages[found[0]] if len(found) == 1 else None

    # -- reading -------------------------------------------------------------------------------------------------

    def resolve(self, kind: Kind, text: str, page: str) -> str | None:
        """Return the file or folder that a text means in a page, or None when it is none of ours."""
        match kind:
            case Kind.LINK:
                path = unquote(unescapeAll(_OURS.sub("", text).partition("#")[0]))
                return None if not path or self._is_outside(_OURS.sub("", text)) else self._file_or_page(path, page)
            case Kind.FILE:
                return self._file(text, page) or self._file(unquote(text), page)
            case Kind.DOC:
                return self._page(self._joined(text, page).removesuffix(".md"))
            case Kind.PAGE:
                return self._page(f"{self.root}/{text.strip('/')}")
            case Kind.FOLDER:
                folder = f"{self.root}/{text.strip('/')}"
                return folder if folder in self.folders else None
            case Kind.ARTICLE:
                return self.find(text.partition("#")[0])
            case Kind.WEB:
                path = unquote(re.split("[#?]", text)[0])
                if not path or self._is_outside(text):
                    return None
                return self._page(self._joined(path, page).removesuffix(".html")) or self._file(path, page)
            case Kind.UNKNOWN:
                if "/" not in text and "." not in text:
                    return None
                return self._file(text, page) or (self._page(f"{self.root}/{text.strip('/')}") if "/" in text else None)
        return None

    def _is_outside(self, text: str) -> bool:
        return bool(_SCHEME.match(text)) or text.startswith(("#", "//"))

    def _joined(self, path: str, page: str) -> str:
        base = self.root if path.startswith("/") else posixpath.dirname(page)
        return posixpath.normpath(posixpath.join(base, path.lstrip("/") if path.startswith("/") else path))

    def _file(self, path: str, page: str) -> str | None:
        name = self._joined(path, page)
        return name if name in self.names else None

    def _page(self, stem: str) -> str | None:
        """Return the page of a name without suffix."""
        return self.pages.get(stem.removeprefix(f"{self.root}/")) if stem.startswith(f"{self.root}/") else None

    def _file_or_page(self, path: str, page: str) -> str | None:
        return self._file(path, page) or self._page(self._joined(path, page))

    # -- writing -------------------------------------------------------------------------------------------------

    def write(self, mention: Mention, page: str, old: str, new: str, *, absolute: bool = False) -> str:
        """Return what to write in ``page`` for ``new`` in the style in which the mention means ``old``.

        ``absolute`` begins the path at the source folder, for text that several pages include.
        """
        text, kind = mention.text, mention.kind
        rooted = absolute or text.startswith("/")
        if kind is Kind.UNKNOWN:
            kind = Kind.FILE if posixpath.splitext(text)[1] == posixpath.splitext(old)[1] else Kind.PAGE
        match kind:
            case Kind.LINK:
                scheme = _OURS.match(text)
                path, mark, anchor = text.partition("#")
                suffix = posixpath.splitext(unquote(path))[1] == posixpath.splitext(old)[1]
                path = self._path(new if suffix else posixpath.splitext(new)[0], page, rooted)
                return f"{scheme[0] if scheme else ''}{quote(path, safe=_IN_LINKS)}{mark}{anchor}"
            case Kind.FILE:
                return self._path(new, page, rooted)
            case Kind.DOC:
                suffix = text.endswith(".md")
                return self._path(new if suffix else posixpath.splitext(new)[0], page, rooted)
            case Kind.PAGE | Kind.FOLDER:
                inner = new.removeprefix(f"{self.root}/")
                core = self.docname(new) if kind is Kind.PAGE else inner
                return text.replace(text.strip("/"), core)
            case Kind.ARTICLE:
                reference, mark, anchor = text.partition("#")
                return f"{self.reference(new, whole=reference.strip('/') == self.docname(old))}{mark}{anchor}"
            case Kind.WEB:
                path, rest = re.split("([#?].*)", text, maxsplit=1)[0], text[len(re.split("[#?]", text)[0]) :]
                built = path.endswith(".html") and self.is_page(new)
                return self._path(f"{posixpath.splitext(new)[0]}.html" if built else new, page, rooted) + rest
        raise ValueError(f"{kind.name} names no file")

    def _path(self, name: str, page: str, rooted: bool) -> str:
        if rooted:
            return f"/{name.removeprefix(f'{self.root}/')}"
        return posixpath.relpath(name, posixpath.dirname(page) or ".")

    def reference(self, name: str, *, whole: bool = False) -> str:
        """Return the shortest reference that means one page only; ``whole``: its docname."""
        docname = self.docname(name)
        parts = docname.removesuffix("/index").split("/")
        for count in range(1, len(parts) + 1):
            short = "/".join(parts[-count:])
            if not whole and self.find(short) == name:
                return short
        return docname


def scan(project: Path, root: str = "docs") -> Sources:
    """Return the files of a project that pages, settings and data can name: those below ``root`` and at the top."""
    names = {entry.name for entry in os.scandir(project) if entry.is_file()}
    for folder, folders, files in os.walk(project / root):
        folders[:] = [name for name in folders if name not in _SKIPPED and not name.startswith(".")]
        inner = Path(folder).relative_to(project).as_posix()
        names |= {f"{inner}/{name}" for name in files}
    return Sources(frozenset(names), root)


def renamed(sources: Sources, moves: Iterable[tuple[str, str]]) -> Sources:
    """Return the files after some have got other names."""
    table = dict(moves)
    return Sources(frozenset(table.get(name, name) for name in sources.names), sources.root)
