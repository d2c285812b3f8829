"""The ``{tracks}`` directive and the pages of tracks."""

from __future__ import annotations

import json

import pytest

from .make import Broken, Make, listed, notices, page, root

FILES = root(
    {
        "_data/tracks.yaml": "us: {title: Us & them, description: For <us>., courses: [basics, more]}\n",
        "training/index.md": page(
            "Training", "", ":::{tracks} For you\n:::\n\n:::{toctree}\nbasics/index\nmore/index\n:::"
        ),
        "training/basics/index.md": page("Basics", "", ":::{lessons}\n:::\n\n:::{toctree}\none\n:::"),
        "training/basics/one.md": page("Lesson one", "minutes: 20"),
        "training/more/index.md": page("More", "prerequisites: [basics]", ":::{toctree}\ntwo\n:::"),
        "training/more/two.md": page("Lesson two", "minutes: 55"),
    }
)


@pytest.mark.parametrize("theme", ["support_portal", "furo", "alabaster"])
def test_the_list_and_the_page(make: Make, broken: Broken, theme: str) -> None:
    """A card leads to the track's page, which has the courses in order, under any theme."""
    site = make(FILES, html_theme=theme)
    assert site.warnings == []
    [item] = site.soup("training/index").select(".portal-from-tracks .portal-item")
    assert item.a is not None
    assert (item.a.text, item.a["href"]) == ("Us & them", "tracks/us.html")
    assert [span.text for span in item.select(".portal-facts span")] == ["1 h 15 min", "2 courses"]
    steps = json.loads(str(item.select("[data-portal-steps]")[0]["data-portal-steps"]))
    assert [row[2] for row in steps] == ["basics/one.html", "more/two.html"]
    assert listed(site, "training/tracks/us") == ["Basics", "More"]
    assert len(site.soup("training/tracks/us").select("h1:not(.logo)")) == 1
    assert "training/tracks/us.html" in site.text("sitemap.xml")
    assert broken(site.out) == []


@pytest.mark.parametrize("builder", ["text", "latex", "epub"])
def test_other_formats(make: Make, builder: str) -> None:
    """Where there are no generated pages, a track is named with its time, and its courses are linked."""
    site = make(FILES, builder=builder, version="1")
    assert notices(site, "data_file") == []
    [text] = [
        c.decode()
        for n, c in site.files().items()
        if n in ("training/index.txt", "training/index.xhtml") or ".tex" in n
    ]
    for words in ("them", "1 h 15 min", "Basics", "More"):
        assert words in text


def test_what_is_wrong_is_told_at_the_file(make: Make) -> None:
    """A slip in tracks.yaml is one notice that names the file; a course over the set length is told at its page."""
    wrong = FILES | {"_data/tracks.yaml": "# Ours\nus: {title: Us, courses: [basic, more]}\n"}
    site = make(wrong, portal_course_minutes=50)
    [told] = notices(site, "data_file")
    assert told.endswith(
        'tracks.yaml:2: WARNING: track "us" names "basic", which is no course (did you mean "basics"?)'
    )
    [told] = notices(site, "lesson")
    assert "this course takes 55 min, more than the 50 of portal_course_minutes" in told
    assert listed(site, "training/tracks/us") == ["More"]


def test_without_a_file(make: Make) -> None:
    """A portal without tracks says that there are none."""
    files = {name: text for name, text in FILES.items() if not name.startswith("_data")}
    site = make(files)
    assert site.warnings == []
    assert "training/tracks/us.html" not in site.files()


def test_a_plan_week_by_week(make: Make) -> None:
    """With a day to start on, the page has the lessons of each week, and a calendar file beside it has the same."""
    site = make(FILES, portal_training_start="2027-01-11", portal_training_minutes=60)
    assert site.warnings == []
    soup = site.soup("training/tracks/us")
    rows = [" ".join(li.text.split()) for li in soup.select(".portal-weeks > li")]
    assert rows == ["11 January 2027 (20 min): Lesson one", "18 January 2027 (55 min): Lesson two"]
    assert soup.select('a[type="text/calendar"]')[0]["href"] == "../../training/tracks/us.ics"
    calendar = site.text("training/tracks/us.ics")
    assert calendar.count("BEGIN:VEVENT") == 2
    assert "DTSTART;VALUE=DATE:20270118" in calendar
    again = make({}, portal_training_start="")
    assert "training/tracks/us.ics" not in again.files()


def test_a_plan_begins_soon_after_the_build(make: Make) -> None:
    """Without a setting it starts on the Monday after the build, and the schedule tells when that is another."""
    site = make(FILES, portal_now="2026-11-25")
    assert "DTSTART;VALUE=DATE:20261130" in site.text("training/tracks/us.ics")
    assert (site.app.doctreedir / "next-change.txt").read_text() == "2026-11-30T00:00:00Z\n"
    later = make({}, portal_now="2026-11-30")
    assert "DTSTART;VALUE=DATE:20261207" in later.text("training/tracks/us.ics")
    box = later.soup("training/tracks/us").select("[data-portal-plan]")[0]
    assert box["data-portal-plan"] == later.text("training/tracks/us.ics")  # read with the line ends of Python
    assert "plan.js" in later.html("training/tracks/us")
    assert "plan.js" not in later.html("training/index")
