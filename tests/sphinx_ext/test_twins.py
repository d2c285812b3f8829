"""Markdown twins of pages, and llms.txt."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from support_portal.testing import Site

from .make import Make, Real, page, root

BASE = "https://portal.example.org/"
TEXT = """
First *paragraph* with {doc}`b`, {article}`b` and [else](https://else.example.org/).

## Code?

```python
if a < b & c:
    print("x_y")
```

```
plain
```

![A picture](x.svg)

| a | b |
|---|---|
| 1 | `2` |

1. One
2. Two

[Below](#code)

:::{note}
Mind this.
:::
"""
FILES = root(
    {
        "solutions/index.md": page("Solutions", "", ":::{toctree}\nsub/index\na\n:::"),
        "solutions/sub/index.md": page("Sub folder", "", ":::{toctree}\nz\ndeep\n:::"),
        "solutions/sub/z.md": page("Z", "summary: Last [letter]."),
        "solutions/sub/deep.md": page("Deep"),
        "solutions/a.md": page("Title", "updated: 2026-05-01", TEXT),
        "solutions/b.md": page("Bee"),
        "solutions/x.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
        "solutions/hidden.md": page("Quokka", "state: draft"),
        "news/index.md": "# News\n\n:::{news} All news\n:::\n",
        "news/n.md": page("New", "date: 2026-04-01\nsummary: It is new."),
        "training/basics/index.md": page("Basics", "", ":::{toctree}\none\n:::"),
        "training/basics/one.md": page("Lesson one"),
        "about.md": page("About"),
    }
)


def _addresses(markdown: str) -> list[str]:
    prose = re.sub(r"^```.*?^```", "", markdown, flags=re.DOTALL | re.MULTILINE)
    return re.findall(r"\]\(<?([^)\s>]+)", prose)


def _file(site: Site, address: str) -> bool:
    path = urlsplit(address).path.lstrip("/")
    return (site.out / (f"{path}index.html" if not path or path.endswith("/") else path)).is_file()


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_twin(make: Make, builder: str) -> None:
    """Beside each page lies its Markdown: the title, code with its language, tables, lists and pictures."""
    text = make(FILES, builder=builder).text("solutions/a.md")
    assert text.startswith("# Title\n\nFirst *paragraph* with ")
    assert '\n```python\nif a < b & c:\n    print("x_y")\n```\n' in text
    assert "\n```\nplain\n```\n" in text
    assert "\n## Code?\n" in text
    assert "\n1. One\n2. Two\n" in text
    assert re.search(r"\| a +\| b +\|\n\| -+ \| -+ \|\n\| 1 +\| `2` +\|", text)
    assert f"![A picture]({BASE}_images/x.svg)" in text
    assert "Mind this." in text
    assert "¶" not in text
    assert "<" not in re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_addresses_are_absolute(make: Make, builder: str) -> None:
    """A twin is read elsewhere, so its links are absolute and lead to what is there."""
    site = make(FILES, builder=builder)
    addresses = _addresses(site.text("solutions/a.md"))
    assert len(addresses) == 5
    assert all(a.startswith(("https://portal.example.org/", "https://else.example.org/")) for a in addresses)
    assert all(_file(site, a) for a in addresses if a.startswith(BASE))


def test_foot(make: Make) -> None:
    """At its foot stand where it comes from, when it was changed, and what the portal must say."""
    text = make(FILES, portal_notice="Not official.").text("solutions/a.md")
    assert text.endswith(f"\n---\n\nSource: {BASE}solutions/a.html  \nUpdated: 2026-05-01  \nNot official.\n")


def test_listings_are_links(make: Make) -> None:
    """What a page lists is in its twin too."""
    text = make(FILES).text("news/index.md")
    assert "## All news" in text
    assert f"[New]({BASE}news/n.html)" in text
    assert "It is new." in text


def test_head_names_the_twin(make: Make) -> None:
    """The head of a page leads to its twin; generated pages have none."""
    site = make(FILES)
    [link] = site.soup("solutions/a").select('head link[type="text/markdown"]')
    assert (link["rel"], link["href"]) == (["alternate"], "../solutions/a.md")
    assert site.soup("search").select('head link[type="text/markdown"]') == []


def test_llms_txt(make: Make) -> None:
    """llms.txt has the portal's name, what it is, and every page by folder in reading order, news first newest."""
    text = make(FILES, portal_tagline="Help.", portal_notice="Not official.").text("llms.txt")
    lines = text.splitlines()
    assert lines[:3] == ["# Test portal", "", "> Help. Not official."]
    assert [line for line in lines if line.startswith("## ")] == [
        "## Sub folder",
        "## Title",
        "## News",
        "## Training",
        "## Optional",
    ]
    assert lines.index(f"- [Z]({BASE}solutions/sub/z.md): Last \\[letter\\].") < lines.index(
        f"- [Deep]({BASE}solutions/sub/deep.md): Some text."
    )
    assert f"- [New]({BASE}news/n.md): 2026-04-01: It is new." in lines
    assert f"- [About]({BASE}about.md): Some text." in lines
    assert "Quokka" not in text


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_every_address_of_llms_txt_is_a_file(make: Make, builder: str) -> None:
    """Every address in llms.txt is a twin that is there; only lists' twins are not in it, and the 404 page has none."""
    site = make({**FILES, "404.md": "---\norphan: true\n---\n# Lost\n"}, builder=builder)
    addresses = _addresses(site.text("llms.txt"))
    assert all(_file(site, a) for a in addresses)
    twins = {n for n in site.files() if n.endswith(".md") and not n.endswith("index.md")}
    assert twins <= {urlsplit(a).path.lstrip("/") for a in addresses}


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_real_twins(real: Real, builder: str) -> None:
    """In the real portal every page has a twin with its title, links that lead somewhere, and no left-over markup."""
    built = real(builder)
    base = "https://support.example.org/"
    llms = _addresses((built.out / "llms.txt").read_text(encoding="utf-8"))
    assert len(llms) > 80
    assert [a for a in llms if not (built.out / a.removeprefix(base)).is_file()] == []
    twins = list(built.out.rglob("*.md"))
    assert {a.removeprefix(base) for a in llms} <= {p.relative_to(built.out).as_posix() for p in twins}
    for path in twins:
        text = path.read_text(encoding="utf-8")
        assert re.match(r"# \S", text), path
        assert text.count("```") % 2 == 0, path
        assert "¶" not in text, path
        for address in _addresses(text):
            assert re.match(r"https?://|mailto:", address), (path, address)
            if address.startswith(base):
                name = urlsplit(address).path.lstrip("/")
                assert (built.out / (f"{name}index.html" if not name or name.endswith("/") else name)).is_file(), (
                    path,
                    address,
                )


def test_without_an_address(make: Make) -> None:
    """Without ``html_baseurl`` twins keep relative links, and llms.txt names files."""
    site = make(FILES, html_baseurl="", suppress_warnings=["portal.config"])
    assert "](about.md)" in site.text("llms.txt")
    assert "Source:" not in site.text("solutions/a.md")


@pytest.mark.parametrize("builder", ["singlehtml", "epub", "text", "latex"])
def test_only_websites_have_twins(make: Make, builder: str) -> None:
    """Other formats write no twins."""
    assert not [n for n in make(FILES, builder=builder).files() if n.endswith(".md") or n == "llms.txt"]


def test_code_keeps_its_blank_lines(make: Make) -> None:
    """Text has one blank line between paragraphs; code has as many as its author wrote."""
    body = "```python\na = 1\n\n\nb = 2\n```\n\nText.\n\n\n\nMore text."
    text = make(root({"one.md": page("One", text=body)})).text("one.md")
    assert "```python\na = 1\n\n\nb = 2\n```" in text
    assert "Text.\n\nMore text." in text
