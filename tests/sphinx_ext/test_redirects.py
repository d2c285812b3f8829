"""Old addresses: a page at each, the maps for web servers, and the clashes that are told."""

from __future__ import annotations

import pytest

from .make import Make, notices, page, root

FILES = root(
    {
        "solutions/badges/embed.md": page("Embed <a> badge", "redirect_from: [solutions/old-embed, /Help/Badge.html]"),
        "solutions/index.md": page("Solutions", "redirect_from: [faq/]"),
    }
)


@pytest.mark.parametrize(
    ("builder", "path", "target", "canonical"),
    [
        ("html", "solutions/old-embed.html", "badges/embed.html", "solutions/badges/embed.html"),
        ("html", "Help/Badge.html", "../solutions/badges/embed.html", "solutions/badges/embed.html"),
        ("html", "faq.html", "solutions/index.html", "solutions/index.html"),
        ("dirhtml", "solutions/old-embed/index.html", "../badges/embed/", "solutions/badges/embed/"),
        ("dirhtml", "faq/index.html", "../solutions/", "solutions/"),
    ],
)
def test_page_at_the_old_address(make: Make, builder: str, path: str, target: str, canonical: str) -> None:
    """At every old address lies a page that leads to the new one at once, with a link and the true address."""
    site = make(FILES, builder=builder)
    assert site.warnings == []
    text = site.text(path)
    assert f'<meta http-equiv="refresh" content="0; url={target}">' in text
    assert f'<a href="{target}">' in text
    assert f'<link rel="canonical" href="https://portal.example.org/{canonical}">' in text
    assert '<meta name="robots" content="noindex">' in text
    assert "<a> badge" not in text.replace("<h1>", "").split("<title>")[1].split("</title>")[0]


@pytest.mark.parametrize(
    ("builder", "new"), [("html", "solutions/badges/embed.html"), ("dirhtml", "solutions/badges/embed/")]
)
def test_maps_for_servers(make: Make, builder: str, new: str) -> None:
    """nginx and Netlify get every form of an old address."""
    site = make(FILES, builder=builder)
    nginx, netlify = site.text("redirects/nginx.conf"), site.text("_redirects")
    for form in ("/solutions/old-embed", "/solutions/old-embed/", "/solutions/old-embed.html", "/Help/Badge"):
        assert f'    "{form}" "/{new}";\n' in nginx
    assert f"/solutions/old-embed /{new} 301!\n" in netlify
    assert f"/Help/Badge.html /{new} 301!\n" in netlify


def test_maps_of_a_portal_in_a_folder(make: Make) -> None:
    """Servers match whole paths, so the folder a portal lives in is part of both sides."""
    site = make(FILES, html_baseurl="https://example.org/help/")
    assert '    "/help/faq" "/help/solutions/index.html";\n' in site.text("redirects/nginx.conf")
    assert "/help/faq /help/solutions/index.html 301!\n" in site.text("_redirects")


def test_without_address_no_canonical(make: Make) -> None:
    """Without ``html_baseurl`` a redirect page still leads on."""
    text = make(FILES, html_baseurl="").text("faq.html")
    assert "canonical" not in text
    assert "url=solutions/index.html" in text


CLASHES = {
    "living page": (
        "redirect_from: [solutions/b]",
        'redirect_from "solutions/b" is a living page; remove it or move that page',
    ),
    "home page": ("redirect_from: [index.html]", 'redirect_from "index.html" is no address here'),
    "itself": (
        "redirect_from: [solutions/a.html]",
        'redirect_from "solutions/a.html" is this page itself, so it would go in a circle',
    ),
    "search page": ("redirect_from: [search]", 'redirect_from "search" is a living page'),
    "archive": ("redirect_from: [news/archive/2026]", 'redirect_from "news/archive/2026" is a living page'),
    "topic": ("redirect_from: [topics/apis]", 'redirect_from "topics/apis" is a living page'),
    "topics": ("redirect_from: [topics/]", 'redirect_from "topics/" is a living page'),
    "outside": ("redirect_from: [../../etc/passwd]", 'redirect_from "../../etc/passwd" is no address here'),
    "markup": ("""redirect_from: ['x"; return 200 "']""", "is no address here; write a path like solutions/old-name"),
}


@pytest.mark.parametrize(("line", "notice"), CLASHES.values(), ids=CLASHES)
def test_clash(make: Make, line: str, notice: str) -> None:
    """An old address that cannot lead here costs one notice at its line, and nothing is overwritten."""
    site = make(
        root(
            {
                "solutions/a.md": page("A", f"summary: x\n{line}"),
                "solutions/b.md": page("Bee", "topics: [apis]"),
                "news/n.md": page("N", "date: 2026-01-01"),
            }
        )
    )
    [found] = notices(site, "redirect")
    assert found.startswith("solutions/a.md:3: WARNING: ")
    assert notice in found
    assert len(site.warnings) == 1
    assert [n for n, c in site.files().items() if b'http-equiv="refresh"' in c] == []
    assert site.text("_redirects") == ""


def test_two_pages_claim_one_address(make: Make) -> None:
    """An address two pages claim leads to the first by name; the other is told."""
    site = make(root({f"solutions/{n}.md": page(n.upper(), "redirect_from: [old]") for n in "ab"}))
    assert notices(site, "redirect") == [
        'solutions/b.md:2: WARNING: redirect_from "old" already leads to solutions/a; keep it in one of the two'
    ]
    assert "url=solutions/a.html" in site.text("old.html")


def test_two_pages_that_swapped(make: Make) -> None:
    """Pages that took each other's place are no circle: both addresses are living pages, and both are told."""
    site = make(root({"a.md": page("A", "redirect_from: [b]"), "b.md": page("B", "redirect_from: [a]")}))
    assert len(notices(site, "redirect")) == len(site.warnings) == 2
    assert site.soup("a").h1 is not None


def test_removed_redirect_is_gone(make: Make) -> None:
    """An incremental build takes away the page of an old address nobody claims any more."""
    assert "faq.html" in make(FILES).files()
    assert "faq.html" not in make({"solutions/index.md": page("Solutions")}).files()


def test_unpublished_page_redirects_nothing(make: Make) -> None:
    """A draft's old addresses lead nowhere yet."""
    assert (
        "old.html"
        not in make(root({"a.md": page("A", "state: draft\nredirect_from: [old]"), "b.md": page("B")})).files()
    )


@pytest.mark.parametrize("builder", ["singlehtml", "epub", "text", "latex"])
def test_only_websites_redirect(make: Make, builder: str) -> None:
    """Other formats have no addresses to keep."""
    assert not [n for n in make(FILES, builder=builder).files() if "redirects" in n or "old-embed" in n]
