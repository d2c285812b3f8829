"""The ground all families of nodes stand on: where Typst is collected, and what becomes of a node nobody knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxTranslator

from support_portal.notices import Notice
from support_portal.sphinx_ext.log import notify
from support_portal.sphinx_ext.manuals.source import call, content, literal, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from support_portal.sphinx_ext.manuals.builder import TypstBuilder


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture a page shows: its file below the source folder, its name among the copies, and where it is used."""

    source: str
    name: str
    line: int


class Base(SphinxTranslator):
    """Collects Typst.  A visitor adds what its node is, writes the children where they go, and skips the node."""

    builder: TypstBuilder

    def __init__(self, document: nodes.document, builder: TypstBuilder) -> None:
        super().__init__(document, builder)
        self.env = builder.env
        self.docname: str = builder.current_docname or builder.config.root_doc
        self.out: list[str] = []
        self.pictures: list[Picture] = []
        # Characters beyond ASCII, with the line of the first use: fonts may lack them.
        self.characters: dict[str, int] = {}
        # The labels a reference can lead to, with what they stand on: a figure is referred to by its number.
        self.labels: dict[str, str] = {}
        # What may be a footnote: the label of a page that may be outside the manual, or "" for one that always is.
        self.notes: set[str] = set()
        self.depth = 0
        # The answers to questions of this page, which a manual has at its end.
        self.answers: list[str] = []
        # The article whose text is printed for a lesson that shows it, and the labels in it.
        self.shown = ""
        self.shown_labels: list[str] = []

    # -- collecting ----------------------------------------------------------------------------------------------

    @property
    def body(self) -> str:
        """The page's Typst so far."""
        return "".join(self.out)

    def add(self, markup: str) -> None:
        """Add Typst markup."""
        self.out.append(markup)

    def block(self, markup: str) -> None:
        """Add a block, on a line of its own."""
        self.out.append(f"{markup}\n")

    def markup(self, children: Iterable[nodes.Node]) -> str:
        """Return nodes as markup."""
        outer, self.out = self.out, []
        try:
            for child in children:
                child.walkabout(self)
            return self.body
        finally:
            self.out = outer

    def inside(self, node: nodes.Element) -> str:
        """Return a node's children as markup, its anchors before them."""
        return self.anchors(node) + self.markup(node.children)

    def value(self, node: nodes.Element) -> str:
        """Return a node's children as a content value."""
        return content(self.inside(node))

    def plain(self, text: str, node: nodes.Node) -> str:
        """Return running text as markup, and remember its rarer characters."""
        self.note(text, node)
        return words(text)

    def note(self, text: str, node: nodes.Node) -> None:
        """Remember the characters of a text that fonts may lack."""
        if not text.isascii():
            line = line_of(node)
            for character in text:
                if character > "\x7f":
                    self.characters.setdefault(character, line)

    # -- anchors -------------------------------------------------------------------------------------------------

    def label(self, name: str) -> str:
        """Return the label of an id of this page."""
        return f"{self.docname}#{name}"

    def labelled(self, name: str, kind: str = "") -> str:
        """Return the label of an id as a literal, for the place it stands on."""
        self.labels[self.label(name)] = kind
        if self.shown:
            self.shown_labels.append(self.label(name))
        return literal(self.label(name))

    def anchors(self, node: nodes.Element, *, but: int = 0) -> str:
        """Return the anchors of a node's ids, without the first ``but``."""
        ids: list[str] = node.get("ids", [])
        return "".join(call("anchor", self.labelled(name)) for name in ids[but:])

    def named(self, node: nodes.Element) -> list[str]:
        """Return the argument that names a numbered figure, table or listing."""
        ids: list[str] = node.get("ids", [])
        return [f"name: {self.labelled(name, 'figure')}" for name in ids[:1]]

    # -- what one family asks of another ---------------------------------------------------------------------------

    def target_of(self, node: nodes.Element) -> tuple[str, str] | None:
        """Return (label, web address) of a reference within the portal, or None (:mod:`.references`)."""
        raise NotImplementedError

    def captioned_code(self, node: nodes.Element) -> None:
        """Print code with a caption (:mod:`.code`)."""
        raise NotImplementedError

    def video(
        self, node: nodes.Element, *, address: str, title: str = "", still: str = "", transcript: str = ""
    ) -> None:
        """Print a video (:mod:`.pictures`)."""
        raise NotImplementedError

    # -- what nobody knows ---------------------------------------------------------------------------------------

    def unknown_visit(self, node: nodes.Node) -> None:
        """Print the text of a node nobody has a form for, and say so."""
        name = type(node).__name__
        self.complain(
            Notice.MANUAL_NODE,
            f"<{name}> has no form in manuals; its text is printed. "
            f"Register one with app.add_node({name}, typst=(visit, depart))",
            node,
        )
        self.fallback(node)

    def unknown_departure(self, node: nodes.Node) -> None:
        """Nothing: the visit has skipped the node."""

    def fallback(self, node: nodes.Node) -> None:
        """Print a node's children, or its text when it has none, and skip it."""
        if isinstance(node, nodes.Element):
            if node.children and not all(isinstance(child, nodes.Text) for child in node.children):
                self.add(self.inside(node))
            elif text := node.astext():
                inline = isinstance(node, nodes.Inline) or isinstance(node.parent, nodes.TextElement)
                markup = self.anchors(node) + self.plain(text, node)
                self.add(markup) if inline else self.block(call("p", body=markup))
        raise nodes.SkipNode

    def complain(self, notice: Notice, message: str, node: nodes.Node) -> None:
        """Print a notice at a node's file and line."""
        notify(notice, message, location=(self.docname, line_of(node) or None))


def line_of(node: nodes.Node | None) -> int:
    """Return the line of the nearest node that has one, 0 without."""
    while node is not None:
        if node.line:  # MyST gives pictures line 0
            return int(node.line)
        node = node.parent
    return 0


def is_picture(node: nodes.Node) -> bool:
    """Tell whether a node is a picture or a link that holds nothing else."""
    if isinstance(node, nodes.reference):
        return bool(node.children) and all(is_picture(child) for child in node.children)
    return isinstance(node, nodes.image) or (isinstance(node, nodes.Text) and not node.strip())


def elements(node: nodes.Node) -> list[nodes.Element]:
    """Return the children of a node that are not mere text."""
    return [child for child in node.children if isinstance(child, nodes.Element)]


def wrapped(function: str) -> Any:
    """Return a visitor for inline nodes that are one function of their content."""

    def visit(self: Base, node: nodes.Element) -> None:
        self.add(call(function, body=self.inside(node)))
        raise nodes.SkipNode

    return visit


def blocked(function: str) -> Any:
    """Return a visitor for blocks that are one function of their content."""

    def visit(self: Base, node: nodes.Element) -> None:
        self.block(call(function, body=self.inside(node)))
        raise nodes.SkipNode

    return visit


def passed(self: Any, node: nodes.Element) -> None:
    """Print a node's children as if they stood without it."""
    self.add(self.inside(node))
    raise nodes.SkipNode


def dropped(self: Any, node: nodes.Element) -> None:
    """Print nothing."""
    raise nodes.SkipNode
