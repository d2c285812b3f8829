"""Random portals full of references of every kind, and what readers see of each page of a build."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from hypothesis import strategies as st

from support_portal.testing import Site

PAGES = (
    "glossary",
    "news/first",
    "news/second",
    "solutions/badges/index",
    "solutions/badges/one",
    "solutions/badges/two-words",
    "solutions/badges/deep/index",
    "solutions/badges/deep/three",
    "solutions/apis/index",
    "solutions/apis/keys",
    "training/basics/index",
    "training/basics/start",
    "training/more/index",
    "training/more/go-on",
)
TOPICS = ("badges", "apis", "donuts-and-more")
DOT = b"\x89PNG\r\n\x1a\n" + b"\x00" * 16
FILES: Mapping[str, bytes] = {
    "solutions/badges/dot.png": DOT + b"1",
    "solutions/badges/deep/two-dots.png": DOT + b"2",
    "pictures/wide.png": DOT + b"3",
    "solutions/apis/rows.csv": b"a,b\n1,2\n",
    "solutions/apis/a (b) c.csv": b"a,b\n1,2\n",
}
PICTURES = tuple(name for name in FILES if name.endswith(".png"))
MOVES = (
    ("glossary", "help/words"),
    ("glossary", "solutions/apis/glossary"),
    ("news/first", "news/very-first"),
    ("news/first", "solutions/badges/first"),
    ("solutions/badges/one", "solutions/badges/1"),
    ("solutions/badges/one", "solutions/apis/one-moved"),
    ("solutions/badges/one", "solutions/badges/deep/one"),
    ("solutions/badges/deep/three", "solutions/badges/three"),
    ("solutions/badges/deep/three", "solutions/apis/two-words"),  # the slug of another page
    ("solutions/badges/two-words", "news/two-words-2"),
    ("solutions/badges", "solutions/marks"),
    ("solutions/badges", "training/badges"),
    ("solutions/badges/deep", "solutions/deep"),
    ("solutions/badges/deep", "solutions/apis/below"),
    ("solutions/apis", "solutions/badges/deep/apis"),
    ("training/basics", "training/first-hour"),
    ("training/basics/start", "training/more/begin"),
    ("docs/solutions/badges/dot.png", "docs/pictures/point.png"),
    ("docs/solutions/badges/deep/two-dots.png", "docs/solutions/apis/dots.png"),
    ("docs/pictures", "docs/solutions/badges/pictures"),
    ("docs/solutions/apis/rows.csv", "docs/pictures/more rows.csv"),
    ("docs/_parts", "docs/_shared/parts"),
)

Write = Callable[[str, str], str]


def _to(page: str, target: str) -> str:
    return posixpath.relpath(target, posixpath.dirname(page) or ".")


def _slug(docname: str) -> str:
    return docname.removesuffix("/index").rsplit("/", 1)[-1]


def _quoted(path: str) -> str:
    return path.replace(" ", "%20")


# How one page refers to another, in the middle of a line.
INLINE: tuple[Write, ...] = (
    lambda p, t: f"[words]({_to(p, t)}.md)",
    lambda p, t: f"[words]({_to(p, t)}.md#more)",
    lambda p, t: f'[*words* and `code`](</{t}.md#more> "A title")',
    lambda p, t: f"[words]({_to(p, t)})",
    lambda p, t: f"<project:{_to(p, t)}.md>",
    lambda p, t: f"{{doc}}`{_to(p, t)}`",
    lambda p, t: f"{{doc}}`words </{t}>`",
    lambda p, t: f"{{article}}`{_slug(t)}`",
    lambda p, t: f"{{article}}`words <{t}#more>`",
    lambda p, t: f"`[no link]({_to(p, t)}.md)`",
)
FILE_INLINE: tuple[Write, ...] = (
    lambda p, t: f"[the file]({_quoted(_to(p, t))})",
    lambda p, t: f"{{download}}`the file <{_to(p, t)}>`",
    lambda p, t: f"{{download}}`the file </{t}>`",
)
PICTURE_INLINE: tuple[Write, ...] = (
    lambda p, t: f"![A picture]({_quoted(_to(p, t))})",
    lambda p, t: f'![A picture](</{t}> "With a title")',
)
# Where such a reference stands.
AROUND: tuple[Callable[[str, int], str], ...] = (
    lambda text, n: f"See {text}, number {n}.",
    lambda text, n: f"See {text} and\n{text} on the next line.",
    lambda text, n: f"- A list\n\n  - {text} in a list in a list",
    lambda text, n: f"> A quote of {text}\n> and {text}",
    lambda text, n: f"| One | Two |\n| --- | --- |\n| {text} | {text} |\n| `a \\| b` {text} | end |",
    lambda text, n: f":::{{note}}\n{text} in a note\n:::",
    lambda text, n: f"::::{{dropdown}} A title\n:open:\n\n1. A step\n\n   :::{{tip}}\n   {text}\n   :::\n::::",
    lambda text, n: f"```{{admonition}} A title\n---\nclass: tip\n---\n{text}\n```",
    lambda text, n: f"A term\n: {text} defines it",
)
BLOCKS: tuple[Write, ...] = (
    lambda p, t: f"[words][to-{_slug(t)}]\n\n[to-{_slug(t)}]: {_to(p, t)}.md",
    lambda p, t: f":::{{related}}\n:page: {t}\n:::",
    lambda p, t: f":::{{popular}}\n:folder: {posixpath.dirname(t) or 'solutions'}\n:::",
    lambda p, t: f":::{{card}} A card\n:link: {_to(p, t)}\n:link-type: doc\n\nText\n:::",
    lambda p, t: f"```md\n[no link]({_to(p, t)}.md)\n```",
)
PICTURE_BLOCKS: tuple[Write, ...] = (
    lambda p, t: f":::{{figure}} {_to(p, t)}\n:alt: A picture\n\nA caption\n:::",
    lambda p, t: f"- ```{{image}} /{t}\n  :alt: A picture\n  ```",
)
FILE_BLOCKS: tuple[Write, ...] = (
    lambda p, t: f":::{{literalinclude}} {_to(p, t)}\n:::",
    lambda p, t: f":::{{csv-table}} A table\n:file: {_to(p, t)}\n:::",
)


@st.composite
def bodies(draw: st.DrawFn, page: str, pages: tuple[str, ...] = PAGES) -> str:
    """Return the text of a page that refers to others."""
    others = st.sampled_from([other for other in pages if other != page])
    pictures, files = st.sampled_from(PICTURES), st.sampled_from(list(FILES))
    rows = []
    for number in range(draw(st.integers(0, 4))):
        writes, targets = draw(
            st.sampled_from([(INLINE, others), (INLINE, others), (FILE_INLINE, files), (PICTURE_INLINE, pictures)])
        )
        rows.append(draw(st.sampled_from(AROUND))(draw(st.sampled_from(writes))(page, draw(targets)), number))
    for writes, targets in (
        (BLOCKS, others),
        (PICTURE_BLOCKS, pictures),
        (FILE_BLOCKS, st.just("solutions/apis/rows.csv")),
    ):
        if draw(st.booleans()):
            rows.append(draw(st.sampled_from(writes))(page, draw(targets)))
    if draw(st.booleans()):
        rows.append(f":::{{include}} {draw(st.sampled_from(['/_parts/part.md', _to(page, '_parts/part.md')]))}\n:::")
    return "\n\n".join(rows)


@st.composite
def portals(draw: st.DrawFn) -> dict[str, str | bytes]:
    """Return the files of a portal below ``docs``; its folders list their pages by name or by pattern."""
    files: dict[str, str | bytes] = dict(FILES)
    newline = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    for page in (*PAGES, "index", "news/index", "solutions/index", "training/index"):
        keys = {"topics": draw(st.sampled_from(["[badges]", "[apis, 'donuts-and-more']", "\n  - badges\n  - apis"]))}
        keys["updated"] = "2026-01-03"
        if page.startswith("news/") and page != "news/index":
            keys["date"] = "2026-01-02"
        if draw(st.integers(0, 4)) == 0 and page in PAGES:
            keys["redirect_from"] = draw(
                st.sampled_from(["[old/{0}]", "old/{0}", "\n  - old/{0}\n  - older/{0}"])
            ).format(page)
        if page == "training/more/index":
            keys["prerequisites"] = draw(st.sampled_from(["[basics]", "[training/basics]"]))
        front = (
            "---\n" + "".join(f"{key}: {value}\n" for key, value in keys.items()) + "---\n"
            if draw(st.booleans()) or len(keys) > 1
            else ""
        )
        body = draw(bodies(page)) if page in PAGES else ""
        below = _below(page)
        tree = ""
        if below:
            by_pattern = page == "news/index" or (page != "index" and draw(st.integers(0, 3)) == 0)
            names = ["*", "*/index"] if by_pattern else [_to(page, name) for name in below]
            names = [name for name in names if name != "*/index" or any(b.endswith("index") for b in below)]
            names = [name for name in names if name != "*" or not all(b.endswith("index") for b in below)]
            tree = (
                "\n\n:::{toctree}\n:hidden:\n"
                + (":glob:\n" if by_pattern else "")
                + "\n"
                + "\n".join(names)
                + "\n:::\n"
            )
        topic, other = draw(st.sampled_from(TOPICS[:2])), draw(st.sampled_from(TOPICS[:2]))
        end = f"\n\nAll on {{topic}}`{topic}`.\n\n:::{{popular}}\n:topic: {other}\n:::" if page in PAGES else ""
        title = f"# Page {page.replace('/', ' ')}\n\nFirst words."
        text = f"{front}{title}\n\n{body}\n\n## More\n\nLast words.{end}{tree}\n"
        files[f"{page}.md"] = text.replace("\n", newline)
    files["_parts/part.md"] = draw(
        st.sampled_from(["A part with [words](/glossary.md) and {article}`keys`.\n", "A plain part.\n"])
    )
    files["_data/topics.yaml"] = "".join(f"{topic}: {{title: About {topic}}}\n" for topic in TOPICS)
    files["_data/traffic.json"] = (
        '{"kind": "carried-over", "articles": ["solutions/badges/one", "solutions/apis/keys"]}\n'
    )
    files["_data/banners.yaml"] = "- text: Look\n  link: glossary\n  sections: [news]\n"
    return files


def _below(page: str) -> list[str]:
    """Return the pages a folder's page lists."""
    folder = posixpath.dirname(page)
    if posixpath.basename(page) != "index":
        return []
    everything = [*PAGES, "news/index", "solutions/index", "training/index"]
    return [
        name
        for name in everything
        if name != page and posixpath.dirname(re.sub(r"/index$", "", name)) == folder
    ]  # fmt: skip


# -- what readers see --------------------------------------------------------------------------------------------

# What the theme and listings add to a page.
_FRAME = (
    ".facts, .after, .contents, .contents-inline, .trail, .portal-listing, .toctree-wrapper, .headerlink, "
    ".course-facts, details.contents"
)


def seen(site: Site, docname: str) -> tuple[str, list[tuple[str, str | bytes]]]:
    """Return a page's own text, and what its links and pictures lead to: ``docname#anchor``, or a file's bytes."""
    main = site.soup(docname).select_one("main")
    assert main is not None
    for part in main.select(_FRAME):
        part.decompose()
    links: list[tuple[str, str | bytes]] = []
    for tag in main.select("a[href], img[src]"):
        address = str(tag.get("href") or tag.get("src"))
        parts = urlsplit(urljoin(f"http://portal/{docname}.html", address))
        path = unquote(parts.path).lstrip("/")
        if path.endswith(".html"):
            links.append((tag.get_text(), f"{path.removesuffix('.html')}#{parts.fragment}"))
        else:
            links.append((tag.get_text(), (Path(site.out) / path).read_bytes()))
    return " ".join(main.get_text().split()), links
