"""Lists: bullets, numbers, definitions, glossaries, fields, options and grammars."""

from __future__ import annotations

from docutils import nodes

from support_portal.sphinx_ext.manuals.source import call, content, literal
from support_portal.sphinx_ext.manuals.translate.base import Base, elements, passed

_PATTERNS = {"arabic": "1", "loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I"}


class Lists(Base):
    """Nodes with items."""

    # -- bullets and numbers -------------------------------------------------------------------------------------

    def visit_bullet_list(self, node: nodes.Element) -> None:
        """Print a list with bullets."""
        self.block(call("list", f"tight: {_tight(node)}", *self._items(node)))
        raise nodes.SkipNode

    def visit_enumerated_list(self, node: nodes.Element) -> None:
        """Print a list with numbers or letters, counted as the author has it."""
        sign = _PATTERNS.get(node.get("enumtype", "arabic"), "1")
        pattern = f"{node.get('prefix', '')}{sign}{node.get('suffix', '.')}"
        self.block(
            call(
                "enum",
                f"tight: {_tight(node)}",
                f"numbering: {literal(pattern)}",
                f"start: {int(node.get('start', 1))}",
                *self._items(node),
            )
        )
        raise nodes.SkipNode

    visit_steps_list = visit_enumerated_list

    def _items(self, node: nodes.Element) -> list[str]:
        items = []
        for item in node.children:
            if isinstance(item, nodes.list_item):
                items.append(content(self._begun(item)))
            else:
                items.append(content(self.markup([item])))
        return items

    def _begun(self, item: nodes.Element) -> str:
        """Return what is in an item; its first paragraph is the item itself.

        As a paragraph it would be a box in a box for screen readers, and a term could stand alone at a page's foot.
        """
        inner = elements(item)
        begins = bool(inner) and isinstance(inner[0], nodes.paragraph)
        first = f"{self.inside(inner[0])}\n" if begins else ""
        return self.anchors(item) + first + self.markup(inner[begins:])

    def visit_list_item(self, node: nodes.Element) -> None:
        """Print an item that stands outside a list."""
        self.block(call("list", self.value(node)))
        raise nodes.SkipNode

    def visit_hlist(self, node: nodes.Element) -> None:
        """Print columns one below the other: their number was chosen for a screen."""
        items = [item for item in node.findall(nodes.list_item) if isinstance(item.parent.parent.parent, type(node))]
        self.block(call("list", "tight: true", *(self.value(item) for item in items)))
        raise nodes.SkipNode

    visit_hlistcol = passed

    # -- definitions ---------------------------------------------------------------------------------------------

    def visit_definition_list(self, node: nodes.Element) -> None:
        """Print terms with what they mean."""
        rows = [row for item in node.children if isinstance(item, nodes.Element) for row in self._definition(item)]
        self.block(self.anchors(node) + call("definitions", *rows))
        raise nodes.SkipNode

    def _definition(self, item: nodes.Element) -> list[str]:
        terms: list[str] = []
        body = ""
        for child in elements(item):
            if isinstance(child, nodes.term):
                terms.append(call("term", body=self.inside(child)))
            elif isinstance(child, nodes.classifier):
                terms[-1:] = [f'{"".join(terms[-1:])}#" : "{call("mark", body=self.inside(child))}']
            else:
                body += self._begun(child)
        return [self.row('#", "'.join(terms), body)]

    @staticmethod
    def row(term: str, body: str) -> str:
        """Return a row of a list of definitions."""
        return f"({content(term)}, {content(body)})"

    visit_glossary = visit_definition = visit_term = visit_classifier = visit_definition_list_item = passed

    # -- fields and options --------------------------------------------------------------------------------------

    def visit_field_list(self, node: nodes.Element) -> None:
        """Print fields as definitions."""
        self.block(call("definitions", *map(self._field, elements(node))))
        raise nodes.SkipNode

    def _field(self, field: nodes.Element) -> str:
        name, *body = elements(field)
        return self.row(call("term", body=self.inside(name)), self.markup(body))

    def visit_docinfo(self, node: nodes.Element) -> None:
        """Print a page's bibliographic fields; those of reStructuredText have names, others a name of their own."""
        for child in node.children:
            if isinstance(child, nodes.field):
                self.block(call("definitions", self._field(child)))
            elif isinstance(child, nodes.Element):
                title = call("term", body=self.plain(type(child).__name__.capitalize(), child))
                self.block(call("definitions", self.row(title, self.inside(child))))
        raise nodes.SkipNode

    visit_field = visit_field_name = visit_field_body = passed
    visit_author = visit_authors = visit_organization = visit_address = visit_contact = visit_version = passed
    visit_revision = visit_status = visit_date = visit_copyright = passed

    def visit_option_list(self, node: nodes.Element) -> None:
        """Print a command's options as definitions."""
        rows = []
        for item in node.children:
            if isinstance(item, nodes.option_list_item):
                group, *rest = item.children
                rows.append(self.row(call("lit", literal(_options(group))), self.markup(rest)))
        self.block(call("definitions", *rows))
        raise nodes.SkipNode

    visit_description = passed

    # -- grammars ------------------------------------------------------------------------------------------------

    def visit_productionlist(self, node: nodes.Element) -> None:
        """Print a grammar, a rule a line."""
        self.block(call("literal-lines", *(self.value(child) for child in elements(node))))
        raise nodes.SkipNode

    visit_production = passed


def _tight(node: nodes.Element) -> str:
    """Tell whether no item has more than a paragraph and lists of such."""
    for item in node.children:
        blocks = [c for c in item.children if not isinstance(c, nodes.bullet_list | nodes.enumerated_list)]
        if len(blocks) > 1 or len(item.astext()) > 160:
            return "false"
    return "true"


def _options(group: nodes.Node) -> str:
    """Return ``-o FILE, --output=FILE``."""
    return ", ".join(option.astext() for option in group.children)
