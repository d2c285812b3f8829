"""Measure search in Japanese over a folder of Markdown files: titles, keywords of them, and texts of links as queries.

Nobody wrote the texts of links for a search engine.  Keywords are what ``Intl.Segmenter`` finds, without words in
hiragana alone, which say how the others belong together.
"""

from __future__ import annotations

import argparse
import json
import posixpath
import re
import subprocess
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

from support_portal.cli.search_engine import ask, engine_over, find_node, page_name
from support_portal.cli.search_eval import articles_index
from support_portal.core.search.quality import Judged, by_kind

TITLE = re.compile(r"""^(?:title: *["']?(.+?)["']? *|# +(.+))$""", re.MULTILINE)
HEADING = re.compile(r"^##+ +(.+)$", re.MULTILINE)
LINK = re.compile(r"\[([^\]\n]+)\]\((?!https?:)([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
NO_TEXT = re.compile(r"\{[#/][^}]*\}|<[^>]*>|[`*_]")
JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
SEGMENTS = """
const words = new Intl.Segmenter("ja", { granularity: "word" });
const texts = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const keep = (part) => part.isWordLike && !/^[\\p{sc=Hiragana}]+$/u.test(part.segment);
const found = texts.map((text) => [...words.segment(text)].filter(keep).map((part) => part.segment).join(" "));
process.stdout.write(JSON.stringify(found));
"""


@dataclass
class Page:
    """What a Markdown file holds, and the texts of links to it."""

    title: str
    intro: str
    heads: str
    body: str
    called: set[str] = field(default_factory=set)


def main() -> None:
    """Print success@1, @5 and MRR@10 for each kind of query."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder of Markdown files in Japanese, from whose top links begin")
    options = parser.parse_args()
    pages = read(options.folder)
    queries = questions(pages)
    corpus = [
        {"path": path, "title": one.title, "intro": one.intro, "heads": one.heads, "body": one.body}
        for path, one in pages.items()
    ]
    with engine_over(articles_index(corpus, "ja"), "ja") as folder:
        answers = ask(folder, [query for _, query, _ in queries], cold=True, limit=10)
    judged = [
        Judged(kind, query, frozenset(relevant), tuple(page_name(hit["url"]) for hit in answer["hits"]))
        for (kind, query, relevant), answer in zip(queries, answers, strict=True)
    ]
    print(f"{len(pages)} pages; a first query loads {quantiles([a['bytes'] / 1000 for a in answers], n=20)[-1]:.0f} KB")
    for kind, q in by_kind(judged).items():
        print(f"{kind:15} {q.count:5} queries  @1 {q.success_1:.3f}  @5 {q.success_5:.3f}  MRR@10 {q.mrr_10:.3f}")


def read(folder: Path) -> dict[str, Page]:
    """Return the pages below a folder by their names, each with the Japanese texts of links from others to it."""
    pages: dict[str, Page] = {}
    links: list[tuple[str, str, str]] = []
    for path in sorted(folder.rglob("*.md")):
        text = CODE.sub("", path.read_text(encoding="utf-8"))
        name = page_name(path.relative_to(folder).with_suffix("").as_posix())
        if not (title := TITLE.search(text)) or not JAPANESE.search(text):
            continue
        links += [(name, *pair) for pair in LINK.findall(text)]
        plain = [_plain(part) for part in re.split(r"\n\s*\n", text.partition("\n---\n")[2] or text)]
        intro = next((part for part in plain if JAPANESE.search(part) and not part.startswith("#")), "")
        heads = " . ".join(map(_plain, HEADING.findall(text)))
        pages[name] = Page(_plain(title[1] or title[2]), intro, heads, " ".join(plain))
    for name, text, address in links:
        target = page_name(posixpath.normpath(posixpath.join("/", posixpath.dirname(name), address.partition("#")[0])))
        called = _plain(text)
        if target in pages and target != name and "#" not in address and JAPANESE.search(called):
            pages[target].called.add(called)
    return pages


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", NO_TEXT.sub("", LINK.sub(r"\1", text))).strip()


def questions(pages: dict[str, Page]) -> list[tuple[str, str, set[str]]]:
    """Return queries with their kinds and the pages that answer them; what is called alike answers alike."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for name, one in pages.items():
        if JAPANESE.search(one.title):
            found["title", one.title].add(name)
        for text in one.called - {one.title}:
            found["link", text].add(name)
    order = sorted(found)
    for (kind, _), query, place in zip(order, keywords([text for _, text in order]), order, strict=True):
        if query and JAPANESE.search(query):
            found[f"{kind} keywords", query] |= found[place]
            found[f"{kind} joined", query.replace(" ", "")] |= found[place]
    return [(kind, query, found[kind, query]) for kind, query in sorted(found)]


def keywords(texts: Sequence[str]) -> list[str]:
    """Return the words of each text with spaces between them, without those in hiragana alone."""
    command = [find_node(), "-e", SEGMENTS]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, encoding="utf-8", check=True)
    split: Any = json.loads(done.stdout)
    return [str(one) for one in split]


if __name__ == "__main__":
    main()
