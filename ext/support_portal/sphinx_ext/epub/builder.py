"""Build the book: Sphinx's ePub builder with whole metadata, checked chapters and the same bytes for the same pages."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from docutils import nodes
from sphinx.builders.epub3 import Epub3Builder
from sphinx.locale import get_translation
from sphinx.writers.html5 import HTML5Translator

from support_portal.core.formats.archive import write_zip
from support_portal.core.manuals.shelf import FILE, MadeManual, describe, write_list
from support_portal.notices import Notice
from support_portal.sphinx_ext.epub import package
from support_portal.sphinx_ext.epub.content import make_valid
from support_portal.sphinx_ext.log import notify
from support_portal.sphinx_ext.output import whole

if TYPE_CHECKING:
    from collections.abc import Set


_ = get_translation("support_portal")


class BookTranslator(HTML5Translator):
    """Writes chapters; docutils gives citations a role that ePub 3.3 no longer takes (EPUBCheck RSC-017)."""

    def visit_citation(self, node: nodes.citation) -> None:
        """Open a citation as an item of the list docutils opens around citations."""
        super().visit_citation(node)
        self.body[-1] = self.body[-1].replace('"doc-biblioentry"', '"listitem"')

    def visit_title(self, node: nodes.title) -> None:
        """Open a title; Sphinx calls the caption of a toctree a heading without its level (Ace, aria-required-attr)."""
        super().visit_title(node)
        self.body[-1] = self.body[-1].replace('role="heading">', 'role="heading" aria-level="2">')

    def visit_entry(self, node: nodes.entry) -> None:
        """Open a cell; one of a table's head with nothing in it is no heading (Ace, empty-table-header)."""
        super().visit_entry(node)
        if not node.astext() and self.body[-1].startswith("<th"):
            self.body[-1] = self.body[-1].replace("<th", "<td", 1)
            self.context[-1] = self.context[-1].replace("</th>", "</td>", 1)


class BookBuilder(Epub3Builder):
    """Sphinx's builder, with what reading systems and EPUBCheck ask for besides."""

    default_translator_class = BookTranslator

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Say the language on every chapter: a screen reader reads it in that voice."""
        language = self.config.epub_language
        self.html_tag = (
            f'<html xmlns="{package.XHTML}" xmlns:epub="{package.OPS}" lang="{language}" xml:lang="{language}">'
        )
        super().prepare_writing(docnames)

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write a chapter, its HTML made valid."""
        make_valid(doctree)
        super().write_doc(docname, doctree)

    def add_visible_links(self, tree: nodes.document, show_urls: str = "inline") -> None:
        """Print outside addresses; without any, no heading "Footnotes" over nothing."""
        super().add_visible_links(tree, show_urls)
        if show_urls == "footnote" and len(tree) and isinstance(tree[-1], nodes.rubric):
            tree.pop()

    def build_content(self) -> None:
        """Write the package document, with what the chapters turn out to hold."""
        if self.config.epub_cover:
            # Sphinx writes the cover's page now and puts it first; one of an earlier build would be a chapter too.
            (Path(self.outdir) / self._cover_page()).unlink(missing_ok=True)
        super().build_content()
        names = sorted(name for name in map(str, self.files) if name.endswith(self.out_suffix))
        chapters = [chapter for name in names if (chapter := self._chapter(name))]
        package.complete(Path(self.outdir) / "content.opf", chapters, self.config)

    def _cover_page(self) -> str:
        return Path(self.config.epub_cover[1]).stem + self.out_suffix

    def _chapter(self, name: str) -> package.Chapter | None:
        """Return what a chapter holds; one that is no XML would be refused by every reader, so it is told."""
        try:
            return package.read_chapter(name, (Path(self.outdir) / name).read_bytes())
        except ET.ParseError as error:
            docname = name.removesuffix(self.out_suffix)
            message = (
                f"this chapter of the ePub is not valid XML ({error}); "
                "look in the page for control characters, and for HTML that is better written in Markdown"
            )
            notify(Notice.EPUB, message, location=docname if docname in self.env.found_docs else None)
            return None

    def get_toc(self) -> None:
        """Name every page in the contents, and sections of pages only down to `epub_tocdepth`.

        Sphinx counts both alike and leaves out pages that lie deeper.
        """
        super().get_toc()
        depth = self.config.epub_tocdepth
        kept: dict[str, dict[str, Any]] = {}
        level = 0
        for node in self.refnodes:
            address = node["refuri"]
            # A page that two toctrees name stands where the first names it; what is below it moves up with it.
            if address not in kept and ("#" not in address or node["level"] <= depth):
                level = min(node["level"], level + 1)
                kept[address] = {**node, "level": level}
        self.refnodes = list(kept.values())
        self.config.epub_tocdepth = max((node["level"] for node in self.refnodes), default=depth)

    def handle_finish(self) -> None:
        """Make the book, and leave the settings as they were."""
        depth = self.config.epub_tocdepth
        try:
            super().handle_finish()
        finally:
            self.config.epub_tocdepth = depth

    def build_navigation_doc(self) -> None:
        """Write the contents, with landmarks and roles for screen readers."""
        super().build_navigation_doc()
        landmarks = [("bodymatter", self.get_target_uri(self.config.root_doc), str(_("Start of the text")))]
        if self.config.epub_cover:
            landmarks.insert(0, ("cover", self._cover_page(), str(self.guide_titles["cover"])))
        package.complete_navigation(Path(self.outdir) / "nav.xhtml", landmarks)

    def toc_metadata(self, level: int, navpoints: list[Any]) -> dict[str, Any]:
        """Return what the old table of contents says: the book's identifier, as the package document names it.

        Sphinx writes the identifier's own name instead (https://github.com/sphinx-doc/sphinx/issues/11184).
        """
        return {**super().toc_metadata(level, navpoints), "uid": self.config.epub_identifier}

    def build_epub(self) -> None:
        """Write the archive: the mimetype first and stored, the rest in the order Sphinx lists it."""
        out = Path(self.outdir)
        names = ["mimetype", "META-INF/container.xml", "content.opf", "toc.ncx", *map(str, self.files)]
        entries = ((name, (out / name).read_bytes()) for name in names)
        target = out / f"{self.config.epub_basename}.epub"
        with whole(out, target) as draft:
            write_zip(draft, entries, int(os.environ.get("SOURCE_DATE_EPOCH") or 0), stored=names[:1])
        write_list(out / FILE, [self._described(target)])

    def _described(self, target: Path) -> MadeManual:
        """Return what a website tells of the book; a project that is no portal has no days and no editions."""
        facts: dict[str, Any] = {}
        if "support_portal.sphinx_ext.portal" in self._app.extensions:
            from support_portal.sphinx_ext.portal import portal

            p = portal(self.env)
            days = [day for article in p.library if (day := p.library.updated(article))]
            facts = {"date": max(days, default=None), "audience": p.config.audience}
        return describe(
            target,
            title=self.config.epub_title,
            subtitle=self.config.epub_description,
            articles=dict.fromkeys(sorted(self.env.found_docs), 0),
            **facts,
        )
