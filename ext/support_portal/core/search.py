"""Make the search records: what the reader's search box looks through, one small record a page."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from support_portal.core.article import Article
from support_portal.core.fields import Audience
from support_portal.core.library import Library


def search_records(
    library: Library,
    address: Callable[[str], str],
    old_names: Mapping[str, tuple[str, ...]],
    popularity: tuple[str, ...] = (),
) -> list[dict[str, Any]]:
    """Return one record a page, by docname.

    Keys are short because readers download them: ``u`` address from the portal's root, ``t`` title, ``s`` summary,
    ``h`` headings as [anchor, text], ``k`` keywords and questions, ``c`` breadcrumb, ``n`` section, ``d`` products,
    ``a`` audience unless everybody, ``p`` popularity (1 most popular, towards 0).
    ``old_names`` adds the words of old addresses and of links from other articles.
    """
    places = {docname: place for place, docname in enumerate(popularity)}
    records = []
    for article in library:
        if not _worth_finding(article):
            continue
        words = [*article.keywords, *article.answers, *old_names.get(article.docname, ())]
        record: dict[str, Any] = {
            "u": address(article.docname),
            "t": article.title,
            "s": article.description,
            "h": [[h.anchor, h.text] for h in article.headings],
            "k": " · ".join(dict.fromkeys(words)),
            "c": " \u203a ".join(a.title for a in library.parents(article.docname)),
            "n": article.section,
        }
        if article.products:
            record["d"] = list(article.products)
        if article.audience != Audience.PUBLIC:
            record["a"] = str(article.audience)
        if article.docname in places:
            record["p"] = round(1 - places[article.docname] / len(places), 3)
        records.append(record)
    return records


def _worth_finding(article: Article) -> bool:
    """Tell whether the page is more than a list of what is found itself, as the home page and section indexes are."""
    return article.docname not in ("index", "404") and not (article.is_index and article.docname.count("/") < 2)


def index_script(records: list[dict[str, Any]]) -> str:
    """Return the records as a script that hands them over."""
    return data_script("portalSearchRecords", records)


def data_script(name: str, data: Any) -> str:
    """Return a script that sets a global variable: a script also loads from ``file://``, a fetch does not."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # U+2028 and U+2029 end a line in old script engines.
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"globalThis.{name}={text};\n"
