"""Incremental builds equal clean ones under awkward conditions: shared doctrees, edited styles, killed builds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from support_portal.testing import BASE, build, write

from .edits import EDITS, PORTAL, QUIET, clean_build, differences


def test_builders_that_share_doctrees(tmp_path: Path) -> None:
    """One builder's reading does not make the other's pages stale."""
    shared = {"doctrees": "doctrees", **QUIET}
    build(tmp_path, PORTAL, builder="html", **shared)
    build(tmp_path, builder="dirhtml", **shared)
    for name in ("title", "publish a draft", "traffic"):
        EDITS[name](tmp_path / "docs")
    for builder in ("dirhtml", "html"):
        site = build(tmp_path, builder=builder, **shared)
        assert differences(site, clean_build(tmp_path, builder)) == [], builder


def test_builders_that_want_other_quotes(tmp_path: Path) -> None:
    """Text has quotes as typed and pages typographic ones, whichever builder read the pages they share."""
    config = {"doctrees": "doctrees", **QUIET}
    build(tmp_path, {"index.md": '# Home\n\n"So", he said.'}, builder="html", **config)
    for _ in range(2):
        assert '"So", he said.' in build(tmp_path, builder="text", **config).text("index.txt")
        assert "“So”, he said." in build(tmp_path, builder="html", **config).text("index.html")


def test_two_output_folders(tmp_path: Path) -> None:
    """Each output folder is brought up to date by itself."""
    shared = {"doctrees": "doctrees", **QUIET}
    build(tmp_path, PORTAL, out="first", **shared)
    build(tmp_path, out="second", **shared)
    for name in ("title", "date"):  # the second shows in feeds and lists only
        EDITS[name](tmp_path / "docs")
        build(tmp_path, out="first", **shared)
        site = build(tmp_path, out="second", **shared)
        assert differences(site, clean_build(tmp_path, "html")) == []


def test_an_edited_style_sheet(tmp_path: Path) -> None:
    """A page names its style sheets with their checksum, so an edit of one writes the pages again."""
    config = {"html_static_path": ["_static"], "html_css_files": ["own.css"], **QUIET}
    build(tmp_path, {**PORTAL, "_static/own.css": ":root { --portal-accent: teal; }"}, **config)
    site = build(tmp_path, {"_static/own.css": ":root { --portal-accent: navy; }"}, **config)
    assert differences(site, clean_build(tmp_path, "html", **config)) == []


def test_an_edited_template(tmp_path: Path) -> None:
    """An operator's own partial is used, and an edit of it writes the pages again."""
    config = {"templates_path": ["_templates"], **QUIET}
    name = "_templates/partials/footer.html"
    assert "<footer>One" in build(tmp_path, {**PORTAL, name: "<footer>One</footer>"}, **config).html("follow")
    site = build(tmp_path, {name: "<footer>Two</footer>"}, **config)
    assert "<footer>Two" in site.html("follow")
    assert differences(site, clean_build(tmp_path, "html", **config)) == []


@pytest.mark.parametrize(
    "config",
    [
        {"portal_related_limit": 1},
        {"html_baseurl": "https://other.example.org/help/"},
        {"portal_notice": "Run by nobody."},
        {"portal_feed_limit": 1},
        {"project": "Another name"},
        {"portal_audience": "internal"},
        {"portal_preview": True},
    ],
    ids=lambda config: next(iter(config)),
)
def test_a_changed_setting(tmp_path: Path, config: dict[str, object]) -> None:
    """A setting takes effect on every page that shows it."""
    build(tmp_path, PORTAL, **QUIET)
    site = build(tmp_path, **{**QUIET, **config})
    assert differences(site, clean_build(tmp_path, "html", **config)) == []


MANY: dict[str, str | bytes] = {
    f"news/n{i}.md": f'---\ndate: 2025-01-{i % 28 + 1:02}\n---\n# News {i}\n\n"Text", he said.\n' for i in range(60)
}


def _command(folder: Path, builder: str, doctrees: str) -> list[str]:
    """Write a conf.py and return the command that builds the sources in a folder."""
    options = {**BASE, **QUIET}
    write(folder, {"conf.py": "\n".join(f"{key} = {value!r}" for key, value in options.items())})
    places = ["-c", str(folder), "-d", str(folder / doctrees), str(folder / "docs"), str(folder / builder)]
    return [sys.executable, "-m", "sphinx", "-q", "-j", "1", "-b", builder, *places]


def _kill(command: list[str], when: Callable[[], bool]) -> None:
    """Start a build and kill it as soon as something is so."""
    process = subprocess.Popen(command, env=dict(os.environ), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < deadline:
        if when():
            process.send_signal(signal.SIGKILL)
            break
        time.sleep(0.005)
    assert process.wait() == -signal.SIGKILL


def test_a_build_killed_while_reading_for_other_quotes(tmp_path: Path) -> None:
    """After kill -9 while a builder reads pages again that another shares, the other does not show its quotes."""
    shared = {"doctrees": "doctrees", **QUIET}
    build(tmp_path, {**PORTAL, **MANY}, **shared)
    began = time.time()
    news = tmp_path / "doctrees/news"
    _kill(
        _command(tmp_path, "text", "doctrees"),
        lambda: sum(path.stat().st_mtime > began for path in news.glob("n*.doctree")) >= 5,
    )
    (tmp_path / "html/index.html").unlink()  # so that all pages are written again
    site = build(tmp_path, **shared)
    assert differences(site, clean_build(tmp_path, "html")) == []


def test_a_build_killed_while_writing(tmp_path: Path) -> None:
    """After kill -9 in the middle of writing, the next build makes everything good."""
    write(tmp_path / "docs", {**PORTAL, **MANY})
    command = _command(tmp_path, "html", ".doctrees-html")
    _kill(command, lambda: len(list((tmp_path / "html/news").glob("*.html"))) >= 5)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    got = {
        p.relative_to(tmp_path / "html").as_posix(): p.read_bytes()
        for p in (tmp_path / "html").rglob("*")
        if p.is_file()
    }
    subprocess.run(
        [*command[:-1], str(tmp_path / "again"), "-E"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    clean = {
        p.relative_to(tmp_path / "again").as_posix(): p.read_bytes()
        for p in (tmp_path / "again").rglob("*")
        if p.is_file()
    }
    assert sorted(n for n in got.keys() | clean.keys() if got.get(n) != clean.get(n)) == []


def test_an_edited_translation(tmp_path: Path) -> None:
    """A new translation of a title reaches every page, listing and feed that shows it."""
    config = {"language": "de", "locale_dirs": ["_locale"], "gettext_compact": False, **QUIET}
    name = "_locale/de/LC_MESSAGES/solutions/badges/one.po"
    entry = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "One badge"\nmsgstr "{}"\n'
    first = build(tmp_path, {**PORTAL, name: entry.format("Ein Abzeichen")}, **config)
    assert "Ein Abzeichen" in first.html("solutions/badges/index")
    site = build(tmp_path, {name: entry.format("Nur ein Abzeichen")}, **config)
    assert "Nur ein Abzeichen" in site.html("solutions/badges/index")
    assert differences(site, clean_build(tmp_path, "html", **config)) == []
