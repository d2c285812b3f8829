"""A small portal with every kind of page, edits of every kind, and the comparison with a clean build."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from support_portal.testing import Site, build

PORTAL: dict[str, str | bytes] = {
    "index.md": "# Home\n\n:::{search-box}\n:::\n\n:::{news} News\n:limit: 2\n:more: news/index\n:::\n\n"
    ":::{popular} Popular\n:limit: 3\n:::\n\n:::{toctree}\n:hidden:\n\nnews/index\nsolutions/index\ntraining/index\nfollow\n:::\n",
    "follow.md": "# Follow\n\n:::{feeds}\n:::\n\nSee {article}`why <one#why-a-badge>` and "
    "[](solutions/badges/one.md#what-badge).\n",
    "404.md": "---\norphan: true\n---\n# Lost\n",
    "news/index.md": "# News\n\n:::{news-archive}\n:::\n\n:::{news}\n:::\n\n:::{toctree}\n:hidden:\n:glob:\n\n*\n:::\n",
    "news/first.md": "---\ndate: 2024-05-01\ntopics: [badges]\n---\n# First news\n\nIt began. See {article}`one`.\n",
    "news/second.md": "---\ndate: 2026-02-03\n---\n# Second news\n\nIt went on.\n",
    "news/later.md": "---\ndate: 2026-12-01\npublish_at: 2026-12-01\n---\n# Later news\n\nNot yet.\n",
    "solutions/index.md": "# Solutions\n\n:::{folders}\n:::\n\n:::{toctree}\n:hidden:\n\nbadges/index\napis/index\n:::\n",
    "solutions/badges/index.md": "# Badges\n\n:::{folders}\n:::\n\n:::{toctree}\n:hidden:\n\none\ntwo\nthree\n:::\n",
    "solutions/badges/one.md": "---\ntopics: [badges]\nupdated: 2026-01-01\n---\n# One badge\n\nA badge, as in {article}`two`.\n\n"
    "## Why a badge?\n\nBecause.\n\n## What badge?\n\nThis.\n",
    "solutions/badges/two.md": "---\ntopics: [badges]\nupdated: 2026-01-02\nredirect_from: [old/two]\n---\n# Two badges\n\nSee [one](one.md).\n",
    "solutions/badges/three.md": "---\nupdated: 2026-01-03\nstate: draft\n---\n# Three badges\n\n![A dot](dot.png)\n",
    "solutions/badges/dot.png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 16,
    "solutions/apis/index.md": "# APIs\n\n:::{folders}\n:::\n\n:::{toctree}\n:hidden:\n\nkeys\n:::\n",
    "solutions/apis/keys.md": "---\nupdated: 2026-01-04\n---\n# Keys of an API\n\nA key for a badge.\n",
    "training/index.md": "# Training\n\n:::{tracks} For you\n:::\n\n:::{courses}\n:::\n\n:::{progress}\n:::\n\n:::{toctree}\n:hidden:\n\nbasics/index\n:::\n",
    "training/basics/index.md": "# Basics\n\n:::{lessons}\n:::\n\n:::{toctree}\n:hidden:\n\nlesson-a\nlesson-b\nshown\n:::\n",
    "training/basics/lesson-a.md": "---\nminutes: 5\n---\n# Lesson A\n\nStart.\n",
    "training/basics/lesson-b.md": "---\nminutes: 7\n---\n# Lesson B\n\nGo on.\n",
    "training/basics/shown.md": "---\narticle: two\nminutes: 3\n---\n",
    "_data/tracks.yaml": "all: {title: Everybody, courses: [basics]}\n",
    "_data/topics.yaml": "badges: Badges\n",
    "_data/traffic.json": '{"articles": [{"address": "solutions/apis/keys", "score": 3}]}',
}


def rewrite(name: str, old: str, new: str) -> Callable[[Path], None]:
    """Return an edit that replaces one text in a file."""

    def edit(docs: Path) -> None:
        path = docs / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return edit


def write(name: str, text: str) -> Callable[[Path], None]:
    """Return an edit that writes a file."""
    return lambda docs: (docs / name).write_text(text, encoding="utf-8") and None


def move(docs: Path) -> None:
    """Move an article to another folder and leave a redirect."""
    (docs / "solutions/badges/two.md").rename(docs / "solutions/apis/two.md")
    rewrite("solutions/apis/two.md", "[old/two]", "[old/two, solutions/badges/two]")(docs)
    rewrite("solutions/apis/two.md", "[one](one.md)", "{article}`one`")(docs)
    rewrite("solutions/badges/index.md", "two\n", "")(docs)
    rewrite("solutions/apis/index.md", "keys\n", "keys\ntwo\n")(docs)


def remove(docs: Path) -> None:
    """Remove the only news of its year."""
    (docs / "news/first.md").unlink()


def own_certificate(docs: Path) -> None:
    """Write a lesson where the generated certificate stood."""
    (docs / "training/basics/certificate.md").write_text("# Certificate\n\nNone.\n", encoding="utf-8")
    rewrite("training/basics/index.md", "lesson-b\n", "lesson-b\ncertificate\n")(docs)


def show_another(docs: Path) -> None:
    """Make a lesson of another article."""
    (docs / "training/basics/also.md").write_text("---\narticle: one\n---\n", encoding="utf-8")
    rewrite("training/basics/index.md", "lesson-b\n", "also\nlesson-b\n")(docs)


def show_no_longer(docs: Path) -> None:
    """Take the lesson that shows an article out of its course."""
    (docs / "training/basics/shown.md").unlink()
    rewrite("training/basics/index.md", "shown\n", "")(docs)


EDITS: dict[str, Callable[[Path], None]] = {
    "nothing": lambda docs: None,
    "title": rewrite("solutions/badges/one.md", "# One badge", "# Number one"),
    "body": rewrite("solutions/badges/one.md", "Because.", "Because of this and that."),
    "heading": rewrite("solutions/badges/one.md", "## Why a badge?", "## Why this badge?"),
    "words of a heading": rewrite("solutions/badges/one.md", "## What badge?", "## What badge"),
    "linked heading": rewrite("solutions/badges/one.md", "## What badge?", "## Which badge?"),
    "summary": rewrite("news/second.md", "date:", "summary: New words.\ndate:"),
    "topic": rewrite("solutions/apis/keys.md", "updated:", "topics: [badges]\nupdated:"),
    "date": rewrite("news/second.md", "2026-02-03", "2023-02-03"),
    "publish a draft": rewrite("solutions/badges/three.md", "state: draft\n", ""),
    "unpublish": rewrite("solutions/badges/two.md", "updated:", "state: archived\nupdated:"),
    "remove": remove,
    "move": move,
    "reading order": rewrite("solutions/badges/index.md", "one\ntwo\n", "two\none\n"),
    "redirect": rewrite("solutions/badges/two.md", "[old/two]", "[older/two]"),
    "traffic": write("_data/traffic.json", '{"articles": [{"address": "solutions/badges/two", "score": 3}]}'),
    "no traffic": lambda docs: (docs / "_data/traffic.json").unlink(),
    "vocabulary": write("_data/topics.yaml", "badges: Badges and donuts\n"),
    "banner": write("_data/banners.yaml", "- text: The interface is slow today.\n  sections: [solutions]\n"),
    "lesson title": rewrite("training/basics/lesson-a.md", "# Lesson A", "# The first lesson"),
    "lesson address": rewrite("training/basics/lesson-a.md", "minutes:", "redirect_from: [training/old]\nminutes:"),
    "certificate": own_certificate,
    "tracks": write("_data/tracks.yaml", "some: {title: Some, description: Of us, courses: [basics]}\n"),
    "article of a lesson": rewrite("solutions/badges/two.md", "See [one]", "Do see [one]"),
    "title of a lesson's article": rewrite("solutions/badges/two.md", "# Two badges", "# A pair of badges"),
    "another article as a lesson": rewrite("training/basics/shown.md", "article: two", "article: keys"),
    "text beside an article": rewrite("training/basics/shown.md", "3\n---\n", "3\n---\n# Two\n\n## Try it\n\nDo.\n"),
    "one more article as a lesson": show_another,
    "an article no longer a lesson": show_no_longer,
    "lesson time": rewrite("training/basics/lesson-b.md", "minutes: 7", "minutes: 70"),
}
QUIET = {
    "version": "1",
    "epub_show_urls": "no",
    "myst_heading_anchors": 2,
    "suppress_warnings": ["portal.unpublished_link", "image.not_readable"],
}


def clean_build(folder: Path, builder: str, **config: object) -> Site:
    """Build a copy of the sources as they are now from nothing."""
    copy = folder / "clean"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder / "docs", copy / "docs")
    return build(copy, builder=builder, **{**QUIET, **config})


def differences(site: Site, clean: Site) -> list[str]:
    """Return the files in which two outputs differ."""
    got, wanted = site.files(), clean.files()
    return sorted(name for name in got.keys() | wanted.keys() if got.get(name) != wanted.get(name))
