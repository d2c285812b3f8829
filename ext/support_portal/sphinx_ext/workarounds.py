"""What Sphinx and its extensions should do and do not yet: each patch with its upstream link, kept in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
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


def setup(app: Sphinx) -> ExtensionMetadata:
    """Apply the patches."""
    app.add_post_transform(PlainManReferences)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
