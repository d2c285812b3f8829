"""Give articles the words that mean the same to readers, from groups kept by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from support_portal.core.search.weights import NAMES, Fields
from support_portal.core.search.words import Terms


class Synonyms:
    """Groups of words that mean the same, as terms."""

    def __init__(self, groups: Iterable[Sequence[str]], terms: Terms) -> None:
        self._terms = terms
        self._groups = [[(word, _spaced(terms(word))) for word in group] for group in groups]

    def add(self, one: Fields) -> Fields:
        """Return the fields with the synonyms of what their phrases hold, without what they hold already."""
        if not self._groups:
            return one
        texts = {_spaced(self._terms(phrase)) for group in one.phrases.values() for phrase in group}
        whole = "\n".join(texts)
        found: list[str] = []
        for group in self._groups:
            missing = [word for word, spaced in group if spaced not in whole]
            if len(missing) < len(group):
                found += missing
        return Fields({**one.phrases, NAMES: [*one.phrases[NAMES], *dict.fromkeys(found)]}, one.text)


def _spaced(terms: Iterable[str]) -> str:
    return f" {' '.join(terms)} "
