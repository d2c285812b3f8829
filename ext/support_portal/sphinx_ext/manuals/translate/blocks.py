"""Blocks: sections, paragraphs, quotations, admonitions, and what changed in which version."""

from __future__ import annotations

from itertools import groupby

from docutils import nodes
from sphinx.locale import _ as translated
from sphinx.locale import admonitionlabels

from support_portal.sphinx_ext.article_lessons import SHOWN
from support_portal.sphinx_ext.manuals.source import call, content, literal
from support_portal.sphinx_ext.manuals.translate.base import Base, blocked, dropped, elements, is_picture, passed

_BELONGS_BELOW = (
    nodes.bullet_list,
    nodes.enumerated_list,
    nodes.definition_list,
    nodes.literal_block,
    nodes.doctest_block,
    nodes.table,
    nodes.block_quote,
    nodes.figure,
    nodes.line_block,
)
# What may have a footnote, and what is kept in one piece because of it: a sixth of a page.  The template does not break
# lists of so many items, and tables of a few rows more.
_NOTED = (nodes.reference, nodes.footnote_reference)
_FEW_ITEMS, _FEW_LETTERS = 6, 700


class Blocks(Base):
    """Blocks that hold other nodes."""

    visit_document = visit_start_of_file = visit_compact_paragraph = passed
    visit_header = visit_footer = dropped
    visit_centered = blocked("centred")
    visit_rubric = blocked("rubric")
    visit_acks = passed

    def visit_section(self, node: nodes.Element) -> None:
        """Print a section; its title knows its anchors, and the text of another article is left out beside that."""
        self.depth += 1
        for shown, children in groupby(elements(node), lambda child: str(child.get(SHOWN, ""))):
            outer, self.shown = self.shown, shown or self.shown
            markup = self._flow(list(children))
            self.add(call("shown", literal(shown), body=markup) + "\n" if shown else markup)
            self.shown = outer
        self.depth -= 1
        raise nodes.SkipNode

    def _flow(self, blocks: list[nodes.Element]) -> str:
        """Return blocks as markup, in one piece those of which the compiler would leave the first ones behind."""
        found = ""
        while blocks:
            end = next((place for place, block in enumerate(blocks) if not _is_sticky(block)), len(blocks) - 1) + 1
            markup = self.markup(blocks[:end])
            if _is_one_piece(blocks[:end]) and not (self.depth == 1 and isinstance(blocks[0], nodes.title)):
                depth = self.depth if isinstance(blocks[0], nodes.title) else 0
                markup = call("kept", f"{depth}", body=markup) + "\n"
            found += markup
            blocks = blocks[end:]
        return found

    def visit_title(self, node: nodes.Element) -> None:
        """Print the heading of a section, or the title of whatever else has one."""
        if not isinstance(node.parent, nodes.section):
            self.block(call("rubric", body=self.inside(node)))
            raise nodes.SkipNode
        first = self.depth == 1 and node.parent.parent.index(node.parent) == _first_section(node.parent.parent)
        names: list[str] = node.parent.get("ids", [])
        heading = call(
            "heading",
            f"depth: {max(self.depth, 1)}",
            f"outlined: {'true' if first else 'false'}",
            "bookmarked: true",
            body=self.inside(node),
        )
        self.block(heading + (f"#label({self.labelled(names[0])})" if names else ""))
        if more := self.anchors(node.parent, but=1):
            self.block(more)
        if first:
            self.block(call("facts", literal(self.docname)))
        raise nodes.SkipNode

    def visit_subtitle(self, node: nodes.Element) -> None:
        """Print a subtitle below its title."""
        self.block(call("rubric", body=self.inside(node)))
        raise nodes.SkipNode

    def visit_paragraph(self, node: nodes.Element) -> None:
        """Print a paragraph; one that leads to a list, a table or code stays with it, one of pictures is these."""
        if node.children and all(is_picture(child) for child in node.children):
            self.block(self.inside(node))
            raise nodes.SkipNode
        markup = self.inside(node)
        if not markup:
            raise nodes.SkipNode
        self.block(call("lead" if _leads(node) else "p", body=markup))
        raise nodes.SkipNode

    def visit_transition(self, node: nodes.Element) -> None:
        """Print a line between two thoughts, but not MyST's above the footnotes: they stand elsewhere."""
        if "footnotes" not in node.get("classes", ()):
            self.block("#rule()")
        raise nodes.SkipNode

    def visit_block_quote(self, node: nodes.Element) -> None:
        """Print a quotation with its source, or an indented list as what it is."""
        if all(isinstance(child, nodes.bullet_list | nodes.enumerated_list) for child in node.children):
            self.add(self.inside(node))
            raise nodes.SkipNode
        sources = [child for child in node.children if isinstance(child, nodes.attribution)]
        said = [child for child in node.children if not isinstance(child, nodes.attribution)]
        arguments = [f"from: {self.value(sources[0])}"] if sources else []
        self.block(call("quoted", *arguments, body=self.anchors(node) + self.markup(said)))
        raise nodes.SkipNode

    visit_attribution = blocked("p")

    def visit_line_block(self, node: nodes.Element) -> None:
        """Print lines as they are broken, deeper ones indented."""
        lines = [
            call("indented", body=self.markup([child])) if isinstance(child, nodes.line_block) else self.inside(child)
            for child in node.children
            if isinstance(child, nodes.Element)
        ]
        self.block(self.anchors(node) + call("verse", *map(content, lines)))
        raise nodes.SkipNode

    # -- admonitions ---------------------------------------------------------------------------------------------

    def admonition(self, node: nodes.Element, kind: str, title: str, children: list[nodes.Node]) -> None:
        """Print an admonition; ``title`` is markup."""
        body = self.anchors(node) + self.markup(children)
        self.block(call("admonition", literal(kind), content(title), body=body))
        raise nodes.SkipNode

    def _named_admonition(self, node: nodes.Element) -> None:
        kind = type(node).__name__
        self.admonition(node, kind, self.plain(str(admonitionlabels.get(kind, kind.title())), node), node.children)

    visit_attention = visit_caution = visit_danger = visit_error = visit_hint = visit_important = _named_admonition
    visit_note = visit_tip = visit_warning = visit_seealso = _named_admonition

    def visit_admonition(self, node: nodes.Element) -> None:
        """Print an admonition with a title of its own; a class may say of what kind it is."""
        titles = [child for child in node.children if isinstance(child, nodes.title)]
        rest = [child for child in node.children if child not in titles]
        classes: list[str] = node.get("classes", [])
        kind = next((name for name in classes if name in admonitionlabels), "")
        self.admonition(node, kind, self.markup(titles[0].children) if titles else "", rest)

    visit_todo_node = visit_admonition

    def visit_topic(self, node: nodes.Element) -> None:
        """Print a topic as a box; a table of contents of the page is not printed, the manual has one."""
        if "contents" in node.get("classes", ()):
            raise nodes.SkipNode
        titles = [child for child in node.children if isinstance(child, nodes.title)]
        rest = [child for child in node.children if child not in titles]
        title = content(self.markup(titles[0].children) if titles else "")
        self.block(call("sidebar", title, body=self.anchors(node) + self.markup(rest)))
        raise nodes.SkipNode

    visit_sidebar = visit_topic

    def visit_versionmodified(self, node: nodes.Element) -> None:
        """Print what changed in a version; Sphinx has written the words."""
        body = self.inside(node)
        self.block(call("admonition", literal(node.get("type", "")), content(self._version(node)), body=body))
        raise nodes.SkipNode

    def _version(self, node: nodes.Element) -> str:
        return self.plain(f"{translated('Version')} {node.get('version', '')}", node)


def _leads(paragraph: nodes.Element) -> bool:
    """Tell whether a paragraph leads to what follows; a check's question stays with the options to it."""
    after = paragraph.next_node(descend=False, siblings=True)
    if "portal-check" in paragraph.parent.get("classes", ()):
        return after is not None
    return isinstance(after, _BELONGS_BELOW) and paragraph.astext().rstrip().endswith((":", "\uff1a"))


def _is_sticky(block: nodes.Element) -> bool:
    """Tell whether a block must not be the last one on a page."""
    return isinstance(block, nodes.title | nodes.Invisible) or (isinstance(block, nodes.paragraph) and _leads(block))


def _is_one_piece(blocks: list[nodes.Element]) -> bool:
    """Tell whether blocks end with a short list or table that has references: their footnotes need room too.

    Before a paragraph no heading was left behind, wherever on a page it began.
    """
    last = blocks[-1]
    items = (nodes.list_item, nodes.row)
    return (
        any(not isinstance(block, nodes.Invisible) for block in blocks[:-1])
        and isinstance(last, nodes.bullet_list | nodes.enumerated_list | nodes.table)
        and len(list(last.findall(lambda node: isinstance(node, items)))) <= _FEW_ITEMS
        and sum(len(block.astext()) for block in blocks) <= _FEW_LETTERS
        and any(isinstance(node, _NOTED) for block in blocks for node in block.findall())
    )


def _first_section(parent: nodes.Element) -> int:
    return next(place for place, child in enumerate(parent.children) if isinstance(child, nodes.section))
