"""References between articles by slug: ``{article}``, ``{course}``, ``{topic}``; and no links to unpublished pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import NoUri
from sphinx.roles import XRefRole
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

from support_portal.core.suggest import did_you_mean
from support_portal.notices import Notice
from support_portal.sphinx_ext.articles import page_named
from support_portal.sphinx_ext.domain import portal_domain
from support_portal.sphinx_ext.log import notify
from support_portal.sphinx_ext.output import WEB
from support_portal.sphinx_ext.portal import portal
from support_portal.sphinx_ext.states import project_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata


class PortalRole(XRefRole):
    """A reference that belongs to the portal's domain although it is written without its name."""

    def process_link(
        self, env: BuildEnvironment, refnode: nodes.Element, has_explicit_title: bool, title: str, target: str
    ) -> tuple[str, str]:
        """Put the reference into the portal's domain."""
        refnode["refdomain"] = "portal"
        return title, target.strip()


class ResolveReferences(SphinxPostTransform):
    """Resolves the portal's references and takes links to unpublished pages away.

    Runs before the resolvers of MyST (9) and Sphinx (10), which would call such links unknown.
    """

    default_priority = 6
    _RESOLVERS: ClassVar[dict[str, str]] = {"article": "_article", "course": "_course", "topic": "_topic"}

    def run(self, **kwargs: Any) -> None:
        """Go through the page's references once."""
        for node in list(self.document.findall(addnodes.pending_xref)):
            if node.get("refdomain") == "portal" and node.get("reftype") in self._RESOLVERS:
                node.replace_self(getattr(self, self._RESOLVERS[node["reftype"]])(node))
            elif (name := page_named(node)) and (reason := project_of(self.env).left_out.get(name)):
                self._say_unpublished(node, name, reason)
                node.replace_self(_text_of(node, name.rsplit("/", 1)[-1]))

    def _hidden_article(self, reference: str) -> str | None:
        """Return why the article that a slug, or the end of a path, means is hidden (as Library.find reads it)."""
        ending = "/" + reference.strip("/").removesuffix(".md").removesuffix("/index")
        left_out = project_of(self.env).left_out
        return next((r for d, r in left_out.items() if f"/{d}".removesuffix("/index").endswith(ending)), None)

    def _say_unpublished(self, node: addnodes.pending_xref, name: str, reason: str) -> None:
        notify(
            Notice.UNPUBLISHED_LINK,
            f'"{name}" is not published ({reason}), so the link is left out; publish it or take the reference out',
            location=node,
        )

    def _article(self, node: addnodes.pending_xref) -> nodes.Node:
        target, _, anchor = str(node["reftarget"]).partition("#")
        library = portal(self.env).library
        found = library.find(target)
        if len(found) != 1:
            if not found and (reason := self._hidden_article(target)):
                self._say_unpublished(node, target, reason)
            elif found:
                notify(
                    Notice.REFERENCE, f'"{target}" means several pages; write one of {", ".join(found)}', location=node
                )
            else:
                match = library.similar_slug(target)
                hint = f'; did you mean "{match}"?' if match else "; write the file's name without .md"
                notify(Notice.REFERENCE, f'there is no article "{target}"{hint}', location=node)
            return _text_of(node, target)
        article = library.articles[found[0]]
        anchors = {h.anchor for h in article.headings}
        if anchor and anchor not in anchors:
            notify(
                Notice.REFERENCE,
                f'"{article.slug}" has no heading "#{anchor}"' + did_you_mean(anchor, anchors),
                location=node,
            )
            anchor = ""
        text = node.astext() if node.get("refexplicit") else article.title
        if article.docname == self.env.docname and not anchor:
            return nodes.inline("", text)
        content = nodes.inline("", text, classes=["doc"])
        try:
            return make_refnode(
                portal_domain(self.env).builder, node["refdoc"], article.docname, anchor or None, content
            )
        except NoUri:  # a book that does not contain the article
            return content

    def _course(self, node: addnodes.pending_xref) -> nodes.Node:
        library = portal(self.env).library
        target = str(node["reftarget"])
        found = any(library.is_course(library.articles[d]) for d in library.find(target))
        if not found and not self._hidden_article(target):
            courses = [a.slug for a in library if library.is_course(a)]
            notify(
                Notice.REFERENCE,
                f'there is no course "{target}"'
                + (did_you_mean(target, courses) or "; the courses are " + ", ".join(courses)),
                location=node,
            )
            return _text_of(node, target)
        return self._article(node)

    def _topic(self, node: addnodes.pending_xref) -> nodes.Node:
        p = portal(self.env)
        topic = str(node["reftarget"])
        if topic not in p.words.topics and topic not in p.library.topics:
            known = p.words.topics or p.library.topics
            notify(
                Notice.REFERENCE,
                f'there is no topic "{topic}"' + (did_you_mean(topic, known) or "; the topics are " + ", ".join(known)),
                location=node,
            )
            return _text_of(node, topic)
        text = node.astext() if node.get("refexplicit") else p.topic_title(topic)
        builder = portal_domain(self.env).builder
        if builder.name not in WEB or topic not in p.library.topics:
            return nodes.inline("", text)
        uri = builder.get_relative_uri(node["refdoc"], f"topics/{topic}")
        return nodes.reference("", text, internal=True, refuri=uri)


def _text_of(node: addnodes.pending_xref, fallback: str) -> nodes.inline:
    """Return the reference's text without its link."""
    return nodes.inline("", node.astext() or fallback)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the roles and their resolver."""
    for part in ("portal", "topics"):
        app.setup_extension(f"support_portal.sphinx_ext.{part}")
    for name in ResolveReferences._RESOLVERS:
        app.add_role(name, PortalRole(innernodeclass=nodes.inline, warn_dangling=True))
    app.add_post_transform(ResolveReferences)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
