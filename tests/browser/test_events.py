"""From a reader's click to the card: a real browser, a real nginx as documented, its log, and the next build."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, BrowserContext, Page, expect

from support_portal.cli import main
from support_portal.testing import Site, build

from .axe import violations
from .conftest import Visit
from .kinds import NARROW, SCHEMES, WIDE
from .server import POLICY, TRUSTED_TYPES

pytest.importorskip("duckdb", reason="needs the extra [traffic]")
pytestmark = pytest.mark.browser

EXAMPLE = Path(__file__).parents[2] / "docs" / "operate" / "examples" / "nginx-events.conf"
FILES = {
    "index.md": "# Home\n\n:::{popular} Popular\n:::\n\n:::{toctree}\n:glob:\n\nsolutions/*\n:::\n",
    "solutions/index.md": "# Solutions\n\n:::{toctree}\n:glob:\n\n*\n:::\n",
    "solutions/apples.md": "# Apples\n\nHow to grow apples.",
    "solutions/pears.md": "# Pears\n\nHow to grow pears.",
}
ON = {"portal_events": True}
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0"
READERS = 6


class Nginx:
    """The portal served by nginx with the example of the documentation; ``log`` is its access log."""

    def __init__(self, folder: Path, root: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url, self.log, self.config = f"http://127.0.0.1:{port}/", folder / "access.log", folder / "nginx.conf"
        places = "".join(
            f"{kind}_temp_path {folder / kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        self.config.write_text(
            f"""{"user root;" if os.geteuid() == 0 else ""} worker_processes 1; pid {folder / "nginx.pid"};
            error_log {folder / "error.log"}; events {{}}
            http {{
                access_log {self.log}; {places}
                types {{ text/html html; text/css css; text/javascript js; image/svg+xml svg; }}
                server {{
                    listen 127.0.0.1:{port}; root {root}; absolute_redirect off;
                    add_header Content-Security-Policy "{POLICY}{TRUSTED_TYPES}" always;
                    location / {{ try_files $uri $uri/index.html =404; }}
                    include {EXAMPLE};
                }}
            }}"""
        )

    def _run(self, *options: str) -> None:
        path = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        assert path, "the test needs nginx (Debian: apt-get install nginx-light)"
        # In the background, so that it listens when this returns.
        subprocess.run([path, "-c", str(self.config), *options], check=True, capture_output=True, text=True)

    def __enter__(self) -> Nginx:
        self._run()
        return self

    def __exit__(self, *_: object) -> None:
        self._run("-s", "stop")

    def events(self, least: int = 0) -> list[str]:
        """Return the queries of the beacons logged, once there are so many; each look is a request itself."""
        for _ in range(500):
            urlopen(self.url).read()
            found = re.findall(r'"(?:GET|POST) /_portal/event\?(\S*) HTTP', self.log.read_text())
            if len(found) >= least:
                return found
        raise AssertionError(f"{len(found)} of {least} events came: {found}")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Site]:
    folder = tmp_path_factory.mktemp("portal")
    built = build(folder, FILES, **ON)
    assert built.warnings == []
    return folder, built


@pytest.fixture
def nginx(tmp_path: Path, site: tuple[Path, Site]) -> Iterator[Nginx]:
    with Nginx(tmp_path, site[1].out) as server:
        yield server


Reader = Callable[..., BrowserContext]


@pytest.fixture
def reader(browser: Browser, nginx: Nginx) -> Iterator[Reader]:
    """Return a new reader's browser, which is not told from a person's; nothing may go wrong in it."""
    visit, numbers = Visit(browser, nginx.url), itertools.count(120)

    def new(**options: object) -> BrowserContext:
        return visit.context(user_agent=AGENT.format(next(numbers)), **options)

    yield new
    visit.close()
    visit.record.check()


def article(nginx: Nginx, context: BrowserContext, name: str = "apples") -> Page:
    page = context.new_page()
    page.goto(f"{nginx.url}solutions/{name}.html")
    return page


def search(page: Page, text: str) -> None:
    """Type a search and wait until its results are there."""
    with page.expect_event("console", lambda message: message.text == "found"):
        page.evaluate("addEventListener('portal-found', () => console.log('found'), {capture: true, once: true})")
        page.locator(".portal-search input[type=search]").first.fill(text)


def test_from_click_to_card(nginx: Nginx, reader: Reader, site: tuple[Path, Site]) -> None:
    """Votes and failed searches of six readers are in the report after a refresh, and the card moves up."""
    for number in range(READERS):
        page = article(nginx, reader(), "pears")
        page.get_by_role("button", name="Yes" if number else "No", exact=True).click()
        expect(page.locator(".portal-thanks")).to_be_focused()
        search(page, "  Quincunx 1 ")
        search(page, "apples")
        with page.expect_navigation():
            page.locator(".portal-suggestions a").first.click()
        assert page.url.endswith("solutions/apples.html")
        nginx.events(least=4 * (number + 1))
    folder, built = site
    told = nginx.events(least=4 * READERS)
    assert told[0] == "type=vote&page=%2Fsolutions%2Fpears.html&value=down"
    assert told[1] == "type=search&q=Quincunx+1&results=0"
    assert "type=search&q=apples&results=1" in told
    assert "type=click&q=apples&page=%2Fsolutions%2Fapples.html" in told

    # The same day three times: who reads on one day alone follows an announcement.
    now = dt.datetime.now(dt.UTC)
    logs = folder / "logs"
    logs.mkdir()
    log = nginx.log.read_text()
    for age in range(3):
        day = now - dt.timedelta(age)
        (logs / f"{age}.log").write_text(re.sub(r"\[\d\d/\w{3}/\d{4}", f"[{day.day:02d}/{day:%b/%Y}", log))
        log = re.sub(r".*GET /solutions/apples.*\n", "", log)
    report, state = folder / "docs" / "_data" / "traffic.json", folder / "s.duckdb"
    options = ["--state", str(state), "--pages", str(folder / ".doctrees-html" / "traffic-pages.json")]
    result = CliRunner().invoke(main, ["traffic", "refresh", *map(str, logs.iterdir()), *options, "--out", str(report)])
    assert result.exit_code == 0, result.output
    data = json.loads(report.read_text())
    numbers = {entry["address"]: entry for entry in data["articles"]}
    assert (numbers["solutions/pears"]["votes_up"], numbers["solutions/pears"]["votes_down"]) == (15, 3)
    assert data["failed_searches"] == [{"query": "quincunx 1", "times": 18}]
    shown = CliRunner(env={"COLUMNS": "110"}).invoke(main, ["traffic", "show", *options])
    assert "15 of 18" in shown.output
    assert "███" in shown.output
    assert "quincunx 1" in shown.output
    assert [a.get_text() for a in built.soup("index").select(".portal-title a")] == ["Apples", "Pears"]
    again = build(folder, **ON)
    assert [a.get_text() for a in again.soup("index").select(".portal-title a")] == ["Pears", "Apples"]


def test_without_scripts(nginx: Nginx, reader: Reader) -> None:
    """The form alone sends a vote; the answer has no content, so the page stays."""
    page = article(nginx, reader(java_script_enabled=False))
    page.get_by_role("button", name="No", exact=True).click()
    assert nginx.events(least=1) == ["type=vote&page=%2Fsolutions%2Fapples.html&value=down"]
    assert page.get_by_role("heading", name="Apples").is_visible()


@pytest.mark.parametrize("signal", ["globalPrivacyControl", "doNotTrack"])
def test_who_is_not_to_be_tracked(nginx: Nginx, reader: Reader, signal: str) -> None:
    """With Global Privacy Control or Do Not Track nobody is asked and nothing sent; without scripts nothing logged."""
    header = {"globalPrivacyControl": "Sec-GPC", "doNotTrack": "DNT"}[signal]
    context = reader()
    value = "true" if signal == "globalPrivacyControl" else "'1'"
    context.add_init_script(f"Object.defineProperty(navigator, '{signal}', {{get: () => {value}}})")
    page = article(nginx, context)
    expect(page.locator(".portal-helpful")).to_be_hidden()
    search(page, "apples")
    page.locator(".portal-suggestions a").first.click()
    assert urlopen(Request(f"{nginx.url}_portal/event?type=vote", headers={header: "1"})).status == 204
    assert nginx.events() == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_question_is_for_everybody(nginx: Nginx, reader: Reader, width: int, scheme: str) -> None:
    """It breaks no rule of accessibility, works by keyboard, and is not on paper."""
    page = article(nginx, reader(width=width, scheme=scheme))
    assert violations(page) == []
    yes = page.get_by_role("group", name="Was this article helpful?").get_by_role("button").first
    assert yes.bounding_box()["height"] >= 44  # type: ignore[index]
    page.emulate_media(media="print")
    expect(page.locator(".portal-helpful")).to_be_hidden()
    page.emulate_media(media="screen")
    yes.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".portal-thanks")).to_have_text("Thank you for telling us.")
    assert violations(page) == []
    assert len(nginx.events(least=1)) == 1
    assert page.context.cookies() == []


def test_off_until_it_is_set(tmp_path: Path) -> None:
    """Without the setting no page has the question, the script or its style; index pages and manuals never do."""
    off = build(tmp_path / "off", FILES)
    assert "portal-helpful" not in off.html("solutions/apples")
    assert "events.js" not in off.html("solutions/apples")
    on = build(tmp_path / "on", FILES, **ON)
    assert "portal-helpful" in on.html("solutions/apples")
    assert "portal-helpful" not in on.html("solutions/index") + on.html("index")
    for builder in ("epub", "text"):
        made = build(tmp_path / builder, FILES, builder=builder, **ON)
        texts = [path.read_text() for path in made.out.rglob("*apples*.*")]
        assert texts
        assert not any("helpful" in text for text in texts)
