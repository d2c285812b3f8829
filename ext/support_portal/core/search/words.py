"""Turn texts into the terms the search compares, just as ``terms.js`` turns queries: both read the same settings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, Final

from support_portal.core.stems import LANGUAGES, stemmer

# Words of questions that tell nothing of their subject.
_SMALL: Final = {
    "en": "a about an and are as at be but by can could did do does for from has have how i if in into is it its me my "
    "no of on or our should so that the their there this to was we what when where which who why will with would "
    "you your"
}
# British and American spellings become one; a word that is none of both suffers the same in texts and in queries.
_SPELLINGS: Final = {
    "en": (
        ("^(.{3,})is(e|es|ed|er|ers|ing|ation|ations)$", "$1iz$2"),
        ("^(.{3,})our(s|ed|ing|ful|able|ite|ites|hood)?$", "$1or$2"),
        ("^(lic|def|off)ence(s|d)?$", "$1ense$2"),
        ("^(.{3,})logue(s)?$", "$1log$2"),
        ("^(cen|thea|me|lit)tre(s|d)?$", "$1ter$2"),
        ("^(anal|paral|catal)ys(e|es|ed|ing)$", "$1yz$2"),
        ("^(.{3,})ll(ed|ing|er|ers)$", "$1l$2"),
        # What a reader does to himself, an article tells him to do to yourself.
        ("^(my|our)sel(f|ves)$", "yourself"),
    )
}
# Scripts that do not part their words: each two neighbouring letters are a term.
_UNPARTED: Final = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005\\u3040-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff"
_RUN = re.compile(f"[{_UNPARTED}]+")
# Of ASCII, all but letters and digits: a table takes a quarter of the time of a pattern.
_SPACES = {code: " " for code in range(128) if not chr(code).isalnum()}
_LETTERS = re.compile(r"\w+")
_ACCENTS = re.compile("[\u0300-\u036f]+")
# Phrases kept: articles come by folder.
PHRASES: Final = 1024


@cache
def _marks() -> frozenset[str]:
    """Return the marks that belong to letters (vowels of Arabic, Hindi or Thai), which Python leaves out of words."""
    return frozenset(chr(code) for code in range(0x370, 0x12000) if unicodedata.category(chr(code))[0] == "M")


@cache
def _marked() -> re.Pattern[str]:
    return re.compile(f"[\\w{''.join(sorted(_marks()))}]+")


def fold(text: str) -> str:
    """Return a text without case, accents and forms of width.

    >>> fold("\u00c9cole \uff21\uff22")
    'ecole ab'
    """
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFKD", text).lower()))


def words(text: str) -> list[str]:
    """Return the folded words of a text, in order; of scripts without spaces, each two letters.

    >>> words("data-badge-type, \u691c\u7d22\u3059\u308b")
    ['data', 'badge', 'type', '\u691c\u7d22', '\u7d22\u3059', '\u3059\u308b']
    """
    if text.isascii():
        return _plain(text.lower())
    # Quotes and dashes do not send a long text on the long way, which takes four times as long.
    groups = groupby(text.split(), str.isascii)
    return [word for plain, some in groups for word in (_plain if plain else _accented)(fold(" ".join(some)))]


def _plain(folded: str) -> list[str]:
    return folded.translate(_SPACES).split()


def _accented(folded: str) -> list[str]:
    folded = folded.replace("_", " ")
    if folded.isascii():
        return _plain(folded)
    # The pattern with all marks takes ten times as long, so it is kept for texts that have one.
    pattern = _LETTERS if _marks().isdisjoint(folded) else _marked()
    found: list[str] = pattern.findall(folded)
    return [part for word in found for part in _parts(word)] if _RUN.search(folded) else found


def _parts(word: str) -> Iterator[str]:
    place = 0
    for run in _RUN.finditer(word):
        if run.start() > place:
            yield word[place : run.start()]
        letters = run[0]
        yield from (letters[n : n + 2] for n in range(max(1, len(letters) - 1)))
        place = run.end()
    if place < len(word):
        yield word[place:]


# The words of a phrase, kept because articles of one folder share phrases: titles above them, parts of their addresses.
phrase_words = lru_cache(PHRASES)(words)


class _Known(dict[str, str]):
    """What a function made of each word it was given before."""

    def __init__(self, make: Callable[[str], str]) -> None:
        self._make = make

    def __missing__(self, word: str) -> str:
        made = self[word] = self._make(word)
        return made


class Terms:
    """The terms of texts in one language: stems without small words, in one spelling."""

    def __init__(self, language: str) -> None:
        self.language = language[:2].lower()
        self._small = frozenset(_SMALL.get(self.language, "").split())
        self._spellings = [
            (re.compile(pattern), re.sub(r"\$(\d)", r"\\g<\1>", to))
            for pattern, to in _SPELLINGS.get(self.language, ())
        ]
        # Of two hundred words one is spelt in two ways, and one pattern is faster than eight.
        self._respelt = re.compile("|".join(pattern.pattern for pattern, _ in self._spellings) or "(?!)")
        self._stemmer = stemmer(self.language)
        # A portal's articles share most of their words, and a dictionary answers faster than a function.
        self.stem = _Known(self._stem).__getitem__
        # The same, but nothing for small words: no word of a text costs a step of Python.
        self._telling = _Known(lambda word: "" if word in self._small else self.stem(word)).__getitem__
        # As `phrase_words`; the list is the same each time, so nobody may change it.
        self.phrase = lru_cache(PHRASES)(self.__call__)

    def settings(self) -> dict[str, Any]:
        """Return what ``terms.js`` needs to do the same."""
        return {
            "small": " ".join(sorted(self._small)),
            "spellings": [list(pair) for pair in _SPELLINGS.get(self.language, ())],
            "unparted": _UNPARTED.replace("\\\\", "\\"),
        }

    def __call__(self, text: str) -> list[str]:
        """Return the terms of a text, in order; a text of small words only keeps them."""
        found = words(text)
        return list(filter(None, map(self._telling, found))) or list(map(self.stem, found))

    def _stem(self, word: str) -> str:
        if self._respelt.search(word):
            for pattern, to in self._spellings:
                word = pattern.sub(to, word)
        return self._stemmer(word) if self._stemmer else word


def stemmer_script(folder: Path, language: str) -> str:
    """Return the script that stems the words of queries, made of Snowball's in ``folder`` (Sphinx ships them).

    Empty for a language Snowball does not know: its words are compared whole, in texts and in queries.
    """
    name = LANGUAGES.get(language[:2].lower())
    if not name:
        return "// Words of this language are compared whole.\n"
    scripts = [(folder / f"{part}-stemmer.js").read_text(encoding="utf-8") for part in ("base", name)]
    return "\n".join([*scripts, f"globalThis.portalSearchStemmer = new {name.capitalize()}Stemmer();\n"])


def pairs(terms: Sequence[str]) -> Iterable[str]:
    """Return each two neighbouring terms as one term, which finds phrases."""
    return (f"{first} {second}" for first, second in pairwise(terms))
