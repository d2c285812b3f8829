"""Links lead to a page or file that is there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from support_portal.core.linter.links import PAGE_ROLES, Target, goal
from support_portal.core.linter.page import Link, Page
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rule import Finding, Rule, Severity
from support_portal.core.suggest import closest, did_you_mean


def check(page: Page, pages: Pages) -> Iterator[Finding]:
    """Yield links to pages, files, topics, terms and labels that are not there."""
    for link in page.links:
        message = ""
        if link.kind in PAGE_ROLES or link.kind in ("link", "doc"):
            message = _of_page(link, goal(link, page, pages), pages)
        elif link.kind == "topic":
            topics = pages.topics
            if topics and link.target not in topics:
                message = f'there is no topic "{link.target}"' + (
                    did_you_mean(link.target, topics) or f"; write one of {', '.join(topics)}"
                )
        elif link.kind == "term":
            term = " ".join(link.target.split()).casefold()
            if term not in page.terms and term not in pages.glossary:
                message = f'the glossary has no term "{link.target}"' + (
                    did_you_mean(term, pages.glossary) or "; add it there or leave the role out"
                )
        elif link.kind == "ref":
            label = link.target.casefold()
            if label not in map(str.casefold, page.labels) and label not in pages.labels and ":" not in label:
                message = f'there is no label "{link.target}"' + (
                    did_you_mean(label, pages.labels) or f"; write ({link.target})= above what it means"
                )
        if message:
            yield Finding(link.start, link.end, message)


def _of_page(link: Link, target: Target, pages: Pages) -> str:
    if target.is_elsewhere or target.file_exists or target.moved_to or len(target.docnames) == 1:
        return ""
    if target.docnames:
        return f'"{link.target}" means several pages; write one of {", ".join(target.docnames)}'
    written = link.target.partition("#")[0]
    if link.kind in PAGE_ROLES:
        match = pages.library.similar_slug(written) if link.kind == "article" else None
        hint = f'; did you mean "{match}"?' if match else "; write the file's name without .md"
        return f'there is no {link.kind} "{written}"{hint}'
    near = closest(re.sub(r"(.*/)?([^/]+?)(\.md)?$", r"\2", written), {name.rpartition("/")[2] for name in pages.names})
    hint = f'; did you mean "{near}"?' if near else "; write the path of a file, seen from this page"
    return f'"{written}" is no page or file{hint}'


RULE = Rule(
    id="link-target",
    title="Links lead somewhere",
    why="A reader who follows a link and finds nothing does not try the next one.",
    severity=Severity.ERROR,
    bad="# Embed a badge\n\nSee [the attributes](badge-atributes.md) and {article}`badge-colors`.\n",
    good="# Embed a badge\n\nSee [the attributes](badge-attributes.md) and {article}`badge-attributes`.\n",
    others={"solutions/badge-attributes.md": "# Attributes of badges\n"},
    check=check,
)
