"""Find the fonts of manuals: those of installed packages, those of an operator, and what the compiler carries."""

from __future__ import annotations

import unicodedata
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Final

# What a manual is set in, the best first.  Libertinus comes with the compiler.  None is a variable font: shaping those
# took twice as long (7.1 CPU seconds for 200 articles against 3.3, Typst 0.15).
TEXT: Final = ("Libertinus Serif",)
SANS: Final = ("Source Sans Pro", "Libertinus Serif")
CODE: Final = ("IBM Plex Mono", "DejaVu Sans Mono")
# How packages with fonts say that they are there.
_GROUPS: Final = ("fontpkg.family", "fonts_otf", "fonts_ttf")

# What the words of SVG pictures are set in where they ask for any sans serif.
PICTURES: Final = "Source Sans Pro"

# The first word of a character's Unicode name -> who has a font for it.
_PACKAGES: Final = {
    "CJK": "Debian's fonts-noto-cjk",
    "HIRAGANA": "Debian's fonts-noto-cjk",
    "KATAKANA": "Debian's fonts-noto-cjk",
    "HANGUL": "Debian's fonts-noto-cjk",
    "IDEOGRAPHIC": "Debian's fonts-noto-cjk",
    "FULLWIDTH": "Debian's fonts-noto-cjk",
    "ARABIC": "the package fontpkg-noto-sans-arabic",
    "DEVANAGARI": "the package fontpkg-noto-sans-devanagari",
    "TAMIL": "the package fontpkg-noto-sans-tamil",
    "TELUGU": "the package fontpkg-noto-sans-telugu",
    "KHMER": "the package fontpkg-noto-sans-khmer",
    "THAI": "the package fontpkg-noto-sans-thai",
}


def font_folders(setting: str, base: Path) -> tuple[list[Path], list[str]]:
    """Return the folders with fonts, and the names in ``setting`` (separated by commas, from ``base``) that are none.

    Every installed package that offers fonts by an entry point takes part.  The fonts of the machine do not: a manual
    would depend on where it is made.
    """
    folders = []
    points = (point for group in _GROUPS for point in entry_points(group=group))
    for name in sorted({point.module for point in points}):
        spec = find_spec(name)
        folders += [Path(place) / "files" for place in (spec.submodule_search_locations or () if spec else ())]
    named = [base / name.strip() for name in setting.split(",") if name.strip()]
    folders += named
    return [f for f in folders if f.is_dir()], [str(f) for f in named if not f.is_dir()]


def wanted_package(characters: str) -> str:
    """Return which package has a font for these characters, or an empty string.

    >>> wanted_package("日本")
    "Debian's fonts-noto-cjk"
    """
    for character in characters:
        first = unicodedata.name(character, "").partition(" ")[0].partition("-")[0]
        if first in _PACKAGES:
            return _PACKAGES[first]
    return ""


def spoken(character: str) -> str:
    r"""Return what is printed for a character no font has: its name in brackets, or nothing if it is invisible anyway.

    >>> spoken("🚀"), spoken("\ufe0f")
    ('[rocket]', '')
    """
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    if name.startswith("VARIATION SELECTOR") or unicodedata.category(character) == "Cf":
        return ""
    return f"[{name.lower()}]"
