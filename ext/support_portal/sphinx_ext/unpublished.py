"""Keep a published page from carrying text of an unpublished one: by include, by literalinclude or as a download."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from support_portal.notices import Notice
from support_portal.sphinx_ext import audiences
from support_portal.sphinx_ext.log import notify
from support_portal.sphinx_ext.states import project_of

if TYPE_CHECKING:
    import os

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata


def hidden_page(env: BuildEnvironment, path: str | os.PathLike[str]) -> tuple[str, str] | None:
    """Return (docname, reason) when ``path``, absolute or below the source folder, is an unpublished page's file."""
    project = project_of(env)
    docname = project.path2doc(path)
    return (docname, project.left_out[docname]) if docname in project.left_out else None


def _say(what: str, found: tuple[str, str], location: Any) -> None:
    docname, reason = found
    notify(
        Notice.UNPUBLISHED_LINK,
        f'"{docname}" is not published ({reason}), so what is {what} from it is left out; publish it or take it out',
        location=location,
    )


def empty_include(app: Sphinx, relative_path: Path, parent_docname: str, content: list[str]) -> None:
    """Empty an included text before it is parsed."""
    if found := hidden_page(app.env, relative_path):
        content[0] = ""
        # It comes back when the page is published, which changes neither file.
        app.env.note_reread()
        _say("included", found, app.env.docname)  # MyST names the parent without its folder


class DropUnpublished(SphinxTransform):
    """Takes literal copies and downloads of unpublished pages away before their files are noted for copying."""

    default_priority: ClassVar[int] = 210

    def apply(self, **kwargs: Any) -> None:
        """Go through the page once."""
        for node in list(self.document.findall(addnodes.download_reference)):
            path, absolute = self.env.relfn2path(node["reftarget"], self.env.docname)
            self._note(path, node, "offers")
            if found := hidden_page(self.env, absolute):
                _say("downloaded", found, node)
                self.env.note_reread()
                node.replace_self(nodes.inline("", node.astext()))
        for block in list(self.document.findall(nodes.literal_block)):
            if "source" in block:
                self._note(block["source"], block, "shows")
            if "source" in block and (found := hidden_page(self.env, block["source"])):
                _say("shown", found, block)
                self.env.note_reread()
                # A caption would stand alone.
                wrapper = block.parent
                (wrapper if "literal-block-wrapper" in wrapper.get("classes", ()) else block).replace_self([])

    def _note(self, path: str, node: nodes.Element, what: str) -> None:
        if docname := project_of(self.env).path2doc(path):
            audiences.note(self.env, self.env.docname, node.line, what, f"/{docname}")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the three ways."""
    app.setup_extension("support_portal.sphinx_ext.audiences")
    app.connect("include-read", empty_include)
    app.add_transform(DropUnpublished)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
