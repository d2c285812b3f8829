"""The sources of a race: the corpus for each engine, the edits that are measured, the check that all did the work."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

# Articles of the corpus, not the indexes of their folders.
_ARTICLE = re.compile(r"(news|article|lesson)-\d{5}")
# Each article holds a number of its own, which every generator prints.
_MARK = re.compile(r"10\.1000/\d+")
# The files that show that a part of the portal was on.
_PARTS = {
    "feeds": "feeds/news.atom.xml",
    "sitemap": "sitemap.xml",
    "search index": "_static/portal-search/index/start.js",
    "redirects": "redirects/nginx.conf",
    "llms.txt": "llms.txt",
    "topics": "topics/*.html",
}
_SENTENCE = "Since this morning the report has another column."


class UnequalWorkError(RuntimeError):
    """A generator did not make what the others made; the message says what is missing."""


@dataclass(frozen=True)
class Output:
    """What a full build left: pages of articles, all pages, all files, and their size in MiB."""

    articles: int
    pages: int
    files: int
    mib: float


def make_corpus(script: Path, engine: str, size: int, folder: Path) -> Path:
    """Let the corpus script write `size` articles for `engine` below `folder`, unless they are there; return where."""
    place = folder / f"{engine}-{size}"
    if not place.exists():
        draft = place.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        subprocess.run([sys.executable, script, engine, str(size), draft], check=True)
        draft.rename(place)
    return place


def articles(sources: Path) -> dict[str, Path]:
    """Return the articles below a folder of sources, by the last part of their address."""
    return {path.stem: path for path in sorted(sources.rglob("*.md")) if _ARTICLE.fullmatch(path.stem)}


class Editor:
    """Edits one article in the middle of the corpus as an author would, and can undo it."""

    def __init__(self, sources: Path) -> None:
        found = [path for name, path in articles(sources).items() if name.startswith("article-")]
        self.path = found[len(found) // 2]
        self.original = self.path.read_text(encoding="utf-8")

    def undo(self) -> None:
        """Put the article back."""
        self.path.write_text(self.original, encoding="utf-8")

    def body(self) -> str:
        """Add a sentence to a paragraph; return it."""
        head, mark, rest = self.original.partition("\n## ")
        self.path.write_text(f"{head.rstrip()} {_SENTENCE}\n{mark}{rest}", encoding="utf-8")
        return _SENTENCE

    def title(self) -> str:
        """Give the article another title wherever its source says it; return the title."""
        old = re.search(r"^# (.+)$", self.original, re.MULTILINE)
        if old is None:
            raise ValueError(f"{self.path}: an article of the corpus without a title")
        new = f"{old[1]} in another way"
        self.path.write_text(
            re.sub(rf"^(# |title: ){re.escape(old[1])}$", rf"\g<1>{new}", self.original, flags=re.MULTILINE),
            encoding="utf-8",
        )
        return new


def pages(output: Path) -> dict[str, list[Path]]:
    """Return the pages of an output by the last part of their address, written ``name.html`` or ``name/index.html``."""
    found: dict[str, list[Path]] = {}
    for path in output.rglob("*.html"):
        found.setdefault(path.parent.name if path.stem == "index" else path.stem, []).append(path)
    return found


def check_work(sources: Path, output: Path, portal: bool) -> Output:
    """Return what a build left; raise `UnequalWorkError` unless each article has exactly one page with its text."""
    made = pages(output)
    wrong = []
    wanted = articles(sources)
    for name, source in wanted.items():
        mark = _MARK.search(source.read_text(encoding="utf-8"))
        if mark is None:
            raise ValueError(f"{source}: an article of the corpus without its number")
        # Not a part of a longer number.
        number = re.compile(rf"{re.escape(mark[0])}(?!\d)")
        if sum(bool(number.search(path.read_text(encoding="utf-8"))) for path in made.get(name, ())) != 1:
            wrong.append(name)
    if wrong:
        raise UnequalWorkError(
            f"{output}: {len(wrong)} of {len(wanted)} articles have no page of their own: {wrong[:3]}"
        )
    if portal:
        lacking = [part for part, pattern in _PARTS.items() if not any(output.glob(pattern))]
        # A page that has moved is there twice: once as the page that leads to the other.
        twins = [name for name in wanted if not any(page.with_suffix(".md").exists() for page in made[name])]
        lacking += [f"the Markdown twin of {name}" for name in twins[:3]]
        if lacking:
            raise UnequalWorkError(f"{output}: the portal was built without {', '.join(lacking)}")
    files = [path for path in output.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 2**20
    return Output(len(wanted), sum(map(len, made.values())), len(files), round(size, 1))


def check_edit(output: Path, name: str, words: str) -> None:
    """Raise `UnequalWorkError` unless a page of article `name` prints `words`."""
    if not any(words in path.read_text(encoding="utf-8") for path in pages(output).get(name, ())):
        raise UnequalWorkError(f"{output}: the page of {name} does not show the edit after the rebuild")
