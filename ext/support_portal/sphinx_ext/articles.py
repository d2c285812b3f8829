"""Read each page's front matter and doctree into an Article."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.util import docname_join

from support_portal.core import addresses, front_matter, teaser
from support_portal.core.article import Article, Heading
from support_portal.core.data_files import unknown_terms
from support_portal.core.search.weights import digest
from support_portal.core.search.words import Terms
from support_portal.core.training.article_lessons import INHERITED, KEY, misplaced
from support_portal.notices import Notice, Problem
from support_portal.sphinx_ext.domain import portal_domain
from support_portal.sphinx_ext.lesson_parts.videos import cue
from support_portal.sphinx_ext.log import notify_all
from support_portal.sphinx_ext.states import project_of
from support_portal.sphinx_ext.vocabularies import vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

_KEY = "portal_front_matter"
# A topic names a page and feeds: topics/<topic>.html.
_TOPIC = re.compile(r"(?!index\Z)\w+(?:[-.]\w+)*")


def read_front_matter(app: Sphinx, docname: str, content: list[str]) -> None:
    """Parse the front matter before MyST does, which would turn every value into a string."""
    app.env.temp_data[_KEY] = front_matter.parse(content[0])


class ArticleCollector(EnvironmentCollector):
    """Makes the Article of a page when its doctree and title are there."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Nothing: the domain forgets its own pages."""

    def merge_other(self, app: Sphinx, env: BuildEnvironment, docnames: Any, other: BuildEnvironment) -> None:
        """Nothing: the domain merges its own pages."""

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Store the page's Article and print what is wrong with its front matter."""
        env = app.env
        docname = env.docname
        found: front_matter.FrontMatter = env.temp_data.get(_KEY) or front_matter.FrontMatter()
        section = addresses.section_of(docname)
        problems = [*found.problems, *misplaced(found, docname)]
        if not addresses.is_index(docname):
            problems += front_matter.missing(found, section)
        title_node = env.titles.get(docname)
        has_title = next(doctree.findall(nodes.title), None) is not None
        if not has_title and section:
            problems.append(
                Problem(Notice.TITLE, 'there is no title; write a line "# Title" after the front matter', 1)
            )
        words = vocabularies(app.env)
        for field, terms in (("topics", words.topics), ("products", words.products)):
            used = found.values.get(field, ())
            problems += unknown_terms(field, used, terms, found.lines.get(field), f"{words.folder}/{field}.yaml")
        values = {**found.values, "topics": tuple(t for t in found.values.get("topics", ()) if _TOPIC.fullmatch(t))}
        if (shown := project_of(env).shown.get(docname)) and (article := portal_domain(env).articles.get(shown)):
            values = {name: getattr(article, name) for name in INHERITED} | values | {KEY: shown}
        problems += _no_names(found, f"{words.folder}/topics.yaml")
        notify_all(problems, docname)

        domain = portal_domain(env)
        domain.lines[docname] = dict(found.lines)
        summary = values.get("summary", "")
        domain.articles[docname] = Article(
            docname=docname,
            title=title_node.astext() if has_title and title_node else docname.rsplit("/", 1)[-1],
            teaser=teaser.cut(summary or first_paragraph(doctree)),
            section=section,
            folder=addresses.folder_of(docname),
            is_index=addresses.is_index(docname),
            headings=tuple(_headings(doctree)),
            words=teaser.count_words(doctree.astext()),
            links=tuple(dict.fromkeys(_links(doctree))),
            children=tuple(env.toctree_includes.get(docname, ())),
            **values,
        )
        domain.texts[docname] = digest(_text(doctree), _terms(env.config.language))
        domain.link_texts[docname] = tuple(dict.fromkeys(_link_texts(doctree)))


def _text(doctree: nodes.document) -> str:
    """Return what readers read of a page and hear in its videos, without comments, raw HTML and times of captions."""
    texts = doctree.findall(nodes.Text)
    return " ".join(node.astext() for node in texts if not isinstance(node.parent, nodes.comment | nodes.raw | cue))


def _link_texts(doctree: nodes.document) -> Iterator[tuple[str, str]]:
    """Yield what the page calls other pages where it does not use their titles."""
    for node in doctree.findall(addnodes.pending_xref):
        text = " ".join(node.astext().split())
        if not node.get("refexplicit") or not text:
            continue
        if node.get("refdomain") == "portal":
            yield str(node["reftarget"]), text
        elif (docname := page_named(node)) is not None:
            yield docname, text


@cache
def _terms(language: str) -> Terms:
    return Terms(language)


def _no_names(found: front_matter.FrontMatter, vocabulary: str) -> Iterator[Problem]:
    """Yield a problem for each topic that cannot be the name of a page."""
    for topic in found.values.get("topics", ()):
        if not _TOPIC.fullmatch(topic):
            message = (
                f'"{topic}" in topics cannot name a page; write letters, digits and hyphens here, '
                f"and what readers see as its title in {vocabulary}"
            )
            yield Problem(Notice.FRONT_MATTER, message, found.lines.get("topics"))


def first_paragraph(doctree: nodes.document) -> str:
    """Return the text of the first paragraph that stands in the page itself, not in a note, table or list."""
    for node in doctree.findall(nodes.paragraph):
        if isinstance(node.parent, nodes.section | nodes.document):
            return node.astext()
    return ""


def _headings(doctree: nodes.document) -> Iterator[Heading]:
    sections = iter(doctree.findall(nodes.section))
    next(sections, None)
    for section in sections:
        title = section.next_node(nodes.title)
        if title is not None and section["ids"]:
            yield Heading(section["ids"][0], title.astext(), section_depth(section))


def section_depth(node: nodes.Node | None) -> int:
    """Return how many sections a node is in, itself included: a section's heading level, 1 for the page's own."""
    depth = 0
    while node is not None:
        depth += isinstance(node, nodes.section)
        node = node.parent
    return depth


def _links(doctree: nodes.document) -> Iterator[str]:
    """Yield what the page refers to: docnames, and slugs as written (resolved when all pages are known)."""
    for node in doctree.findall(addnodes.pending_xref):
        if node.get("refdomain") == "portal":
            yield str(node["reftarget"])
        elif (docname := page_named(node)) is not None:
            yield docname


def page_named(node: addnodes.pending_xref) -> str | None:
    """Return the docname a document reference of Sphinx or MyST names."""
    if node.get("refdomain") == "std" and node.get("reftype") == "doc":
        return docname_join(node["refdoc"], str(node["reftarget"]))
    if node.get("refdomain") == "doc" and node.get("reftype") == "myst":
        return str(node["reftarget"])  # MyST has joined it already
    return None


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the reading of articles."""
    app.setup_extension("support_portal.sphinx_ext.states")
    app.connect("source-read", read_front_matter)
    app.add_env_collector(ArticleCollector)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
