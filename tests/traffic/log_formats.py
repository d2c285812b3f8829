"""Write a request as each server and service writes it into its log."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import NamedTuple

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


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
