"""The portal's other pages, as far as a check of one page asks for them, and no further."""

from __future__ import annotations

import datetime as dt
import os
import posixpath
import re
import time
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

from support_portal.core.addresses import is_index, normal_path, section_of
from support_portal.core.article import Article
from support_portal.core.data_files import Term, read_data, read_vocabulary
from support_portal.core.editing.toctrees import pattern
from support_portal.core.library import Library
from support_portal.core.linter.page import Page
from support_portal.core.linter.reader import read_page
from support_portal.core.linter.settings import read_settings
from support_portal.core.linter.sketch import Sketch, sketch
from support_portal.core.linter.source import UnreadableError, read_source
from support_portal.core.linter.terms import Terms, read_terms

SUFFIXES = (".md", ".rst")


class Pages:
    """The pages below one folder, read when asked for and once."""

    def __init__(self, root: Path, now: dt.datetime | None = None) -> None:
        self.root = root.resolve()
        self.settings = read_settings(self.root)
        epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
        self.now = now or dt.datetime.fromtimestamp(int(epoch) if epoch.isdecimal() else time.time(), dt.UTC)
        self._sketches: dict[str, Sketch] = {}
        self._pages: dict[str, Page | None] = {}

    @property
    def data(self) -> Path:
        """The folder of vocabularies, terms and reports."""
        return self.root / self.settings.portal_data_dir

    @cached_property
    def names(self) -> dict[str, str]:
        """Each page's file by docname, sorted, as Sphinx would find them; texts, since 10,000 paths take a while."""
        found: dict[str, str] = {}
        for folder, folders, files in os.walk(self.root):
            inside = os.path.relpath(folder, self.root).replace(os.sep, "/")
            inside = "" if inside == "." else inside + "/"
            folders[:] = [f for f in folders if not f.startswith(".") and not self._is_excluded(inside + f)]
            for file in files:
                stem, suffix = os.path.splitext(file)
                if suffix in SUFFIXES and not file.startswith(".") and not self._is_excluded(inside + file):
                    found.setdefault(inside + stem, os.path.join(folder, file))
        return dict(sorted(found.items()))

    @cached_property
    def _excluded(self) -> list[re.Pattern[str]]:
        return [pattern(text) for text in self.settings.exclude_patterns]

    def _is_excluded(self, path: str) -> bool:
        return any(one.match(path) for one in self._excluded)

    def docname(self, path: Path) -> str | None:
        """Return the docname of a file, or None when it is no page of this portal."""
        try:
            inside = path.resolve().relative_to(self.root).as_posix()
        except (ValueError, OSError):
            return None
        stem, suffix = posixpath.splitext(inside)
        parts = inside.split("/")
        hidden = any(part.startswith(".") for part in parts)
        excluded = any(self._is_excluded("/".join(parts[:n])) for n in range(1, len(parts) + 1))
        return stem if suffix in SUFFIXES and not hidden and not excluded else None

    @cached_property
    def library(self) -> Library:
        """The pages' names as a library, which knows what references by name mean."""
        return Library(
            {n: Article(docname=n, title="", section=section_of(n), is_index=is_index(n)) for n in self.names}
        )

    def sketch(self, docname: str) -> Sketch:
        """Return what is to be known of a page; of one that cannot be read, nothing."""
        if docname not in self._sketches:
            try:
                with open(self.names[docname], "rb", buffering=0) as file:
                    text = file.read().decode("utf-8-sig").replace("\r\n", "\n")
                self._sketches[docname] = sketch(text, self.now, self.settings.portal_audience)
            except (KeyError, OSError, UnicodeDecodeError):
                self._sketches[docname] = Sketch()
        return self._sketches[docname]

    def sketches(self) -> Iterator[tuple[str, Sketch]]:
        """Yield every page's name and sketch."""
        for docname in self.names:
            yield docname, self.sketch(docname)

    def page(self, docname: str) -> Page | None:
        """Return a page taken apart, or None when it cannot be read."""
        if docname not in self._pages:
            try:
                self._pages[docname] = read_page(read_source(Path(self.names[docname])), docname)
            except (KeyError, UnreadableError):
                self._pages[docname] = None
        return self._pages[docname]

    @cached_property
    def by_title(self) -> dict[str, list[str]]:
        """Docnames by title in lower case."""
        return self._by(lambda found: found.title)

    @cached_property
    def by_summary(self) -> dict[str, list[str]]:
        """Docnames by summary in lower case."""
        return self._by(lambda found: found.summary)

    def _by(self, text_of: Callable[[Sketch], str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for docname, one in self.sketches():
            if (text := normal(text_of(one))) and not one.hidden:
                found.setdefault(text, []).append(docname)
        return found

    @cached_property
    def redirects(self) -> dict[str, str]:
        """The page each old address leads to."""
        return {normal_path(old): docname for docname, one in self.sketches() for old in one.redirect_from}

    @cached_property
    def labels(self) -> frozenset[str]:
        """All labels that authors wrote."""
        return frozenset(label.casefold() for _, one in self.sketches() for label in one.labels)

    @cached_property
    def glossary(self) -> frozenset[str]:
        """All terms of glossaries."""
        return frozenset(term for _, one in self.sketches() for term in one.terms)

    def is_in_toctree(self, docname: str) -> bool:
        """Tell whether a toctree names a page; the pages that most likely do are looked at first."""
        folder = posixpath.dirname(docname)
        near = [posixpath.join(folder, "index"), posixpath.join(posixpath.dirname(folder), "index"), "index"]
        if any(self._names(parent, docname) for parent in dict.fromkeys(near) if parent in self.names):
            return True
        return any(self._names(parent, docname) for parent in self.names if parent not in near)

    def _names(self, parent: str, child: str) -> bool:
        found = self.sketch(parent)
        return any(entry_docname(parent, e) == child for e in found.entries) or any(
            pattern(entry_docname(parent, text)).match(child) for text in found.globs
        )

    @cached_property
    def topics(self) -> dict[str, Term]:
        """The topics articles may name."""
        return read_vocabulary(self.data / "topics.yaml")[0]

    @cached_property
    def products(self) -> dict[str, Term]:
        """The products articles may name."""
        return read_vocabulary(self.data / "products.yaml")[0]

    @cached_property
    def terms(self) -> Terms:
        """The words of the house."""
        return read_terms(self.data / "terms.yaml")

    @cached_property
    def failed_searches(self) -> tuple[str, ...]:
        """What readers searched for and did not find, as the traffic report has it."""
        report, _ = read_data(self.data / "traffic.json")
        rows = report.get("failed_searches") if isinstance(report, dict) else None
        return tuple(str(row["query"]) for row in rows or () if isinstance(row, dict) and "query" in row)


def entry_docname(page: str, entry: str) -> str:
    """Return the docname that a toctree's line on a page means."""
    entry = entry.removesuffix(".md").removesuffix(".rst")
    if entry.startswith("/"):
        return entry.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), entry))


def normal(text: str) -> str:
    """Return a text for comparison: lower case, single spaces, no marks of code and emphasis."""
    return " ".join(text.replace("`", "").replace("*", "").casefold().split())
