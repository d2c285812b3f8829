"""Stem words of many languages, by the same code on every machine: Snowball's in Python (https://snowballstem.org).

``snowballstemmer.stemmer`` takes the compiled PyStemmer instead where that happens to be installed, in whatever
version; its stems need not be those that readers' browsers make, nor those of another machine.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Final

# Snowball's names of the languages it knows, which Sphinx ships as scripts too.
LANGUAGES: Final = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "fi": "finnish",
    "fr": "french", "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "nb": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
# Words with such a last letter are their own stems, as no ending that is cut off ends so: a fifth of an index's words.
UNTOUCHED: Final = {"english": frozenset("abfhjkopquvwxz0123456789")}


@cache
def stemmer(language: str) -> Callable[[str], str] | None:
    """Return what gives the stem of a word in small letters; None for a language Snowball does not know.

    >>> stem = stemmer("en-GB")
    >>> stem("badges"), stem("registered")
    ('badg', 'regist')
    """
    name = LANGUAGES.get(language[:2].lower())
    if not name:
        return None
    kind = getattr(import_module(f"snowballstemmer.{name}_stemmer"), f"{name.capitalize()}Stemmer")
    cut: Callable[[str], str] = kind().stemWord
    if name not in UNTOUCHED:
        return cut
    untouched = UNTOUCHED[name]
    return lambda word: word if word[-1:] in untouched else cut(word)
