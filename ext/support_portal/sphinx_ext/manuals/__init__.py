"""Print the portal: one PDF for each manual that ``docs/_data/manuals.yaml`` plans, through Typst, tagged for PDF/UA-1.

It can be loaded alone, in any Sphinx project: ``extensions = ["support_portal.sphinx_ext.manuals"]``, and then
``sphinx-build -b typst``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the builder; the compiler itself is loaded when a manual is made."""
    from support_portal.sphinx_ext.manuals.builder import TypstBuilder

    app.setup_extension("support_portal.sphinx_ext.portal")
    app.add_builder(TypstBuilder)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
