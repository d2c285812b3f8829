"""Ask the portal's search and Pagefind in Chromium: how long a key takes, and a first result on a slow telephone.

A key's time is that from its event to its results in the page, laid out but not painted: loading, computing, drawing.
It is taken twice: of a reader who has nothing loaded, a new one for each query, and of the same who types it again,
which leaves what the main thread does.
"""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import quantiles
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from tests.browser.conftest import ARGUMENTS, find_browser

_TEXTS = (".html", ".js", ".json", ".css")
# Lighthouse's slow 4G: milliseconds until an answer begins, bytes a second.
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
OURS = """<!doctype html><html lang="en"><title>Search</title>
<form class="portal-search" action="search.html"><input type="search" id="q" name="q"></form>
<script src="_static/portal-search/search.js" defer></script></html>
"""
LABELS: dict[str, Any] = {
    "words": {"all": "All {count}", "nothing": "Nothing for {query}", "instead": "For {query}"},
    "section": {}, "product": {}, "audience": {}, "popular": [], "contact": "",
}  # fmt: skip
PAGEFIND = "<!doctype html><html lang='en'><title>Search</title></html>"
# Milliseconds from results to the next key: 120 words a minute, faster than nearly everybody types.
PACE = 100
# Both type one letter after the other and give the milliseconds from each until its results stand in the page.
TYPE_OURS = """async ([query, pace]) => {
  const [box, panel] = ["input", ".portal-suggestions"].map((one) => document.querySelector(one));
  const times = [];
  box.focus();
  for (let n = 1; n <= query.length; n += 1) {
    await new Promise((resolve) => setTimeout(resolve, pace));
    const drawn = new Promise((resolve) => {
      const seen = new MutationObserver(() => (seen.disconnect(), resolve()));
      seen.observe(panel, { childList: true, subtree: true, attributes: true });
    });
    const began = performance.now();
    box.value = query.slice(0, n);
    box.dispatchEvent(new Event("input"));
    await drawn;
    times.push(performance.now() - began);
  }
  return times;
}"""
OPEN_PAGEFIND = """window.ask = async (query, most) => {
  window.pf ??= await import('/pagefind/pagefind.js');
  const { results } = await pf.search(query);
  return Promise.all(results.slice(0, most).map((one) => one.data()));
}"""
FIND_PAGEFIND = """async (queries) => {
  const all = [];
  for (const query of queries) all.push((await ask(query, 10)).map((one) => one.raw_url ?? one.url));
  return all;
}"""
TYPE_PAGEFIND = """async ([query, pace]) => {
  const times = [];
  for (let n = 1; n <= query.length; n += 1) {
    await new Promise((resolve) => setTimeout(resolve, pace));
    const began = performance.now();
    await ask(query.slice(0, n), 5);
    times.push(performance.now() - began);
  }
  return times;
}"""
FIRST_OURS = """(query) => new Promise((resolve) => {
  const [box, panel] = ["input", ".portal-suggestions"].map((one) => document.querySelector(one));
  const began = performance.now();
  new MutationObserver(() => { if (panel.querySelector("[role=option]")) resolve(performance.now() - began); })
    .observe(panel, { childList: true, subtree: true });
  box.focus();
  box.value = query;
  box.dispatchEvent(new Event("input"));
})"""
FIRST_PAGEFIND = """async (query) => {
  const began = performance.now();
  await ask(query, 1);
  return performance.now() - began;
}"""


@cache
def _sent(path: Path) -> bytes:
    """Return what is sent of a file: compressed, as servers keep it, but for files that are already."""
    body = path.read_bytes()
    return gzip.compress(body, 9, mtime=0) if path.suffix in _TEXTS else body


class Handler(SimpleHTTPRequestHandler):
    """Sends files as they were compressed before anything is measured: a reader does not wait for that."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Send a file."""
        path = Path(self.translate_path(self.path))
        body = _sent(path) if path.is_file() else b""
        self.send_response(200 if path.is_file() else 404)
        if body and path.suffix in _TEXTS:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle(self) -> None:
        """Answer until the page is closed, which may be before all is sent that it asked for."""
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Pages:
    """A browser, and where the pages are."""

    browser: Browser
    url: str

    def open(self, name: str) -> Page:
        """Return a page of a reader who has nothing in the cache."""
        page = self.browser.new_context().new_page()
        page.goto(self.url + name)
        if name == "pagefind.html":
            page.evaluate(OPEN_PAGEFIND)
        return page


@contextmanager
def pages(folder: Path) -> Iterator[Pages]:
    """Serve a folder with ``ours`` or ``pagefind`` in it, and give a browser, while the block runs."""
    (folder / "pagefind.html").write_text(PAGEFIND, encoding="utf-8")
    (folder / "ours.html").write_text(OURS, encoding="utf-8")
    if (folder / "ours").exists():
        (folder / "_static").mkdir(exist_ok=True)
        (folder / "ours").rename(folder / "_static/portal-search")
        labels = f"globalThis.portalSearchLabels = {json.dumps(LABELS)};"
        (folder / "_static/portal-search/labels.js").write_text(labels, encoding="utf-8")
    _sent.cache_clear()
    for part in ("_static", "pagefind"):
        for path in (folder / part).rglob("*.js"):
            _sent(path)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        yield Pages(browser, f"http://127.0.0.1:{server.server_port}/")
        browser.close()
    server.shutdown()


def find_with_pagefind(pages: Pages, queries: Sequence[str]) -> list[list[str]]:
    """Return the addresses of the first ten results of each query."""
    page = pages.open("pagefind.html")
    found = page.evaluate(FIND_PAGEFIND, queries)
    page.context.close()
    return [list(urls) for urls in found]


def loaded_by_pagefind(pages: Pages, query: str) -> int:
    """Return the bytes that a reader's first query loads, with the first five results, which its box shows."""
    page = pages.open("pagefind.html")
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(int(answer.headers.get("content-length", 0))))
    page.evaluate("(query) => ask(query, 5)", query)
    page.context.close()
    return sum(sizes)


@dataclass(frozen=True)
class Keys:
    """Milliseconds from a key to its results, for 95 % of keys at most, and the KB of a query, the mean of all.

    ``cold`` and ``size`` are of readers who have nothing loaded, ``warm`` of those who typed the same before.
    """

    cold: float
    warm: float
    size: float


def keys(pages: Pages, name: str, queries: Sequence[str]) -> Keys:
    """Type each query letter by letter, by a new reader, twice."""
    script = {"ours": TYPE_OURS, "pagefind": TYPE_PAGEFIND}[name]
    cold: list[float] = []
    warm: list[float] = []
    sizes: list[int] = []
    for query in queries:
        page = pages.open(f"{name}.html")
        page.on("response", lambda answer: sizes.append(int(answer.headers.get("content-length", 0))))
        cold += page.evaluate(script, [query, PACE])
        warm += page.evaluate(script, [query, PACE])
        page.context.close()
    return Keys(quantiles(cold, n=20)[-1], quantiles(warm, n=20)[-1], sum(sizes) / 1000 / len(queries))


def first_on_slow_4g(pages: Pages, name: str, queries: Sequence[str]) -> float:
    """Return the seconds from a whole query to its first result, of the slowest query, each by a new reader."""
    slowest = 0.0
    for query in queries:
        page = pages.open(f"{name}.html")
        page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
        took = page.evaluate({"ours": FIRST_OURS, "pagefind": FIRST_PAGEFIND}[name], query)
        slowest = max(slowest, took / 1000)
        page.context.close()
    return slowest
