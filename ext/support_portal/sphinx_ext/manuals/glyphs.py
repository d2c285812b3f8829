"""Find the characters no font has before the compiler stumbles over them, and print their names instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from support_portal.notices import Notice
from support_portal.sphinx_ext.log import notify
from support_portal.sphinx_ext.manuals.fonts import spoken, wanted_packages
from support_portal.sphinx_ext.manuals.source import literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from support_portal.sphinx_ext.manuals.workshop import Workshop

_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
# What Libertinus, which comes with the compiler, has for certain: Latin, Greek, Cyrillic, signs of typographers.
_COMMON = re.compile(
    "[\x00-\x7e\xa0-\u017f\u0391-\u03a1\u03a3-\u03c9\u0401-\u044f\u2013\u2014\u2018-\u201e\u2022\u2026\u20ac\u2192]"
)
_CODE = re.compile(r"\\u\{([0-9a-f]+)\}")


def missing_characters(shop: Workshop, extra: Iterable[str]) -> set[str]:
    """Return the characters of the manuals that no font has; ``extra`` are texts beside the articles'."""
    every = {character for needs in shop.needs.values() for character in needs["characters"]}
    every |= {character for text in extra for character in text}
    rare = sorted(character for character in every if not _COMMON.match(character))
    if not rare:
        return set()
    # Each on a line of its own, lest they be shaped together.
    said = shop.probe("\n".join(f"#block({literal(character)})" for character in rare))
    found = {_CODE.sub(lambda code: chr(int(code[1], 16)), text) for text in _MISSING.findall(said)}
    return {character for text in found for character in text if not character.isascii()}


def mend_characters(shop: Workshop, missing: set[str]) -> None:
    """Write articles again with the names of characters no font has, and say which and where."""
    names = {ord(character): literal(spoken(character))[1:-1] for character in missing}
    for docname, needs in shop.needs.items():
        lines: dict[str, int] = {c: line for c, line in needs["characters"].items() if c in missing}
        if not lines:
            continue
        shop.mend(docname, shop.article(docname).translate(names))
        groups: dict[str, list[str]] = {}
        packages = wanted_packages(lines, shop.builder.config.language or "en")
        for character in lines:
            if spoken(character):
                groups.setdefault(packages[character], []).append(character)
        for package, characters in groups.items():
            shown = ", ".join(f'"{c}" {spoken(c)}' for c in characters[:5]) + (" …" if len(characters) > 5 else "")
            advice = f"pip install {package}" if package else "name a folder with one in portal_manual_fonts"
            notify(
                Notice.MANUAL_GLYPH,
                f"no font of the manuals has {shown}, so the name is printed; to print it, {advice}",
                location=(docname, min(lines[c] for c in characters) or None),
            )
