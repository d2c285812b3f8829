"""Dated banners: when, where and in which order they show, and under any theme."""

from __future__ import annotations

import pytest

from support_portal.testing import Site

from .make import Make, notices, page, root

PAGES = root(
    {
        "about.md": page("About"),
        "news/a.md": page("A", "date: 2026-01-01"),
        "solutions/b.md": page("B"),
        "solutions/deep/c.md": page("C"),
        "training/t.md": page("T"),
    }
)


def _texts(site: Site, docname: str = "about") -> list[str]:
    """Return the words of a page's banners, in order."""
    return [" ".join(p.get_text().split()) for p in site.soup(docname).select(".portal-banner p")]


def _with(banners: str) -> dict[str, str]:
    return {**PAGES, "_data/banners.yaml": banners}


@pytest.mark.parametrize(
    ("now", "shows"),
    [
        ("2026-11-22T23:59:59Z", False),
        ("2026-11-23", True),
        ("2026-11-24T17:59:59Z", True),
        ("2026-11-24T18:00:00Z", False),
        ("2026-11-24T19:30:00+02:00", True),
    ],
)
def test_dates(make: Make, now: str, shows: bool) -> None:
    """A banner stands from its first second on, and is gone at the second it ends."""
    site = make(_with("- text: Down\n  show_from: 2026-11-23\n  show_until: 2026-11-24T18:00:00Z\n"), portal_now=now)
    assert site.warnings == []
    assert _texts(site) == (["Down"] if shows else [])


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        ("[]", {"index", "about", "news/a", "solutions/b", "solutions/deep/c", "training/t"}),
        ("[solutions]", {"solutions/b", "solutions/deep/c"}),
        ("[news, training]", {"news/a", "training/t"}),
        ("news", {"news/a"}),
    ],
)
def test_sections(make: Make, sections: str, expected: set[str]) -> None:
    """A banner with sections stands on their pages only, one without on all."""
    site = make(_with(f"- text: Down\n  sections: {sections}\n"))
    assert site.warnings == []
    assert {d for d in site.app.env.found_docs if _texts(site, d)} == expected


def test_generated_pages_have_banners_too(make: Make) -> None:
    """Search, topics and archives are pages like others."""
    site = make({**_with("- text: Down\n"), "news/a.md": page("A", "date: 2026-01-01\ntopics: [apis]")})
    for name in ("search", "topics/index", "topics/apis", "news/archive/2026"):
        assert _texts(site, name) == ["Down"], name


def test_order_is_that_of_the_file(make: Make) -> None:
    """Banners stand in the order of the file, each with its level."""
    site = make(_with("- text: One\n- {text: Two, level: warning}\n- {text: Three, level: resolved}\n"))
    assert _texts(site) == ["One", "Two", "Three"]
    levels = [b["class"] for b in site.soup("about").select(".portal-banner")]
    assert [names[-1] for names in levels] == ["portal-banner-info", "portal-banner-warning", "portal-banner-resolved"]


@pytest.mark.parametrize(
    ("link", "docname", "href"),
    [
        ("solutions/b", "about", "solutions/b.html"),
        ("/solutions/b", "solutions/deep/c", "../b.html"),
        ("https://status.example.org/", "about", "https://status.example.org/"),
    ],
)
def test_link(make: Make, link: str, docname: str, href: str) -> None:
    """A banner leads to a page of the portal, from wherever it stands, or to an address elsewhere."""
    [a] = (
        make(_with(f"- text: Down\n  link: {link}\n  link_text: The whole story\n"))
        .soup(docname)
        .select(".portal-banner a")
    )
    assert (a["href"], a.text) == (href, "The whole story")


def test_dismiss_button_is_for_scripts_only(make: Make) -> None:
    """Each banner has a named button, hidden until a script can make it work, and a key that changes with its text."""
    soup = make(_with("- text: One\n- text: Two\n")).soup("about")
    buttons = soup.select(".portal-banner button[data-portal-dismiss]")
    assert [("hidden" in b.attrs, b["type"], bool(b["aria-label"])) for b in buttons] == [(True, "button", True)] * 2
    keys = [b["data-portal-banner"] for b in soup.select("[data-portal-banner]")]
    assert len(set(keys)) == 2
    again = make(_with("- text: One!\n- text: Two\n"), out="again").soup("about")
    assert [b["data-portal-banner"] in keys for b in again.select("[data-portal-banner]")] == [False, True]


def test_text_is_text(make: Make) -> None:
    """What stands in the file never becomes markup."""
    site = make(_with('- text: "<b>1 & 2</b>"\n  link: \'x" onclick="y\'\n'))
    assert _texts(site)[0].startswith("<b>1 & 2</b>")
    [a] = site.soup("about").select(".portal-banner a")
    assert "onclick" not in a.attrs


@pytest.mark.parametrize("theme", ["alabaster", "basic", "furo", "pydata_sphinx_theme"])
def test_other_themes(make: Make, theme: str) -> None:
    """Under another theme the banner stands above the text, once."""
    site = make(_with("- text: Down until noon\n"), html_theme=theme)
    assert site.warnings == []
    assert _texts(site) == ["Down until noon"]
    assert site.html("about").index("Down until noon") < site.html("about").index("<h1")


@pytest.mark.parametrize("builder", ["text", "latex", "epub", "singlehtml"])
def test_manuals_have_none(make: Make, builder: str) -> None:
    """A banner is for now; formats that are read later have none."""
    files = make(_with("- text: Down until noon\n"), builder=builder).files()
    assert not [name for name, content in files.items() if b"Down until noon" in content]


WRONG = {
    "no list": ("text: x\n", 'is not a list; write "- text: …" for each banner'),
    "no text": ("- level: info\n", 'banner 1: has no text; write "text: …"; it is not shown'),
    "level": ("- {text: a, level: warn}\n", 'level "warn" is not known; write one of info, warning, resolved'),
    "key": ("- {text: a, show_form: 2026-01-01}\n", '(did you mean "show_from"?)'),
    "section": ("- {text: a, sections: [blog]}\n", 'section "blog" is not known'),
    "time": ("- {text: a, show_until: noon}\n", '"noon" is not a time'),
    "order": ("- {text: a, show_from: 2026-02-01, show_until: 2026-01-01}\n", "show_until is not after show_from"),
    "yaml": ("- text: [\n", "is not YAML"),
}


@pytest.mark.parametrize(("banners", "what"), WRONG.values(), ids=WRONG)
def test_wrong_banner(make: Make, banners: str, what: str) -> None:
    """A wrong banner costs one notice and is not shown; the others are."""
    alone = what.startswith("is not")
    site = make(_with(banners + ("" if alone else "- text: Right\n")))
    [notice] = notices(site, "data_file")
    assert notice.startswith("_data/banners.yaml:")
    assert what in notice
    assert len(site.warnings) == 1
    assert _texts(site) == ([] if alone else ["Right"])


def test_banner_comes_and_goes_with_the_time(make: Make) -> None:
    """An incremental build at a later time shows and takes away banners on pages nobody touched."""
    make(_with("- text: Down\n  show_from: 2026-12-01\n  show_until: 2026-12-02\n"))
    assert _texts(make(portal_now="2026-12-01")) == ["Down"]
    assert _texts(make(portal_now="2026-12-02")) == []
