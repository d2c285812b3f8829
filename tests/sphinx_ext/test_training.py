"""The ``{courses}`` and ``{lessons}`` directives, a course's facts, and what is told of incomplete courses."""

from __future__ import annotations

import pytest

from .make import Make, listed, notices, page

COURSE = """\
learners: [publishers, funders]
level: advanced
prerequisites: [basics]
outcomes: [Read a <score>, Write]
summary: The long one.
"""
FILES = {
    "index.md": "# Home\n\n:::{toctree}\ntraining/index\n:::\n",
    "training/index.md": "# Training\n\n:::{courses}\n:::\n\n:::{toctree}\nlong/index\nbasics/index\nhelp\n:::\n",
    "training/help.md": page("How courses work"),
    "training/basics/index.md": page("Basics", "", ":::{lessons}\n:::\n\n:::{toctree}\nonly\n:::"),
    "training/basics/only.md": page("Only lesson", "", "word " * 500),
    "training/long/index.md": page("Long course", COURSE, ":::{lessons} Lessons\n:::\n\n:::{toctree}\ntwo\none\n:::"),
    "training/long/one.md": page("Part two", "minutes: 50\nsummary: The end."),
    "training/long/two.md": page("Part one", "minutes: 15"),
}


def test_courses(make: Make) -> None:
    """A section's courses stand in the toctree's order with level, time and number of lessons; other pages are none."""
    site = make(FILES)
    assert site.warnings == []
    assert listed(site, "training/index", "courses") == ["Long course", "Basics"]
    facts = [
        [s.text for s in item.select(".portal-facts span")]
        for item in site.soup("training/index").select(".portal-item")
    ]
    assert facts[0] == ["Advanced", "1 h 5 min", "2 lessons"]
    assert facts[1][:2] == ["Beginner", "3 min"]


def test_lessons_are_numbered(make: Make) -> None:
    """A course's lessons are an ordered list with the time of each, its own or the time to read it."""
    site = make(FILES)
    items = site.soup("training/long/index").select("ol.portal-items > li")
    assert [i.select_one("a").text for i in items] == ["Part one", "Part two"]  # type: ignore[union-attr]
    assert [i.select_one(".portal-facts").text.strip() for i in items] == ["15 min", "50 min"]  # type: ignore[union-attr]
    assert "3 min" in site.soup("training/basics/index").select("ol.portal-items")[0].text


@pytest.mark.parametrize("builder", ["text", "latex"])
def test_lessons_are_numbered_in_other_formats(make: Make, builder: str) -> None:
    """The order of lessons is a numbered list in every format."""
    site = make(FILES, builder=builder)
    if builder == "text":
        assert "1. Part one" in site.text("training/long/index.txt")
        assert "2. Part two: The end." in site.text("training/long/index.txt")
    else:
        tex = next(content.decode() for name, content in site.files().items() if name.endswith(".tex"))
        assert r"\begin{enumerate}" in tex


def test_course_page_has_its_facts(make: Make) -> None:
    """A course's page says what it takes, for whom it is, what comes before it, and what one can do afterwards."""
    soup = make(FILES).soup("training/long/index")
    facts = {row.dt.text: row.dd.text for row in soup.select(".course-facts > div") if row.dt and row.dd}
    assert facts == {
        "Time": "1 h 5 min",
        "Lessons": "2",
        "Level": "Advanced",
        "For": "Publishers, funders",
        "Before this": "Basics",
    }
    assert [a["href"] for a in soup.select(".course-facts a")] == ["../basics/index.html"]
    assert [li.text for li in soup.select(".outcomes li")] == ["Read a <score>", "Write"]
    assert "two.html" in [a["href"] for a in soup.select("main p a[href]")]


def test_lesson_knows_its_place(make: Make) -> None:
    """A lesson shows its place in the course, its time, its neighbours and its course's other lessons."""
    soup = make(FILES).soup("training/long/one")
    assert "Lesson 2 of 2" in soup.select(".facts")[0].text
    assert "50 min" in soup.select(".facts")[0].text
    assert [(a["rel"][0], a["href"]) for a in soup.select(".neighbours a")] == [("prev", "two.html")]
    assert [(a.text, a.get("aria-current")) for a in soup.select("nav.folder ol a")] == [
        ("Part one", None),
        ("Part two", "page"),
    ]


WRONG = {
    "no lessons": (
        {"training/basics/index.md": page("Basics"), "training/basics/only.md": None},
        "training/basics/index.md: WARNING: this course has no lessons; name them in its toctree",
    ),
    "unknown prerequisite": (
        {"training/long/index.md": FILES["training/long/index.md"].replace("[basics]", "[basic]")},
        'training/long/index.md:4: WARNING: prerequisite "basic" is no course; did you mean "basics"?',
    ),
    "circle": (
        {"training/basics/index.md": page("Basics", "summary: x\nprerequisites: [long]", ":::{toctree}\nonly\n:::")},
        "is, in the end, a prerequisite of itself",
    ),
    "stray lesson": (
        {"training/basics/stray.md": "---\norphan: true\n---\n# Stray\n"},
        "training/basics/stray.md: WARNING: this lesson is in no course; name it in training/basics/index",
    ),
}


@pytest.mark.parametrize(("changes", "notice"), WRONG.values(), ids=WRONG)
def test_incomplete_course(make: Make, changes: dict[str, str | None], notice: str) -> None:
    """What is incomplete costs a notice at its file, and at the key's line if there is one."""
    site = make({name: text for name, text in {**FILES, **changes}.items() if text is not None})
    found = notices(site, "lesson")
    assert len(found) == len(site.warnings) == (2 if "itself" in notice else 1)
    assert notice in found[0]
