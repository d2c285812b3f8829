"""Find the fonts of manuals: those of installed packages, those of an operator, and what the compiler carries."""

from __future__ import annotations

import unicodedata
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

# What a manual is set in, the best first.  Libertinus comes with the compiler.  None is a variable font: shaping those
# took twice as long (7.1 CPU seconds for 200 articles against 3.3, Typst 0.15).
TEXT: Final = ("Libertinus Serif",)
SANS: Final = ("Source Sans Pro", "Libertinus Serif")
CODE: Final = ("IBM Plex Mono", "DejaVu Sans Mono")
# How packages with fonts say that they are there.
_GROUPS: Final = ("fontpkg.family", "fonts_otf", "fonts_ttf")

# What the words of SVG pictures are set in where they ask for any sans serif.
PICTURES: Final = "Source Sans Pro"

# Packages with fonts that say nothing of themselves by an entry point: one for each way Han characters are drawn.
_CHINESE, _TAIWANESE, _JAPANESE, _KOREAN = (f"pylopdf-fonts-{name}" for name in ("zh-cn", "zh-tw", "jp", "ko"))
_SILENT: Final = (_CHINESE, _TAIWANESE, _JAPANESE, _KOREAN)
# What ends the name of a family that draws Han characters as readers of a language expect them, by the language.
_HAN: Final = {"ja": "JP", "ko": "KR", "zh_TW": "TC", "zh_HK": "TC", "zh_Hant": "TC", "zh": "SC"}
_HAN_PACKAGES: Final = {"JP": _JAPANESE, "KR": _KOREAN, "TC": _TAIWANESE, "SC": _CHINESE}

# The first word of a character's Unicode name -> the package on PyPI with a font for it; "" for Han, see below.
_PACKAGES: Final = {
    "CJK": "",
    "IDEOGRAPHIC": "",
    "FULLWIDTH": "",
    "HIRAGANA": _JAPANESE,
    "KATAKANA": _JAPANESE,
    "HANGUL": _KOREAN,
    "BOPOMOFO": _TAIWANESE,
    "ARABIC": "fontpkg-noto-sans-arabic",
    "DEVANAGARI": "fontpkg-noto-sans-devanagari",
    "TAMIL": "fontpkg-noto-sans-tamil",
    "TELUGU": "fontpkg-noto-sans-telugu",
    "KHMER": "fontpkg-noto-sans-khmer",
    "THAI": "fontpkg-noto-sans-thai",
}


def font_folders(setting: str, base: Path) -> tuple[list[Path], list[str]]:
    """Return the folders with fonts, and the names in ``setting`` (separated by commas, from ``base``) that are none.

    Every installed package that offers fonts by an entry point takes part, and those for Han characters.  The fonts of
    the machine do not: a manual would depend on where it is made.
    """
    folders = []
    points = entry_points()  # Once: each time it reads what every installed package says of itself.
    for name in sorted({point.module for group in _GROUPS for point in points.select(group=group)}):
        spec = find_spec(name)
        folders += [Path(place) / "files" for place in (spec.submodule_search_locations or () if spec else ())]
    for name in _SILENT:
        spec = find_spec(name.replace("-", "_"))
        folders += map(Path, spec.submodule_search_locations or () if spec else ())
    named = [base / name.strip() for name in setting.split(",") if name.strip()]
    folders += named
    return [f for f in folders if f.is_dir()], [str(f) for f in named if not f.is_dir()]


def wanted_packages(characters: Iterable[str], language: str) -> dict[str, str]:
    """Return the package on PyPI that has a font for each character, empty where none is known.

    Japanese, Korean and Chinese share characters and draw them differently: what else stands on the page decides, and
    then the manual's language.

    >>> wanted_packages("日本の", "en")["日"], wanted_packages("中", "zh_TW")["中"], wanted_packages("𓂀", "en")
    ('pylopdf-fonts-jp', 'pylopdf-fonts-zh-tw', {'𓂀': ''})
    """
    firsts = {c: unicodedata.name(c, "").partition(" ")[0].partition("-")[0] for c in characters}
    found = {c: _PACKAGES.get(first) for c, first in firsts.items()}
    sure = [package for package in _SILENT if package in found.values()]
    han = sure[0] if sure else _HAN_PACKAGES[_han(language) or "SC"]
    return {c: han if package == "" else package or "" for c, package in found.items()}


def _han(language: str) -> str:
    """Return the ending of families for a language, empty for one without Han characters."""
    return next((end for name, end in _HAN.items() if language.startswith(name)), "")


def in_order(families: Iterable[str], language: str, *, serif: bool) -> list[str]:
    """Return the families to fall back on, the best first: those for the language, then those of the wanted style.

    >>> in_order(["Noto Sans JP", "Noto Serif JP", "Noto Serif SC"], "zh_CN", serif=True)
    ['Noto Serif SC', 'Noto Serif JP', 'Noto Sans JP']
    """
    end = _han(language) or "SC"
    return sorted(families, key=lambda name: (not name.endswith(f" {end}"), ("Serif" in name) != serif, name))


def spoken(character: str) -> str:
    r"""Return what is printed for a character no font has: its name in brackets, or nothing if it is invisible anyway.

    >>> spoken("🚀"), spoken("\ufe0f")
    ('[rocket]', '')
    """
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    if name.startswith("VARIATION SELECTOR") or unicodedata.category(character) == "Cf":
        return ""
    return f"[{name.lower()}]"
