"""What Sphinx and its extensions should do and do not yet: each patch with its upstream link, kept in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Apply the patches."""
    return {"parallel_read_safe": True, "parallel_write_safe": True}
