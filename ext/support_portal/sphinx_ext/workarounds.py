"""What Sphinx and its extensions should do and do not yet: each patch with its upstream link, kept in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from support_portal.sphinx_ext.output import WEB

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


class PlainManReferences(SphinxPostTransform):
    """In a manual page, a reference to another page is its text: there is no address to print.

    With docutils 0.22 Sphinx prints an empty one, "News <>" (https://github.com/sphinx-doc/sphinx/issues/14427).
    """

    builders = ("man",)
    default_priority: ClassVar[int] = 900  # after references are resolved

    def run(self, **kwargs: Any) -> None:
        """Unwrap the references of the whole manual, which is one document here."""
        for reference in list(self.document.findall(nodes.reference)):
            if reference.get("internal"):
                reference.replace_self(reference.children)


class NoInlineStyles(SphinxPostTransform):
    """On websites, sizes become attributes and classes: a strict CSP blocks the inline styles docutils writes.

    Lengths become pixels, percentages a class in steps of five, column widths are left to the browser
    (https://www.w3.org/TR/CSP3/#directive-style-src-attr).
    """

    builders = tuple(WEB)
    default_priority: ClassVar[int] = 900
    _PIXELS: ClassVar[dict[str, float]] = {
        "": 1,
        "px": 1,
        "em": 16,
        "rem": 16,
        "ex": 8,
        "ch": 8,
        "in": 96,
        "cm": 37.8,
        "mm": 3.78,
        "pt": 4 / 3,
        "pc": 16,
    }

    def run(self, **kwargs: Any) -> None:
        """Go through the tables, figures and images of the page."""
        for table in self.document.findall(nodes.table):
            table["classes"] = [c for c in table["classes"] if c != "colwidths-given"] + ["colwidths-auto"]
        sized: list[nodes.Element] = [*self.document.findall(nodes.figure), *self.document.findall(nodes.image)]
        for node in sized:
            for side in ("width", "height"):
                if side in node:
                    self._size(node, side)

    def _size(self, node: nodes.Element, side: str) -> None:
        value, unit = nodes.parse_measure(str(node.attributes.pop(side)))
        if unit == "%" and side == "width":
            node["classes"].append(f"portal-width-{min(100, max(5, round(value / 5) * 5))}")
        elif unit in self._PIXELS and isinstance(node, nodes.image):
            node[side] = str(round(value * self._PIXELS[unit]))
        elif unit in self._PIXELS:
            # A figure has no width attribute; its picture gets it instead.
            for image in node.findall(nodes.image):
                image.attributes.setdefault(side, str(round(value * self._PIXELS[unit])))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Apply the patches."""
    app.add_post_transform(PlainManReferences)
    app.add_post_transform(NoInlineStyles)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
