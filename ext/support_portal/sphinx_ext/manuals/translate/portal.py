"""The portal's own nodes: lists of articles as a little table of contents, with page numbers."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx import addnodes

from support_portal.sphinx_ext.manuals.source import array, call, content, literal
from support_portal.sphinx_ext.manuals.translate.base import Base, dropped

# These list what is below a folder; in a manual with a part of it, only that part.
# A listing's plain form: "(23 November 2026): The summary".
_DAY = re.compile(r"^\(([^()]*\d{4}[^()]*)\): ")
_FOLDER_LISTS = frozenset({"folders", "lessons", "courses"})


class PortalNodes(Base):
    """Listings, and tables of contents an author put into a page."""

    # A form to search with, links to the archive of news on the website, and what a browser keeps of a reader.
    visit_search_box = visit_news_archive = visit_progress_panel = dropped

    def visit_article_list(self, node: nodes.Element) -> None:
        """Print a listing: each title with its page, the summary below."""
        rubric = next((child for child in node.children if isinstance(child, nodes.rubric)), None)
        items = next((c for c in node.children if isinstance(c, nodes.bullet_list | nodes.enumerated_list)), None)
        if items is None:
            self.add(self.inside(node))
            raise nodes.SkipNode
        rows = [row for item in items.children if (row := self._row(item)) is not None]
        within = node["query"].source in _FOLDER_LISTS
        self.block(
            self.anchors(node)
            + call(
                "listing",
                self.value(rubric) if rubric is not None else "none",
                array(rows),
                *(["within: true"] if within else []),
                *(["numbered: true"] if isinstance(items, nodes.enumerated_list) else []),
            )
        )
        raise nodes.SkipNode

    def visit_compound(self, node: nodes.Element) -> None:
        """Print a table of contents within a page as a listing of its pages."""
        if "toctree-wrapper" not in node.get("classes", ()):
            self.add(self.inside(node))
            raise nodes.SkipNode
        caption = next(iter(node.findall(nodes.title)), None)
        pages = [item for child in node.children for item in _pages(child)]
        rows = [row for item in pages if (row := self._row(item)) is not None]
        self.block(call("listing", self.value(caption) if caption is not None else "none", array(rows), "within: true"))
        raise nodes.SkipNode

    def _row(self, item: nodes.Node) -> str | None:
        """Return (target, address, title, text) of a list item that begins with a reference."""
        reference = next(iter(item.findall(nodes.reference)), None)
        if reference is None:
            return None
        found = self.target_of(reference)
        target, address = found if found else ("", str(reference.get("refuri", "")))
        rest = [c for c in reference.parent.children if c is not reference] if reference.parent else []
        text = "".join(child.astext() for child in rest).lstrip(" :")
        text = _DAY.sub(r"\1 · ", text)
        about = content(self.plain(text, item)) if text else "none"
        return f"({literal(target)}, {literal(address)}, {self.value(reference)}, {about})"


def _pages(node: nodes.Node) -> list[nodes.Node]:
    """Return the items of the first level of a resolved toctree."""
    if isinstance(node, nodes.bullet_list):
        return [item for item in node.children if isinstance(item, nodes.list_item)]
    if isinstance(node, addnodes.compact_paragraph):
        return [item for child in node.children for item in _pages(child)]
    return []
