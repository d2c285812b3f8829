"""Code: coloured by the same lexers as on the website, wrapped where a line is longer than the page is wide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, String

from support_portal.sphinx_ext.manuals.source import array, call, content, literal, pieces
from support_portal.sphinx_ext.manuals.translate.base import Base

if TYPE_CHECKING:
    from collections.abc import Iterable

# Token type -> the kind of colour the template has; the first that holds.
_KINDS = (
    (Comment.Preproc, "k"),
    (Comment, "c"),
    (Keyword.Constant, "n"),
    (Keyword, "k"),
    (Operator.Word, "k"),
    (Name.Tag, "k"),
    (String, "s"),
    (Number, "n"),
    (Name.Attribute, "f"),
    (Name.Function, "f"),
    (Name.Class, "f"),
    (Name.Decorator, "f"),
    (Name.Builtin, "f"),
    (Name.Namespace, "f"),
    (Generic.Deleted, "d"),
    (Generic.Inserted, "a"),
    (Generic.Heading, "k"),
    (Generic.Subheading, "k"),
    (Generic.Prompt, "p"),
    (Generic.Output, "p"),
)
# Longer words are cut, because nothing else would bring them onto the page.
_LONGEST = 32


class Code(Base):
    """Blocks of code."""

    def visit_literal_block(self, node: nodes.Element) -> None:
        """Print a block of code, or of text with inline markup in it."""
        if node.rawsource != node.astext():
            self._parsed_literal(node)
        options: dict[str, Any] = node.get("highlight_args") or {}
        first = int(options.get("linenostart", 1)) if node.get("linenos") else None
        self.code(node, node.get("language", "default"), first, tuple(options.get("hl_lines", ())))

    def visit_doctest_block(self, node: nodes.Element) -> None:
        """Print an interactive session of Python."""
        self.code(node, "pycon")

    def code(self, node: nodes.Element, language: str, first: int | None = None, marked: tuple[int, ...] = ()) -> None:
        """Print code in colour."""
        source = node.astext().expandtabs(4)
        self.note(source, node)
        highlighter = self.builder.highlighter
        # Forced: what a lexer does not understand stays plain, and the website's build has said so.
        lexer = highlighter.get_lexer(source, language, force=True)
        lines: list[list[str]] = [[]]
        for kind, text in lexer.get_tokens(source):
            colour = next((letter for token, letter in _KINDS if kind in token), "")
            for place, part in enumerate(text.split("\n")):
                if place:
                    lines.append([])
                if part:
                    lines[-1] += _runs(part, colour)
        while len(lines) > 1 and not lines[-1]:
            lines.pop()
        arguments = [array(array(line) for line in lines)]
        if first is not None:
            arguments.append(f"first: {first}")
        if marked:
            arguments.append(f"marked: {array(map(str, sorted(marked)))}")
        self.block(self.anchors(node) + call("code", *arguments))
        raise nodes.SkipNode

    def _parsed_literal(self, node: nodes.Element) -> None:
        lines: list[list[str]] = [[]]
        for child in node.children:
            parts = child.astext().split("\n") if isinstance(child, nodes.Text) else [None]
            for place, part in enumerate(parts):
                if place:
                    lines.append([])
                if part is None:
                    lines[-1].append(self.markup([child]))
                elif part:
                    self.note(part, node)
                    lines[-1].append(f"#{literal(part.expandtabs(4))}")
        self.block(self.anchors(node) + call("literal-lines", *(content("".join(line)) for line in lines)))
        raise nodes.SkipNode

    def captioned_code(self, node: nodes.Element) -> None:
        """Print code with a caption as a numbered listing."""
        caption = next((child for child in node.children if isinstance(child, nodes.caption)), None)
        rest = [child for child in node.children if child is not caption]
        title = self.value(caption) if caption is not None else "[]"
        self.block(call("listing-of", title, *self.named(node), content(self.markup(rest))))
        raise nodes.SkipNode


def _runs(text: str, colour: str) -> Iterable[str]:
    """Yield a token's text as runs, with a 0 wherever a long word may be broken."""
    parts = pieces(text, _LONGEST) if any(len(word) > _LONGEST for word in text.split()) else [text]
    for place, part in enumerate(parts):
        if place:
            yield "0"
        yield f'("{colour}", {literal(part)})' if colour else literal(part)
