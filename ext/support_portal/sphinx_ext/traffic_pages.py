"""Write the list of the portal's addresses beside the doctrees, by which access logs are counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from support_portal.core.listing import Source
from support_portal.sphinx_ext.domain import portal_domain
from support_portal.sphinx_ext.output import due, root_path
from support_portal.sphinx_ext.portal import portal

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

NAME = "traffic-pages.json"


def write_pages(app: Sphinx, exception: Exception | None) -> None:
    """Write the addresses of published articles, today's and those that moved, with what decides their order.

    Not into the output: it is of use to operators only.
    """
    if not due(app, exception):
        return
    p = portal(app.env)
    articles = sorted(p.library.content, key=lambda a: a.docname)
    updated = ((a.docname, p.library.updated(a)) for a in articles)
    data = {
        "version": 1,
        "root": root_path(app.config),
        "languages": [language for text in p.config.languages.split(",") if (language := text.strip(" /"))],
        "articles": [a.docname for a in articles],
        "moved": dict(sorted(p.redirects.items())),
        "pins": {a.docname: a.pin for a in articles if a.pin is not None},
        "unpinned": [a.docname for a in articles if a.unpin],
        "half_life": p.config.half_life,
        "updated": {docname: day.isoformat() for docname, day in updated if day},
        "lists": sorted(
            (page, query.section, query.per_folder)
            for page, queries in portal_domain(app.env).listings.items()
            for query in queries
            if query.source is Source.POPULAR and query.per_folder
        ),
    }
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    (Path(app.doctreedir) / NAME).write_text(text, encoding="utf-8", newline="\n")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the writing."""
    app.setup_extension("support_portal.sphinx_ext.portal")
    app.connect("build-finished", write_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
