"""Words: emphasis, keys, sub- and superscripts, badges, icons, and what an author wrote as HTML within a line."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx import addnodes

from support_portal.notices import Notice
from support_portal.sphinx_ext.manuals.source import call, literal, pieces
from support_portal.sphinx_ext.manuals.translate.base import Base, dropped, passed, wrapped

# What can be said of a button or badge: its class in sphinx-design.
_LOOKS = {"sd-btn": "button", "sd-badge": "badge", "kbd": "key", "menuselection": "menu", "guilabel": "menu"}
_IN_SIGNATURES = (addnodes.desc_parameter, addnodes.desc_sig_operator)
_LONG_WORD = re.compile(r"\S{17,}")


class Inline(Base):
    """Nodes within a line."""

    def visit_Text(self, node: nodes.Text) -> None:  # noqa: N802  the name of docutils' node
        """Add running text."""
        self.add(self.plain(str(node), node))

    def depart_Text(self, node: nodes.Text) -> None:  # noqa: N802
        """Nothing to close."""

    visit_emphasis = visit_literal_emphasis = visit_title_reference = wrapped("emph")
    visit_strong = visit_literal_strong = wrapped("strong")
    visit_subscript = wrapped("sub")
    visit_superscript = wrapped("super")
    visit_generated = visit_manpage = visit_desc_inline = passed
    visit_comment = visit_substitution_definition = visit_pending = visit_meta = visit_highlightlang = dropped
    visit_system_message = visit_decoration = visit_tabular_col_spec = dropped

    def visit_inline(self, node: nodes.Element) -> None:
        """Print a key, a menu, a badge or a button as such; what only the screen shows, plainly."""
        classes = node.get("classes", ())
        look = next((look for name, look in _LOOKS.items() if name in classes), None)
        markup = self.inside(node)
        self.add(call(look, body=markup) if look else markup)
        raise nodes.SkipNode

    visit_sd_badge = visit_inline

    def visit_literal(self, node: nodes.Element) -> None:
        """Print code within a line, breakable where its words are long."""
        if "kbd" in node.get("classes", ()):
            self.visit_inline(node)
        text = " ".join(node.astext().split("\n"))
        self.note(text, node)
        parts = pieces(text) if _LONG_WORD.search(text) else [text]
        self.add(self.anchors(node) + (call("lit", *map(literal, parts)) if text else ""))
        raise nodes.SkipNode

    def visit_abbreviation(self, node: nodes.Element) -> None:
        """Print what an abbreviation means behind it: paper has no tooltips."""
        # In a signature it explains a mere sign.
        meaning = "" if isinstance(node.parent, _IN_SIGNATURES) else str(node.get("explanation") or "")
        self.add(self.inside(node) + (self.plain(f" ({meaning})", node) if meaning else ""))
        raise nodes.SkipNode

    visit_acronym = visit_abbreviation

    def visit_problematic(self, node: nodes.Element) -> None:
        """Print what docutils could not read as it was written; it has said so."""
        self.add(self.plain(node.astext(), node))
        raise nodes.SkipNode

    # -- icons ---------------------------------------------------------------------------------------------------

    # A drawing beside words that say the same; a screen reader passes it over too.
    visit_sd_icon = visit_fontawesome = dropped

    def visit_sd_line_break(self, node: nodes.Element) -> None:
        """Break the line of a button."""
        self.add("#linebreak()")
        raise nodes.SkipNode

    # -- HTML ----------------------------------------------------------------------------------------------------

    def visit_raw(self, node: nodes.Element) -> None:
        """Print what can be printed of HTML: its text, its line breaks, and the address of what it embeds."""
        formats = node.get("format", "").split()
        if "typst" in formats:
            self.add(node.astext())
        elif "html" in formats:
            self._html(node)
        raise nodes.SkipNode

    def _html(self, node: nodes.Element) -> None:
        from bs4 import BeautifulSoup  # not in builds without manuals: to import it takes as long as to read ten pages

        soup = BeautifulSoup(node.astext(), "html.parser")
        for tag in soup(["script", "style", "template", "svg"]):
            tag.decompose()
        inline = isinstance(node.parent, nodes.TextElement)
        addresses = [str(tag["src"]) for tag in soup(["iframe", "video", "audio", "source", "embed"]) if tag.get("src")]
        pictures = [str(tag["alt"]) for tag in soup("img") if tag.get("alt")]
        boxes = ["☑" if tag.has_attr("checked") else "☐" for tag in soup("input") if tag.get("type") == "checkbox"]
        text = " ".join([*boxes, *pictures, soup.get_text(" ", strip=True)]).strip()
        if inline:
            self.add("#linebreak()" if soup.find("br") else "")
            self.add(self.plain(text + " " * bool(boxes), node))
            return
        for address in addresses:
            self.video(node, address=address)
        if text:
            message = "HTML has no form in manuals; its text is printed. Write it as Markdown instead"
            self.complain(Notice.MANUAL_NODE, message, node)
            self.block(call("p", body=self.plain(text, node)))
