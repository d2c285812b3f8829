"""Write a Markdown twin of every page, and llms.txt, for language models and other programs that read the portal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup
from markdownify import MarkdownConverter

from support_portal.core.library import Library
from support_portal.core.llms import llms_txt
from support_portal.sphinx_ext.output import WEB, make_absolute, site_address, write_output
from support_portal.sphinx_ext.portal import portal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4 import Tag
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

# What is there for eyes and mice only.
_NOT_TAGS = frozenset({"svg", "script", "form", "input", "button"})
_NOT_CLASSES = frozenset({"headerlink", "portal-more", "portal-years"})
_FENCE = re.compile(r"\s*(```+)")


def _language(pre: Tag) -> str:
    """Return the language of a code block from Sphinx's ``highlight-…`` class."""
    for parent in pre.parents:
        for name in parent.get("class") or ():
            if name.startswith("highlight-"):
                language = str(name).removeprefix("highlight-")
                return "" if language in ("default", "text", "none") else language
    return ""


def markdown(html: str, url: str) -> str:
    """Return a page's body as Markdown with absolute addresses (when ``url``, the page's own, is known)."""
    soup = BeautifulSoup(html, "html.parser")
    # One walk, because a CSS selector engine took a third of the time of a twin.
    for tag in list(soup.find_all(True)):
        if tag.name in _NOT_TAGS or not _NOT_CLASSES.isdisjoint(tag.get("class") or ()):
            tag.extract()
    if url:
        make_absolute(soup, url)
    converter = MarkdownConverter(
        heading_style="ATX", bullets="-", code_language_callback=_language, escape_misc=False, strip=["span"]
    )
    return "\n".join(_single_spaced(converter.convert_soup(soup).strip().splitlines())) + "\n"


def _single_spaced(lines: list[str]) -> Iterator[str]:
    """Yield the lines with one blank line at most between two others, but code as it is."""
    fence, blank = "", False
    for line in lines:
        text = line if fence else line.rstrip()
        if text or fence or not blank:
            yield text
        blank = not text
        if match := _FENCE.match(text):
            if not fence:
                fence = match.group(1)
            elif match.group(1) == fence and text.strip() == fence:
                fence = ""


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
    foot = [f"Source: {url}" if url else "", f"Updated: {day.isoformat()}" if day else "", p.config.notice]
    foot = [line for line in foot if line]
    text = markdown(context["body"], url)
    write_output(
        app,
        f"{pagename}.md",
        text + ("\n---\n\n" + "\n".join(f"{line}  " for line in foot).rstrip() + "\n" if foot else ""),
    )


def write_llms(app: Sphinx, exception: Exception | None) -> None:
    """Write llms.txt."""
    if exception or app.builder.name not in WEB:
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
