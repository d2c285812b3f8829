"""Write a Markdown twin of every page, and llms.txt, for language models and other programs that read the portal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from html_to_markdown import ConversionOptions, convert

from support_portal.core.formats.llms import llms_txt
from support_portal.core.library import Library
from support_portal.sphinx_ext.output import WEB, due, site_address, write_output
from support_portal.sphinx_ext.portal import portal

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

# What is there for eyes and mice only.
_NOT = ["svg", "script", "form", "input", "button", ".headerlink", ".portal-more", ".portal-years", ".portal-progress"]
# As Sphinx writes a code block; its language is on the outermost of three elements.
_CODE = re.compile(r'<div class="highlight-([\w+.#-]+) notranslate"[^>]*><div class="highlight"><pre([^>]*)>')
_NO_LANGUAGE = frozenset({"default", "text", "none"})
# An item of one paragraph is an item of a tight list.
_SHORT_ITEM = re.compile(r"<li><p>((?:(?!</?p>).)*)</p>\s*</li>", re.DOTALL)


def _named_code(match: re.Match[str]) -> str:
    language = match[1].lower()
    name = "" if language in _NO_LANGUAGE else f' class="language-{language}"'
    return f'<div><div class="highlight"><pre{name}>'


def markdown(html: str, url: str) -> str:
    """Return a page's body as Markdown with absolute addresses (when ``url``, the page's own, is known)."""
    options = ConversionOptions(
        bullets="-",
        escape_asterisks=True,
        escape_underscores=True,
        autolinks=False,
        compact_tables=True,
        extract_metadata=False,
        exclude_selectors=_NOT,
        strip_tags=["span"],
        base_url=url or None,
    )
    text = convert(_SHORT_ITEM.sub(r"<li>\1</li>", _CODE.sub(_named_code, html)), options).content
    return (text or "").strip() + "\n"


def write_twin(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Write the twin of an article's page beside it, from the very HTML readers get."""
    if app.builder.name not in WEB or doctree is None or "body" not in context or pagename == "404":
        return
    p = portal(app.env)
    article = p.library.get(pagename)
    if article is None:
        return
    url = site_address(app.config, app.builder.get_target_uri(pagename))
    day = p.library.updated(article)
    original = p.library.shown_in(pagename)
    article_url = site_address(app.config, app.builder.get_target_uri(original.docname)) if original else ""
    foot = [f"Source: {url}" if url else "", f"Article: {article_url}" if article_url else ""]
    foot += [f"Updated: {day.isoformat()}" if day else "", p.config.notice]
    foot = [line for line in foot if line]
    text = markdown(context["body"], url)
    write_output(
        app,
        f"{pagename}.md",
        text + ("\n---\n\n" + "\n".join(f"{line}  " for line in foot).rstrip() + "\n" if foot else ""),
    )


def write_llms(app: Sphinx, exception: Exception | None) -> None:
    """Write llms.txt."""
    if not due(app, exception):
        return
    p = portal(app.env)
    description = " ".join(part for part in (p.config.tagline, p.config.notice) if part)
    text = llms_txt(
        app.config.project,
        description,
        Library({d: a for d, a in p.library.articles.items() if d != "404"}),
        lambda docname: site_address(app.config, f"{docname}.md") or f"{docname}.md",
    )
    write_output(app, "llms.txt", text)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the twins; late, so that the body is what the theme prints."""
    app.setup_extension("support_portal.sphinx_ext.listing")
    app.connect("html-page-context", write_twin, priority=900)
    app.connect("build-finished", write_llms)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
