"""Make the search index: what the reader's search box looks through, in small scripts loaded as a query needs them."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from support_portal.core.article import Article
from support_portal.core.fields import Audience
from support_portal.core.library import Library
from support_portal.core.search.codec import compared, order, packed, shards, written
from support_portal.core.search.kin import kin, packed_kin
from support_portal.core.search.postings import posting_text, postings, spread_of
from support_portal.core.search.weights import NAMES, TITLE, Fields, bag, figures
from support_portal.core.search.words import Terms, words

# Result cards in one file: a query shows the cards of articles all over the portal.
CARDS: Final = 8
# Titles in one file: each key shows others, so they are small and many together.
TITLES: Final = 64
# Digits of a file's version: two contents of a file share one by chance once in 16 million.
VERSION: Final = 4
# Synonyms, each with its terms between spaces.
_Group = Sequence[tuple[str, str]]
# Letters of postings in one file, at least; a query loads one for each of its words.
SHARD: Final = 4_000
# Larger indexes have larger files: all are named in the first one, so half of what grows would be names.
GROWTH: Final = 2.6
# The shortest word that is tried with a letter wrong.
SHORTEST: Final = 4


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


def search_index(library: Library, address: Callable[[str], str], language: str, sources: Sources) -> dict[str, str]:
    """Return the scripts of the index by file name; the same articles give the same bytes, whatever their order.

    ``start.js`` is loaded first; ``terms-*.js`` hold postings of words, in their order, and ``pairs-*.js`` those of
    two words; ``titles-*.js`` what results show while somebody types, ``cards-*.js`` the rest; ``words-0.js`` the words
    that typing errors are compared with.
    """
    terms = Terms(language)
    library = _with_generated(library, sources.generated)
    articles = [article for article in library if _worth_finding(article)]
    groups = _prepared(sources.synonyms, terms)
    fields = [_fields(article, library, sources, groups, terms) for article in articles]
    bags = [bag(one, terms) for one in fields]
    known, spread = figures(bags, len(bags)), spread_of(bags)
    found = postings(bags, known, spread)
    texts = [(term, posting_text(found[term], known.rarities[spread[term]])) for term in sorted(found, key=order)]
    letters = sum(len(term) + len(text) + 2 for term, text in texts)
    size = max(SHARD, 100 * round(GROWTH * math.sqrt(letters) / 100))
    cut = {
        "terms": list(shards([one for one in texts if " " not in one[0]], size)),
        "pairs": list(shards([one for one in texts if " " in one[0]], size)),
    }
    parts: dict[str, list[Any]] = {
        **{name: [written(shard) for shard in some] for name, some in cut.items()},
        "titles": _parted([_title(article, library, address) for article in articles], TITLES),
        "cards": _parted([_card(article) for article in articles], CARDS),
        "words": [compared(_words(fields))],
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
        "most": known.most,
        "terms": terms.settings(),
        "bounds": {name: [shard[0][0] for shard in some] for name, some in cut.items()},
        "sizes": {"titles": TITLES, "cards": CARDS},
        "kin": packed_kin(kin(bags, terms.language)),
        "folders": packed((numbers[folder] for folder in folders), 2),
        "titles": packed(len(set(terms(article.title))) for article in articles),
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


def _fields(article: Article, library: Library, sources: Sources, groups: Sequence[_Group], terms: Terms) -> Fields:
    names = [*article.keywords, *article.answers, *sources.names.get(article.docname, ())]
    phrases: dict[str, Sequence[str]] = {
        TITLE: [article.title],
        NAMES: list(dict.fromkeys(name for name in names if name != article.title)),
        "headings": [heading.text for heading in article.headings],
        "summary": [article.description],
        "trail": [*(one.title for one in library.parents(article.docname)), *map(_spoken, article.docname.split("/"))],
    }
    if groups:
        texts = {_spaced(terms(phrase)) for group in phrases.values() for phrase in group}
        phrases[NAMES] = [*phrases[NAMES], *_synonyms(texts, groups)]
    return Fields(phrases, sources.texts.get(article.docname, ""))


def _spoken(part: str) -> str:
    """Return a part of an address as words."""
    return part.replace("-", " ").replace("_", " ")


def _spaced(terms: Iterable[str]) -> str:
    return f" {' '.join(terms)} "


def _prepared(groups: Iterable[Sequence[str]], terms: Terms) -> list[_Group]:
    """Return groups of synonyms with each as its terms, as they are looked for."""
    return [[(word, _spaced(terms(word))) for word in group] for group in groups]


def _synonyms(texts: Iterable[str], groups: Iterable[_Group]) -> list[str]:
    """Return the synonyms of what texts hold, without what they hold already."""
    whole = "\n".join(texts)
    found: list[str] = []
    for group in groups:
        missing = [word for word, spaced in group if spaced not in whole]
        if len(missing) < len(group):
            found += missing
    return list(dict.fromkeys(found))


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


def _words(fields: Iterable[Fields]) -> list[str]:
    """Return the words of titles, names, headings and summaries as they are written, sorted."""
    phrases = (phrase for one in fields for group in one.phrases.values() for phrase in group)
    found = {word for phrase in set(phrases) for word in words(phrase)}
    return sorted((w for w in found if len(w) >= SHORTEST and not w.isdigit()), key=lambda w: w.encode("utf-16-be"))


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
