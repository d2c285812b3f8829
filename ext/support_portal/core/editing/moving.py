"""Move a page, a file or a folder: every link, path, list and data file that names it follows, and so do readers."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from support_portal.core import front_matter
from support_portal.core.addresses import normal_path
from support_portal.core.article import SECTIONS
from support_portal.core.editing import mentions, naming, obstacles
from support_portal.core.editing.changes import ChangeError, Changes, Edit, edited
from support_portal.core.editing.mention_kinds import Mention, Page
from support_portal.core.editing.sources import Sources, renamed
from support_portal.core.editing.toctrees import rehome
from support_portal.core.editing.yaml_places import with_item, without_item
from support_portal.core.markdown.views import NOWHERE

Read = Callable[[str], str]
_PICTURES: Final = ("an image", "{image}", "{figure}")


@dataclass
class Move:
    """One move while it is planned: the files before and after, and what is to be written where.

    ``moves`` maps old names to new ones, of files and of folders; ``edits`` are by the name a file has now.
    """

    before: Sources
    after: Sources
    moves: Mapping[str, str]
    read: Read
    edits: dict[str, list[Edit]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    parsed: dict[str, Page] = field(default_factory=dict)
    includers: dict[str, set[str]] = field(default_factory=dict)

    def new(self, name: str) -> str:
        """Return the name a file or folder has afterwards."""
        return self.moves.get(name, name)

    def page(self, name: str) -> Page:
        """Return what a file names, reading it once."""
        if name not in self.parsed:
            self.parsed[name] = mentions.read(self.read(name))
        return self.parsed[name]

    def edit(self, name: str, start: int, end: int, text: str) -> None:
        """Note that some characters of a file become others."""
        self.edits.setdefault(name, []).append((start, end, text))


def plan(sources: Sources, read: Read, old: str, new: str, *, redirect: bool = True) -> Changes:
    """Return the changes that move a file or folder ``old`` to ``new``; raises ChangeError when it cannot be done.

    ``read`` returns a file's text by name.  With ``redirect`` the old addresses of pages lead to the new ones.
    """
    files = obstacles.moved_files(sources, old, new)
    folders = {
        folder: new + folder.removeprefix(old)
        for folder in sources.folders
        if folder == old or folder.startswith(f"{old}/")
    }
    move = Move(sources, renamed(sources, files.items()), {**files, **folders}, read)
    move.includers = includers(move)
    obstacles.check(move, files)
    for name in pages_concerned(move, files):
        for mention in move.page(name).mentions:
            _follow(move, name, mention, _readers(move, name))
    move.notes += samples(move, files)
    rehome(move, files)
    for found in naming.names(sources, read, move.moves):
        if found.start == NOWHERE:
            move.notes.append(f'{found.file}:{found.line}: "{found.text}" names what moves; change it by hand')
        else:
            move.edit(found.file, found.start, found.end, found.new)
    texts = {}
    for name, edits in move.edits.items():
        text = read(name)
        texts[name] = (text, edited(text, edits))
    if redirect:
        for name in files:
            if sources.is_page(name):
                before, after = texts.get(name, (read(name),) * 2)
                texts[name] = (before, _redirected(move, name, after))
    texts = {name: both for name, both in texts.items() if both[0] != both[1]}
    return Changes(texts, files, notes=tuple(dict.fromkeys(move.notes)))


def pages_concerned(move: Move, files: Mapping[str, str]) -> Iterator[str]:
    """Yield the Markdown files that may name what moves, by a search for words that is much faster than parsing."""
    words = {posixpath.splitext(part)[0] for pair in move.moves.items() for name in pair for part in name.split("/")}
    words -= {move.before.root, "index", *SECTIONS}
    # Encoded or escaped, a name has other letters; the parts between are still there.
    words = {max(re.split(r"[^A-Za-z0-9]+", word), key=len) or word for word in words}
    pattern = re.compile("|".join(map(re.escape, sorted(words)))) if words else None
    for name in sorted(move.before.names):
        if name.endswith(".md"):
            text = move.read(name)
            included = any(reader in files for reader in _readers(move, name))
            if name in files or included or pattern is None or pattern.search(text):
                yield name


def includers(move: Move) -> dict[str, set[str]]:
    """Return the files that include a file, by its name."""
    table: dict[str, set[str]] = {}
    for name in sorted(move.before.names):
        if name.endswith(".md") and "{include}" in move.read(name):
            for mention in move.page(name).mentions:
                if mention.via == "{include}" and (found := move.before.resolve(mention.kind, mention.text, name)):
                    table.setdefault(found, set()).add(name)
    return table


def _readers(move: Move, name: str) -> tuple[str, ...]:
    """Return the pages in which the names of a file are read: itself, and those that include it."""
    found: list[str] = []
    todo = [name]
    while todo:
        page = todo.pop()
        if page not in found:
            found.append(page)
            todo += sorted(move.includers.get(page, ()))
    return tuple(page for page in found if move.before.is_page(page)) or (name,)


def _follow(move: Move, name: str, mention: Mention, readers: tuple[str, ...]) -> None:
    """Note the edit a mention needs, if it needs one, so that it means the same in all pages that show it."""
    meant: dict[str, str] = {}
    for page in readers:
        if (found := move.before.resolve(mention.kind, mention.text, page)) is not None:
            meant[page] = found

    def still(text: str) -> bool:
        return all(
            move.after.resolve(mention.kind, text, move.new(page)) == move.new(target) for page, target in meant.items()
        )

    if not meant or still(mention.text):
        return
    page, target = next(iter(meant.items()))
    for absolute in (False, True):
        text = move.after.write(mention, move.new(page), target, move.new(target), absolute=absolute)
        # MyST reads no picture whose path has spaces or signs that addresses encode.
        if still(text) and (mention.via not in _PICTURES or re.fullmatch(r"[\w./~-]+", text)):
            break
    else:
        raise ChangeError(f'{name}:{mention.line}: "{mention.text}" cannot follow; change it by hand, then move')
    if mention.start == NOWHERE:
        raise ChangeError(f'{name}:{mention.line}: "{mention.text}" is written in a way that cannot be changed safely; '
                          f"write it plainly, then move")  # fmt: skip
    move.edit(name, mention.start, mention.end, text)


def samples(move: Move, files: Mapping[str, str]) -> Iterator[str]:
    """Yield a note for each line that shows an old name in a sample of code, which no reader can follow."""
    words = []
    for name in files:
        if move.before.is_page(name):
            old, slug = move.before.docname(name), move.before.reference(name)
            words.append(rf"(?<![\w/-]){re.escape(old)}(?![\w/-])")
            if move.after.find(slug) != move.new(name):
                words.append(rf"`{re.escape(slug)}[`#]|<{re.escape(slug)}[>#]")
    pattern = re.compile("|".join(words)) if words else None
    for name, page in move.parsed.items() if pattern else ():
        text = move.read(name)
        linked = [(m.start, m.end) for m in page.mentions]
        lines = set()
        for match in pattern.finditer(text, front_matter.span(text)[1]) if pattern else ():
            if not any(start < match.end() and match.start() < end for start, end in linked):
                lines.add(text.count("\n", 0, match.start()) + 1)
        for line in sorted(lines):
            yield f"{name}:{line}: a sample shows the old name; look at it"


def _redirected(move: Move, name: str, text: str) -> str:
    """Return a page's text that claims its old address, and no longer the one it moves to."""
    old, new = normal_path(move.before.docname(name)), normal_path(move.before.docname(move.new(name)))
    if old == new:
        return text
    claimed = front_matter.parse(text).values.get("redirect_from", ())

    def claims(block: str) -> str:
        block = with_item(block, "redirect_from", old)
        for own in claimed:
            block = without_item(block, "redirect_from", own) if normal_path(own) == new else block
        return block

    try:
        return front_matter.rewritten(text, claims)
    except ValueError as error:
        raise ChangeError(f"{name}: {error}; then move") from error
