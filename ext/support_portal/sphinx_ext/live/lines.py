"""Mark in a page's HTML where the blocks of its source end, so that notices can stand below theirs."""

from __future__ import annotations

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

from support_portal.core.authoring.notice_places import mark

# What may hold a box of its own between its blocks, and what may lie between these.
_HOLDS = (nodes.section, nodes.list_item, nodes.definition, nodes.block_quote, nodes.Admonition)
_BETWEEN = (nodes.bullet_list, nodes.enumerated_list, nodes.definition_list, nodes.definition_list_item)


class MarkedTranslator(HTML5Translator):
    """Sphinx's translator; behind each block it leaves a comment with the line the block begins at.

    Not a transform: a node more would change how docutils draws lists.
    """

    def dispatch_visit(self, node: nodes.Node) -> None:
        """Visit a node; some are drawn whole now and never departed from."""
        try:
            super().dispatch_visit(node)
        except nodes.SkipNode:
            self._mark(node)
            raise

    def dispatch_departure(self, node: nodes.Node) -> None:
        """Depart from a node and mark its end."""
        if isinstance(node, nodes.title) and self._line(node) and _is_page_title(node):
            # Themes look for the end of the title and for what follows it.
            self.body.append(mark(self._line(node), title=True))
            super().dispatch_departure(node)
            return
        super().dispatch_departure(node)
        self._mark(node)

    def _mark(self, node: nodes.Node) -> None:
        line = self._line(node)
        if line and not isinstance(node, nodes.section | nodes.Invisible) and _stands_free(node):
            self.body.append(mark(line))

    def _line(self, node: nodes.Node) -> int:
        """Return the line a node begins at in the page's own source, else 0: it may be included from elsewhere."""
        own = node.source is None or node.source == self.document.get("source")
        return node.line or 0 if own and isinstance(node, nodes.Element) else 0


def _is_page_title(title: nodes.title) -> bool:
    section = title.parent
    return isinstance(section, nodes.section) and isinstance(section.parent, nodes.document)


def _stands_free(node: nodes.Node) -> bool:
    """Tell whether a box below a node would be seen and be in order: not in tables, cards, tabs and folds."""
    above: nodes.Node | None = node.parent
    if not isinstance(above, _HOLDS):
        return False
    while above is not None and not isinstance(above, nodes.document):
        if not isinstance(above, (*_HOLDS, *_BETWEEN)):
            return False
        above = above.parent
    return True
