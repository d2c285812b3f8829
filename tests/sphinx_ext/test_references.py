"""The roles ``{article}``, ``{course}`` and ``{topic}`` in formats with pages, and in those without."""

from __future__ import annotations

import re

import pytest

from support_portal.testing import Site

from .make import Make, notices, page, root

FILES = root(
    {
        "_data/topics.yaml": "badges: {title: Badges and donuts}\nunused: Not used yet\n",
        "solutions/badges/embed.md": page("Embed a badge", "topics: [badges]", "Text.\n\n## In a page\n\nMore."),
        "solutions/badges/index.md": page("Badges"),
        "solutions/apis/limits.md": page("Limits of APIs"),
        "solutions/score/limits.md": page("Limits of the score"),
        "training/basics/index.md": page("The basics", "", ":::{toctree}\nlesson\n:::"),
        "training/basics/lesson.md": page("Lesson"),
    }
)

# Written -> the text readers see and the address in html (None: no link).
GOOD = {
    "{article}`embed`": ("Embed a badge", "badges/embed.html"),
    "{article}`badges/embed`": ("Embed a badge", "badges/embed.html"),
    "{article}`/solutions/badges/embed`": ("Embed a badge", "badges/embed.html"),
    "{article}`solutions/badges/embed.md`": ("Embed a badge", "badges/embed.html"),
    "{article}`my words <embed>`": ("my words", "badges/embed.html"),
    "{article}`embed#in-a-page`": ("Embed a badge", "badges/embed.html#in-a-page"),
    "{article}`there <badges/embed#in-a-page>`": ("there", "badges/embed.html#in-a-page"),
    "{article}`badges`": ("Badges", "badges/index.html"),
    "{article}`solutions/badges/index`": ("Badges", "badges/index.html"),
    "{article}`apis/limits`": ("Limits of APIs", "apis/limits.html"),
    "{article}`here`": ("Here itself", None),
    "{article}`below <here#below>`": ("below", "#below"),
    "{course}`basics`": ("The basics", "../training/basics/index.html"),
    "{course}`start <training/basics>`": ("start", "../training/basics/index.html"),
    "{topic}`badges`": ("Badges and donuts", "../topics/badges.html"),
    "{topic}`rings <badges>`": ("rings", "../topics/badges.html"),
    "{topic}`unused`": ("Not used yet", None),
}
# Written -> the text that stays, and the notice.
BAD = {
    "{article}`embd`": ("embd", 'there is no article "embd"; did you mean "embed"?'),
    "{article}`words <zzzz>`": ("words", 'there is no article "zzzz"; write the file\'s name without .md'),
    "{article}`limits`": (
        "limits",
        '"limits" means several pages; write one of solutions/apis/limits, solutions/score/limits',
    ),
    "{course}`basic`": ("basic", 'there is no course "basic" (did you mean "basics"?)'),
    "{course}`embed`": ("embed", 'there is no course "embed"; the courses are basics'),
    "{topic}`badgs`": ("badgs", 'there is no topic "badgs" (did you mean "badges"?)'),
    "{topic}`zzzz`": ("zzzz", 'there is no topic "zzzz"; the topics are badges, unused'),
}


def _here(reference: str) -> dict[str, str]:
    return {
        **FILES,
        "solutions/here.md": page("Here itself", "", f"Start.\n\nRead {reference} now.\n\n## Below\n\nEnd."),
    }


def _sentence(site: Site, builder: str) -> str:
    """Return the sentence with the reference, as a reader of the format sees it."""
    if builder == "html":
        return next(p.get_text() for p in site.soup("solutions/here").select("main section p") if "Read" in p.text)
    name = "solutions/here.txt" if builder == "text" else next(n for n in site.files() if n.endswith(".tex"))
    line = next(line for line in site.text(name).splitlines() if line.startswith("Read "))
    line = re.sub(r"\\hyperref\[[^]]*\]|\\(?:sphinxcrossref|DUrole\{doc\}|sphinxstyle\w+)", "", line)
    return re.sub(r"[{}]", "", line)


@pytest.mark.parametrize(("reference", "expected"), GOOD.items(), ids=GOOD)
def test_reference_in_html(make: Make, reference: str, expected: tuple[str, str | None]) -> None:
    """A reference shows the title, or the author's words, and links to the page, from wherever it stands."""
    site = make(_here(reference))
    assert site.warnings == []
    text, href = expected
    assert _sentence(site, "html") == f"Read {text} now."
    links = [
        a["href"]
        for p in site.soup("solutions/here").select("main section p")
        if "Read" in p.text
        for a in p.select("a")
    ]
    assert links == ([href] if href else [])


@pytest.mark.parametrize("builder", ["text", "latex"])
@pytest.mark.parametrize(("reference", "expected"), GOOD.items(), ids=GOOD)
def test_reference_in_other_formats(make: Make, builder: str, reference: str, expected: tuple[str, str | None]) -> None:
    """Text and LaTeX show the same words; LaTeX links inside the manual, save for topics, which have no page there."""
    site = make(_here(reference), builder=builder)
    assert site.warnings == []
    assert _sentence(site, builder) == f"Read {expected[0]} now."
    if builder == "latex" and expected[1] and "topic" not in reference:
        tex = next(site.text(n) for n in site.files() if n.endswith(".tex"))
        assert r"Read {\hyperref[" in tex


@pytest.mark.parametrize("builder", ["html", "text", "latex"])
@pytest.mark.parametrize(("reference", "expected"), BAD.items(), ids=BAD)
def test_reference_that_leads_nowhere(make: Make, builder: str, reference: str, expected: tuple[str, str]) -> None:
    """A reference that leads nowhere costs one notice at its line, and its text stays."""
    site = make(_here(reference), builder=builder)
    text, notice = expected
    assert notices(site, "reference") == [f"solutions/here.md:5: WARNING: {notice}"]
    assert len(site.warnings) == 1
    assert _sentence(site, builder) == f"Read {text} now."


@pytest.mark.parametrize("builder", ["html", "epub", "text"])
def test_unknown_heading(make: Make, builder: str) -> None:
    """An anchor the page lacks costs one notice with the nearest one; the link to the page stays."""
    site = make(_here("{article}`embed#in-page`"), builder=builder)
    assert notices(site, "reference") == [
        'solutions/here.md:5: WARNING: "embed" has no heading "#in-page" (did you mean "in-a-page"?)'
    ]
    if builder == "html":
        assert 'href="badges/embed.html"' in site.html("solutions/here")


@pytest.mark.parametrize(
    ("builder", "href"),
    [
        ("dirhtml", "../badges/embed/#in-a-page"),
        ("singlehtml", "#document-solutions/badges/embed"),
        ("epub", "badges/embed.xhtml"),
    ],
)
def test_address_is_the_builders_own(make: Make, builder: str, href: str) -> None:
    """Each builder's own form of addresses is used."""
    site = make(_here("{article}`embed#in-a-page`"), builder=builder, copyright="us", version="1")
    assert site.warnings == []
    page_with_it = {"singlehtml": "index.html", "epub": "solutions/here.xhtml", "dirhtml": "solutions/here/index.html"}
    assert f'href="{href}' in site.text(page_with_it[builder])


def test_references_from_the_home_page(make: Make) -> None:
    """From the root no ``../`` is written."""
    site = make({**FILES, "index.md": FILES["index.md"] + "\n{article}`embed` {topic}`badges`\n"})
    assert [a["href"] for a in site.soup("index").select("main section p a")] == [
        "solutions/badges/embed.html",
        "topics/badges.html",
    ]


def test_reference_inside_of_a_heading_and_a_table(make: Make) -> None:
    """References work wherever Markdown lets one write."""
    text = "## About {article}`embed`\n\n| a |\n|---|\n| {article}`embed` |\n\n:::{note}\n{article}`embed`\n:::\n"
    site = make({**FILES, "solutions/here.md": page("Here", "", text)})
    assert site.warnings == []
    assert len(site.soup("solutions/here").select('main > section a[href="badges/embed.html"]')) == 3
