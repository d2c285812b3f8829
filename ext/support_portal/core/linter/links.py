"""Find out where a link of a page leads: to which pages, to a file, elsewhere, or nowhere."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from support_portal.core.addresses import normal_path, slugify
from support_portal.core.linter.page import Link, Page
from support_portal.core.linter.pages import Pages

# Roles of the portal that name a page by its slug.
PAGE_ROLES = frozenset({"article", "course"})
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads.

    ``docnames`` are the pages it can mean, one if all is well; ``moved_to`` is where a page that stood there is now.
    """

    docnames: tuple[str, ...] = ()
    anchor: str = ""
    is_elsewhere: bool = False
    file_exists: bool = False
    moved_to: str = ""


def goal(link: Link, page: Page, pages: Pages) -> Target:
    """Return where a link or a role that names a page leads."""
    written, _, anchor = link.target.partition("#")
    written = written.strip()
    if link.kind in PAGE_ROLES:
        found = pages.library.find(written)
        if link.kind == "course":
            found = tuple(name for name in found if pages.library.is_course(pages.library.articles[name]))
        return Target(found, anchor, moved_to="" if found else _moved(written, pages, by_slug=True))
    if link.kind == "link":
        if _SCHEME.match(written) and not written.startswith(("project:", "path:")):
            return Target(is_elsewhere=True)
        written = written.removeprefix("project:").removeprefix("path:").partition("?")[0]
    if not written:
        return Target((page.docname,) if page.docname else (), anchor, file_exists=True)
    if page.docname is None:
        path = page.source.path.parent / written
        return Target(anchor=anchor, file_exists=path.exists(), is_elsewhere=written.startswith("/"))
    folder = "" if written.startswith("/") else posixpath.dirname(page.docname)
    inside = posixpath.normpath(posixpath.join(folder, written.lstrip("/")))
    for name in (inside.removesuffix(".md").removesuffix(".rst"), inside):
        if name in pages.names:
            return Target((name,), anchor)
    if link.kind == "link":
        if (pages.root / inside).exists():
            return Target(anchor=anchor, file_exists=True)
        if written.casefold() in pages.labels or written in page.labels:
            return Target(anchor=anchor, file_exists=True)
    return Target(anchor=anchor, moved_to=_moved(inside.removesuffix(".md"), pages))


def _moved(path: str, pages: Pages, by_slug: bool = False) -> str:
    """Return the page that an old address leads to, or nothing."""
    old = normal_path(path)
    if by_slug:
        found = {new for address, new in pages.redirects.items() if f"/{address}".endswith(f"/{old}")}
        return found.pop() if len(found) == 1 else ""
    return pages.redirects.get(old, "")


def anchors(page: Page, deepest: int, kind: str) -> set[str]:
    """Return what may stand after the ``#`` of a link to a page.

    MyST's links know labels and, as GitHub makes them, the anchors of headings down to a level.  The portal's roles
    know the first id that Sphinx gives a heading: its label's if there is one above it, else that of its text.
    """
    if kind != "link":
        labelled = {_below(page, place): label for label, place in page.labels.items()}
        ids = (slugify(labelled.get(page.source.line_at(h.start), h.text)) for h in page.headings if h.level > 1)
        return {one.lstrip("-0123456789") for one in ids} - {""}
    known = set(page.labels)
    seen: dict[str, int] = {}
    for heading in page.headings:
        if heading.level <= deepest:
            slug = re.sub(r"[^\w\u4e00-\u9fff\- ]", "", heading.text.strip().lower()).replace(" ", "-")
            number = seen.get(slug, 0)
            seen[slug] = number + 1
            known.add(f"{slug}-{number}" if number else slug)
    known.discard("")
    return known


def _below(page: Page, place: int) -> int:
    """Return the line, from 0, that a label stands above."""
    line = page.source.line_at(place) + 1
    while line < len(page.source.lines) and not page.source.lines[line].strip():
        line += 1
    return line
