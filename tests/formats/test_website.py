"""The built website as browsers get it: small, safe without scripts, all of its own, and every link leads somewhere."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

Real = Callable[[str], Any]
WEBSITES = ("html", "dirhtml")


def _size(content: bytes) -> int:
    return len(gzip.compress(content, 9, mtime=0))


def _resources(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each style and script a page loads at once."""
    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    for tag in soup.select("link[rel=stylesheet], script[src]"):
        name = str(tag.get("href") or tag.get("src")).split("?")[0]
        yield name, (path.parent / name).read_bytes()


@pytest.mark.parametrize("builder", WEBSITES)
def test_budget(real: Real, builder: str) -> None:
    """The first load of the home page is below 60 KB packed, and its scripts are below 20 KB."""
    home = real(builder).out / "index.html"
    sizes = {name: _size(content) for name, content in _resources(home)}
    scripts = sum(size for name, size in sizes.items() if name.endswith(".js"))
    assert scripts < 20_000, sizes
    assert _size(home.read_bytes()) + sum(sizes.values()) < 60_000, sizes


def test_budget_of_every_page(real: Real) -> None:
    """No page loads more than twice the home page's budget at once."""
    for path in real("html").pages():
        if path.name != "404.html":
            total = _size(path.read_bytes()) + sum(_size(content) for _, content in _resources(path))
            assert total < 120_000, path


@pytest.mark.parametrize("builder", WEBSITES)
def test_nothing_inline(real: Real, builder: str) -> None:
    """No page has a script in it but structured data, and no event attribute or style: a strict policy fits."""
    found = []
    for path in real(builder).pages():
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        found += [
            f"{path.name}: {s}" for s in soup.select("script:not([src])") if s.get("type") != "application/ld+json"
        ]
        found += [f"{path.name}: {s}" for s in soup.select("style")]
        found += [f"{path.name}: {t}" for t in soup.select("[style]")]
        found += [
            f"{path.name}: {t.name} {a}" for t in soup.find_all(True) for a in t.attrs if re.fullmatch(r"on\w+", a)
        ]
        found += [f"{path.name}: {a}" for a in soup.select('[href^="javascript:"]')]
    assert found == []


@pytest.mark.parametrize("builder", WEBSITES)
def test_nothing_from_elsewhere(real: Real, builder: str) -> None:
    """A page loads nothing from another host: styles, scripts, pictures, fonts and frames are all the portal's own."""
    found = []
    for path in real(builder).pages():
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for tag in soup.select(
            "link[href], script[src], img[src], source[src], iframe[src], video[src], [srcset], [poster]"
        ):
            address = str(tag.get("href") or tag.get("src") or tag.get("srcset") or tag.get("poster"))
            named = tag.name == "link" and set(tag.get("rel") or ()) & {"canonical", "alternate"}
            if re.match(r"(?:https?:)?//", address) and not named:
                found.append(f"{path.name}: {tag}")
    assert found == []
    for path in (real(builder).out / "_static").rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//", text) == [], path


@pytest.mark.parametrize("builder", WEBSITES)
def test_every_link_leads_somewhere(real: Real, broken: Callable[..., list[str]], builder: str) -> None:
    """Every address inside the website is a file, and every anchor is on its page."""
    assert broken(real(builder).out) == []


@pytest.mark.parametrize("builder", WEBSITES)
def test_pages_are_sound(real: Real, builder: str) -> None:
    """Each page has a language, one title, one first heading, one main part and no anchor twice."""
    for path in real(builder).pages():
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        assert soup.html is not None
        assert soup.html.get("lang") == "en", path
        assert len(soup.select("title")) == len(soup.select("h1")) == len(soup.select("main")) == 1, path
        ids = [str(t["id"]) for t in soup.select("[id]")]
        assert len(ids) == len(set(ids)), (path, {i for i in ids if ids.count(i) > 1})


def test_headings_step_down_by_one(real: Real) -> None:
    """No page skips a level of headings."""
    for path in real("html").pages():
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        levels = [int(h.name[1]) for h in soup.select("main h1, main h2, main h3, main h4, main h5, main h6")]
        assert all(after <= before + 1 for before, after in pairwise(levels)), (path, levels)


@pytest.mark.parametrize("builder", WEBSITES)
def test_nothing_unneeded_is_published(real: Real, builder: str) -> None:
    """No source, no file of the editors' data, no path or name of the machine that built it is in the output."""
    built = real(builder)
    files = built.files()
    assert not [name for name in files if name.startswith("_sources/") or "_data/" in name or name.endswith(".yaml")]
    home = str(Path(__file__).parents[2]).encode()
    assert [name for name, content in files.items() if home in content] == []
