"""Printed manuals: nothing is lost, nothing leaks, assistive technology can read them, and the same makes the same."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from support_portal.core.manuals.shelf import read_list
from support_portal.testing import Site, build

from .printed import PLAN, QUIET, pages_of, text_of
from .words import plain, words_of

DATA = Path(__file__).parent / "data" / "manual"
DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def every_node(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A manual of every kind of node, printed once."""
    folder = tmp_path_factory.mktemp("manual")
    shutil.copytree(DATA, folder / "docs")
    return build(folder, {"_data/manuals.yaml": PLAN}, builder="typst", **QUIET)


def test_no_text_is_lost(every_node: Site) -> None:
    """Every paragraph, title, term and code of every page is in the manual's text: all tabs, dropdowns and cards."""
    [name] = [row["file"] for row in json.loads(every_node.text("manuals.json"))]
    text = text_of(every_node.out / name)
    env = every_node.app.env
    missing = [
        (docname, words)
        for docname in sorted(env.found_docs)
        for words in words_of(env.get_doctree(docname))
        if len(plain(words)) > 3 and plain(words) not in text
    ]
    assert missing == []
    for words in ("First content with", "Second content", "Dropdown content", "Card one text", "Foot one", "Lone text"):
        assert plain(words) in text


def test_a_reader_s_program_can_read_it(real: Any) -> None:
    """Each manual of the real portal says it is PDF/UA-1 and has tags, a title, a language and an outline."""
    rows = json.loads((real("typst").out / "manuals.json").read_text(encoding="utf-8"))
    assert len(rows) >= 5
    for row in rows:
        with pikepdf.open(real("typst").out / row["file"]) as pdf:
            root = pdf.Root
            assert bool(root.MarkInfo.Marked)
            assert "/StructTreeRoot" in root
            assert str(root.Lang).startswith("en")
            assert bool(root.ViewerPreferences.DisplayDocTitle)
            with pdf.open_metadata() as metadata:
                assert metadata["pdfuaid:part"] == "1"
                assert metadata["dc:title"]
            with pdf.open_outline() as outline:
                assert len(outline.root) >= 2
            assert len(pdf.pages) == row["pages"]


def test_links_inside_lead_somewhere(real: Any) -> None:
    """Every link of a manual leads to a place in it or to a web address; none to a file of the website alone."""
    for row in json.loads((real("typst").out / "manuals.json").read_text(encoding="utf-8")):
        with pikepdf.open(real("typst").out / row["file"]) as pdf:
            links = [a for page in pdf.pages for a in page.get("/Annots", []) if a.get("/Subtype") == "/Link"]
            assert links
            for link in links:
                if "/A" in link and "/URI" in link.A:
                    assert re.match(r"(https?|mailto):", str(link.A.URI)), str(link.A.URI)
                else:
                    assert "/Dest" in link or "/D" in link.A


def test_the_list_is_true(real: Any) -> None:
    """The list beside the manuals says what each is, and on which page of it each article begins."""
    manuals, problems = read_list(real("typst").out)
    assert problems == ()
    assert all(made.date and made.date.year == 2026 and made.subtitle for made in manuals)
    [made] = [made for made in manuals if made.name == "apis"]
    document = pypdfium2.PdfDocument(made.path)
    assert len(made.articles) > 5
    assert list(made.articles.values()) == sorted(made.articles.values())
    for docname, number in made.articles.items():
        title = _title_line(docname)
        assert plain(title) in plain(document[number - 1].get_textpage().get_text_bounded()), docname


def test_the_same_makes_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two folders, one process or two: the same bytes under SOURCE_DATE_EPOCH, laid out in one go or side by side."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")
    monkeypatch.setattr("support_portal.core.manuals.contents._STRETCH", 1)
    files = {"index.md": "# Home\n\n:::{toctree}\na\n:::\n", "a.md": "# A\n\nText.", "_data/manuals.yaml": PLAN}
    first = build(tmp_path / "one", files, builder="typst", **QUIET)
    second = build(tmp_path / "another", files, builder="typst", jobs=2, **QUIET)
    assert (first.out / "whole.pdf").read_bytes() == (second.out / "whole.pdf").read_bytes()


def test_an_unchanged_manual_is_not_made_again(tmp_path: Path) -> None:
    """A manual is made when one of its own articles changes, and only then."""
    files = {
        "index.md": "# Home\n\n:::{toctree}\nsolutions/a/x\nsolutions/b/y\n:::\n",
        "solutions/a/x.md": "# X\n\nText.",
        "solutions/b/y.md": "# Y\n\nText.",
        "_data/manuals.yaml": "a:\n  title: A\n  folders: [solutions/a]\nb:\n  title: B\n  folders: [solutions/b]\n",
    }
    first = build(tmp_path, files, builder="typst", **QUIET)
    before = {name: (first.out / name).stat().st_mtime_ns for name in ("a.pdf", "b.pdf")}
    site = build(tmp_path, {"solutions/b/y.md": "# Y\n\nOther text."}, builder="typst", **QUIET)
    assert (site.out / "a.pdf").stat().st_mtime_ns == before["a.pdf"]
    assert (site.out / "b.pdf").stat().st_mtime_ns != before["b.pdf"]
    assert "othertext" in text_of(site.out / "b.pdf")


def test_a_short_chapter_leaves_no_empty_page(tmp_path: Path) -> None:
    """A chapter goes on where the page before ends if most of that is free, and begins a page if it is not."""
    long = "A sentence that fills a line or so of the page, as sentences do.\n\n" * 22
    files = {
        "index.md": "# Home\n\n:::{toctree}\na\nb\nc\n:::\n",
        "a.md": "# A\n\nText.",
        "b.md": f"# B\n\n{long}",
        "c.md": "# C\n\nText.",
        "_data/manuals.yaml": PLAN,
    }
    site = build(tmp_path, files, builder="typst", **QUIET)
    [made], _problems = read_list(site.out)
    places = made.articles
    assert places["index"] == places["a"]
    assert places["b"] < places["c"]
    assert len({places[name] for name in ("index", "a", "b", "c")}) < 4


PNG = b"\x89PNG\r\n\x1a\nbroken"
MISTAKES = {
    "a picture that is none": ("![A dog](dog.png)\n", "a.md:3: WARNING: picture", "[portal.manual_picture]"),
    "a character no font has": ("A \U00013080 sign.\n", "a.md:3: WARNING: ", "[portal.manual_glyph]"),
    "a picture without words": ("![](good.svg)\n", "a.md:3: WARNING: ", "[portal.manual_picture]"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_cost_a_notice(tmp_path: Path, name: str) -> None:
    """What cannot be printed is told at its line, and the manual is made all the same."""
    text, start, end = MISTAKES[name]
    files: dict[str, str | bytes] = {
        "index.md": "# Home\n\n:::{toctree}\na\n:::\n",
        "a.md": f"# A\n\n{text}\nThe end.\n",
        "dog.png": PNG,
        "good.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
        "_data/manuals.yaml": PLAN,
    }
    site = build(tmp_path, files, builder="typst", **QUIET)
    [notice] = [w for w in site.warnings if w.endswith(end)]
    assert notice.startswith(start)
    assert "theend" in text_of(site.out / "whole.pdf")


def test_a_node_nobody_knows(tmp_path: Path) -> None:
    """A node of an extension that has no form for print costs a notice at its line, and its text is printed."""
    extension = (
        "from docutils import nodes\nfrom sphinx.util.docutils import SphinxDirective\n\n"
        "class strange(nodes.Element): pass\n\n"
        "class Strange(SphinxDirective):\n    has_content = True\n    def run(self):\n"
        "        node = strange('', nodes.paragraph('', self.content[0]))\n"
        "        self.set_source_info(node)\n        return [node]\n\n"
        "def setup(app):\n    app.add_node(strange)\n    app.add_directive('strange', Strange)\n"
        "    return {'parallel_read_safe': True}\n"
    )
    (tmp_path / "strange_nodes.py").write_text(extension)
    text = "# Home\n\n:::{strange}\nThe words inside.\n:::\n\nThe end.\n"
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(tmp_path)
        extensions = ["myst_parser", "sphinx_design", "support_portal", "strange_nodes"]
        site = build(
            tmp_path, {"index.md": text, "_data/manuals.yaml": PLAN}, builder="typst", extensions=extensions, **QUIET
        )
    [notice] = site.warnings
    assert notice.startswith("index.md:3: WARNING: <strange> has no form in manuals; its text is printed.")
    assert notice.endswith("[portal.manual_node]")
    assert "thewordsinsidetheend" in text_of(site.out / "whole.pdf")


def test_a_refused_article(tmp_path: Path) -> None:
    """Two manuals made at once with an article the compiler refuses: one notice, and both have its plain text."""
    extension = (
        "from docutils import nodes\nfrom sphinx.util.docutils import SphinxDirective\n"
        "class strange(nodes.container):\n    pass\n"
        "class Strange(SphinxDirective):\n    has_content = True\n    def run(self):\n"
        "        return [strange('', *self.parse_content_to_nodes())]\n"
        "def visit(self, node):\n    self.block('#panic()')\n"
        "def setup(app):\n    app.add_directive('refused', Strange)\n"
        "    app.add_node(strange, typst=(visit, lambda self, node: None))\n"
        "    return {'parallel_read_safe': True}\n"
    )
    (tmp_path / "refused_nodes.py").write_text(extension)
    files = {
        "index.md": "# Home\n\n:::{toctree}\na\nb\n:::\n",
        "a.md": "# A\n\n:::{refused}\nThe words inside.\n:::\n",
        "b.md": "# B\n\nSee [it](a.md).\n",
        "_data/manuals.yaml": "one:\n  title: One\ntwo:\n  title: Two\nthree:\n  title: Three\n  exclude: [a]\n",
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(tmp_path)
        extensions = ["myst_parser", "sphinx_design", "support_portal", "refused_nodes"]
        site = build(tmp_path, files, builder="typst", extensions=extensions, jobs=2, **QUIET)
    [notice] = site.warnings
    assert notice.startswith("a.md: WARNING: the compiler refused this article")
    assert notice.endswith("[portal.manual_typesetting]")
    for name, has_it in (("one", True), ("two", True), ("three", False)):
        assert ("thewordsinside" in text_of(site.out / f"{name}.pdf")) is has_it


COURSE = {
    "index.md": "# Home\n\n:::{toctree}\nsolutions/a/x\ntraining/c/index\n:::\n",
    "training/c/index.md": "# Course\n\n:::{toctree}\nl\n:::\n",
    "solutions/a/x.md": "# X\n\n(there)=\n## Deep\n\nThe text of X.\n",
    "training/c/l.md": "---\narticle: solutions/a/x\n---\n\n"
    "## Try it\n\n:::{check} Is it?\n- [x] Yes\n  It was found.\n- [ ] No\n:::\n\n"
    "::::{exercise} Ring\nRing the bell.\n\n:::{hint}\nOn the left.\n:::\n\n:::{solution}\nIt rings.\n:::\n::::\n",
    "_data/manuals.yaml": "book:\n  title: Book\ncourse:\n  title: Course\n  folders: [training/c]\n",
}


def test_answers_come_last(tmp_path: Path) -> None:
    """Answers and solutions stand behind all articles; question and answer name each other's page."""
    site = build(tmp_path, COURSE, builder="typst", **QUIET)
    assert site.warnings == []
    pages = pages_of(site.out / "course.pdf")
    [asked] = [place for place, text in enumerate(pages, 1) if "ringthebell" in text]
    [told] = [place for place, text in enumerate(pages, 1) if "itwasfound" in text]
    assert told > asked
    lesson, answers = pages[asked - 1], pages[told - 1]
    assert f"answerpage{told}" in lesson
    assert f"solutionpage{told}" in lesson
    assert "ontheleft" in lesson
    assert f"isitpage{asked}" in answers
    assert f"exerciseringpage{asked}itrings" in answers


def test_an_article_and_a_lesson_that_shows_it(tmp_path: Path) -> None:
    """A manual with both has the text once, and the lesson names its page; one without the article has it in full."""
    site = build(tmp_path, COURSE, builder="typst", **QUIET)
    both, alone = text_of(site.out / "book.pdf"), text_of(site.out / "course.pdf")
    assert both.count("thetextofx") == alone.count("thetextofx") == 1
    assert re.search("thislessonisthearticlexpage[0-9]", both)
    assert "ringthebell" in both


def test_an_article_outside_the_manual(tmp_path: Path) -> None:
    """A reference to a page that is not in the manual is a link to the website, its address a footnote."""
    files = {
        "index.md": "# Home\n\n:::{toctree}\nsolutions/a/x\nsolutions/b/y\n:::\n",
        "solutions/a/x.md": "# X\n\nSee [the other](../b/y.md).\n",
        "solutions/b/y.md": "# Y\n\nText.",
        "_data/manuals.yaml": "a:\n  title: A\n  folders: [solutions/a]\n",
    }
    site = build(tmp_path, files, builder="typst", **QUIET)
    assert site.warnings == []
    assert plain("https://portal.example.org/solutions/b/y.html") in text_of(site.out / "a.pdf")
    with pikepdf.open(site.out / "a.pdf") as pdf:
        links = [a for page in pdf.pages for a in page.get("/Annots", [])]
        addresses = {str(link.A.URI) for link in links if "/A" in link and "/URI" in link.A}
    assert "https://portal.example.org/solutions/b/y.html" in addresses


def test_a_plan_that_chooses_nothing(tmp_path: Path) -> None:
    """A manual without articles costs a notice at its line, and a PDF that says so is made."""
    plan = "good:\n  title: Good\nempty:\n  title: Empty\n  audience: [internal]\n"
    site = build(tmp_path, {"index.md": "# Home\n\nText.", "_data/manuals.yaml": plan}, builder="typst", **QUIET)
    [notice] = site.warnings
    assert notice.startswith('_data/manuals.yaml:3: WARNING: manual "empty" has no articles; widen its filters')
    assert notice.endswith("[portal.manual]")
    assert "thereisnothinginthismanualyet" in text_of(site.out / "empty.pdf")
    assert (site.out / "good.pdf").exists()


def _titles(items: Any) -> list[str]:
    return [title for item in items for title in (str(item.title), *_titles(item.children))]


def _title_line(docname: str) -> str:
    """Return the line with a page's title; that of a lesson that shows an article is the article's."""
    text = (DOCS / f"{docname}.md").read_text()
    if title := re.search("^# .*", text, re.MULTILINE):
        return title[0]
    [article] = DOCS.glob(f"solutions/**/{re.findall('^article: (.*)', text, re.MULTILINE)[0]}.md")
    return _title_line(article.relative_to(DOCS).with_suffix("").as_posix())


def test_the_outline_names_every_article(real: Any) -> None:
    """Bookmarks lead to every article of a manual and no two levels are skipped; each link inside has its place."""
    manuals, _problems = read_list(real("typst").out)
    for made in manuals:
        with pikepdf.open(made.path) as pdf, pdf.open_outline() as outline:
            titles = [plain(title) for title in _titles(outline.root)]
            assert [d for d in made.articles if plain(_title_line(d)) not in titles] == []
            names = set(pikepdf.NameTree(pdf.Root.Names.Dests).keys()) if "/Names" in pdf.Root else set()
            pages = {page.objgen for page in pdf.pages}
            for page in pdf.pages:
                for link in page.get("/Annots", []):
                    place = link.get("/Dest", link.A.get("/D") if "/A" in link else None)
                    if isinstance(place, pikepdf.String):
                        assert str(place) in names
                    elif place is not None:
                        assert place[0].objgen in pages


SCRIPTS = {
    "ja": "バッジを埋め込むと、論文の注目度が表示されます。",
    "ar": "هذا نص عربي مع كلمة code في السطر.",
    "he": "עברית מימין לשמאל.",
    "el": "Ελληνικό κείμενο.",
    "uk": "Український текст.",
}


@pytest.mark.parametrize("language", SCRIPTS)
def test_other_scripts(tmp_path: Path, language: str) -> None:
    """With fonts from packages of pip, a manual in another script is printed whole and says its language."""
    text = SCRIPTS[language]
    files = {"index.md": f"# {text}\n\n{text}\n\n:::{{note}}\n{text}\n:::\n", "_data/manuals.yaml": PLAN}
    site = build(tmp_path, files, builder="typst", language=language, **QUIET)
    assert site.warnings == []
    # Right-to-left text comes out of a PDF in another order.
    printed = text_of(site.out / "whole.pdf")
    assert [word for word in map(plain, text.split()) if not set(word) <= set(printed)] == []
    with pikepdf.open(site.out / "whole.pdf") as pdf:
        assert str(pdf.Root.Lang) == language


PACKAGES = {
    "한국어": "pip install pylopdf-fonts-ko",
    "ไทย": "pip install fontpkg-noto-sans-thai",
}


@pytest.mark.parametrize("text", PACKAGES)
def test_a_script_without_fonts(tmp_path: Path, text: str) -> None:
    """Letters no installed font has cost one notice, which names the package to install; the manual is made."""
    files = {"index.md": f"# Home\n\n{text}\n\nThe end.\n", "_data/manuals.yaml": PLAN}
    site = build(tmp_path, files, builder="typst", **QUIET)
    [notice] = site.warnings
    assert notice.startswith("index.md:3: WARNING: no font of the manuals has ")
    assert notice.endswith(f"so the name is printed; to print it, {PACKAGES[text]} [portal.manual_glyph]")
    assert "theend" in text_of(site.out / "whole.pdf")


PLANS = {
    "folders: [solutions/nowhere]": 'there is no folder "solutions/nowhere"',
    "articles: [nothing]": 'there is no page "nothing"',
    "papr: a4": '"papr" is not a key of a manual',
    "paper: a9": 'paper "a9" is not known',
}


@pytest.mark.parametrize("line", PLANS)
def test_a_mistake_in_the_plan(tmp_path: Path, line: str) -> None:
    """A mistake in the plan is told at its line; the other manuals are made."""
    files = {
        "index.md": "# Home\n\nText.",
        "_data/manuals.yaml": f"good:\n  title: Good\nother:\n  title: Other\n  {line}\n",
    }
    site = build(tmp_path, files, builder="typst", **QUIET)
    assert any(w.startswith("_data/manuals.yaml:5: WARNING: ") and PLANS[line] in w for w in site.warnings)
    assert (site.out / "good.pdf").exists()


@pytest.mark.parametrize("builder", ["typst", "epub"])
def test_an_article_taken_back_leaves_nothing(tmp_path: Path, builder: str) -> None:
    """What was published in the last build and is a draft now is in no file of this one, nor packed in any."""
    secret = "Xyzzy"
    files: dict[str, str | bytes] = {
        "index.md": "# Home\n\n:::{toctree}\nsolutions/a/x\nsolutions/a/y\n:::\n",
        "solutions/a/x.md": f"---\nkeywords: [{secret}]\n---\n# {secret}\n\n{secret} ![{secret}]({secret}.svg)\n",
        "solutions/a/y.md": "# Y\n\nText.",
        f"solutions/a/{secret}.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        "_data/manuals.yaml": PLAN,
    }
    before = build(tmp_path, files, builder=builder, **QUIET).out
    assert _holding(before, secret)
    draft = {"solutions/a/x.md": f"---\nstate: draft\n---\n# {secret}\n\n{secret}\n"}
    assert _holding(build(tmp_path, draft, builder=builder, **QUIET).out, secret) == []


def _holding(folder: Path, word: str) -> list[str]:
    """Return the files that have a word in their name or content, or in what is packed in them."""
    found = []
    for path in sorted(folder.rglob("*.*")):
        content = path.read_bytes() if path.is_file() else b""
        if path.suffix == ".epub":
            with zipfile.ZipFile(path) as book:
                content = b"".join(name.encode() + book.read(name) for name in book.namelist())
        text = text_of(path) if path.suffix == ".pdf" else path.name + content.decode("utf-8", "replace")
        if word.casefold() in text.casefold():
            found.append(path.name)
    return found


PICTURES = {
    "nothing.png": 'manual "other": there is no picture "nothing.png"; write its path from docs/ [portal.manual]',
    "dog.png": 'manual "other": picture "dog.png" is broken; save it anew as PNG, JPEG or SVG [portal.manual_picture]',
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_cover_without_its_picture(tmp_path: Path, name: str) -> None:
    """A cover's picture that is missing or broken is told at its line, and the cover is printed without it."""
    plan = f"other:\n  title: Other\n  picture: {name}\n"
    files = {"index.md": "# Home\n\nText.", "dog.png": PNG, "_data/manuals.yaml": plan}
    site = build(tmp_path, files, builder="typst", **QUIET)
    assert site.warnings == [f"_data/manuals.yaml:3: WARNING: {PICTURES[name]}"]
    assert "text" in text_of(site.out / "other.pdf")


TEMPLATES = {
    "#let x = 1\n#let y = (\n": 'manual.typ:2: WARNING: manual "whole" could not be made: unclosed delimiter [',
    "#let x = 1\n": "must define manual, article, answers and closing [",
}


@pytest.mark.parametrize("text", TEMPLATES)
def test_a_mistake_in_the_template(tmp_path: Path, text: str) -> None:
    """What the compiler refuses in an operator's template is told at its line; no older manual stands for it."""
    files = {"index.md": "# Home\n\nText.", "_data/manuals.yaml": PLAN}
    assert (build(tmp_path, files, builder="typst", **QUIET).out / "whole.pdf").exists()
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "manual.typ").write_text(text)
    site = build(tmp_path, builder="typst", portal_manual_template=str(tmp_path / "own"), **QUIET)
    [notice] = site.warnings
    assert TEMPLATES[text] in notice
    assert not (site.out / "whole.pdf").exists()


def test_markup_in_texts_is_text(tmp_path: Path) -> None:
    """What means something to the compiler is printed as it was written."""
    text = '#set page(width: 1cm) $x$ @ref `#include "/etc/passwd"` <label> *not* // comment /* more */ \\'
    files = {
        "index.md": "# Home #emph[x]\n\n:::{code-block} text\n" + text + "\n:::\n",
        "_data/manuals.yaml": PLAN,
    }
    site = build(tmp_path, files, builder="typst", **QUIET)
    assert site.warnings == []
    assert plain(text) in text_of(site.out / "whole.pdf")


def test_pictures_of_pages_are_not_empty(real: Any) -> None:
    """A cover and a page of text have ink on them."""
    document = pypdfium2.PdfDocument(BytesIO((real("typst").out / "pocket-guide.pdf").read_bytes()))
    for number in (0, 3):
        colours = document[number].render(scale=0.3).to_pil().convert("L").getcolors()
        assert colours is not None
        assert len(colours) > 5
