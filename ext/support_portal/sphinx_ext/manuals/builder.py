"""The builder ``typst``: every planned article as Typst once, then every manual from its articles."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from sphinx.builders import Builder
from sphinx.errors import ExtensionError
from sphinx.highlighting import PygmentsBridge
from sphinx.locale import __

from support_portal.core.manifest import digest, digest_files
from support_portal.sphinx_ext.config import read_config
from support_portal.sphinx_ext.manuals.make import make_manuals
from support_portal.sphinx_ext.manuals.plans import read_books
from support_portal.sphinx_ext.manuals.source import content
from support_portal.sphinx_ext.manuals.translate import ManualTranslator
from support_portal.sphinx_ext.manuals.translate.references import INTERNAL
from support_portal.sphinx_ext.output import site_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from docutils import nodes

    from support_portal.sphinx_ext.manuals.plans import Book

# Everything a manual is made from, so that a person can compile it by hand too; the PDFs lie above.
WORK = "typst"
_INCREMENTAL = "support_portal.sphinx_ext.incremental"


class TypstBuilder(Builder):
    """Writes each planned article to ``typst/articles``, and the manuals beside that folder."""

    name = "typst"
    format = "typst"
    epilog = __("The manuals are in %(outdir)s.")
    allow_parallel = True
    default_translator_class = ManualTranslator
    supported_image_types: ClassVar[list[str]] = [
        "image/svg+xml",
        "application/pdf",
        "image/png",
        "image/jpeg",
        "image/webp",
        "image/gif",
    ]
    # Not that they could be shown: so that Sphinx does not fetch them while building.
    supported_remote_images = True

    current_docname: str = ""
    books: tuple[Book, ...] = ()

    def init(self) -> None:
        """Make sure that there is a compiler before a long build begins."""
        try:
            import typst  # noqa: F401
        except ModuleNotFoundError as error:
            raise ExtensionError(
                "manuals need the package typst; write: pip install 'sphinx-support-portal[manuals]'"
            ) from error
        self.work = Path(self.outdir) / WORK
        self.highlighter = PygmentsBridge("html", self.config.pygments_style or "sphinx")
        self.settings = read_config(self.config)

    # -- which pages ---------------------------------------------------------------------------------------------

    def get_outdated_docs(self) -> Iterator[str]:
        """Yield every page without our incremental part, which otherwise knows the pages to write."""
        if _INCREMENTAL not in self._app.extensions:
            yield from self.env.found_docs

    def get_output_path(self, page_name: str) -> Path:
        """Return where a page's Typst is written."""
        return self.work / "articles" / f"{page_name}.typ"

    def write_documents(self, docnames: Set[str]) -> None:
        """Write the planned pages among these, and those that are not there yet."""
        planned = {entry.docname for book in self.books for entry in book.entries}
        key_file, key = self.work / "articles.key", self._articles_key()
        same = key_file.exists() and key_file.read_text(encoding="utf-8") == key
        missing = {d for d in planned if not same or not self.get_output_path(d).exists()}
        if todo := (planned & docnames) | missing:
            key_file.unlink(missing_ok=True)
            super().write_documents(todo)
        key_file.write_text(key, encoding="utf-8")

    def _articles_key(self) -> str:
        """Return a hash of what is in every page's Typst beside the page: settings, and the code that writes it."""
        code = digest_files([Path(__file__).parent])
        return digest((code, self.config.html_baseurl, self.settings.manual_address, self.config.language))

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Read the plans, now that all pages are known."""
        self.books = read_books(self.env)
        (self.work / "images").mkdir(parents=True, exist_ok=True)
        # Sphinx calls write_documents only when some page changed; a plan may have changed alone.
        if not docnames:
            self.write_documents(set())

    def write_doc_serialized(self, docname: str, doctree: nodes.document) -> None:
        """Choose among the forms of each picture, in the main process: a worker's choice would be lost."""
        self.post_process_images(doctree)

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write one page's Typst, and beside it what it needs."""
        self.current_docname = docname
        translator: Any = self.create_translator(doctree, self)
        doctree.walkabout(translator)
        path = self.get_output_path(docname)
        path.parent.mkdir(parents=True, exist_ok=True)
        source = '#import "/template/elements.typ": *\n'
        if translator.answers:
            source += f"#let answers = {content(chr(10).join(translator.answers))}\n"
        path.write_text(source + translator.body, encoding="utf-8", newline="\n")
        needs = {
            "pictures": [[picture.source, picture.name, picture.line] for picture in translator.pictures],
            "characters": dict(sorted(translator.characters.items())),
            "labels": {docname: "", **translator.labels},
            "shown_labels": translator.shown_labels,
            "answers": bool(translator.answers),
            "notes": sorted(translator.notes),
        }
        path.with_suffix(".json").write_text(json.dumps(needs, ensure_ascii=False), encoding="utf-8")

    @property
    def processes(self) -> int:
        """How many processes may work at once, as the command line has it."""
        return max(int(self._app.parallel), 1)

    def finish(self) -> None:
        """Make the manuals whose parts have changed."""
        make_manuals(self)

    # -- addresses -----------------------------------------------------------------------------------------------

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return what stands for a page until the template knows whether it is in the manual."""
        return INTERNAL + docname

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Return the same from wherever: labels are the manual's, not a page's."""
        return self.get_target_uri(to, typ)

    def web_address(self, docname: str, anchor: str = "") -> str:
        """Return where a page is on the website, empty without ``html_baseurl``."""
        address = site_address(self.config, self.settings.manual_address.format(docname=docname))
        return f"{address}#{anchor}" if address and anchor else address

    def site_file(self, path: str) -> str:
        """Return where a file of the website is."""
        return site_address(self.config, path)

    # -- pictures ------------------------------------------------------------------------------------------------

    def copied_name(self, uri: str) -> str:
        """Return the name of a picture's copy, from the root of the compiler."""
        return f"/images/{digest(uri)}{Path(uri).suffix.lower()}"

    def code_picture(self, address: str) -> str:
        """Return the name of a picture of a QR code that leads to an address."""
        import segno

        name = f"/images/code-{hashlib.sha256(address.encode()).hexdigest()[:16]}.svg"
        path = self.work / name.lstrip("/")
        if not path.exists():
            segno.make(address, error="m", micro=False).save(str(path), kind="svg", border=0, xmldecl=False, nl=False)
        return name
