"""Formulas: LaTeX through MathML into Typst's own, set as mathematics and read aloud as LaTeX."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from docutils import nodes

from support_portal.notices import Notice
from support_portal.sphinx_ext.manuals.source import call, literal
from support_portal.sphinx_ext.manuals.translate.base import Base

_BARS = frozenset("\u00af\u203e\u2015\u2500\u0332_")
_ACCENTS = {
    "^": "\u0302",
    "~": "\u0303",
    "\u02dc": "\u0303",
    "\u02d9": "\u0307",
    "\u00a8": "\u0308",
    "\u2192": "\u20d7",
}


class Formulas(Base):
    """Formulas, within a line or displayed."""

    def visit_math(self, node: nodes.Element) -> None:
        """Print a formula within its line."""
        self.add(self._formula(node, "false"))
        raise nodes.SkipNode

    def visit_math_block(self, node: nodes.Element) -> None:
        """Print a displayed formula."""
        number = node.get("number")
        formula = self._formula(node, "true")
        self.block(call("numbered-formula", literal(f"({number})"), body=formula) if number else formula)
        raise nodes.SkipNode

    visit_displaymath = visit_math_block

    def _formula(self, node: nodes.Element, block: str) -> str:
        latex = node.astext().strip()
        self.note(latex, node)
        try:
            from latex2mathml.converter import convert

            formula = typst_math(ET.fromstring(convert(latex)))
        # The converter stumbles over LaTeX that is wrong in more ways than it has errors for.
        except Exception:
            self.complain(
                Notice.MANUAL_NODE, "this formula cannot be typeset, so its LaTeX is printed; mend or simplify it", node
            )
            return self.anchors(node) + call("lit", literal(" ".join(latex.split())))
        return self.anchors(node) + call("math.equation", f"block: {block}", f"alt: {literal(latex)}", f"${formula}$")


def typst_math(node: ET.Element) -> str:
    """Return a MathML element as Typst's mathematics; every character is written by its number."""
    name = node.tag.rsplit("}", 1)[-1]
    parts = [typst_math(child) for child in node]
    text = (node.text or "").strip()
    match name:
        case "mi" | "mn" if len(text) > 1 and name == "mi":
            return f"op({literal(text)})"
        case "mi" | "mn" | "mo" if text:
            letters = "".join(f"\\u{{{ord(letter):x}}}" for letter in text)
            return f"upright({letters})" if node.get("mathvariant") == "normal" else letters
        case "mtext" | "ms":
            return literal(node.text or "")
        case "mspace":
            return "space.med"
        case "mfrac" if len(parts) == 2:
            return f"binom({_of(parts)})" if node.get("linethickness") in ("0", "0px") else f"frac({_of(parts)})"
        case "msqrt":
            return f"sqrt({' '.join(parts)})"
        case "mroot" if len(parts) == 2:
            return f"root({parts[1]}, {parts[0]})"
        case "msub" if len(parts) == 2:
            return f"attach({parts[0]}, b: {parts[1]})"
        case "msup" if len(parts) == 2:
            return f"attach({parts[0]}, t: {parts[1]})"
        case "msubsup" if len(parts) == 3:
            return f"attach({parts[0]}, b: {parts[1]}, t: {parts[2]})"
        case "munder" if len(parts) == 2:
            return _over_or_under(parts, node[1].text, "b", "underline")
        case "mover" if len(parts) == 2:
            return _over_or_under(parts, node[1].text, "t", "overline")
        case "munderover" if len(parts) == 3:
            return f"attach(limits({parts[0]}), b: {parts[1]}, t: {parts[2]})"
        case "mtable":
            rows = [", ".join(typst_math(cell) for cell in row) for row in node]
            return f"mat(delim: #none, {'; '.join(rows)})"
        case "mrow" if len(node) > 1 and node[0].get("fence") == "true":
            return f"lr({' '.join(parts)})"
    return " ".join(parts)


def _of(parts: list[str]) -> str:
    return ", ".join(part or '""' for part in parts)


def _over_or_under(parts: list[str], sign: str | None, place: str, line: str) -> str:
    if sign in _BARS:
        return f"{line}({parts[0]})"
    if place == "t" and sign in _ACCENTS:
        return f"accent({parts[0]}, \\u{{{ord(_ACCENTS[sign]):x}}})"
    return f"attach(limits({parts[0]}), {place}: {parts[1]})"
