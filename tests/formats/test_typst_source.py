"""What articles say can never become Typst: any text compiles, and comes out of the PDF as it went in."""

from __future__ import annotations

import doctest
import re
import unicodedata
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support_portal.sphinx_ext.manuals import fonts, source
from support_portal.sphinx_ext.manuals.glyphs import _COMMON
from support_portal.sphinx_ext.manuals.translate.formulas import typst_math

FOLDERS, _ = fonts.font_folders("", Path())
FONTS = typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in FOLDERS])
HEAD = '#set document(title: "x")\n#set page(width: 3cm + 60cm, height: auto)\n#set text(font: "Libertinus Serif")\n'
quick = settings(deadline=None, database=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
# Letters the compiler's own font has; what looks like markup is what hypothesis should try.
LETTERS = st.characters(codec="ascii", categories=("L", "N", "P", "S", "Zs")) | st.sampled_from(
    "#$@<>*_`/\\[]{}\"'~-=+é…"
)


def compiled(markup: str) -> bytes:
    """Return markup as a tagged PDF."""
    pdf = typst.compile((HEAD + markup).encode(), font_paths=FONTS, ignore_system_fonts=True, pdf_standards=["ua-1"])
    assert isinstance(pdf, bytes)
    return pdf


def text_of(pdf: bytes) -> str:
    """Return the text of all pages."""
    return "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf))


def squeezed(text: str) -> str:
    """Return a text without white space and without the marks of hyphenation."""
    return re.sub(r"[\s\u00ad\u200b\ufffe\x02]+", "", unicodedata.normalize("NFKC", text))


@quick
@given(st.text(LETTERS, min_size=1, max_size=60))
def test_any_text_comes_back(text: str) -> None:
    """Markup characters are characters: the PDF has the very text, whatever it is."""
    assert squeezed(text_of(compiled(f"#par[{source.words(text)}]"))) == squeezed(text)


@quick
@given(st.text(LETTERS, max_size=60))
def test_any_text_is_one_literal(text: str) -> None:
    """A literal ends where the text ends: what follows it is read as Typst again."""
    pdf = compiled(
        f"#metadata({source.literal(text)})#par[#{source.literal('before')}#{source.literal(text)}#strong[]]"
    )
    assert squeezed(text_of(pdf)).startswith("before")


@quick
@given(st.text(max_size=40))
def test_any_character_at_all_is_readable_source(text: str) -> None:
    """No character stops the compiler from reading: controls, surrogates and private ones included."""
    markup = source.words(text) + "#" + source.literal(text)
    markup.encode("utf-8")
    refused = ""
    try:
        compiled(f"#par[{markup}]")
    except typst.TypstError as error:
        refused = error.diagnostic
    assert not refused or "could not be displayed" in refused


@quick
@given(st.text(LETTERS, max_size=80), st.integers(1, 20))
def test_pieces_are_the_word(text: str, longest: int) -> None:
    """Cutting a word into breakable pieces loses and adds nothing, and no piece is longer than asked for."""
    parts = source.pieces(text, longest)
    assert "".join(parts) == text
    assert all(0 < len(part) <= longest for part in parts)


def test_common_characters_need_no_font_package() -> None:
    """The characters that are not looked for are all in the compiler's own font."""
    common = [chr(code) for code in range(0xA0, 0x2193) if _COMMON.match(chr(code))]
    assert len(common) > 350
    bare = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[])
    lines = "\n".join(f"#block({source.literal(character)})" for character in common)
    assert typst.compile((HEAD + lines).encode(), font_paths=bare, ignore_system_fonts=True, pdf_standards=["ua-1"])


@pytest.mark.parametrize(
    "text",
    ["Ελληνικά κείμενο", "Русский текст Ґ", "Žluťoučký kůň, ő ű ł ß", "עברית", "→ ✓ ☐ ☑ ≤ ×"],  # noqa: RUF001
)
def test_scripts_without_a_system_package(text: str) -> None:
    """Latin, Greek, Cyrillic, Hebrew and everyday signs need nothing but packages of pip."""
    assert len(squeezed(text_of(compiled(f"#par[{source.words(text)}]")))) == len(squeezed(text))


FORMULAS = [
    r"\frac{a}{b} + x_i^2",
    r"\sum_{i=1}^{n} \sqrt[3]{x_i}",
    r"\left( \begin{matrix} 1 & 2 \\ 3 & 4 \end{matrix} \right)",
    r"\begin{cases} a & b \\ c & d \end{cases}",
    r"\hat{y} \overline{ab} \underline{c} \vec{v} \text{for all } \mathbf{x}, \sin x",
    r"\lim_{x \to 0} \int_0^\infty e^{-x} \, dx",
    r"\binom{n}{k} \alpha\beta\gamma \leq \neq \infty",
    r"\foo{a} # $ @ \" \frac{a",
    r"a, b; c \& d",
]


@pytest.mark.parametrize("latex", FORMULAS)
def test_formulas(latex: str) -> None:
    """LaTeX becomes mathematics that compiles, whatever signs are in it, and is read aloud as it was written."""
    from xml.etree import ElementTree as ET

    from latex2mathml.converter import convert

    formula = typst_math(ET.fromstring(convert(latex)))
    assert compiled(f"#math.equation(block: true, alt: {source.literal(latex)}, ${formula}$)")


def test_examples_in_docstrings() -> None:
    """The examples in the modules' docstrings are true."""
    modules: list[Any] = [source, fonts]
    assert [doctest.testmod(module).failed for module in modules] == [0, 0]
