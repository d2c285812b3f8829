"""Make the search index: what the reader's search box looks through, in small scripts loaded as a query needs them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from support_portal.core.article import Article
from support_portal.core.fields import Audience
from support_portal.core.library import Library
from support_portal.core.manifest import digest, digest_files
from support_portal.core.search.codec import compared, packed
from support_portal.core.search.contents import contents
from support_portal.core.search.kin import packed_kin
from support_portal.core.search.synonyms import Synonyms
from support_portal.core.search.weights import NAMES, TITLE, Fields
from support_portal.core.search.words import Terms

# Result cards in one file: a query shows the cards of articles all over the portal.
CARDS: Final = 8
# Titles in one file: each key shows others, so they are small and many together.  With 64 a first query loads 7 KB less
# (of 82), but twice as many files come too late for the first key.
TITLES: Final = 128
# Digits of a file's version: two contents of a file share one by chance once in 16 million.
VERSION: Final = 4


@dataclass(frozen=True, slots=True)
class Sources:
    """What the index is made of beside the articles, each by docname.

    ``names`` are other names of an article: words of old addresses, texts of links to it.  ``texts`` are digests
    (:func:`support_portal.core.search.weights.digest`); ``popularity`` has the docnames, the most popular first;
    ``synonyms`` are groups of words that mean the same.  ``generated`` are pages no file was written for, by the
    docname of the page each stands below.
    """

    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    popularity: Sequence[str] = ()
    synonyms: Sequence[Sequence[str]] = ()
    generated: Mapping[str, Sequence[Article]] = field(default_factory=dict)


def search_index(
    library: Library, address: Callable[[str], str], language: str, sources: Sources, kept: Path | None = None
) -> dict[str, str]:
    """Return the scripts of the index by file name; the same articles give the same bytes, whatever their order.

    ``start.js`` is loaded first; ``terms-*.js`` hold postings of words, in their order, and ``pairs-*.js`` those of
    two words; ``titles-*.js`` what results show while somebody types, ``cards-*.js`` the rest; ``words-0.js`` the words
    that typing errors are compared with.  At ``kept`` lies what makes the next time shorter.
    """
    library = _with_generated(library, sources.generated)
    articles = [article for article in library if _worth_finding(article)]
    fields = [_fields(article, library, sources) for article in articles]
    terms = Terms(language)
    key = digest((_code(), terms.language, sources.synonyms, [article.docname for article in articles]))
    found = contents(fields, terms, Synonyms(sources.synonyms, terms).add, kept, key)
    parts: dict[str, Sequence[Any]] = {
        **found.shards,
        "titles": _parted([_title(article, library, address) for article in articles], TITLES),
        "cards": _parted([_card(article) for article in articles], CARDS),
        "words": [compared(found.words)],
    }
    scripts = {
        f"{name}-{n}.js": part_script(f"{name}-{n}", one) for name, some in parts.items() for n, one in enumerate(some)
    }
    kinds = [_kinds(article) for article in articles]
    folders = [article.docname.rpartition("/")[0] for article in articles]
    numbers = {folder: number for number, folder in enumerate(sorted(set(folders)))}
    table = sorted({json.dumps(kind) for kind in kinds})
    places = {docname: place for place, docname in enumerate(sources.popularity)}
    start = {
        "count": len(articles),
        "most": found.most,
        "terms": terms.settings(),
        "bounds": {name: [text.partition("\t")[0] for text in some] for name, some in found.shards.items()},
        "sizes": {"titles": TITLES, "cards": CARDS},
        "kin": packed_kin(found.kin),
        "folders": packed((numbers[folder] for folder in folders), 2),
        "titles": packed(found.lengths),
        "popular": packed(
            round(63 * (1 - places[a.docname] / len(places))) if a.docname in places else 0 for a in articles
        ),
        "kinds": [json.loads(kind) for kind in table],
        "kind": packed((table.index(json.dumps(kind)) for kind in kinds), 2),
        "versions": {
            name: "".join(_version(scripts[f"{name}-{n}.js"]) for n in range(len(some))) for name, some in parts.items()
        },
    }
    scripts["start.js"] = part_script("start", start)
    return scripts


def _with_generated(library: Library, generated: Mapping[str, Sequence[Article]]) -> Library:
    """Return the library with generated pages in it, each below its page."""
    articles = dict(library.articles)
    for docname, pages in generated.items():
        if above := articles.get(docname):
            articles[docname] = replace(above, children=(*above.children, *(page.docname for page in pages)))
        articles |= {page.docname: page for page in pages}
    return Library(articles, library.commit_dates)


def _fields(article: Article, library: Library, sources: Sources) -> Fields:
    names = [*article.keywords, *article.answers, *sources.names.get(article.docname, ())]
    phrases: dict[str, Sequence[str]] = {
        TITLE: [article.title],
        NAMES: list(dict.fromkeys(name for name in names if name != article.title)),
        "headings": [heading.text for heading in article.headings],
        "summary": [article.description],
        "trail": [*(one.title for one in library.parents(article.docname)), *map(_spoken, article.docname.split("/"))],
    }
    return Fields(phrases, sources.texts.get(article.docname, ""))


def _spoken(part: str) -> str:
    """Return a part of an address as words."""
    return part.replace("-", " ").replace("_", " ")


def _worth_finding(article: Article) -> bool:
    """Tell whether the page is more than a list of what is found itself, as the home page and section indexes are.

    What a lesson shows of an article is found as the article.
    """
    return (
        not article.article
        and article.docname not in ("index", "404")
        and not (article.is_index and article.docname.count("/") < 2)
    )


def _parted(rows: Sequence[Any], size: int) -> list[Sequence[Any]]:
    return [rows[n : n + size] for n in range(0, len(rows), size)]


def _title(article: Article, library: Library, address: Callable[[str], str]) -> tuple[str, str, str]:
    """Return what a result shows at once: address from the portal's root, title, and the trail above."""
    trail = " \u203a ".join(one.title for one in library.parents(article.docname))
    return address(article.docname), article.title, trail


def _card(article: Article) -> tuple[str, Sequence[tuple[str, str]]]:
    """Return what a result shows besides: summary, and the headings with their anchors."""
    return article.description, [(heading.anchor, heading.text) for heading in article.headings]


def _kinds(article: Article) -> tuple[str, str, Sequence[str]]:
    """Return what results are filtered by: section, audience, products."""
    return article.section, str(article.audience or Audience.PUBLIC), article.products


@cache
def _code() -> str:
    """Return a hash of the code that works out an index: what another version kept is not used."""
    return digest_files([Path(__file__).parent], (".py",))


def _version(text: str) -> str:
    """Return a short hash for the address, so that browsers keep a file as long as it stays the same."""
    number = int.from_bytes(hashlib.blake2b(text.encode("utf-8"), digest_size=4).digest(), "big")
    return packed([number % 64**VERSION], VERSION)


def part_script(name: str, data: Any) -> str:
    """Return a part of the index as a script: a script also loads from ``file://``, a fetch does not."""
    return f"(globalThis.portalSearchParts??={{}})[{json.dumps(name)}]={_json(data)};\n"


def data_script(name: str, data: Any) -> str:
    """Return a script that sets a global variable."""
    return f"globalThis.{name}={_json(data)};\n"


def _json(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # U+2028 and U+2029 end a line in old script engines.
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
