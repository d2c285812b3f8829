"""Turn pieces of HTML, as authors and extensions wrote them, into XML for a book."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag
from bs4.element import PreformattedString
from sphinx.locale import get_translation

from support_portal.sphinx_ext.epub.content import ONE_TAG, VOID

if TYPE_CHECKING:
    from collections.abc import Iterator

_ = get_translation("support_portal")
SVG = "http://www.w3.org/2000/svg"
# What runs, asks or fetches: none of it works in a book, and stores refuse books that have it.
_RUNNING = ("script", "style", "noscript", "template", "form", "button", "select", "textarea", "canvas", "dialog")
_FROM_ELSEWHERE = ("iframe", "embed", "object", "video", "audio")
_OBSOLETE = frozenset({"align", "valign", "bgcolor", "border"})
# Names with a prefix would need its namespace.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*|xml:lang|epub:type")


def valid(html: str) -> str:
    """Return a piece of HTML as XML, whole elements or one tag of a pair.

    >>> valid('<br><b>a &amp; b')
    '<br/><b>a &amp; b</b>'
    >>> valid("<b class=x>"), valid("</b>")
    ('<b class="x">', '</b>')
    """
    alone = ONE_TAG.fullmatch(html.strip())
    if alone and alone["close"]:
        name = alone["name"].lower()
        return "" if name in (*_RUNNING, *_FROM_ELSEWHERE, *VOID) else f"</{name}>"
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
    if isinstance(opened, Tag) and opened.name not in VOID and alone and opened.name == alone["name"].lower():
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
