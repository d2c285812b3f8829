"""The portal as served, a browser, and a record of everything the browser fetched and complained about."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from .kinds import WIDE
from .server import Server

REPOSITORY = Path(__file__).parents[2]
# The headless shell first: it is the same engine without the windows of the browser, in half the time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_browser() -> str:
    """Return the path of an installed Chromium or Chrome; without one the tests fail, for skipped they show nothing."""
    for name in (*BROWSERS, MAC_CHROME):
        if path := shutil.which(name):
            return path
    pytest.fail(
        f"The browser tests need Chromium or Chrome; none of {', '.join(BROWSERS)} is here. "
        "On Debian or Ubuntu: sudo apt-get install chromium",
        pytrace=False,
    )


def until(page: Page, expression: str, *, seconds: float = 10) -> None:
    """Wait until a JavaScript expression is true of the page.

    Playwright's own ``wait_for_function`` calls ``eval`` in the page at each turn, which the portal's policy forbids:
    it works only where the expression is true at once.
    """
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"not true within {seconds} s: {expression}"
        page.wait_for_timeout(50)


@dataclass
class Record:
    """What a browser context did: its requests, and what must not have happened."""

    origin: str
    expected: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def attach(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self._problem(f"page error: {error.error}"))

    def expect(self, pattern: str) -> None:
        """Let problems that match ``pattern`` pass; for tests that break something on purpose."""
        self.expected.append(pattern)

    def check(self) -> None:
        left = [p for p in self.problems if not any(re.search(e, p) for e in self.expected)]
        assert not left, "\n".join(left)

    def _problem(self, text: str) -> None:
        self.problems.append(text)

    def _request(self, request: Request) -> None:
        self.requests.append(request)
        if not request.url.startswith((self.origin, "data:", "about:")):
            self._problem(f"request to another origin: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        where = message.location.get("url", "")
        # Chromium reports the status of the 404 page itself as an error; that page is meant to have it.
        is_page = any(r.url == where and r.is_navigation_request() for r in self.requests)
        if message.type in ("error", "warning") and not (is_page and "status of 404" in message.text):
            self._problem(f"console {message.type}: {message.text} ({where})")


class Visit:
    """Opens pages of one portal, each in a context of its own, and keeps the record of all of them."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url, self.record = browser, url, Record(url)
        self.contexts: list[BrowserContext] = []

    def context(self, *, width: int = WIDE, height: int = 800, scheme: str = "light", **options: Any) -> BrowserContext:
        """Return a new, empty browser context that is watched."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            reduced_motion="reduce",
            **options,  # type: ignore[arg-type]
        )
        context.set_default_timeout(10_000)
        self.record.attach(context)
        self.contexts.append(context)
        return context

    def open(self, path: str, *, context: BrowserContext | None = None, **options: Any) -> Page:
        """Open a page and wait until the search results, if it shows any, are drawn."""
        page = (context or self.context(**options)).new_page()
        self.go(page, path)
        return page

    def go(self, page: Page, path: str) -> None:
        """Take an open page to another address of the portal."""
        page.goto(self.url + path)
        results = page.locator("[data-portal-results]:not([hidden]) > p")
        if results.count():
            results.filter(has_text=re.compile(r"\S")).wait_for()

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture(scope="session")
def portal_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the repository's own portal once, whichever of pytest-xdist's workers comes first."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder, errors = base / "browser-portal", base / "browser-portal.errors"
    with (base / "browser-portal.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not errors.exists():
            environment = {k: v for k, v in os.environ.items() if not k.startswith("PORTAL_")}
            command = [sys.executable, "-m", "sphinx", "-n", "-W", "--keep-going", "-q", "-j", "2", "-c", "."]
            result = subprocess.run(
                [*command, "-b", "html", "-d", str(base / "browser-doctrees"), "docs", str(folder)],
                cwd=REPOSITORY,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            errors.write_text(result.stderr if result.returncode else "", encoding="utf-8")
    if message := errors.read_text(encoding="utf-8"):
        pytest.fail(f"The portal does not build:\n{message}", pytrace=False)
    return folder


@pytest.fixture(scope="session")
def portal_url(portal_folder: Path) -> Iterator[str]:
    """Serve the built portal."""
    with Server(portal_folder) as server:
        yield server.url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start one browser a worker."""
    path = find_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, portal_url: str) -> Iterator[Visit]:
    """Open pages of the portal; afterwards nothing may have been fetched from elsewhere and nothing have failed."""
    visit = Visit(browser, portal_url)
    yield visit
    visit.close()
    visit.record.check()
