"""Make a portal of the corpus that the other generators build: the same texts, with what a portal's pages have besides.

The corpus for plain Sphinx has a date and a tag an article.  A portal's articles have a summary, topics and days, some
an old address; lessons stand in courses of ten; folders list what is in them; and there is a traffic report.  All of
that is more work for the portal, none is less.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

_ARTICLE = re.compile(
    r"---\ndate: (?P<date>\S+)\ntags: (?P<tag>\S+)\n---\n\n# (?P<title>[^\n]+)\n\n(?P<body>.*)", re.DOTALL
)
_LESSON = re.compile(r"lesson-(\d{5})")
_LESSONS_A_COURSE = 10
# One article in so many has moved once.
_MOVED = 20

CONF = '''\
"""The portal of the scale benchmark: every part is on, as a portal that goes on line has it."""

project = "Support"
author = copyright = "the benchmark"
language = "en"
extensions = ["myst_parser", "sphinx_design", "sphinx_copybutton", "support_portal"]
html_baseurl = "https://support.example.org/"
html_theme = "support_portal"
html_copy_source = False
html_show_sourcelink = False
html_use_index = False
exclude_patterns = ["_data"]
myst_enable_extensions = ["colon_fence"]
portal_tagline = "Answers, news and training."
portal_edit_url = "https://code.example.org/edit/docs/{path}"
portal_now = "2026-11-24"
'''

_HOME = """\
# Support

:::{search-box} How can we help?
:::

:::{news} News
:limit: 4
:more: news/index
:::

:::{popular} Popular solution articles
:limit: 10
:section: solutions
:more: solutions/index
:::

:::{courses} Training
:page: training/index
:limit: 3
:more: training/index
:::

:::{toctree}
:hidden:

news/index
solutions/index
training/index
follow
:::
"""
_NEWS = """\
# News

:::{news-archive}
:::

:::{news}
:style: teasers
:::

:::{toctree}
:hidden:
:glob:

news-*
:::
"""
_FOLLOW = "# Follow\n\n:::{feeds}\n:::\n"
_LOST = "---\norphan: true\n---\n# Page not found\n\n:::{search-box}\n:::\n"


def make_portal(plain: Path, portal: Path) -> None:
    """Write the portal's sources below `portal` from those for plain Sphinx, whose pages lie in ``plain/docs``."""
    docs = portal / "docs"
    articles: list[str] = []
    topics: set[str] = set()
    folders: dict[str, list[str]] = {}
    for path in sorted((plain / "docs").rglob("*.md")):
        name = path.relative_to(plain / "docs").with_suffix("").as_posix()
        if path.stem == "index":
            continue
        found = _ARTICLE.match(path.read_text(encoding="utf-8"))
        if found is None:
            raise ValueError(
                f"{path}: not an article of the corpus; use the make_corpus.py this benchmark was made for"
            )
        name = _place(name)
        topics.add(found["tag"])
        _write(docs / f"{name}.md", _front_matter(name, len(articles), found) + _body(name, found))
        articles.append(name)
        folders.setdefault(name.rpartition("/")[0], []).append(name.rpartition("/")[2])
    _write_indexes(docs, folders)
    _write(docs / "_data" / "topics.yaml", "".join(f"{topic}: {topic.capitalize()}\n" for topic in sorted(topics)))
    # Scores that follow no order of the tree: 7919 is a prime, and no number of articles here is a multiple of it.
    scores = [{"address": name, "score": 1 + i * 7919 % len(articles)} for i, name in enumerate(articles)]
    _write(docs / "_data" / "traffic.json", json.dumps({"articles": scores}, indent=0))
    _write(portal / "conf.py", CONF)


def _place(name: str) -> str:
    """Return where a page of the corpus stands in the portal: lessons in courses."""
    return _LESSON.sub(lambda m: f"course-{int(m[1]) // _LESSONS_A_COURSE:03d}/{m[0]}", name)


def _front_matter(name: str, number: int, article: re.Match[str]) -> str:
    lines = [
        f"summary: About {article['title'].lower()}.",
        f"updated: {article['date']}",
        f"topics: [{article['tag']}]",
    ]
    if name.startswith("news/"):
        lines.append(f"date: {article['date']}")
    if name.startswith("training/"):
        lines.append("minutes: 10")
    if number % _MOVED == 0:
        lines.append(f"redirect_from: [old/{name.rpartition('/')[2]}]")
    return "---\n" + "\n".join(lines) + "\n---\n"


def _body(name: str, article: re.Match[str]) -> str:
    """Return the article as it was, its links to and from lessons going where these now are."""
    body = _LESSON.sub(lambda m: f"course-{int(m[1]) // _LESSONS_A_COURSE:03d}/{m[0]}", article["body"])
    if name.startswith("training/"):
        body = body.replace("](../", "](../../")
    return f"# {article['title']}\n\n{body}"


def _write_indexes(docs: Path, folders: dict[str, list[str]]) -> None:
    """Write a page for each folder; the folders of a folder come in the order of their names."""
    inside: dict[str, set[str]] = {}
    for folder in folders:
        parts = folder.split("/")
        for depth in range(1, len(parts)):
            inside.setdefault("/".join(parts[:depth]), set()).add(f"{parts[depth]}/index")
    for folder in {*folders, *inside}:
        name = folder.rpartition("/")[2]
        entries = "\n".join([*sorted(inside.get(folder, ())), *folders.get(folder, ())])
        if folder == "news":
            text = _NEWS
        elif folder == "training":
            text = _index("Training", "courses", entries)
        elif folder.startswith("training/"):
            text = "---\nlevel: beginner\nlearners: [everyone]\n---\n" + _index(name, "lessons", entries)
        else:
            text = _index("Solutions" if folder == "solutions" else name, "folders", entries)
        _write(docs / folder / "index.md", text)
    _write(docs / "index.md", _HOME)
    _write(docs / "follow.md", _FOLLOW)
    _write(docs / "404.md", _LOST)


def _index(title: str, directive: str, entries: str) -> str:
    return f"# {title}\n\n:::{{{directive}}}\n:::\n\n:::{{toctree}}\n:hidden:\n\n{entries}\n:::\n"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
