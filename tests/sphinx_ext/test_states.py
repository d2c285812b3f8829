"""Unpublished articles: absent from every byte of every format, until their time has come."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

import pypdfium2
import pytest

from support_portal.testing import Site

from .make import Make, notices, page, root

# Why each page is kept from readers; the time of the builds is 2026-11-23.
HIDDEN = {
    "draft": "state: draft",
    "review": "state: review",
    "archived": "state: archived",
    "future": "publish_at: 2026-11-24",
    "expired": "expires_at: 2026-11-23",
    "customer": "audience: customer",
    "internal": "audience: internal",
    "misspelt": "state: published!",
}
SECRET = "quokka"


def _secret(title: str, gate: str) -> str:
    """Return a page whose every trace has the secret word in it."""
    front = (
        f"{gate}\ndate: 2026-11-01\nsummary: The {SECRET} summary\npin: 1\n"
        f"topics: [{SECRET}-topic]\nproducts: [{SECRET}-product]\n"
        f"keywords: [{SECRET}-word]\nanswers: ['What {SECRET}?']\nredirect_from: [old/{SECRET}-{title}]\n"
        f"authors: [{SECRET} Smith]"
    )
    text = (
        f"The {SECRET} text.\n\n## A {SECRET} heading\n\n![{SECRET}](/{SECRET}.svg)\n\n{{download}}`x </{SECRET}.csv>`"
    )
    return page(f"{SECRET} {title}", front, text)


ROOT = root(
    {
        "_data/manuals.yaml": "all:\n  title: All\nnews:\n  title: News\n  sections: [news]\n",
        "news/index.md": "# News\n\n:::{news-archive}\n:::\n\n:::{news}\n:::\n\n:::{toctree}\n:glob:\n\n*\n:::\n",
        "news/open.md": page("Open", "date: 2026-11-02\ntopics: [apis]"),
        "solutions/index.md": "# S\n\n:::{folders}\n:::\n\n:::{popular}\n:::\n\n:::{toctree}\n:glob:\n\n*\n:::\n",
        "solutions/shown.md": page(
            "Shown", "", f"See {{doc}}`the draft <{SECRET}-draft>`.\n\n:::{{related}}\n:::\n\n:::{{feeds}}\n:::"
        ),
        "training/index.md": "# Training\n\n:::{courses}\n:::\n\n:::{toctree}\n:glob:\n\n*/index\n:::\n",
        f"training/{SECRET}/index.md": _secret("course", "state: draft"),
        f"{SECRET}.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
        f"{SECRET}.csv": "a,b\n",
        **{
            f"{folder}/{SECRET}-{name}.md": _secret(name, gate)
            for folder in ("news", "solutions")
            for name, gate in HIDDEN.items()
        },
    },
    home="# Home\n\n:::{news} News\n:::\n\n:::{toctree}\nnews/index\nsolutions/index\ntraining/index\n:::\n",
)


def _contents(site: Site) -> dict[str, bytes]:
    """Return every output file's bytes, what is packed inside of them too."""
    files = site.files()
    for name, content in list(files.items()):
        if name.endswith(".epub"):
            with zipfile.ZipFile(BytesIO(content)) as book:
                files |= {f"{name}/{member}": book.read(member) for member in book.namelist()}
        if name.endswith(".pdf"):
            document = pypdfium2.PdfDocument(content)
            text = "".join(page.get_textpage().get_text_bounded() for page in document)
            files[f"{name}/text"] = f"{text} {document.get_metadata_dict()}".encode()
        if name == "objects.inv":
            files["objects.inv/unpacked"] = zlib.decompress(content.split(b"\n", 4)[4])
    return files


@pytest.mark.parametrize(
    "builder", ["html", "dirhtml", "singlehtml", "epub", "latex", "text", "man", "gettext", "typst"]
)
def test_unpublished_pages_are_in_no_file(make: Make, builder: str) -> None:
    """Nothing of a page that is not published, neither name nor word, is in any file a build writes."""
    site = make(ROOT, builder=builder, latex_documents=[("index", "portal.tex", "Portal", "", "manual")])
    files = _contents(site)
    if builder == "gettext":
        # Translators get the published page's own source, in which its author wrote the link.
        files = {name: content.replace(f"<{SECRET}-draft>".encode(), b"") for name, content in files.items()}
    assert any(b"Shown" in content for content in files.values())
    assert [name for name in files if SECRET in name.lower()] == []
    assert [name for name, content in files.items() if SECRET.encode() in content.lower()] == []


def test_the_search_for_leaks_would_find_one(make: Make) -> None:
    """In a preview the same word is in pages, feeds, the search index, redirects and names of files."""
    files = _contents(make(ROOT, portal_preview=True))
    found = [name for name, content in files.items() if SECRET.encode() in content.lower() or SECRET in name]
    assert len(found) > 30
    assert {"feeds/news.json", "sitemap.xml", "llms.txt", "_redirects"} <= set(found)
    index = "_static/portal-search/index"
    assert {f"{index}/{name}-0.js" for name in ("titles", "cards", "terms", "words")} <= set(found)
    assert {"objects.inv/unpacked", f"_images/{SECRET}.svg", "index.html", "search.html", "topics/index.html"} <= set(
        found
    )


@pytest.mark.parametrize("builder", ["html", "text", "latex"])
@pytest.mark.parametrize(
    "link",
    [
        "{doc}`the words <sub/hidden>`",
        "{doc}`the words </solutions/sub/hidden>`",
        "[the words](sub/hidden.md)",
        "[the words](/solutions/sub/hidden.md#part)",
        "{article}`the words <hidden>`",
        "{article}`the words <sub/hidden>`",
        "{article}`the words <solutions/sub/hidden#part>`",
    ],
)
def test_link_to_an_unpublished_page(make: Make, link: str, builder: str) -> None:
    """A link to an unpublished page costs one notice at its line; its words stay, without a link."""
    site = make(
        root(
            {
                "solutions/a.md": page("A", "", f"Some.\n\nRead {link}, please."),
                "solutions/sub/hidden.md": page("Hidden", "state: draft"),
            }
        ),
        builder=builder,
    )
    [notice] = site.warnings
    assert notice.startswith("solutions/a.md:5: WARNING: ")
    assert 'hidden" is not published (draft), so the link is left out; publish it or take the reference out' in notice
    assert notice.endswith("[portal.unpublished_link]")
    if builder == "html":
        paragraph = next(p for p in site.soup("solutions/a").select("main p") if "please" in p.text)
        assert paragraph.get_text() == "Read the words, please."
        assert paragraph.find("a") is None
    else:
        name = "solutions/a.txt" if builder == "text" else next(n for n in site.files() if n.endswith(".tex"))
        assert "Read the words, please." in site.text(name)


def test_download_of_an_unpublished_page(make: Make) -> None:
    """A draft cannot be downloaded either: its source is not copied, and the build says so."""
    files = {"a.md": page("A", "", "{download}`file <draft.md>`"), "draft.md": page(SECRET, "state: draft")}
    site = make(root(files))
    assert len(notices(site, "unpublished_link")) == len(site.warnings) == 1
    assert [name for name, content in site.files().items() if SECRET.encode() in content] == []


def test_same_name_elsewhere_is_another_page(make: Make) -> None:
    """A link to a published page stands, although an unpublished one in another folder has the same file name."""
    site = make(
        root(
            {
                "solutions/a.md": page("A", "", "{doc}`one`, [two](one.md), {article}`one`"),
                "solutions/one.md": page("One"),
                "news/one.md": page("Not this", "state: draft\ndate: 2026-01-01"),
            }
        )
    )
    assert site.warnings == []
    links = [a["href"] for a in site.soup("solutions/a").select("main section p a")]
    assert links == ["one.html"] * 3


def test_unpublished_course_is_told_as_such(make: Make) -> None:
    """A ``{course}`` reference to a draft says that it is a draft, not that it does not exist."""
    site = make(
        root({"a.md": page("A", "", "{course}`basics`"), "training/basics/index.md": page("B", "state: draft")})
    )
    assert len(notices(site, "unpublished_link")) == len(site.warnings) == 1


@pytest.mark.parametrize(
    "entry", ["hidden", "hidden.md", "A title <hidden>", "/solutions/hidden", "../solutions/hidden"]
)
def test_toctree_entry_of_an_unpublished_page(make: Make, entry: str) -> None:
    """A toctree that names an unpublished page is no mistake: the entry is passed over in silence."""
    site = make(
        {
            "index.md": "# Home\n\n:::{toctree}\nsolutions/index\n:::\n",
            "solutions/index.md": f"# S\n\n:::{{toctree}}\n{entry}\nshown\n:::\n",
            "solutions/shown.md": page("Shown"),
            "solutions/hidden.md": page("Hidden", "state: draft"),
        }
    )
    assert site.warnings == []
    assert [a["href"] for a in site.soup("solutions/index").select(".toctree-wrapper a")] == ["shown.html"]


def test_misspelt_toctree_entry_is_still_told(make: Make) -> None:
    """An entry that names no file at all is a mistake, as ever."""
    site = make({"index.md": "# Home\n\n:::{toctree}\nhiden\n:::\n", "hidden.md": page("H", "state: draft")})
    assert [w for w in site.warnings if "hiden" in w]


@pytest.mark.parametrize(
    ("gate", "mark"),
    [
        ("state: draft", "draft"),
        ("state: archived", "archived"),
        ("publish_at: 2026-12-01", "published from 2026-12-01 00:00 UTC"),
        ("expires_at: 2026-01-01", "expired on 2026-01-01 00:00 UTC"),
        ("audience: internal", "for internal readers"),
    ],
)
def test_preview_shows_the_page_with_a_mark(make: Make, gate: str, mark: str) -> None:
    """A preview builds unpublished pages too, marked with the reason on the page and wherever they are listed."""
    site = make(
        root(
            {
                "news/index.md": "# News\n\n:::{news}\n:::\n",
                "news/a.md": page("A", f"date: 2026-01-01\n{gate}"),
                "b.md": page("B", "", "{article}`a`"),
            }
        ),
        portal_preview=True,
    )
    # Only a link that would stop the build is told of in a preview.
    assert len(site.warnings) == ("internal" in gate)
    note = site.soup("news/a").select_one("[role=note]")
    assert note is not None
    assert mark in note.text
    [shown] = site.soup("news/index").select(".portal-unpublished .portal-mark")
    assert shown.text == mark


@pytest.mark.parametrize(
    ("audience", "seen"),
    [
        ("public", {"p"}),
        ("customer", {"p", "c"}),
        ("internal", {"p", "c", "i"}),
    ],
)
def test_edition_for_an_audience(make: Make, audience: str, seen: set[str]) -> None:
    """An edition has the pages for its own readers and for the smaller ones."""
    site = make(
        root({"p.md": page("P"), "c.md": page("C", "audience: customer"), "i.md": page("I", "audience: internal")}),
        portal_audience=audience,
    )
    assert site.app.env.found_docs - {"index"} == seen


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte order mark"])
def test_long_front_matter_is_read_to_its_end(make: Make, mark: str) -> None:
    """A state that stands after 20 KB of keywords hides its page, whatever sign the file begins with."""
    words = "".join(f"  - {'word' * 10}{i}\n" for i in range(500))
    draft = f"{mark}---\nkeywords:\n{words}state: draft\n---\n# The {SECRET}\n\nText.\n"
    site = make(root({"long.md": draft}))
    assert [name for name, content in site.files().items() if SECRET.encode() in content] == []
