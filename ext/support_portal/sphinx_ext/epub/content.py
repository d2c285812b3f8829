"""Prepare what a page holds for a book: no component that needs scripts, nothing from the network, valid XML."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any, ClassVar

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag
from bs4.element import PreformattedString
from docutils import nodes
from sphinx import addnodes
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform

if TYPE_CHECKING:
    from collections.abc import Iterator

_ = get_translation("support_portal")
SVG = "http://www.w3.org/2000/svg"
# What runs, asks or fetches: none of it works in a book, and stores refuse books that have it.
_RUNNING = ("script", "style", "noscript", "template", "form", "button", "select", "textarea", "canvas", "dialog")
_FROM_ELSEWHERE = ("iframe", "embed", "object", "video", "audio")
# A piece of HTML that is one tag and nothing else.
_ONE_TAG = re.compile(r"""<(?P<close>/?)(?P<name>[a-zA-Z][\w:-]*)(?:"[^"]*"|'[^']*'|[^"'<>])*?(?P<end>/?)>""")
_OBSOLETE = frozenset({"align", "valign", "bgcolor", "border"})
# Names with a prefix would need its namespace.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*|xml:lang|epub:type")
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


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
        found = _ONE_TAG.fullmatch(raw.astext().strip())
        if found is None or found["name"].lower() in _VOID or found["end"]:
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


def valid(html: str) -> str:
    """Return a piece of HTML as XML, whole elements or one tag of a pair.

    >>> valid('<br><b>a &amp; b')
    '<br/><b>a &amp; b</b>'
    >>> valid("<b class=x>"), valid("</b>")
    ('<b class="x">', '</b>')
    """
    alone = _ONE_TAG.fullmatch(html.strip())
    if alone and alone["close"]:
        name = alone["name"].lower()
        return "" if name in (*_RUNNING, *_FROM_ELSEWHERE, *_VOID) else f"</{name}>"
    with warnings.catch_warnings():
        # It warns of text that looks like a file's name.
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        soup = BeautifulSoup(html, "html.parser")
    # Comments may hold what XML forbids in them, and instructions to programs are none for a book.
    for aside in soup.find_all(string=lambda string: isinstance(string, PreformattedString)):
        aside.extract()
    for tag in list(soup.find_all(True)):
        _prepare(tag)
    text = soup.decode(formatter="minimal")
    opened = soup.find(True, recursive=False) if alone and not alone["end"] else None
    if isinstance(opened, Tag) and opened.name not in _VOID and alone and opened.name == alone["name"].lower():
        # The element's end is another piece.
        return text.strip().removesuffix(f"</{opened.name}>")
    return text


def _prepare(tag: Tag) -> None:
    if tag.decomposed:
        return
    if not _NAME.fullmatch(tag.name):
        tag.unwrap()  # such as Word's <o:p>
    elif tag.name in _RUNNING:
        tag.decompose()
    elif tag.name in _FROM_ELSEWHERE:
        tag.replace_with(*_instead(tag))
    elif tag.name == "input":
        # A list of tasks is the only place where Markdown makes one.
        tag.replace_with("\N{BALLOT BOX WITH CHECK} " if tag.has_attr("checked") else "\N{BALLOT BOX} ")
    else:
        for name in [n for n in tag.attrs if n.startswith("on") or n in _OBSOLETE or not _NAME.fullmatch(n)]:
            del tag[name]
        if tag.name == "img":
            _keep_or_tell(tag)
        if tag.name == "svg":
            tag["xmlns"] = SVG
            if tag.has_attr("viewbox"):
                tag["viewBox"] = tag.attrs.pop("viewbox")


def _keep_or_tell(picture: Tag) -> None:
    """Leave a picture that is in the book; Sphinx does not copy one that only HTML names, and fetches none."""
    source, text = str(picture.get("src", "")), str(picture.get("alt") or "")
    if "://" in source:
        link = Tag(name="a", attrs={"href": source})
        link.string = text or source
        picture.replace_with(link)
    elif "_static/" not in source and "_images/" not in source:
        picture.replace_with(text)


def _instead(tag: Tag) -> Iterator[Any]:
    """Yield what a book has in the place of a film or frame: a link to it, and what it says to those without it."""
    source = tag.get("src") or tag.get("data") or next((s["src"] for s in tag.find_all("source", src=True)), None)
    told = str(tag.get("title") or tag.get("aria-label") or _("Watch or listen on the web"))
    for inner in tag.find_all(["source", "track"]):
        inner.decompose()
    if source and "://" in str(source):
        link = Tag(name="a", attrs={"href": str(source)})
        link.string = told
        yield link
    elif text := tag.get_text().strip():
        yield text
    else:
        yield told
