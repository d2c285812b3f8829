"""What a website makes of ``{video}``: the player, times that lead to seconds, and what search engines are told."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from docutils import nodes

from support_portal.core.training.captions import clock
from support_portal.core.training.videos import host_of, player
from support_portal.sphinx_ext.cards import render
from support_portal.sphinx_ext.lesson_parts.folds import fold
from support_portal.sphinx_ext.lesson_parts.videos import cue, video
from support_portal.sphinx_ext.output import WEB, site_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.writers.html5 import HTML5Translator


def videos_of(app: Sphinx, doctree: nodes.document) -> Iterator[dict[str, Any]]:
    """Yield what machines are told of each video of a page, with absolute addresses."""
    builder = cast("StandaloneHTMLBuilder", app.builder)
    for node in doctree.findall(video):
        image = node.next_node(nodes.image)
        poster = builder.images.get(image["uri"], "") if image is not None else ""
        yield {
            "title": node["title"],
            "seconds": node["length"],
            "files": [site_address(app.config, f"_downloads/{quote(path)}") for path, _kind in node["files"]],
            "address": player(node["address"]),
            "poster": site_address(app.config, f"{builder.imagedir}/{quote(poster)}") if poster else "",
            "transcript": " ".join(_said(line) for line in node.findall(nodes.list_item)),
        }


def _said(line: nodes.list_item) -> str:
    """Return a line of a transcript without its time."""
    return "".join(text.astext() for text in line.findall(nodes.Text) if not isinstance(text.parent, cue)).strip()


def visit_video(self: HTML5Translator, node: video) -> None:
    """Draw the player and below it the transcript; what is not a website shows the still picture and the text."""
    if self.builder.name not in WEB:
        self.body.append(self.starttag(node, "div"))
        return
    image = next((child for child in node.children if isinstance(child, nodes.image)), None)
    poster = ""
    if image is not None and image["uri"] in self.builder.images:
        poster = posixpath.join(self.builder.imgpath, quote(self.builder.images[image["uri"]]))
    about = {
        "id": node["ids"][0],
        "title": node["title"],
        "length": clock(node["length"]) if node["length"] else "",
        "files": [(_file_address(self, path), kind) for path, kind in node["files"]],
        "captions": _file_address(self, node["captions"]),
        "chapters": _file_address(self, node["chapters"]),
        "language": node["language"],
        "poster": poster,
        "size": node.get("size", ()),
        "address": node["address"],
        "player": player(node["address"]),
        "host": host_of(player(node["address"])),
    }
    self.body.append(self.starttag(node, "figure"))
    self.body.append(render(self.builder, "video.html", about))
    for child in node.children:
        if isinstance(child, fold):
            child.walkabout(self)
    self.body.append("</figure>\n")
    raise nodes.SkipNode


def depart_video(self: HTML5Translator, node: video) -> None:
    """Close what is not a website's."""
    self.body.append("</div>\n")


def _file_address(self: HTML5Translator, path: str) -> str:
    """Return a copied file's address as the page being written writes it, empty for no path."""
    return posixpath.join(self.builder.dlpath, quote(path)) if path else ""


def visit_cue(self: HTML5Translator, node: cue) -> None:
    """Open a link to the second; without scripts the browser itself plays the file from there."""
    address = _file_address(self, node["file"]) if self.builder.name in WEB else ""
    second = f"{node['second']:g}"
    if address:
        self.body.append(self.starttag(node, "a", "", href=f"{address}#t={second}", CLASS="portal-cue"))
        self.body[-1] = self.body[-1].replace("<a ", f'<a data-portal-second="{second}" ', 1)
    else:
        self.body.append(self.starttag(node, "span", "", CLASS="portal-cue"))


def depart_cue(self: HTML5Translator, node: cue) -> None:
    """Close a time."""
    linked = self.builder.name in WEB and _file_address(self, node["file"])
    self.body.append("</a>" if linked else "</span>")
