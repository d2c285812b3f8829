"""What pages hold for a reader's progress, and the certificates."""

from __future__ import annotations

import json

import pytest

from .make import Make, page, root

FILES = root(
    {
        "training/index.md": page(
            "Training", "", ":::{courses}\n:::\n\n:::{progress}\n:::\n\n:::{toctree}\nbasics/index\n:::"
        ),
        "training/basics/index.md": page(
            "Basics & <more>", "outcomes: [Read a <score>]", ":::{lessons}\n:::\n\n:::{toctree}\none\ntwo\n:::"
        ),
        "training/basics/one.md": page("Lesson <one>", "minutes: 5\nredirect_from: [training/old, training/older]"),
        "training/basics/two.md": page("Lesson two", "minutes: 55"),
    }
)
STEPS = [["training/old", "Lesson <one>", "one"], ["training/basics/two", "Lesson two", "two"]]


def steps(site: object, docname: str) -> list[list[list[str]]]:
    boxes = site.soup(docname).select("[data-portal-steps]")  # type: ignore[attr-defined]
    return [json.loads(str(box["data-portal-steps"])) for box in boxes]


def addressed(form: str) -> list[list[str]]:
    return [[key, title, form.format(name)] for key, title, name in STEPS]


@pytest.mark.parametrize("theme", ["support_portal", "alabaster", "furo", "pydata_sphinx_theme"])
def test_every_theme_has_what_the_script_needs(make: Make, theme: str) -> None:
    """Cards, lists and lessons name the lessons by ids that never change, and the script and style are there."""
    site = make(FILES, html_theme=theme)
    assert site.warnings == []
    assert steps(site, "training/index") == [addressed("basics/{}.html")]
    for docname in ("training/basics/index", "training/basics/two", "training/basics/certificate"):
        form = {"two": ["{}.html", "#"]}.get(docname.rsplit("/", 1)[-1], ["{}.html"])
        [found] = steps(site, docname)
        assert [row[:2] for row in found] == [row[:2] for row in STEPS]
        assert found[0][2] == form[0].format("one")
    lesson = site.soup("training/basics/one")
    assert [box["data-portal-lesson"] for box in lesson.select("[data-portal-lesson]")] == ["training/old"]
    for name in ("store.js", "progress.js", "progress.css"):
        assert f"_static/portal-training/{name}" in site.html("training/basics/one")
    assert "progress.js" not in site.html("index")
    ticks = site.soup("training/basics/index").select(".portal-items [data-portal-tick]")
    assert [tick["data-portal-tick"] for tick in ticks] == ["training/old", "training/basics/two"]
    assert all(box.has_attr("hidden") for box in lesson.select(".portal-progress"))


def test_certificate(make: Make) -> None:
    """A course has a certificate with its outcomes that says it is self-issued; nothing lists it."""
    site = make(FILES)
    soup = site.soup("training/basics/certificate")
    text = soup.select_one(".portal-certificate").get_text(" ", strip=True)  # type: ignore[union-attr]
    for words in (
        "Self-issued certificate",
        "Basics & <more>",
        "2 lessons, 1 h",
        "Read a <score>",
        "nobody has examined",
    ):
        assert words in text
    assert soup.select_one("meta[name=robots]")["content"] == "noindex"  # type: ignore[index]
    mentions = {n for n, c in site.files().items() if b"certificate.html" in c}
    assert not {n for n in mentions if not n.endswith(".html")}
    assert [a.text for a in soup.select(".trail a")] == ["Home", "Training", "Basics & <more>"]


def test_an_article_called_certificate_is_kept(make: Make) -> None:
    """A page of the author's wins over the generated one."""
    site = make(FILES | {"training/basics/certificate.md": page("My own", "orphan: true")})
    assert "My own" in site.html("training/basics/certificate")
    assert "data-portal-complete" not in site.html("training/basics/one")


@pytest.mark.parametrize("builder", ["text", "epub", "latex", "singlehtml"])
def test_other_formats_have_no_progress(make: Make, builder: str) -> None:
    """Only a website keeps something in a browser."""
    site = make(FILES, builder=builder, version="1")
    marks = (b"portal-steps", b"portal-tick", b"Your progress")
    assert not [n for n, c in site.files().items() if n.endswith("html") and any(m in c for m in marks)]


def test_the_twin_has_the_text_only(make: Make) -> None:
    """Buttons and bars are no text of the lesson."""
    assert "Mark as done" not in make(FILES).text("training/basics/one.md")
