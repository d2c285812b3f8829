"""Keep pages in the tree of contents: out of the toctree of the folder they leave, into that of the one they join."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from support_portal.core.editing import mentions
from support_portal.core.editing.changes import ChangeError, Edit

if TYPE_CHECKING:
    from support_portal.core.editing.mention_kinds import Toctree
    from support_portal.core.editing.moving import Move
    from support_portal.core.editing.sources import Sources


class Place(NamedTuple):
    """A toctree and the page it stands in; with ``start`` and ``end``, one line of it (offsets in the file)."""

    page: str
    toctree: Toctree
    start: int = 0
    end: int = 0
    title: str = ""


def pattern(text: str) -> re.Pattern[str]:
    """Return a toctree's pattern as a regular expression, as Sphinx reads it: one star stops at a slash.

    >>> bool(pattern("news/*").match("news/a")), bool(pattern("news/*").match("news/a/b"))
    (True, False)
    """
    signs = {"**": ".*", "*": "[^/]*", "?": "[^/]"}
    found = []
    for part in re.split(r"(\*\*|\*|\?|\[[^\]]+\])", text):
        group = part.startswith("[") and part.endswith("]")
        found.append(signs.get(part) or (part.replace("[!", "[^") if group else re.escape(part)))
    return re.compile("".join(found) + r"\Z")


def matches(sources: Sources, page: str, text: str) -> set[str]:
    """Return the docnames a toctree's pattern in ``page`` takes in."""
    own = sources.docname(page)
    whole = pattern(text.lstrip("/") if text.startswith("/") else posixpath.normpath(posixpath.join(own, "..", text)))
    return {docname for docname in sources.pages if docname != own and whole.match(docname)}


def home(sources: Sources, name: str) -> str:
    """Return the page whose toctree a page usually stands in: its folder's index, for an index the one above."""
    folder = posixpath.dirname(name)
    if posixpath.basename(name).startswith("index.") and folder != sources.root:
        folder = posixpath.dirname(folder)
    return f"{folder}/index.md"


def rehome(move: Move, files: Mapping[str, str]) -> None:
    """Note the edits of toctrees; raises ChangeError when a pattern would be left with nothing to match."""
    before, after = move.before, move.after
    trees = [
        (name, tree)
        for name in before.pages.values()
        if name.endswith(".md") and "toctree" in move.read(name)
        for tree in move.page(name).toctrees
    ]
    homes = {move.new(page) for page, _ in trees}
    for page, tree in trees:
        for text in tree.patterns:
            if matches(before, page, text) and not matches(after, move.new(page), text):
                raise ChangeError(
                    f'{page}:{tree.line}: nothing would be left for "{text}" in this toctree; take it out, then move'
                )
    for old, new in files.items():
        if not before.is_page(old):
            continue
        docname = before.docname(old)
        named = [place for page, tree in trees for place in _entries(before, page, tree, old)]
        matched = [Place(p, tree) for p, tree in trees if _takes_in(before, p, tree, docname)]
        left, joined = home(before, old), home(after, new)
        taken = [place for place in named if place.page == left]
        if move.new(left) == joined or joined not in homes or left in files:
            taken = []
        for place in taken:
            _take_out(move, place)
        kept = any(_takes_in(after, move.new(p), tree, after.docname(new)) for p, tree in trees)
        if (named or matched) and len(named) == len(taken) and not kept:
            target = [Place(*row) for row in trees if move.new(row[0]) == joined] or matched
            edit = entry(
                move.read(target[-1].page), target[-1], move.new(target[-1].page), new, taken[0].title if taken else ""
            )
            move.edit(target[-1].page, *edit)


def _takes_in(sources: Sources, page: str, tree: Toctree, docname: str) -> bool:
    return any(docname in matches(sources, page, text) for text in tree.patterns)


def _entries(sources: Sources, page: str, tree: Toctree, name: str) -> Iterator[Place]:
    for mention, start, end in tree.entries:
        if sources.resolve(mention.kind, mention.text, page) == name:
            yield Place(page, tree, start, end, mention.shown)


def _take_out(move: Move, place: Place) -> None:
    """Note that a toctree's line goes, with the line break before it."""
    text = move.read(place.page)
    start = text.rfind("\n", 0, place.start)
    start -= text[start - 1 : start] == "\r"
    move.edits[place.page] = [
        edit for edit in move.edits.get(place.page, ()) if not start < edit[0] < place.end
    ]  # fmt: skip
    move.edit(place.page, start, place.end, "")


def entry(text: str, place: Place, page: str, name: str, title: str = "") -> Edit:
    """Return the edit that gives a toctree in ``text`` another last line; ``page`` is its page's name afterwards."""
    path = posixpath.relpath(posixpath.splitext(name)[0], posixpath.dirname(page))
    end = place.toctree.end
    start = text.rfind("\n", 0, end) + 1
    indent = text[start : start + len(text[start:]) - len(text[start:].lstrip(" \t>"))]
    line = indent + (f"{title} <{path}>" if title else path)
    newline = "\r\n" if "\r\n" in text else "\n"
    return (start, start, line + newline) if place.toctree.is_empty else (end, end, newline + line)


def added(sources: Sources, read: Callable[[str], str], name: str) -> tuple[str, Edit] | None:
    """Return the page and the edit by which a new page joins its folder's toctree; None when a pattern takes it in.

    ``sources`` has the new page already.  Raises ChangeError when there is no such toctree.
    """
    page = home(sources, name)
    trees = mentions.read(read(page)).toctrees if page in sources.names else []
    if not trees:
        raise ChangeError(f"{page} has no toctree, so no reader would find {name}; write one there, or choose a folder")
    if any(_takes_in(sources, page, tree, sources.docname(name)) for tree in trees):
        return None
    return page, entry(read(page), Place(page, trees[-1]), page, name)
