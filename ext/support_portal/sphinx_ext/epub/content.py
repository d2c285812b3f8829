"""Prepare what a page holds for a book: no component that needs scripts, nothing from the network, valid XML."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform

_ = get_translation("support_portal")
# A piece of HTML that is one tag and nothing else.
ONE_TAG = re.compile(r"""<(?P<close>/?)(?P<name>[a-zA-Z][\w:-]*)(?:"[^"]*"|'[^']*'|[^"'<>])*?(?P<end>/?)>""")
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


class PlainDesign(SphinxPostTransform):
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


class RemotePictures(SphinxPostTransform):
    """In an e-book, a picture from elsewhere is its description, as a link: Sphinx would fetch it while building."""

    builders = ("epub",)
    default_priority: ClassVar[int] = 90  # before sphinx.transforms.post_transforms.images.ImageDownloader, 100

    def run(self, **kwargs: Any) -> None:
        """Replace the pictures with an address of their own scheme."""
        for image in list(self.document.findall(nodes.image)):
            address = str(image["uri"])
            if "://" not in address:
                continue
            text = str(image.get("alt") or address)
            if isinstance(image.parent, nodes.reference):
                image.replace_self(nodes.Text(text))
                continue
            link = nodes.reference("", text, refuri=address, internal=False)
            inline = isinstance(image.parent, nodes.TextElement)
            image.replace_self(link if inline else nodes.paragraph("", "", link))


def make_valid(document: nodes.document) -> None:
    """Turn the HTML that authors and extensions wrote into XML, without what runs, asks or fetches; drop icons.

    For a page as it is written, with its toctrees filled: a title in them may hold HTML too.
    """
    for icon in list(document.findall(lambda node: type(node).__name__ == "sd_icon")):
        icon.parent.remove(icon)
    # Sphinx gives a toctree's caption the role of a heading without a level, which Ace finds critical.
    for title in list(document.findall(nodes.title)):
        if isinstance(title.parent, addnodes.compact_paragraph):
            title.replace_self(nodes.rubric("", "", *title.children, classes=["caption"]))
    # Not in builds without a book: to import its parser takes as long as to read ten pages.
    from support_portal.sphinx_ext.epub.xhtml import valid

    pieces = [raw for raw in document.findall(nodes.raw) if "html" in raw.get("format", "").split()]
    for parent in {id(raw.parent): raw.parent for raw in pieces}.values():
        _join(parent)
        _pair(parent)
        for raw in _pieces(parent):
            raw.children = [nodes.Text(valid(raw.astext()))]


def _pieces(parent: nodes.Element) -> list[nodes.raw]:
    return [n for n in parent.children if isinstance(n, nodes.raw) and "html" in n.get("format", "").split()]


def _join(parent: nodes.Element) -> None:
    """Make one piece of those that follow each other: in a line of text MyST makes one of every tag."""
    for raw in _pieces(parent):
        place = parent.index(raw)
        before = parent[place - 1] if place else None
        if isinstance(before, nodes.raw) and before in _pieces(parent):
            before.children = [nodes.Text(before.astext() + raw.astext())]
            parent.remove(raw)


def _pair(parent: nodes.Element) -> None:
    """Drop tags in a line of text that have no partner: a browser forgives them, a reading system shows an error."""
    opened: list[tuple[str, nodes.raw]] = []
    for raw in _pieces(parent):
        found = ONE_TAG.fullmatch(raw.astext().strip())
        if found is None or found["name"].lower() in VOID or found["end"]:
            continue
        if not found["close"]:
            opened.append((found["name"].lower(), raw))
        elif opened and opened[-1][0] == found["name"].lower():
            opened.pop()
        else:
            parent.remove(raw)
    for _name, raw in opened:
        parent.remove(raw)


class Dates(SphinxPostTransform):
    """In a portal's e-book, each article says of which day it is, and the first page who made the book."""

    builders = ("epub",)
    default_priority: ClassVar[int] = 860

    def run(self, **kwargs: Any) -> None:
        """Add the day below an article's title, and the notice of conf.py at the end of the first page."""
        if "portal" not in self.env.domaindata:
            return
        from support_portal.sphinx_ext.portal import portal

        p, docname = portal(self.env), self.env.docname
        article = p.library.get(docname)
        section = self.document.next_node(nodes.section)
        if article is None or section is None:
            return
        if article.section and not article.is_index and (day := p.library.updated(article)):
            text = str(_("As of {day}")).format(day=p.day(day))
            section.insert(1, nodes.paragraph("", text, classes=["portal-date"]))
        if docname == self.config.root_doc:
            section += nodes.transition()
            lines = (p.config.notice, self.config.html_baseurl)
            section.extend(nodes.paragraph("", line, classes=["portal-date"]) for line in lines if line)
