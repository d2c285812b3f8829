"""References: to pages of the manual by their number, to the web in a footnote; footnotes, citations, index marks."""

from __future__ import annotations

import re
from functools import cached_property
from urllib.parse import urljoin

from docutils import nodes

from support_portal.sphinx_ext.manuals.source import call, content, literal
from support_portal.sphinx_ext.manuals.translate.base import Base, dropped, is_picture, passed

# How the builder writes the address of a page; nothing an author writes begins like this.
INTERNAL = "%portal-page%"
_SAFE = re.compile(r"(?:https?|mailto|tel|ftp):", re.IGNORECASE)
# Where a page number or a footnote would be in the way.
_QUIET = (nodes.title, nodes.caption, nodes.term, nodes.rubric, nodes.field_name)


class References(Base):
    """Nodes that point to something, or that something points to."""

    visit_index = visit_label = dropped
    visit_pending_xref = visit_pending_xref_condition = passed

    def visit_reference(self, node: nodes.Element) -> None:
        """Print a reference; the template finds out whether its page is in the manual."""
        self.add(self.reference(node, self.inside(node)))
        raise nodes.SkipNode

    def reference(self, node: nodes.Element, body: str, *, page: bool = True) -> str:
        """Return a reference whose text is ``body``."""
        found = self.target_of(node)
        loud = page and not _is_quiet(node) and not is_picture(node)
        if found is not None:
            target, address = found
            arguments = [literal(target), literal(address)]
            self.notes |= {target} if loud else set()
            return call("xref", *arguments, *([] if loud else ["page: false"]), body=body)
        address = self._web(str(node.get("refuri", "")))
        if not address:
            return body
        if is_picture(node):
            return call("linked-picture", literal(address), body=body)
        if not loud:
            return call("link", literal(address), body=body)
        self.notes.add("")
        bare = node.astext().strip() in (address, address.removeprefix("mailto:"), address.split("://")[-1])
        return call("web", literal(address), *(["bare: true"] if bare else []), body=body)

    def target_of(self, node: nodes.Element) -> tuple[str, str] | None:
        """Return (label, web address) of a reference within the portal, or None."""
        if name := node.get("refid"):
            return self.label(name), self.builder.web_address(self.docname, name)
        uri = str(node.get("refuri", ""))
        if not uri.startswith(INTERNAL):
            return None
        docname, _, name = uri.removeprefix(INTERNAL).partition("#")
        return (f"{docname}#{name}" if name else docname), self.builder.web_address(docname, name)

    def _web(self, uri: str) -> str:
        """Return an address outside the portal's pages in full, or nothing when paper cannot lead there."""
        if _SAFE.match(uri):
            return uri
        here = self.builder.web_address(self.docname)
        if not here or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", uri):
            return ""
        return urljoin(here, uri)

    def visit_number_reference(self, node: nodes.Element) -> None:
        """Print a reference to a figure, table or listing by its number in this manual."""
        found = self.target_of(node)
        if found is None:
            self.add(self.inside(node))
        else:
            self.notes.add(found[0])
            self.add(call("numref", *map(literal, found), self.value(node)))
        raise nodes.SkipNode

    def visit_download_reference(self, node: nodes.Element) -> None:
        """Print where a file can be had."""
        body = self.inside(node)
        name = node.get("filename")
        address = self.builder.site_file(f"_downloads/{name}") if name else self._web(str(node.get("refuri", "")))
        self.add(call("web", literal(address), body=body) if address else body)
        raise nodes.SkipNode

    def visit_target(self, node: nodes.Element) -> None:
        """Leave an anchor."""
        markup = self.inside(node)
        if markup and not isinstance(node.parent, nodes.TextElement):
            markup += "\n"
        self.add(markup)
        raise nodes.SkipNode

    # -- footnotes -----------------------------------------------------------------------------------------------

    @cached_property
    def footnotes(self) -> dict[str, nodes.Element]:
        """The page's footnotes by id, as long as they wait to be printed."""
        return {name: note for note in self.document.findall(nodes.footnote) for name in note["ids"]}

    def visit_footnote_reference(self, node: nodes.Element) -> None:
        """Print the footnote where it is first referred to; later references have the same number."""
        name = str(node.get("refid", ""))
        footnote = self.footnotes.pop(name, None)
        label = literal(self.label(name))
        if footnote is not None:
            self.notes.add("")
            self.add(call("footnote", body=self._note_body(footnote)) + f"#label({label})")
        elif name:
            self.add(call("same-note", label))
        raise nodes.SkipNode

    def visit_footnote(self, node: nodes.Element) -> None:
        """Print a footnote that nothing refers to in its place; the others stand at the foot of their pages."""
        if not node.get("backrefs"):
            self.block(call("p", body=self._note_body(node)))
        raise nodes.SkipNode

    def _note_body(self, node: nodes.Element) -> str:
        children = [child for child in node.children if not isinstance(child, nodes.label)]
        # The first paragraph begins beside the number.
        if children and isinstance(children[0], nodes.paragraph):
            return self.inside(children[0]) + self.markup(children[1:])
        return self.markup(children)

    # -- citations -----------------------------------------------------------------------------------------------

    def visit_citation(self, node: nodes.Element) -> None:
        """Print what a citation stands for."""
        label = next((child for child in node.children if isinstance(child, nodes.label)), None)
        rest = [child for child in node.children if child is not label]
        term = call("term", body=self.markup(label.children) if label else "")
        self.block(call("definitions", f"({content(self.anchors(node) + term)}, {content(self.markup(rest))})"))
        raise nodes.SkipNode

    def visit_citation_reference(self, node: nodes.Element) -> None:
        """Print a citation's mark."""
        self.add(self.reference(node, self.plain(f"[{node.astext()}]", node), page=False))
        raise nodes.SkipNode

    visit_substitution_reference = passed


def _is_quiet(node: nodes.Node) -> bool:
    """Tell whether a reference stands in a heading or caption, or is a word the glossary explains."""
    if any("std-term" in child.get("classes", ()) for child in node.children if isinstance(child, nodes.Element)):
        return True
    above = node.parent
    while above is not None:
        if isinstance(above, _QUIET):
            return True
        above = above.parent
    return False
