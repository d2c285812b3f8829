"""Make what a feed holds of an article when its page is written, and keep it beside the doctrees for later builds.

Made for all feeds at once after the pages, in one process, it took a third of a full build of 1,000 articles, and most
of the build after an edit.  Drawn anew for each page that a feed holds, it took a fifth: it is what the page shows.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.util.logging import suppress_logging

from support_portal.core.formats.html_addresses import make_absolute
from support_portal.sphinx_ext.incremental import manifest_path
from support_portal.sphinx_ext.listing import article_list
from support_portal.sphinx_ext.output import WEB, site_address

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator


# As Sphinx writes the permalinks of headings and captions, and a page of one section; footnotes may follow it.
_PERMALINK = re.compile(r'<a class="headerlink"[^>]*>.*?</a>', re.DOTALL)
_TITLED = re.compile(
    r'\s*<section\b[^>]*>\s*(?:<span id="[^"]*"></span>\s*)*<h1\b.*?</h1>(.*)</section>(.*)', re.DOTALL
)


def _kept(app: Sphinx, docname: str) -> Path | None:
    """Return where an article's content is kept; None where nobody sees to it that a page is written when it must."""
    if "support_portal.sphinx_ext.incremental" not in app.extensions:
        return None
    return manifest_path(app).with_suffix("") / f"{docname}.html"


def keep_content(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Keep the content of an article whose page is being written and that a feed holds; forget an older one."""
    if app.builder.name not in WEB or doctree is None:
        return
    if (path := _kept(app, pagename)) is None:
        return
    if pagename in getattr(app, "_portal_in_feeds", ()):
        # A listing is cards on the page, and plain links in a feed.
        drawn = doctree.next_node(article_list) is None and "body" in context
        _keep(path, _standalone(app, pagename, context["body"]) if drawn else _html(app, pagename))
    else:
        path.unlink(missing_ok=True)


def content_of(app: Sphinx, docname: str) -> str:
    """Return an article as HTML that stands by itself: absolute addresses, no title, no permalinks."""
    path = _kept(app, docname)
    if path and path.exists():
        return path.read_text(encoding="utf-8")
    html = _html(app, docname)
    if path:
        _keep(path, html)
    return html


def _keep(path: Path, html: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html, encoding="utf-8", newline="")


def _standalone(app: Sphinx, docname: str, body: str) -> str:
    """Return the body of a page without its title, which a feed shows itself, its permalinks and relative addresses."""
    html = _PERMALINK.sub("", body)
    if (titled := _TITLED.fullmatch(html)) and "<h1" not in titled[1] + titled[2]:
        html = titled[1] + titled[2]
    return make_absolute(html, site_address(app.config, app.builder.get_target_uri(docname))).strip()


def _html(app: Sphinx, docname: str) -> str:
    """Draw an article from a doctree of its own: drawing the page has changed the page's, by the titles of notes."""
    builder = cast("StandaloneHTMLBuilder", app.builder)
    # Its notices are printed when the page itself is written.
    with suppress_logging():
        doctree = builder.env.get_and_resolve_doctree(docname, builder, tags=builder.tags)
    builder.post_process_images(doctree)
    for listing in list(doctree.findall(article_list)):
        listing.replace_self(listing.children)
    base = builder.config.html_baseurl.rstrip("/")
    before = {name: getattr(builder, name, None) for name in ("imgpath", "dlpath")}
    builder.imgpath, builder.dlpath = f"{base}/{builder.imagedir}", f"{base}/_downloads"
    builder.current_docname = docname
    builder.secnumbers = builder.env.toc_secnumbers.get(docname, {})
    builder.fignumbers = builder.env.toc_fignumbers.get(docname, {})
    doctree.settings = builder.docsettings
    try:
        visitor = cast("HTML5Translator", builder.create_translator(doctree, builder))
        doctree.walkabout(visitor)
    finally:
        for name, value in before.items():
            setattr(builder, name, value)
    return _standalone(app, docname, "".join(visitor.fragment))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the keeping of contents with the writing of pages."""
    # Before others add to the body: banners, the question whether the page helped.
    app.connect("html-page-context", keep_content, priority=1)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
