"""The index at the back: what authors marked for it, the glossary's terms, and the keywords of articles."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from sphinx.util.index_entries import split_index_msg

from support_portal.sphinx_ext.portal import portal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.environment import BuildEnvironment

# term -> (anchors, part -> anchors)
_Terms = dict[str, tuple[list[str], dict[str, list[str]]]]


def index_of(env: BuildEnvironment, docnames: Iterable[str]) -> list[list[Any]]:
    """Return the index of some pages: ``[letter, [[term, anchors, [[part, anchors], …]], …]]``, sorted."""
    terms: _Terms = {}
    spelling: dict[str, str] = {}
    for docname in docnames:
        for term, part, anchor in _entries(env, docname):
            # "Badge" and "badge" are one term, spelt as it was first met.
            name = spelling.setdefault(term.casefold(), term)
            anchors, parts = terms.setdefault(name, ([], {}))
            place = parts.setdefault(part, []) if part else anchors
            if anchor and anchor not in place:
                place.append(anchor)
    letters: dict[str, list[Any]] = {}
    for term in sorted(terms, key=_order):
        anchors, parts = terms[term]
        rows = [[part, parts[part]] for part in sorted(parts, key=_order)]
        letters.setdefault(_letter(term), []).append([term, anchors, rows])
    return [[letter, rows] for letter, rows in letters.items()]


def _entries(env: BuildEnvironment, docname: str) -> Iterator[tuple[str, str, str]]:
    """Yield (term, part, anchor) of a page; a part is a term below a term, or what to see instead."""
    article = portal(env).library.get(docname)
    for keyword in article.keywords if article else ():
        yield keyword, "", docname
    for kind, value, target, _main, _key in env.domains.index_domain.entries.get(docname, ()):
        anchor = f"{docname}#{target}" if target else docname
        try:
            parts = split_index_msg(kind, value)
        except ValueError:
            continue  # Sphinx has told of it
        match kind, parts:
            case "single", [term, *below]:
                yield term, below[0] if below else "", anchor
            case "pair", [first, second, *_]:
                yield first, second, anchor
                yield second, first, anchor
            case "triple", [first, second, third, *_]:
                yield first, f"{second} {third}", anchor
                yield second, f"{third}, {first}", anchor
                yield third, f"{first} {second}", anchor
            case (("see" | "seealso"), [term, other, *_]):
                yield term, f"→ {other}", ""


def _order(term: str) -> tuple[int, str, str]:
    """Return what to sort by: signs, then digits, then letters without regard to case and accents."""
    plain = unicodedata.normalize("NFKD", term).casefold()
    base = "".join(c for c in plain if not unicodedata.combining(c))
    return (2 if base[:1].isalpha() else 1 if base[:1].isdigit() else 0, base, term)


def _letter(term: str) -> str:
    rank, base, _term = _order(term)
    return base[0].upper() if rank == 2 else "0-9" if rank == 1 else "#"
