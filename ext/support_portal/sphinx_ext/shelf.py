"""Offer the manuals that were made: the ``{manuals}`` directive, a line under each article, and the files themselves.

Manuals come from builds of their own, so the website takes them from the folders ``portal_manuals_folder`` names.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from support_portal.core.manuals import plans, shelf
from support_portal.core.manuals.shelf import FILE, MadeManual
from support_portal.sphinx_ext.cards import render
from support_portal.sphinx_ext.domain import portal_domain
from support_portal.sphinx_ext.log import notify_file
from support_portal.sphinx_ext.output import WEB, copy_output, due, file_link, site_address
from support_portal.sphinx_ext.portal import portal
from support_portal.sphinx_ext.vocabularies import data_path

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

_ = get_translation("support_portal")
# Marks a page in Sphinx's table of page metadata.
SHOWS_MANUALS = "portal_manuals"
# Where the files lie on the website.
FOLDER = "manuals"


@dataclass(frozen=True, slots=True)
class Offer:
    """A manual as the partials draw it: ``url`` is relative to the page, ``page`` where the article begins, or 0."""

    made: MadeManual
    url: str
    size: str
    day: str = ""
    iso: str = ""
    page: int = 0

    @property
    def media(self) -> str:
        """The media type of its format."""
        return {"pdf": "application/pdf", "epub": "application/epub+zip", "zip": "application/zip"}[self.made.format]

    @property
    def kind(self) -> str:
        """The name of its format."""
        return "ePub" if self.made.format == "epub" else self.made.format.upper()


def made_manuals(env: BuildEnvironment) -> tuple[MadeManual, ...]:
    """Return the manuals this website offers, read on the first call; forked writers inherit them."""
    p = portal(env)
    if p.shelf is None:
        found: list[MadeManual] = []
        for name in filter(None, map(str.strip, p.config.manuals_folder.split(","))):
            folder = Path(portal_domain(env).builder.confdir) / name
            listed, problems = shelf.read_list(folder)
            kept, more = shelf.offered(listed, p.library.articles, p.config.audience)
            notify_file((*problems, *more), folder / FILE)
            found += kept
        p.shelf = tuple({made.file: made for made in found}.values())
    return p.shelf


def planned(env: BuildEnvironment) -> list[tuple[str, str]]:
    """Return title and subtitle of the manuals there is a plan for; what is wrong with it their builder tells."""
    try:
        text = data_path(env, "manuals.yaml").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return []
    return [(plan.title, plan.subtitle) for plan in plans.parse_plans(text)[0]]


def shown_on(env: BuildEnvironment, docname: str) -> Any:
    """Return what a page shows of manuals, as facts for the manifest."""
    lists = SHOWS_MANUALS in env.metadata.get(docname, {})
    made = made_manuals(env)
    inside = shelf.holding(made, docname)
    home = portal(env).library.get(manuals_page(env)) if inside else None
    return (
        (made, planned(env)) if lists else (),
        [(row.file, row.title, row.articles[docname]) for row in inside],
        home and (home.docname, home.title),
    )


def manuals_page(env: BuildEnvironment) -> str:
    """Return the page that lists all manuals, empty without one."""
    p = portal(env)
    if p.shelf_page is None:
        # Looked for once: each article would ask every other.
        p.shelf_page = min((d for d in env.found_docs if SHOWS_MANUALS in env.metadata.get(d, {})), default="")
    return p.shelf_page


def offers(builder: Builder, page: str, rows: tuple[MadeManual, ...], docname: str = "") -> list[Offer]:
    """Return manuals as ``page`` offers them; with ``docname`` their links lead to that article."""
    p = portal(builder.env)
    found = []
    for made in rows:
        start = made.articles.get(docname, 0)
        # Viewers open a PDF at a page (RFC 8118, section 3); those that do not, at its beginning.
        anchor = f"#page={start}" if start else ""
        found.append(
            Offer(
                made,
                file_link(builder, page, f"{FOLDER}/{made.file}") + anchor,
                _size(made.size),
                p.day(made.date),
                made.date.isoformat() if made.date else "",
                start,
            )
        )
    return found


def _size(count: int) -> str:
    """Return a number of bytes as people say it.

    >>> _size(4_142_191), _size(30_100)
    ('4.1 MB', '30 KB')
    """
    return f"{count / 1_000_000:.1f} MB" if count >= 950_000 else f"{max(round(count / 1000), 1)} KB"


class manual_list(nodes.container):  # noqa: N801  docutils names its nodes like this
    """The list of all manuals; its plain form is the list of those that are planned."""


class ManualsDirective(SphinxDirective):
    """``{manuals}``: every manual that was made, with format, pages, size and day."""

    def run(self) -> list[nodes.Node]:
        """Return the list's node."""
        self.env.metadata[self.env.docname][SHOWS_MANUALS] = True
        return [manual_list("", docname=self.env.docname)]


class FillManuals(SphinxPostTransform):
    """Fills the list for builders that make manuals themselves, and for websites that have none."""

    default_priority = 5

    def run(self, **kwargs: object) -> None:
        """Fill the lists of one page."""
        web = portal_domain(self.env).builder.name in WEB
        for node in list(self.document.findall(manual_list)):
            rows = nodes.bullet_list()
            for title, subtitle in planned(self.env):
                text = nodes.paragraph("", "", nodes.strong("", title))
                if subtitle:
                    text += nodes.Text(f": {subtitle}")
                rows += nodes.list_item("", text)
            if not web:
                node += _where(site_address(self.config))
            elif len(rows):
                node += nodes.paragraph("", _("This copy of the website has no manuals to fetch. There can be:"))
            else:
                node += nodes.paragraph("", _("This copy of the website has no manuals to fetch."))
            if len(rows):
                node += rows


def _where(address: str) -> nodes.paragraph:
    """Return the sentence that says where manuals are to be had."""
    if not address:
        return nodes.paragraph("", _("The website has these manuals to fetch:"))
    return nodes.paragraph(
        "", _("The website has these manuals to fetch: "), nodes.reference("", address, refuri=address)
    )


def visit_html(self: HTML5Translator, node: manual_list) -> None:
    """Draw the manuals that were made; without any, the plain form."""
    builder = self.builder
    if builder.name in WEB and (made := made_manuals(builder.env)):
        self.body.append(render(builder, "manuals.html", {"offers": offers(builder, node["docname"], made)}))
        raise nodes.SkipNode
    self.visit_container(node)


def depart_html(self: HTML5Translator, node: manual_list) -> None:
    """Close the plain form."""
    self.depart_container(node)


def copy_manuals(app: Sphinx, exception: Exception | None) -> None:
    """Put the files where their links lead."""
    if due(app, exception):
        for made in made_manuals(app.env):
            copy_output(app, f"{FOLDER}/{made.file}", made.path)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive and what fills it."""
    app.setup_extension("support_portal.sphinx_ext.cards")
    app.add_node(manual_list, html=(visit_html, depart_html))
    app.add_directive("manuals", ManualsDirective)
    app.add_post_transform(FillManuals)
    app.connect("build-finished", copy_manuals)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
