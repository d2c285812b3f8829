"""Retire pages: they are archived, and what led to them leads to their successor, or to nothing and says so."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Sequence

from support_portal.core import front_matter
from support_portal.core.addresses import normal_path
from support_portal.core.editing import mentions, naming
from support_portal.core.editing.changes import ChangeError, Changes, Edit, edited
from support_portal.core.editing.mention_kinds import Mention
from support_portal.core.editing.sources import Sources
from support_portal.core.editing.yaml_places import with_item, with_key, without_key
from support_portal.core.fields import State
from support_portal.core.markdown.views import NOWHERE

Read = Callable[[str], str]


def plan(
    sources: Sources, read: Read, pages: Sequence[str], successor: str | None = None, *, unlink: bool = False
) -> Changes:
    """Return the changes that archive pages; raises ChangeError when something would lead nowhere.

    With a successor, references lead there and so do readers of the old addresses.  Without one the pages must be
    named nowhere, or with ``unlink`` the references become the words they show.  Toctrees keep their entries: the
    build passes over them, and the page is back in its place when it is published again.
    """
    if successor in pages:
        raise ChangeError(f"{successor} cannot be its own successor; name another page")
    for page in pages:
        folder = f"{posixpath.dirname(page)}/"
        below = [p for p in sources.pages.values() if p.startswith(folder) and p not in pages] if is_index(page) else []
        if living := [p for p in below if _state(read(p)) != State.ARCHIVED]:
            raise ChangeError(f"{page} leads to {living[0]}; retire the whole folder, or what is in it first")
    if successor is not None and _state(read(successor)) not in (None, State.PUBLISHED):
        raise ChangeError(f"{successor} is not published ({_state(read(successor))}), so nobody can be led there")
    texts: dict[str, tuple[str, str]] = {}
    in_the_way = []
    for name in sorted(sources.names):
        # What is archived keeps its references: nobody reads them, and they are right again when it comes back.
        if not name.endswith(".md") or name in pages or _state(text := read(name)) == State.ARCHIVED:
            continue
        edits: list[Edit] = []
        for mention in mentions.read(text).mentions if _may_name(text, pages) else ():
            old = sources.resolve(mention.kind, mention.text, name)
            if old is None or old not in pages or mention.via == "a toctree":
                continue
            words = mention.shown or mentions.title(read(old))
            edit = _replaced(sources, name, mention, old, successor, words if unlink or successor == name else "")
            if edit is None:
                in_the_way.append(f'{name}:{mention.line}: {mention.via} names "{mention.text}"')
            else:
                edits.append(edit)
        if edits:
            texts[name] = (text, edited(text, edits))
    links: dict[str, list[Edit]] = {}
    for found in naming.names(sources, read, {page: successor or page for page in pages}):
        if found.key != "link":
            continue  # manuals and reports may name what is not published
        if successor is None or found.start == NOWHERE:
            in_the_way.append(f'{found.file}:{found.line}: names "{found.text}"')
        else:
            links.setdefault(found.file, []).append((found.start, found.end, found.new))
    texts |= {name: (read(name), edited(read(name), edits)) for name, edits in links.items()}
    if in_the_way:
        rows = "\n  ".join(in_the_way)
        raise ChangeError(
            f"these would lead nowhere; name a --successor, or take them out (--unlink leaves the words):\n  {rows}"
        )
    for page in pages:
        texts[page] = (read(page), _archived(page, read(page), moves_on=successor is not None))
    if successor is not None:
        before, after = texts.get(successor, (read(successor),) * 2)
        texts[successor] = (before, _heir(sources, successor, after, pages, read))
    return Changes({name: both for name, both in texts.items() if both[0] != both[1]})


def _state(text: str) -> str | None:
    return front_matter.parse(text).values.get("state") if "state" in text[:4000] else None


def is_index(name: str) -> bool:
    """Tell whether a page stands for its folder."""
    return posixpath.splitext(posixpath.basename(name))[0] == "index"


def _may_name(text: str, pages: Sequence[str]) -> bool:
    for page in pages:
        stem = posixpath.splitext(posixpath.basename(page))[0]
        stem = posixpath.basename(posixpath.dirname(page)) if stem == "index" else stem
        if stem in text or "index" in text:
            return True
    return False


def _replaced(sources: Sources, name: str, mention: Mention, old: str, heir: str | None, words: str) -> Edit | None:
    """Return the edit that leads a mention to the heir or makes words of it; None when there is no such edit."""
    if mention.start == NOWHERE:
        return None
    if words and mention.whole[0] != NOWHERE and mention.via != "an image":
        return *mention.whole, words
    if heir is None or heir == name:
        return None
    # A heading of the old page is none of the new one's.
    return mention.start, mention.end, sources.write(mention, name, old, heir).partition("#")[0]


def _archived(name: str, text: str, *, moves_on: bool) -> str:
    def archived(block: str) -> str:
        block = with_key(block, "state", State.ARCHIVED)
        # Its old addresses go to the successor with its own: nobody is led to a page that is not there.
        return without_key(block, "redirect_from") if moves_on else block

    try:
        return front_matter.rewritten(text, archived)
    except ValueError as error:
        raise ChangeError(f"{name}: {error}; then retire it") from error


def _heir(sources: Sources, successor: str, text: str, pages: Sequence[str], read: Read) -> str:
    """Return the successor's text, which claims the addresses of the retired pages."""
    own = normal_path(sources.docname(successor))

    def claims(block: str) -> str:
        for address in _addresses(sources, pages, read):
            block = with_item(block, "redirect_from", address) if address != own else block
        return block

    try:
        return front_matter.rewritten(text, claims)
    except ValueError as error:
        raise ChangeError(f"{successor}: {error}; then retire the other") from error


def _addresses(sources: Sources, pages: Sequence[str], read: Read) -> Iterator[str]:
    for page in pages:
        yield from map(normal_path, front_matter.parse(read(page)).values.get("redirect_from", ()))
        yield normal_path(sources.docname(page))
