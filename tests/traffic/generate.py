"""Make access logs of a portal that never was: Zipf popularity, people, machines, and every kind of damage.

``python generate.py LINES FOLDER`` writes ``access.log`` (nginx, combined), its .gz and .zst, and ``pages.json``.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote_plus

START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
TODAY = dt.date(2026, 7, 15)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
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


class Hit(NamedTuple):
    """One request as a server sees it; ``time`` in seconds since 1970, ``offset`` of the log's clock in minutes."""

    time: int
    offset: int
    address: str
    method: str
    target: str
    protocol: str
    status: int
    size: int
    referrer: str
    agent: str


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


def clock(time: int, offset: int) -> str:
    """Write a time as the common log format does.

    >>> clock(0, 90)
    '01/Jan/1970:01:30:00 +0130'
    """
    days, second = divmod(time + offset * 60, 86400)
    date = _dates(days)
    sign = "-" if offset < 0 else "+"
    return (
        f"{date}:{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d} "
        f"{sign}{abs(offset) // 60:02d}{abs(offset) % 60:02d}"
    )


_DATES: dict[int, str] = {}


def _dates(days: int) -> str:
    if days not in _DATES:
        date = dt.date(1970, 1, 1) + dt.timedelta(days)
        _DATES[days] = f"{date.day:02d}/{MONTHS[date.month - 1]}/{date.year:04d}"
    return _DATES[days]


def nginx(hit: Hit) -> bytes:
    """Write a line of nginx's combined format; signs beyond ASCII and quotes as \\xHH."""
    agent = (
        hit.agent if hit.agent.isascii() else "".join(f"\\x{b:02X}" if b > 126 else chr(b) for b in hit.agent.encode())
    )
    return (
        f'{hit.address} - - [{clock(hit.time, hit.offset)}] "{hit.method} {hit.target} {hit.protocol}" {hit.status} '
        f'{hit.size} "{hit.referrer}" "{agent}"'
    ).encode()


def apache(hit: Hit) -> bytes:
    """Write a line of Apache's combined format with a name for the user; quotes as \\"."""
    user = "some user" if hit.size % 50 == 0 else "-"
    size = "-" if hit.status == 304 else hit.size
    agent = hit.agent.replace("Mozilla/5.0 (X11", 'Mozilla/5.0 \\"quoted\\" (X11')
    request = f"{hit.method} {hit.target} {hit.protocol}"
    return (
        f'{hit.address} - {user} [{clock(hit.time, hit.offset)}] "{request}" {hit.status} '
        f'{size} "{hit.referrer}" "{agent}"'
    ).encode()


def common(hit: Hit) -> bytes:
    """Write a line of the common format, which has no agent."""
    return (
        f'{hit.address} - - [{clock(hit.time, hit.offset)}] "{hit.method} {hit.target} {hit.protocol}" {hit.status} '
        f"{hit.size}"
    ).encode()


def caddy(hit: Hit) -> bytes:
    """Write a line of Caddy's JSON log."""
    uri = hit.target.removeprefix("http://support.example.org")
    return json.dumps(
        {
            "level": "info",
            "ts": hit.time + 0.25,
            "logger": "http.log.access",
            "msg": "handled request",
            "request": {
                "remote_ip": hit.address,
                "remote_port": "5000",
                "client_ip": hit.address,
                "proto": hit.protocol,
                "method": hit.method,
                "host": "support.example.org",
                "uri": uri,
                "headers": {"User-Agent": [hit.agent], "Referer": [hit.referrer]},
            },
            "duration": 0.001,
            "size": hit.size,
            "status": hit.status,
        },
        ensure_ascii=False,
    ).encode()


def fastly(hit: Hit) -> bytes:
    """Write a line of JSON as Fastly's documentation suggests."""
    moment = dt.datetime.fromtimestamp(hit.time, dt.timezone(dt.timedelta(minutes=hit.offset)))
    return json.dumps(
        {
            "timestamp": moment.strftime("%Y-%m-%dT%H:%M:%S%z"),
            "client_ip": hit.address,
            "geo_country": "germany",
            "host": "support.example.org",
            "url": hit.target,
            "request_method": hit.method,
            "request_protocol": hit.protocol,
            "request_referer": hit.referrer,
            "request_user_agent": hit.agent,
            "response_status": hit.status,
            "response_body_size": hit.size,
        }
    ).encode()


def cloudflare(hit: Hit) -> bytes:
    """Write a line of Cloudflare's Logpush for HTTP requests."""
    moment = dt.datetime.fromtimestamp(hit.time, dt.UTC)
    return json.dumps(
        {
            "ClientIP": hit.address,
            "ClientRequestHost": "support.example.org",
            "ClientRequestMethod": hit.method,
            "ClientRequestURI": hit.target,
            "ClientRequestUserAgent": hit.agent,
            "EdgeResponseBytes": hit.size,
            "EdgeResponseStatus": hit.status,
            "EdgeStartTimestamp": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
        separators=(",", ":"),
    ).encode()


CLOUDFRONT_HEAD = (
    b"#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status "
    b"cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header "
    b"cs-protocol cs-bytes time-taken\n"
)


def cloudfront(hit: Hit) -> bytes:
    """Write a line of CloudFront's standard log; agents are percent-encoded."""
    moment = dt.datetime.fromtimestamp(hit.time, dt.UTC)
    stem, _, query = hit.target.partition("?")
    agent = hit.agent.replace("%", "%25").replace(" ", "%20")
    return "\t".join(
        (
            moment.strftime("%Y-%m-%d\t%H:%M:%S"),
            "FRA2-C1",
            str(hit.size),
            hit.address,
            hit.method,
            "d111.cloudfront.net",
            stem,
            str(hit.status),
            hit.referrer,
            agent,
            query or "-",
            "-",
            "Hit",
            "xxxx==",
            "support.example.org",
            "https",
            "23",
            "0.001",
        )
    ).encode()


FORMATS: dict[str, Callable[[Hit], bytes]] = {
    "nginx": nginx,
    "apache": apache,
    "common": common,
    "caddy": caddy,
    "fastly": fastly,
    "cloudflare": cloudflare,
    "cloudfront": cloudfront,
}


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
