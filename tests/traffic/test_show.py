"""What an operator sees of traffic: the order of cards, why an article stands there, and searches that fail."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support_portal.cli import main
from support_portal.cli.traffic_counts import sparkline
from support_portal.traffic.days import Days
from support_portal.traffic.standing import order, place, readers_needed, standings
from support_portal.traffic.state import open_state
from support_portal.traffic.tables import Daily, Inventory, Search, Settings

AS_OF = dt.date(2026, 5, 20)
ARTICLES = [f"solutions/badges/badge-{letter}" for letter in "abcdefghijklmn"]
PAGES = {
    "version": 1,
    "root": "/",
    "languages": [],
    "articles": [*ARTICLES, "solutions/score/colours", "training/score/colours", "news/2026/launch"],
    "moved": {"old/bee": ARTICLES[1]},
    "pins": {ARTICLES[13]: 1},
    "lists": [["index", "", 2], ["training/index", "training", 1]],
}


def daily(article: str, visitors: list[int], up: int = 0, down: int = 0) -> list[Daily]:
    """Return rows of successive days up to AS_OF; the votes are all of the last day."""
    first = AS_OF - dt.timedelta(len(visitors) - 1)
    rows = [Daily(first + dt.timedelta(n), article, 2 * v, v) for n, v in enumerate(visitors)]
    return [*rows[:-1], rows[-1]._replace(votes_up=up, votes_down=down)]


def rows() -> list[Daily]:
    """Return the counts of a small portal: twelve steady articles, a rising one, one for few people, one just out."""
    found = [row for n, article in enumerate(ARTICLES[:12]) for row in daily(article, [40 - 2 * n] * 40)]
    found += daily("solutions/score/colours", [1] * 28 + [5] * 7, up=9, down=41)
    found += daily(ARTICLES[12], [1, 1, 1])
    found += daily("training/score/colours", [900])
    return found


@pytest.fixture
def run(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Run a verb on a state with these counts."""
    pages, state = tmp_path / "traffic-pages.json", tmp_path / "traffic.duckdb"
    pages.write_text(json.dumps(PAGES))
    searches = [Search(AS_OF, "donut [red]colour", 0, 7, 6), Search(AS_OF, "sso", 3, 90, 8)]
    with open_state(state, Settings(today=AS_OF)) as opened:
        opened.replace_days(rows(), searches, [])

    def invoke(*arguments: str) -> Result:
        return CliRunner(env={"COLUMNS": "110"}).invoke(
            main, ["traffic", *arguments, "--state", str(state), "--pages", str(pages)]
        )

    return invoke


def test_show(run) -> None:  # type: ignore[no-untyped-def]
    """The table has the order of cards, a line of each article's past, votes, and what was searched in vain."""
    result = run("show")
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    shown = {name: line for line in lines for name in PAGES["articles"] if f" {name} " in line}
    assert list(shown)[:3] == [ARTICLES[13], ARTICLES[0], ARTICLES[1]]
    assert "1,600" in shown[ARTICLES[0]]
    assert "█" * 28 in shown[ARTICLES[0]]
    assert "under 5" in shown[ARTICLES[12]]
    assert "▁" not in shown[ARTICLES[12]]
    assert "rising 5.0x" in shown["solutions/score/colours"]
    assert "9 of 50" in shown["solutions/score/colours"]
    assert any("7   donut [red]colour" in line for line in lines)
    assert "sso" not in result.output
    assert "rising" not in shown["training/score/colours"]


def test_show_as_data(run) -> None:  # type: ignore[no-untyped-def]
    """The same is to be had as JSON, for one section and so many articles; few readers are not told."""
    data = json.loads(run("show", "--json", "--limit", "14", "--section", "solutions").output)
    names = [entry["article"] for entry in data["articles"]]
    assert names[:3] == [ARTICLES[13], *ARTICLES[:2]]
    assert "training/score/colours" not in names
    assert (len(names), data["articles"][0]["pin"]) == (14, 1)
    few = json.loads(run("show", "--json").output)["articles"][-2]
    assert (few["article"], few["visitors"], few["last_days"]) == (ARTICLES[12], None, None)
    assert data["articles"][1]["last_days"] == [40] * 28
    assert data["failed_searches"] == [{"query": "donut [red]colour", "times": 7}]


def test_show_as_page(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """The page needs nothing from elsewhere, its policy allows its own style alone, and tables say what plots show."""
    pages = []
    for name in ("a.html", "b.html"):
        result = run("show", "--html", str(tmp_path / name), "--section", "solutions")
        assert (result.exit_code, result.output) == (0, "")
        pages.append((tmp_path / name).read_text(encoding="utf-8"))
    assert pages[0] == pages[1]
    soup = BeautifulSoup(pages[0], "html.parser")
    style = base64.b64encode(hashlib.sha256(soup.style.string.encode()).digest()).decode()  # type: ignore[union-attr]
    policy = soup.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]  # type: ignore[index]
    assert policy == f"default-src 'none'; style-src 'sha256-{style}'"
    assert not soup.select("script, link, img, [style], [src], [href]")
    cells = [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in soup.select("tbody tr")]
    assert [str(AS_OF), str(sum(40 - 2 * n for n in range(12)) + 5)] in cells
    assert [ARTICLES[0], "1,600", "280"] in [row[:3] for row in cells]
    assert ["donut [red]colour", "7"] in cells
    assert len(soup.select("svg.all rect")) == 28
    assert "cannot be written" in run("show", "--html", str(tmp_path / "none" / "x.html")).output


def test_explain(run) -> None:  # type: ignore[no-untyped-def]
    """Each part of a score is told: readers, old addresses, decay, votes, trend and what is missing for a card."""
    text = " ".join(run("explain", "solutions/score/colours").output.split())
    assert "14 of 15 articles of solutions" in text
    assert "63 on 35 days, 126 views" in text
    assert "9 of 50 were helped" in text
    assert "the score is halved" in text
    assert "rising: the last 7 days had 5.0 times" in text
    assert "no old address leads here" in text
    assert "would pass solutions/badges/badge-i" in text
    assert "old/bee: what was read there counts here" in run("explain", ARTICLES[1]).output
    assert "1 of 15" in run("explain", ARTICLES[13]).output
    assert "no room" not in text
    crowded = " ".join(run("explain", ARTICLES[1]).output.split())
    assert (
        f"On index no room: it shows at most 2 of a folder, and {ARTICLES[13]}, {ARTICLES[0]} stand before" in crowded
    )
    assert "On training/index" not in crowded
    assert "no room" not in run("explain", ARTICLES[0]).output
    assert "0: read on fewer than 3 days" in run("explain", "training/score/colours").output
    assert "news never stand among popular articles" in run("explain", "news/2026/launch").output


@pytest.mark.parametrize(
    "asked", [ARTICLES[1], f"/{ARTICLES[1]}.html?x=1", f"https://x.org/{ARTICLES[1]}", "old/bee", "badge-b"]
)
def test_explain_finds_articles(run, asked: str) -> None:  # type: ignore[no-untyped-def]
    """An article may be named by its path, its address, an old address or the last part of its path."""
    result = run("explain", asked)
    assert result.exit_code == 0, result.output
    assert result.output.strip().startswith(ARTICLES[1])


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("solutions/badges/bagde-c", 'did you mean "solutions/badges/badge-c"?'),
        ("colours", "may be solutions/score/colours or training/score/colours; write the whole path"),
        ("zzz\x1b[2J", "is no published article; write its path"),
    ],
)
def test_unknown_article(run, asked: str, answer: str) -> None:  # type: ignore[no-untyped-def]
    """A name that is no article's is answered with the nearest one, and never reaches the terminal raw."""
    result = run("explain", asked)
    assert result.exit_code == 1
    assert answer in result.output
    assert "\x1b" not in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("verb", [["show"], ["explain", "x"]])
def test_nothing_to_show(tmp_path: Path, verb: list[str]) -> None:
    """Without a state, or with an empty one, a sentence says what to write."""
    pages, state = tmp_path / "p.json", tmp_path / "s.duckdb"
    pages.write_text(json.dumps(PAGES))
    options = ["--state", str(state), "--pages", str(pages)]
    assert "there is no traffic state; write:" in CliRunner().invoke(main, ["traffic", *verb, *options]).output
    assert not state.exists()
    with open_state(state):
        pass
    assert "no day was counted yet; write:" in CliRunner().invoke(main, ["traffic", *verb, *options]).output


# On a busy machine making a list may take longer than hypothesis likes.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 30), min_size=3, max_size=60), st.integers(0, 200), st.integers(0, 200))
def test_readers_that_are_missing(past: list[int], up: int, down: int) -> None:
    """With so many readers a day for a week the article passes the score; with one fewer it does not."""
    own = next(iter(standings(Days.of(daily("a", [*past, 1], up, down)), AS_OF)))
    for goal in (own.score * 2 + 1, own.score + 20):
        needed = readers_needed(own, goal)
        for readers, passes in ((needed, True), (needed - 1, False)):
            week = [Daily(AS_OF + dt.timedelta(n), "a", readers, readers) for n in range(1, 8)]
            # Days that fall out of the window are of no weight; here there are none.
            rows = [*daily("a", [*past, 1], up, down), *week]
            [after] = standings(Days.of(rows), AS_OF + dt.timedelta(7))
            if needed > 1:
                assert (after.decayed * own.demotion > goal) is passes


def test_a_terminal_without_these_letters(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Where an encoding lacks a name's letters, they are escaped, and JSON stays JSON."""
    pages = tmp_path / "traffic-pages.json"
    pages.write_text(json.dumps(PAGES | {"articles": ["solutions/über"], "pins": {"solutions/über": 1}, "moved": {}}))
    run("show")
    for arguments, answer in ((["show"], "solutions/\\xfcber"), (["explain", "über"], "solutions/\\xfcber")):
        program = "from support_portal.cli import main; main()"
        command = [sys.executable, "-c", program, "traffic", *arguments, "--pages", str(pages)]
        environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
        done = subprocess.run(
            [*command, "--state", str(tmp_path / "traffic.duckdb")], env=environment, capture_output=True, text=True
        )
        assert (done.returncode, answer in done.stdout) == (0, True), done
    assert json.loads(run("show", "--json").output)["articles"][0]["article"] == "solutions/über"


def test_ties_fall_as_in_the_build() -> None:
    """Of articles with the same score the one updated last stands first, then the path decides; so the cards do."""
    names = ("solutions/a", "solutions/b", "solutions/c")
    inventory = Inventory(names, updated={"solutions/c": AS_OF, "solutions/b": AS_OF})
    found = standings(Days.of(row for name in names for row in daily(name, [9] * 9)), AS_OF)
    assert [one.article for one in order(found, inventory)] == ["solutions/b", "solutions/c", "solutions/a"]


def test_unpinned_articles_are_told(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """What editors keep out of popular lists is in no order, and explain says that."""
    pages = tmp_path / "traffic-pages.json"
    pages.write_text(json.dumps(PAGES | {"unpinned": [ARTICLES[0]], "half_life": 28}))
    assert f" {ARTICLES[0]} " not in run("show").output
    text = run("explain", ARTICLES[0]).output
    assert "unpin keeps it out" in text
    assert "what is 28 days old counts half" in text


def test_pins_can_hold_all_places() -> None:
    """An article that only pins stand before is told so; pins nobody reads stand too."""
    pins = {f"solutions/p{n}": n for n in range(10)}
    inventory = Inventory(("solutions/a", *pins), {}, "/", (), pins)
    found = place("solutions/a", standings(Days.of(daily("solutions/a", [9] * 9)), AS_OF), inventory)
    assert (found.number, found.of, found.readers) == (11, 11, None)


@given(st.lists(st.integers(0, 10**9)))
def test_sparklines(values: list[int]) -> None:
    """Every number has one sign, nothing is a space, and more is never lower."""
    line = sparkline(values)
    assert len(line) == len(values)
    assert [sign == " " for sign in line] == [value == 0 for value in values]
    assert [sign for _, sign in sorted(zip(values, line, strict=True))] == sorted(line)
