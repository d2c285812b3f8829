"""What Sphinx and its extensions should do and do not yet: each patch with its upstream link, kept in one file."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any, ClassVar
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from docutils import nodes
from sphinx.builders.epub3 import Epub3Builder
from sphinx.transforms.post_transforms import SphinxPostTransform

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


class ReproducibleEpub(Epub3Builder):
    """The ePub builder with the same bytes for the same content.

    Sphinx writes each file's own time into the archive; here all entries have SOURCE_DATE_EPOCH, or the first second
    a zip file knows (https://reproducible-builds.org/docs/archives/).
    """

    def build_epub(self) -> None:
        """Write the archive: the mimetype first and stored, the rest in the order Sphinx lists it."""
        seconds = max(int(os.environ.get("SOURCE_DATE_EPOCH") or 0), 315_532_800)
        moment = time.gmtime(seconds)[:6]
        path = self.outdir / f"{self.config.epub_basename}.epub"
        names = ["META-INF/container.xml", "content.opf", "toc.ncx", *self.files]
        with ZipFile(path, "w", ZIP_DEFLATED) as archive:
            for name, method in [("mimetype", ZIP_STORED), *((str(name), ZIP_DEFLATED) for name in names)]:
                entry = ZipInfo(name, moment)
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, (self.outdir / name).read_bytes(), method)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Apply the patches."""
    app.add_post_transform(PlainManReferences)
    app.add_builder(ReproducibleEpub, override=True)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
