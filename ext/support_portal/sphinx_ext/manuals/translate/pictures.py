"""Pictures, figures and videos: with their descriptions, in their own size, and never from the network."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.util.images import get_image_size

from support_portal.notices import Notice
from support_portal.sphinx_ext.manuals.source import array, call, content, literal
from support_portal.sphinx_ext.manuals.translate.base import Base, Picture, is_picture, line_of, passed

# A picture's own size is in pixels of a screen, 96 an inch; a point is a 72nd.
_POINTS = 0.75
_UNITS = {"": 0.75, "px": 0.75, "pt": 1.0, "pc": 12.0, "in": 72.0, "cm": 28.3465, "mm": 2.83465, "em": 10.0, "ex": 5.0}
_UNKNOWN_SIZE = (640, 480)


class Pictures(Base):
    """Nodes that show something."""

    visit_legend = visit_caption = passed

    def visit_image(self, node: nodes.Element) -> None:
        """Print a picture: within its line if it stands in one, or else as a block."""
        outer = node.parent if isinstance(node.parent, nodes.reference) else node
        inline = isinstance(outer.parent, nodes.TextElement) and not all(map(is_picture, outer.parent.children))
        if inline:
            self.add(self.picture(node, "inline-picture"))
        else:
            self.block(call("fig", body=self.picture(node)))
        raise nodes.SkipNode

    def picture(self, node: nodes.Element, function: str = "picture", caption: str = "") -> str:
        """Return a picture as markup; one that cannot be had is its description."""
        alternative = self._alternative(node, caption)
        uri = str(node.get("uri", ""))
        if uri not in self.env.images:
            return self._missing(node, uri, alternative)
        path = Path(self.env.srcdir) / uri
        name = self.builder.copied_name(uri)
        self.pictures.append(Picture(uri, name, line_of(node)))
        size = get_image_size(str(path)) or _UNKNOWN_SIZE
        arguments = [
            literal(name),
            f"alt: {literal(alternative)}",
            f"natural: {array(f'{max(side, 1) * _POINTS:g}pt' for side in size)}",
        ]
        if width := _width(node, size):
            arguments.append(f"width: {width}")
        if "decorative" in node.get("classes", ()):
            arguments.append("decorative: true")
        return self.anchors(node) + call(function, *arguments)

    def _alternative(self, node: nodes.Element, caption: str) -> str:
        """Return what a picture shows, in words; without any, its caption or the name of its file."""
        text = " ".join(str(node.get("alt", "")).split())
        if text or "decorative" in node.get("classes", ()):
            self.note(text, node)
            return text
        self.complain(
            Notice.MANUAL_PICTURE,
            f'picture "{node.get("uri", "")}" has no alternative text; write what it shows between the brackets '
            "or as :alt:, or give it the class decorative",
            node,
        )
        return caption or Path(str(node.get("uri", ""))).stem or "picture"

    def _missing(self, node: nodes.Element, uri: str, alternative: str) -> str:
        """Return the description of a picture there is no file of; of a missing file Sphinx has told."""
        text = self.plain(alternative, node)
        if "://" not in uri:
            return call("mark", body=text)
        self.complain(
            Notice.MANUAL_PICTURE,
            f'picture "{uri}" is on the web, which manuals do not read; save it beside the article',
            node,
        )
        return call("web", literal(uri), body=text)

    def visit_figure(self, node: nodes.Element) -> None:
        """Print a figure, numbered if it has a caption."""
        caption = next((child for child in node.children if isinstance(child, nodes.caption)), None)
        legend = next((child for child in node.children if isinstance(child, nodes.legend)), None)
        rest = [child for child in node.children if child not in (caption, legend)]
        shown = []
        for child in rest:
            if isinstance(child, nodes.image):
                shown.append(self.picture(child, caption=caption.astext() if caption else ""))
            else:
                shown.append(self.markup([child]))
        arguments = []
        if caption is not None:
            arguments += [f"caption: {self.value(caption)}", *self.named(node)]
        if legend is not None:
            arguments.append(f"legend: {self.value(legend)}")
        before = self.anchors(node, but=1 if caption is not None else 0)
        self.block(before + call("fig", *arguments, body="".join(shown)))
        raise nodes.SkipNode

    # -- videos --------------------------------------------------------------------------------------------------

    def video(
        self, node: nodes.Element, *, address: str, title: str = "", still: str = "", transcript: str = ""
    ) -> None:
        """Print a video as its title, its address, a code to point a telephone at, a still picture and its transcript.

        A directive for videos calls this from its node's ``typst`` visitor.  ``still`` and ``transcript`` are markup,
        as ``self.picture(image_node)`` and ``self.markup(nodes)`` return it.
        """
        code = self.builder.code_picture(address)
        arguments = [self._text(title or address, node), literal(address), literal(code)]
        if still:
            arguments.append(f"still: {content(still)}")
        if transcript:
            arguments.append(f"transcript: {content(transcript)}")
        self.block(self.anchors(node) + call("video", *arguments))

    def visit_video(self, node: nodes.Element) -> None:
        """Print a video: its still picture, a code that leads to it, and what is said in it."""
        image = next((child for child in node.children if isinstance(child, nodes.image)), None)
        said = next(
            (c for c in node.children if isinstance(c, nodes.Element) and "portal-transcript" in c["classes"]), None
        )
        address = node["address"] or self.builder.web_address(node["docname"], node["ids"][0])
        self.video(
            node,
            address=address,
            title=node["title"],
            still=self.picture(image) if image is not None else "",
            transcript=self.markup(list(said.children[1:])) if said is not None else "",
        )
        raise nodes.SkipNode

    def _text(self, text: str, node: nodes.Node) -> str:
        return content(self.plain(text, node))


def _width(node: nodes.Element, size: tuple[int, int]) -> str:
    """Return the width an author asked for, directly, by a scale or by a height."""
    for side, own in (("width", 1.0), ("height", size[0] / max(size[1], 1))):
        if side in node:
            try:
                value, unit = nodes.parse_measure(str(node[side]))
            except ValueError:
                continue
            if unit == "%" and side == "width":
                return f"{min(max(value, 1), 100):g}%"
            if unit in _UNITS:
                return f"{max(value * _UNITS[unit] * own, 1):g}pt"
    if scale := int(node.get("scale", 0)):
        return f"{max(size[0] * _POINTS * scale / 100, 1):g}pt"
    return ""
