"""Make access logs of a portal that never was: Zipf popularity, people, machines, and every kind of damage.

``python -m traffic.generate LINES FOLDER``, in tests, writes ``access.log`` (nginx, combined) and ``pages.json``.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_plus

from .log_formats import CLOUDFRONT_HEAD, FORMATS, Hit

START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
TODAY = dt.date(2026, 7, 15)
TOPICS = ("badges", "explorer", "accounts", "data", "api", "reports", "journals", "alerts")
BOTS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Twitterbot/1.0",
    "curl/8.5.0",
    "Wget/1.21.3",
    "python-requests/2.32.3",
    "Go-http-client/2.0",
    "Apache-HttpClient/4.5.13 (Java/17.0.9)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/125.0.0.0 Safari/537.36",
    "UptimeRobot/2.0",
    "-",
)
ASSETS = ("/_static/portal.css", "/_static/portal.js", "/_static/logo.svg", "/favicon.ico", "/_images/badge.png")
SCANS = ("/wp-login.php", "/.env", "/admin/config.php?x=1", "/cgi-bin/luci/;stok=/locale", "/xmlrpc.php", "//admin//")


def pages(count: int = 2000) -> dict[str, object]:
    """Return an inventory as the portal's build writes it."""
    articles = [f"solutions/{TOPICS[i % len(TOPICS)]}/how-to-{i:04d}" for i in range(count)]
    articles += ["solutions/Mixed-Case/Über-uns", "training/first-steps/index"]
    moved = {f"support/old-{i:03d}": articles[i * 7 % count] for i in range(200)}
    return {"version": 1, "root": "/", "languages": ["de", "fr"], "articles": articles, "moved": moved}


def browsers(rng: random.Random, count: int = 2400) -> list[str]:
    """Return different agents of people's browsers."""
    systems = (
        "Windows NT 10.0; Win64; x64",
        "Macintosh; Intel Mac OS X 10_15_7",
        "X11; Linux x86_64",
        "Linux; Android 14; Pixel 8",
    )
    found = {}
    while len(found) < count:
        system, major = rng.choice(systems), rng.randint(90, 148)
        build = f"{rng.randint(1000, 7900)}.{rng.randint(0, 250)}"
        kind = rng.random()
        if kind < 0.6:
            tail = f"AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.{build} Safari/537.36"
        elif kind < 0.7:
            tail = f"AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Safari/537.36 Edg/{major}.0.{build}"
        elif kind < 0.85:
            system, tail = f"{system}; rv:{major}.0", f"Gecko/20100101 Firefox/{major}.{rng.randint(0, 9)}"
        else:
            system = (
                f"iPhone; CPU iPhone OS {rng.randint(14, 18)}_{rng.randint(0, 7)}_{rng.randint(0, 3)} like Mac OS X"
            )
            tail = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
        found[f"Mozilla/5.0 ({system}) {tail}"] = None
    return list(found)


def _form(rng: random.Random, docname: str) -> str:
    """Write an article's address in one of the many ways readers and links do."""
    kind = rng.random()
    address = "/" + docname.replace("Ü", "%C3%9C")
    if kind < 0.72:
        return address + ".html"
    if kind < 0.80:
        return address + "/"
    if kind < 0.84:
        return address
    if kind < 0.90:
        return f"{address}.html?utm_source=mail&id={rng.randint(1, 9999)}"
    return rng.choice(
        (
            address + "/index.html",
            address.replace("-", "%2D") + ".html",
            address.replace("/", "//", 2) + ".html",
            address.upper() + ".HTML",
            f"/de{address}/",
            f"/FR{address}.html",
            f"http://support.example.org{address}.html",
        )
    )


def hits(lines: int, seed: int = 42, inventory: dict[str, object] | None = None, days: int = 120) -> Iterator[Hit]:
    """Yield requests in the order of time: about 15 a visitor, a fifth by machines, a third for assets."""
    rng = random.Random(seed)
    book = inventory or pages()
    articles, moved = list(book["articles"]), list(book["moved"])  # type: ignore[call-overload]
    weights = list(itertools.accumulate(1 / rank for rank in range(1, len(articles) + 1)))
    agents = browsers(rng)
    visitors: list[tuple[str, str]] = []
    day = -1
    choose, uniform = rng.choices, rng.random
    for number in range(lines):
        second = number * days * 86400 // lines
        if second // 86400 != day:
            day = second // 86400
            visitors = [
                (
                    f"2001:db8:{rng.getrandbits(16):x}::{rng.getrandbits(16):x}"
                    if uniform() < 0.12
                    else f"{rng.randint(1, 223)}.{rng.randint(0, 255)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}",
                    rng.choice(agents),
                )
                for _ in range(max(3, lines // days // 15))
            ]
        offset = 0 if uniform() < 0.97 else rng.choice((120, -300, 330, -570, 840))
        # Lines are written when the answer is sent, so they are only nearly in order.
        time = int(START.timestamp()) + second + rng.randint(-40, 0)
        address, agent = visitors[int(uniform() ** 2 * len(visitors))]
        method, protocol, status, referrer = "GET", "HTTP/1.1" if uniform() < 0.4 else "HTTP/2.0", 200, "-"
        size = rng.randint(200, 60000)
        kind = uniform()
        if kind < 0.21:
            address, agent = f"66.249.{rng.randint(64, 95)}.{rng.randint(1, 254)}", rng.choice(BOTS)
            target = _form(rng, choose(articles, cum_weights=weights)[0]) if uniform() < 0.8 else rng.choice(SCANS)
            status = 404 if target in SCANS else 200
            if uniform() < 0.02:
                target = "/robots.txt"
        elif kind < 0.57:
            target, referrer = rng.choice(ASSETS), "https://support.example.org/"
            status = 304 if uniform() < 0.3 else 200
        elif kind < 0.60:
            target, status = rng.choice(SCANS), 404
        elif kind < 0.61:
            target = "/" if uniform() < 0.9 else "/robots.txt"
        elif kind < 0.64:
            page = quote_plus("/" + choose(articles, cum_weights=weights)[0] + ".html", safe="/")
            word = rng.choice(("badge colour", "café", "log in", "api key", f"order {rng.randint(1, 500)}"))
            event = uniform()
            if event < 0.5:
                tail = f"type=vote&page={page}&value={'up' if uniform() < 0.8 else 'down'}"
            elif event < 0.8:
                tail = f"type=search&q={quote_plus(word)}&results={rng.choice((0, 0, 3))}"
            elif event < 0.97:
                tail = f"type=click&q={quote_plus(word)}&page={page}"
            else:
                tail = rng.choice(("", "type=vote&value=maybe", "type=search&q=&results=-1", "type=%00", "x" * 300))
            target, status = f"/_portal/event?{tail}", 204
            method = "POST" if uniform() < 0.7 else "GET"
        elif kind < 0.68:
            target, status = "/" + rng.choice(moved) + rng.choice((".html", "/", "")), rng.choice((301, 200))
        else:
            target = _form(rng, choose(articles, cum_weights=weights)[0])
            draw = uniform()
            if draw < 0.06:
                status = 304
            elif draw < 0.09:
                status = rng.choice((301, 302, 404, 500, 206))
            elif draw < 0.11:
                method = rng.choice(("HEAD", "POST", "OPTIONS"))
            referrer = "https://www.google.com/" if uniform() < 0.5 else "-"
        yield Hit(time, offset, address, method, target, protocol, status, size, referrer, agent)


def damaged(rng: random.Random, line: bytes) -> bytes:
    """Return a line that is wrong in one of the ways lines are."""
    kind = rng.randrange(13)
    if kind == 0:
        return line[: rng.randrange(len(line))]
    if kind == 1:
        return bytes(b for b in rng.randbytes(rng.randint(1, 300)) if b != 10)
    if kind == 2:
        return b""
    if kind == 3:
        return line.replace(b"/2026", b"/9999").replace(b"2026-", b"9999-")
    if kind == 4:
        return line.replace(b"/2026:", b"/20a6:").replace(b":", b"", 1)
    if kind == 5:
        return line.replace(b"GET /", b"GET /" + b"A" * 60000).replace(b'"/', b'"/' + b"A" * 60000)
    if kind == 6:
        return b'192.0.2.9 - - [10/May/2026:10:00:00 +0000] "\\x16\\x03\\x01\\x02\\x00" 400 150 "-" "-"'
    if kind == 7:
        return line[:-1]
    if kind == 8:
        return line.replace(b"Mozilla", b"Mo\0zil\xff\xfela")
    if kind == 9:
        return line + b' "203.0.113.7" 0.001 extra'
    if kind == 10:
        return line.replace(b"Mozilla", b'Moz"illa "x" \x1b[31m')
    if kind == 11:
        return line + b"\r"
    return line.replace(b"/Mar/", b"/Mrz/").replace(b"/2026", b"/1999").replace(b"2026-", b"1999-")


def lines(form: str, count: int, seed: int = 42, damage: float = 0.004, **options: object) -> Iterator[bytes]:
    """Yield the lines of a log, without line ends."""
    rng = random.Random(seed + 1)
    write = FORMATS[form]
    for hit in hits(count, seed, **options):  # type: ignore[arg-type]
        line = write(hit)
        yield damaged(rng, line) if rng.random() < damage else line


def write_log(path: Path, form: str, count: int, seed: int = 42, damage: float = 0.004, **options: object) -> Path:
    """Write a log of so many lines and return its path."""
    with path.open("wb") as out:
        if form == "cloudfront":
            out.write(CLOUDFRONT_HEAD)
        batch = lines(form, count, seed, damage, **options)
        while part := list(itertools.islice(batch, 20000)):
            out.write(b"\n".join(part) + b"\n")
    return path


if __name__ == "__main__":
    folder = Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pages.json").write_text(json.dumps(pages()))
    write_log(folder / "access.log", "nginx", int(sys.argv[1]))
