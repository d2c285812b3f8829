"""Pages of printed manuals: nothing hangs over their edge, and nothing is left behind at their foot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from support_portal.core.manuals.shelf import read_list
from support_portal.testing import build

from .printed import PLAN, QUIET, pages_of, text_of

POINT = 72 / 25.4
# The margins of the template, by the width of the paper in millimetres.
RIGHT = {210: 32, 216: 34, 148: 18, 94: 8}


def _overhang(pdf: Path) -> list[tuple[int, float]]:
    """Return pages whose text goes over the right edge of the text, with the points it does."""
    found = []
    for number, page in enumerate(pypdfium2.PdfDocument(pdf), 1):
        edge = page.get_width() - RIGHT[round(page.get_width() / POINT)] * POINT
        text = page.get_textpage()
        widest = max((text.get_rect(place)[2] for place in range(text.count_rects())), default=0)
        if number > 1 and widest > edge + 8:  # signs hang out of justified lines
            found.append((number, round(widest - edge)))
    return found


LONG = {
    "code": "```text\n" + "─" * 150 + "\n" + "0123456789abcdef" * 8 + "\n```\n",
    "a literal": "Word `" + "0123456789abcdef" * 8 + "` and `" + "a_long_name_" * 12 + "`.\n",
    "a cell": "| One | Two | Three |\n|---|---|---|\n| urn | `"
    + "0123456789abcdef" * 4
    + "` | words of some length |\n",
}


@pytest.mark.parametrize("name", LONG)
@pytest.mark.parametrize("paper", ["a4", "phone"])
def test_long_words_are_broken(tmp_path: Path, name: str, paper: str) -> None:
    """A word that is longer than its line is broken, without a sign that a reader would copy."""
    files = {"index.md": f"# Home\n\n{LONG[name]}", "_data/manuals.yaml": f"{PLAN}  paper: {paper}\n"}
    pdf = build(tmp_path, files, builder="typst", **QUIET).out / "whole.pdf"
    assert _overhang(pdf) == []
    assert "0123456789abcdef" * 4 in text_of(pdf)


def test_nothing_hangs_over_the_edge(real: Any) -> None:
    """Every line of every manual of the real portal ends where the text does."""
    manuals, _problems = read_list(real("typst").out)
    assert {made.name: found for made in manuals if (found := _overhang(made.path))} == {}


def test_code_that_nearly_fits_is_smaller(tmp_path: Path) -> None:
    """A drawing of 80 letters a line is printed in smaller type, a line a line."""
    line = "+" + "-" * 78 + "+"
    files = {"index.md": f"# Home\n\n```text\n{line}\n{line}\n```\n", "_data/manuals.yaml": PLAN}
    pdf = build(tmp_path, files, builder="typst", **QUIET).out / "whole.pdf"
    texts = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]
    assert sum(row == line for text in texts for row in text.splitlines()) == 2


AFTER = {
    "a list": "- [one](https://example.org/1{n}) first{n}\n- [two](https://example.org/2{n}) last{n}\n",
    "a paragraph": "See [one](https://example.org/1{n}) first{n} last{n}.\n",
    "a table": "| first{n} | last{n} |\n|---|---|\n| a | [one](https://example.org/1{n}) |\n",
    "a sentence before a list": "Read these:\n\n- [one](https://example.org/1{n}) first{n} last{n}\n",
}


@pytest.mark.parametrize("name", AFTER)
def test_a_heading_stays_with_what_follows(tmp_path: Path, name: str) -> None:
    """Wherever on a page a section begins, its heading is on the page of its first words, though these have notes."""
    filler = "\n\n".join(["A line."] * 20)
    sections = [
        f"{filler}\n\n" + "More.\n\n" * (n % 4) + f"## Head {n}x\n\n{AFTER[name].format(n=f'{n}x')}" for n in range(40)
    ]
    files = {"index.md": "# Home\n\n" + "\n\n".join(sections), "_data/manuals.yaml": PLAN}
    pages = pages_of(build(tmp_path, files, builder="typst", **QUIET).out / "whole.pdf")
    for n in range(40):
        [head] = [place for place, text in enumerate(pages) if f"head{n}x" in text]
        assert f"first{n}x" in pages[head], n


def test_a_chapter_takes_its_footnotes_along(tmp_path: Path) -> None:
    """However much of a page is free where a chapter begins, no footnote stands before the page of its mark."""
    files = {"_data/manuals.yaml": PLAN, "index.md": "# Home\n\n:::{toctree}\n:glob:\nc*\n:::\n"}
    for n in range(12):
        before = [f"- [mark{n}y{k}](https://example.org/note{n}y{k}x)" for k in range(8)]
        files[f"c{n:02}a.md"] = f"# Chapter {n}\n\n" + "\n".join(before) + "\n"
        files[f"c{n:02}b.md"] = "# Filler\n\n" + "A line.\n\n" * n
    pages = pages_of(build(tmp_path, files, builder="typst", **QUIET).out / "whole.pdf")
    for n in range(12):
        for k in range(8):
            [mark] = [place for place, text in enumerate(pages) if f"mark{n}y{k}" in text]
            [note] = [place for place, text in enumerate(pages) if f"note{n}y{k}x" in text]
            assert note == mark, (n, k)


def test_the_parts_of_a_manual(tmp_path: Path) -> None:
    """A cover with its day, contents, heads on every page of a table, running heads, pages named, index, colophon."""
    rows = "\n".join(f"| row{n}x | words |" for n in range(90))
    files = {
        "index.md": "# Home\n\n:::{toctree}\nsolutions/a/x\nsolutions/a/y\n:::\n",
        "solutions/a/x.md": (
            "---\nkeywords: [zebra]\n---\n# The long one\n\nSee [the other](y.md) and {numref}`drawn`.\n\n"
            f":::{{table}} Many rows\n| Headword | Meaning |\n|---|---|\n{rows}\n:::\n"
        ),
        "solutions/a/y.md": (
            "---\nupdated: 2026-01-02\n---\n# The other one\n\n"
            ":::{figure} dot.svg\n:alt: A dot\n:name: drawn\n\nA dot.\n:::\n"
        ),
        "solutions/a/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        "_data/manuals.yaml": "whole:\n  title: The whole\n  subtitle: All of it\n",
    }
    site = build(tmp_path, files, builder="typst", release="2.5", numfig=True, **QUIET)
    assert site.warnings == []
    pages = pages_of(site.out / "whole.pdf")
    [made], _problems = read_list(site.out)
    x, y = (made.articles[f"solutions/a/{name}"] for name in "xy")
    assert "thewholeallofitasof2january2026" in pages[0]
    assert f"contentshome3thelongone{x}theotherone{y}" in pages[1]
    tabled = [text for text in pages if any(f"row{n}x" in text for n in range(90))]
    assert len(tabled) > 2
    assert all("headwordmeaning" in text for text in tabled)
    assert all(text.startswith("thewholethelongone") for text in tabled[1:])
    assert f"seetheotherpage{y}andfigure1" in pages[x - 1]
    assert "table1manyrows" in pages[x - 1]
    assert "figure1adot" in pages[y - 1]
    assert f"zebra{x}" in "".join(pages[y - 1 :])
    assert "version25" in pages[-1]
    assert "portalexampleorg" in pages[-1]
