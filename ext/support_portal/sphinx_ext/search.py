"""The reader's search: the ``{search-box}`` directive, the search page, and the index the script looks through."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import sphinx.search
from docutils import nodes
from sphinx.locale import get_translation
from sphinx.util.docutils import SphinxDirective

from support_portal.core.addresses import normal_path
from support_portal.core.article import Article
from support_portal.core.data_files import read_synonyms
from support_portal.core.search.files import Sources, data_script, search_index
from support_portal.core.search.words import stemmer_script
from support_portal.core.training import courses
from support_portal.sphinx_ext.cards import render
from support_portal.sphinx_ext.domain import portal_domain
from support_portal.sphinx_ext.log import notify_file
from support_portal.sphinx_ext.news import NOTHING
from support_portal.sphinx_ext.output import WEB, due, link_to, write_output
from support_portal.sphinx_ext.outputs import keep, page_file
from support_portal.sphinx_ext.portal import Portal, portal
from support_portal.sphinx_ext.search_labels import search_labels
from support_portal.sphinx_ext.tracks import track_title
from support_portal.sphinx_ext.vocabularies import data_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

_ = get_translation("support_portal")
FOLDER = "portal-search"
# Beside the doctrees: what an edit leaves as it is.
KEPT = "portal-search.sqlite"
STEMMERS = Path(sphinx.search.__file__).parent / "minified-js"


class search_box(nodes.General, nodes.Element):  # noqa: N801
    """A search form in the page; only websites have one."""


class SearchBoxDirective(SphinxDirective):
    """``{search-box}``: a large search form, as the home page has; the argument is its label."""

    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the form's node."""
        return [search_box("", label=self.arguments[0] if self.arguments else "", docname=self.env.docname)]


def visit_search_box(self: HTML5Translator, node: search_box) -> None:
    """Draw the form where there is a search page to send it to."""
    builder = self.builder
    if builder.name in WEB:
        action = link_to(builder, node["docname"], "search")
        self.body.append(
            render(builder, "search-form.html", {"action": action, "label": node["label"], "name": "page"})
        )
        if node["docname"] == "404":
            # Filled by the script with what the failed address may have meant.
            self.body.append('<div class="portal-results" data-portal-results data-portal-lost hidden></div>\n')
    raise nodes.SkipNode


def search_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the results page, which without scripts is an index of everything."""
    if not due(app):
        return
    builder = cast("StandaloneHTMLBuilder", app.builder)
    p = portal(app.env)
    library = p.library
    groups = [(folder.title, _leaves(p, folder)) for folder in library.children("solutions/index")]
    groups += [(c.article.title, [c.article, *c.lessons]) for c in courses.courses(library)]
    groups.append((_("News"), list(library.news)))
    shown = [(heading, [(a.docname, a.title) for a in articles]) for heading, articles in groups]
    if keep(app, page_file(app, "search"), (shown, [(t, p.topic_title(t)) for t in p.topics])):
        return
    links = [
        (heading, [(a.title, link_to(builder, "search", a.docname)) for a in articles])
        for heading, articles in groups
        if articles
    ]
    title = _("Search")
    context = {"title": title, "action": "", "groups": links, "topics": _topics(builder, p)}
    yield (
        "search",
        {"title": title, "body": render(builder, "search-page.html", context), "portal_parents": []},
        "page.html",
    )


def _topics(builder: StandaloneHTMLBuilder, p: Portal) -> list[tuple[str, str]]:
    return [(p.topic_title(t), link_to(builder, "search", f"topics/{t}")) for t in p.topics]


def _leaves(p: Portal, page: Article) -> list[Article]:
    """Return the articles in and below a folder's page, in reading order; an article is its own only one."""
    if not page.is_index:
        return [page]
    return [leaf for child in p.library.children(page.docname) for leaf in _leaves(p, child)]


def take_over(app: Sphinx) -> None:
    """Put the style and script on a website's pages, and spare Sphinx its own index, a fifth of a build's time."""
    if app.builder.name in WEB:
        app.builder.search = False  # type: ignore[attr-defined]
        app.add_css_file(f"{FOLDER}/search.css", priority=310)
        app.add_js_file(f"{FOLDER}/search.js", loading_method="defer")


def write_index(app: Sphinx, exception: Exception | None) -> None:
    """Write the index, what search says and names, and the stemmer of the portal's language."""
    if not due(app, exception):
        return
    p = portal(app.env)
    path = data_path(app.env, "synonyms.yaml")
    synonyms, problems = read_synonyms(path)
    notify_file(problems, path)
    tracks = p.tracks if "support_portal.sphinx_ext.tracks" in app.extensions else ()
    generated = {"training/index": [track.page(track_title(track)) for track in tracks]}
    sources = Sources(_names(app, p), portal_domain(app.env).texts, p.ranking.order, synonyms, generated)
    language = app.config.language
    scripts = search_index(p.library, app.builder.get_target_uri, language, sources, Path(app.doctreedir) / KEPT)
    for name, text in scripts.items():
        write_output(app, f"_static/{FOLDER}/index/{name}", text)
    write_output(app, f"_static/{FOLDER}/stemmer.js", stemmer_script(STEMMERS, language))
    write_output(app, f"_static/{FOLDER}/labels.js", data_script("portalSearchLabels", search_labels(app, p)))
    if app.config.html_theme != "support_portal":
        # Some themes (pydata's) load Sphinx's index on every page; without the file each load would be an error.
        write_output(app, "searchindex.js", "// The portal looks through its own index instead.\n")


def _names(app: Sphinx, p: Portal) -> dict[str, list[str]]:
    """Return other names of articles: words of old addresses, and what other articles call them in links."""
    names: dict[str, list[str]] = {}
    for old, docname in p.redirects.items():
        names.setdefault(docname, []).append(normal_path(old).rsplit("/", 1)[-1].replace("-", " "))
    for source, links in sorted(portal_domain(app.env).link_texts.items()):
        for target, text in links:
            found = (target,) if target in p.library else p.library.find(target)
            if len(found) == 1 and found[0] != source:
                names.setdefault(found[0], []).append(text)
    return {docname: sorted(set(given)) for docname, given in names.items()}


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect search: its style and script go on every page, the engine itself is loaded when somebody searches."""
    for part in ("listing", "topics"):
        app.setup_extension(f"support_portal.sphinx_ext.{part}")
    app.add_directive("search-box", SearchBoxDirective)
    app.add_node(search_box, html=(visit_search_box, None), latex=NOTHING, text=NOTHING, man=NOTHING, texinfo=NOTHING)
    app.connect("builder-inited", take_over)
    app.connect("html-collect-pages", search_page)
    app.connect("build-finished", write_index)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
