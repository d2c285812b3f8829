"""What Sphinx and its extensions should do and do not yet: each patch with its upstream link, kept in one file."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from docutils import nodes
from sphinx.builders.epub3 import Epub3Builder
from sphinx.transforms.post_transforms import SphinxPostTransform

from support_portal.sphinx_ext.output import WEB, whole

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


class PlainDesignInBooks(SphinxPostTransform):
    """In an e-book, tabs and dropdowns of sphinx-design are what every other format shows: a heading and the content.

    Its tabs are ``<input>`` without an end, which no XML parser takes, so readers refuse the whole chapter
    (https://github.com/executablebooks/sphinx-design/issues/126); its dropdowns have icons ePub does not allow.
    """

    builders = ("epub",)
    default_priority: ClassVar[int] = 190  # before sphinx-design's own, 199 and 200
    _COMPONENTS: ClassVar[frozenset[str]] = frozenset({"tab-set", "tab-item", "tab-content", "dropdown"})

    def run(self, **kwargs: Any) -> None:
        """Take the marks sphinx-design looks for away, and the classes by which its style sheet hides tabs."""
        for node in self.document.findall(nodes.container):
            if node.get("design_component") in self._COMPONENTS:
                del node["design_component"]
                node["classes"] = []


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


class ReproducibleEpub(Epub3Builder):
    """The ePub builder with the same bytes for the same content.

    Sphinx writes each file's own time into the archive; here all entries have SOURCE_DATE_EPOCH, or the first second
    a zip file knows (https://reproducible-builds.org/docs/archives/).
    """

    def build_epub(self) -> None:
        """Write the archive: the mimetype first and stored, the rest in the order Sphinx lists it."""
        seconds = max(int(os.environ.get("SOURCE_DATE_EPOCH") or 0), 315_532_800)
        moment = time.gmtime(seconds)[:6]
        path = Path(self.outdir) / f"{self.config.epub_basename}.epub"
        names = ["META-INF/container.xml", "content.opf", "toc.ncx", *self.files]
        with whole(Path(self.outdir), path) as draft, ZipFile(draft, "w", ZIP_DEFLATED) as archive:
            for name, method in [("mimetype", ZIP_STORED), *((str(name), ZIP_DEFLATED) for name in names)]:
                entry = ZipInfo(name, moment)
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, (self.outdir / name).read_bytes(), method)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Apply the patches."""
    app.add_post_transform(PlainManReferences)
    app.add_post_transform(PlainDesignInBooks)
    app.add_post_transform(NoInlineStyles)
    app.add_builder(ReproducibleEpub, override=True)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
