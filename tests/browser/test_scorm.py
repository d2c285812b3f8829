"""A lesson of a SCORM package in the frame of a learning platform: begun, marked as done, finished."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, expect

from support_portal.cli import main

from .conftest import until

pytestmark = pytest.mark.browser

# The interface of the specification's run-time environment, as a platform offers it to the frames in its window.
PLATFORM = """<!DOCTYPE html><html lang="en"><title>Platform</title><script>
const calls = [], values = {};
window.API = {
  LMSInitialize: (x) => { calls.push("initialize"); return "true"; },
  LMSGetValue: (name) => values[name] ?? "not attempted",
  LMSSetValue: (name, value) => { values[name] = value; return "true"; },
  LMSCommit: (x) => { calls.push("commit"); return "true"; },
  LMSFinish: (x) => { calls.push("finish"); return "true"; },
};
</script><iframe src="lesson-1.html" title="Lesson" width="800" height="900"></iframe></html>"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def platform(portal_folder: Path, tmp_path: Path) -> Iterator[str]:
    """Export a course of the real portal and serve it within a platform."""
    target = tmp_path / "course.zip"
    result = CliRunner().invoke(main, ["training", "export", str(portal_folder), "altmetrics-in-an-hour", str(target)])
    assert result.exit_code == 0, result.output
    with ZipFile(target) as archive:
        archive.extractall(tmp_path / "course")
    (tmp_path / "course/platform.html").write_text(PLATFORM, encoding="utf-8")
    handler = functools.partial(Quiet, directory=str(tmp_path / "course"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_lesson_on_a_platform(browser: Browser, platform: str) -> None:
    """The platform hears of the beginning and the end, its checks work, and all that is fetched is in the package."""
    context = browser.new_context()
    page = context.new_page()
    requests: list[str] = []
    problems: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(platform + "platform.html")
    lesson = page.frame_locator("iframe")
    assert page.evaluate("values['cmi.core.lesson_status']") == "incomplete"
    lesson.get_by_role("button", name="Check answer").first.click()
    expect(lesson.locator(".portal-verdict").first).to_contain_text("Not yet")
    button = lesson.get_by_role("button", name="Mark as done")
    button.click()
    expect(button).to_be_hidden()
    assert page.evaluate("values['cmi.core.lesson_status']") == "completed"
    page.evaluate("document.querySelector('iframe').src = 'lesson-2.html'")
    expect(lesson.locator("h1")).to_contain_text("Reading the donut")
    until(page, "calls.join(' ') === 'initialize commit finish initialize'")
    assert problems == []
    assert all(url.startswith(platform) for url in requests)
    context.close()
