"""Old addresses: one table of where they lead, its clashes and circles, and the maps web servers read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from support_portal.core.addresses import in_url, normal_path
from support_portal.core.article import Article
from support_portal.notices import Notice, Problem

_SAFE = re.compile(r"[^\x00-\x1f\x7f\\<>\"{};]+\Z")


def redirect_table(
    articles: Iterable[Article], living: Iterable[str]
) -> tuple[dict[str, str], tuple[tuple[str, Problem], ...]]:
    """Return old address -> docname, and (docname, problem) for entries left out.

    ``living`` are the docnames of all pages.  An address that two articles claim goes to the first by docname;
    a living page's address is never redirected; an address outside the portal or with control signs is refused.
    Because the target is always a living page, no redirect leads to another and none can go in a circle.
    """
    pages = {normal_path(docname): docname for docname in living}
    table: dict[str, str] = {}
    problems: list[tuple[str, Problem]] = []

    def refuse(docname: str, message: str) -> None:
        problems.append((docname, Problem(Notice.REDIRECT, message, key="redirect_from")))

    for article in sorted(articles, key=lambda a: a.docname):
        for address in article.redirect_from:
            old = normal_path(address)
            claim = f'redirect_from "{address}"'
            if not {"", ".", ".."}.isdisjoint(old.split("/")) or not _SAFE.match(old):
                refuse(article.docname, f"{claim} is no address here; write a path like solutions/old-name")
            elif pages.get(old) == article.docname:
                refuse(article.docname, f"{claim} is this page itself, so it would go in a circle; remove it")
            elif old in pages:
                refuse(article.docname, f"{claim} is a living page; remove it or move that page")
            elif old in table:
                refuse(article.docname, f"{claim} already leads to {table[old]}; keep it in one of the two")
            else:
                table[old] = article.docname
    return dict(sorted(table.items())), tuple(problems)


def nginx_map(table: Mapping[str, str]) -> str:
    """Return an nginx ``map`` block: old paths, with and without suffix, to new addresses.

    ``table`` maps an old path (no leading slash, no suffix) to the new path from the portal's root.
    """
    rows = []
    for old, new in table.items():
        rows += [f'    "{form}" "/{new}";' for form in (f"/{old}", f"/{old}/", f"/{old}.html")]
    return "\n".join(
        [
            "# In the http block; then in the server block: if ($portal_moved) { return 301 $portal_moved; }",
            "map $uri $portal_moved {",
            '    default "";',
            *rows,
            "}",
            "",
        ]
    )


def netlify_redirects(table: Mapping[str, str]) -> str:
    """Return a ``_redirects`` file, as Netlify reads it."""
    rows = []
    for old, new in table.items():
        path = in_url(old)
        # The sign forces the redirect although a page stands there for servers that read no map.
        rows += [f"/{path} /{new} 301!", f"/{path}.html /{new} 301!"]
    return "\n".join(rows) + ("\n" if rows else "")
