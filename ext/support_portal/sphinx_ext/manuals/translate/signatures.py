"""Descriptions of programs, as Sphinx's domains and autodoc leave them: signatures and what they mean."""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes

from support_portal.sphinx_ext.manuals.source import call
from support_portal.sphinx_ext.manuals.translate.base import Base, passed, wrapped


class Signatures(Base):
    """Nodes of the kind ``desc``."""

    def visit_desc(self, node: nodes.Element) -> None:
        """Print the signatures, then what they describe, indented."""
        for child in node.children:
            if isinstance(child, addnodes.desc_content):
                if child.children:
                    self.block(call("indented", body=self.inside(child)))
            else:
                self.add(self.markup([child]))
        raise nodes.SkipNode

    def visit_desc_signature(self, node: nodes.Element) -> None:
        """Print a signature on a ground of its own."""
        lines = [child for child in node.children if isinstance(child, addnodes.desc_signature_line)]
        body = "#linebreak()".join(self.inside(line) for line in lines) if lines else self.markup(node.children)
        self.block(call("signature", body=self.anchors(node) + body))
        raise nodes.SkipNode

    visit_desc_content = visit_desc_signature_line = visit_desc_addname = visit_desc_type = passed
    visit_desc_name = wrapped("strong")
    visit_desc_annotation = wrapped("emph")
    visit_desc_sig_space = visit_desc_sig_name = visit_desc_sig_operator = visit_desc_sig_punctuation = passed
    visit_desc_sig_keyword = visit_desc_sig_keyword_type = visit_desc_sig_literal_number = passed
    visit_desc_sig_literal_string = visit_desc_sig_literal_char = visit_desc_sig_element = passed

    def visit_desc_returns(self, node: nodes.Element) -> None:
        """Print what a function returns."""
        self.add(self.plain(" → ", node) + self.inside(node))
        raise nodes.SkipNode

    def visit_desc_parameterlist(self, node: nodes.Element) -> None:
        """Print parameters between brackets."""
        self._bracketed(node, "(", ")")

    def visit_desc_type_parameter_list(self, node: nodes.Element) -> None:
        """Print type parameters between square brackets."""
        self._bracketed(node, "[", "]")

    def visit_desc_optional(self, node: nodes.Element) -> None:
        """Print what may be left out, between square brackets as usage lines have it."""
        self._bracketed(node, "[", "]")

    def _bracketed(self, node: nodes.Element, opening: str, closing: str) -> None:
        parts = ""
        for place, child in enumerate(node.children):
            separator = "" if not place else " " if isinstance(child, addnodes.desc_optional) else ", "
            parts += (self.plain(separator, node) if separator else "") + self.markup([child])
        self.add(self.plain(opening, node) + parts + self.plain(closing, node))
        raise nodes.SkipNode

    visit_desc_parameter = wrapped("emph")
    visit_desc_type_parameter = wrapped("emph")
