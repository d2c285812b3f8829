"""What the counts must be, said a second time and as plainly as possible: one line after the other, sets and counters.

It shares nothing with `support_portal.traffic` but isbot's list.  It is slow, reads whole logs and keeps addresses.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from urllib.parse import unquote, unquote_plus

from is_bot import Bots

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
FIELD = r'"((?:[^"\\]|\\.)*)"'
HEAD = r'(\S+) [^"]*?\[([^\]"]*)\] ' + FIELD + r" (\d{3}) (\S*)"
COMBINED = re.compile(HEAD + " " + FIELD + " " + FIELD + "(.*)", re.DOTALL)
COMMON = re.compile(HEAD + "(.*)", re.DOTALL)
CLOCK = re.compile(r"(\d\d)/(\w\w\w)/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)")
BOTS = Bots()


class Request(NamedTuple):
    day: dt.date | None
    address: str
    method: str
    target: str
    status: int
    agent: str | None
    ahead: bool = False


class Result(NamedTuple):
    """Rows as the state gives them, and how many lines were what."""

    daily: list[tuple[dt.date, str, int, int, int, int]]
    searches: list[tuple[dt.date, str, int, int, int]]
    clicks: list[tuple[dt.date, str, str, int, int]]
    kinds: Counter[str]


def clock(text: str) -> dt.date | None:
    found = CLOCK.fullmatch(text)
    if not found or found[2] not in MONTHS:
        return None
    try:
        moment = dt.datetime(
            int(found[3]), MONTHS.index(found[2]) + 1, int(found[1]), int(found[4]), int(found[5]), int(found[6])
        )
        offset = dt.timedelta(hours=int(found[8]), minutes=int(found[9]))
        return (moment + offset if found[7] == "-" else moment - offset).date()
    except (ValueError, OverflowError):
        return None


def quoted(pattern: re.Pattern[str]) -> Callable[[str], Request | None]:
    def parse(line: str) -> Request | None:
        found = pattern.match(line)
        if not found:
            # A quote within a field that the server did not escape: fields end at the first six quotes.
            plain = line.split('"')
            head = re.match(r"(\S+) .*\[([^\]]*)\] \Z", plain[0], re.DOTALL)
            status = re.match(r" (\d{3}) ", plain[2]) if len(plain) > 2 else None
            if pattern is COMMON or len(plain) < 7 or not head or not status:
                return None
            address, time, request, code, agent, rest = head[1], head[2], plain[1], status[1], plain[5], ""
        else:
            address, time, request, code = found[1], found[2], found[3], found[4]
            agent, rest = (found[7], found[8]) if pattern is COMBINED else (None, "")
        method, _, target = request.partition(" ")
        target = re.sub(r" HTTP/.*\Z", "", target, flags=re.DOTALL)
        return Request(clock(time), address, method, target, int(code), agent, "prefetch" in rest)

    return parse


def moment(value: Any) -> dt.date | None:
    try:
        if isinstance(value, int | float):
            return dt.datetime.fromtimestamp(value, dt.UTC).date()
        return dt.datetime.fromisoformat(value).astimezone(dt.UTC).date()
    except (ValueError, OverflowError, TypeError):
        return None


def from_json(line: str) -> Request | None:
    try:
        record = json.loads(line)
        if "request" in record:
            request = record["request"]
            agent = (request["headers"].get("User-Agent") or [""])[0]
            status = int(record["status"])
            return Request(moment(record["ts"]), request["client_ip"], request["method"], request["uri"], status, agent)
        if "ClientIP" in record:
            names = "EdgeStartTimestamp ClientIP ClientRequestMethod ClientRequestURI EdgeResponseStatus"
            agent = record["ClientRequestUserAgent"]
        else:
            names = "timestamp client_ip request_method url response_status"
            agent = record["request_user_agent"]
        time, address, method, target, status = (record[name] for name in names.split())
        return Request(moment(time), address, method, target, int(status), agent)
    except (ValueError, KeyError, TypeError):
        return None


def cloudfront(line: str) -> Request | None:
    fields = line.rstrip("\r").split("\t")
    if len(fields) < 19 or not fields[8].isdigit() or not 100 <= int(fields[8]) <= 999:
        return None
    target = fields[7] if fields[11] == "-" else f"{fields[7]}?{fields[11]}"
    time = moment(f"{fields[0]}T{fields[1]}+00:00")
    return Request(time, fields[4], fields[5], target, int(fields[8]), unquote(fields[10]))


PARSERS: dict[str, Callable[[str], Request | None]] = {
    "nginx": quoted(COMBINED),
    "apache": quoted(COMBINED),
    "common": quoted(COMMON),
    "caddy": from_json,
    "fastly": from_json,
    "cloudflare": from_json,
    "cloudfront": cloudfront,
}


def path_of(target: str) -> str:
    target = re.sub(r"\Ahttps?://[^/?#]*", "", target, flags=re.IGNORECASE)
    return unquote(re.split("[?#]", target)[0])


def key(path: str) -> str:
    """One spelling for every way to write an address."""
    parts = [part for part in path.casefold().split("/") if part]
    if parts:
        parts[-1] = re.sub(r"\.html?\Z", "", parts[-1])
    if parts and parts[-1] == "index":
        parts.pop()
    return "/".join(part for part in parts if part)


class Reference:
    def __init__(self, pages: dict[str, Any], today: dt.date, least_searchers: int = 5, crawl_limit: int = 300) -> None:
        self.articles = {key(docname): docname for docname in pages["articles"]}
        for old, new in pages["moved"].items():
            self.articles.setdefault(key(old), new)
        self.languages = {language.casefold() for language in pages["languages"]}
        self.today, self.least, self.limit = today, least_searchers, crawl_limit
        self.bots: dict[str, bool] = {}

    def article(self, target: str) -> str | None:
        if not path_of(target).startswith("/"):
            return None
        wanted = key(path_of(target))
        first, _, rest = wanted.partition("/")
        return self.articles.get(wanted) or (self.articles.get(rest) if first in self.languages else None)

    def is_bot(self, agent: str) -> bool:
        if agent not in self.bots:
            self.bots[agent] = agent.strip() in ("", "-") or len(agent) > 1024 or BOTS.is_bot(agent)
        return self.bots[agent]

    def count(self, lines: Iterable[bytes], form: str) -> Result:
        parse = PARSERS[form]
        kinds: Counter[str] = Counter()
        views: Counter[tuple[dt.date, str, tuple[str, str]]] = Counter()
        events: Counter[tuple[dt.date, str, str, str, int, tuple[str, str]]] = Counter()
        robots = set()
        for raw in lines:
            line = raw.decode("utf-8", "surrogateescape")
            if form in ("caddy", "fastly", "cloudflare") and not line.isascii():
                # JSON is UTF-8 or no JSON.
                line = raw.decode("utf-8", "ignore") if _is_utf8(raw) else "{"
            if form == "cloudfront" and line.startswith("#"):
                kinds["other"] += 1
                continue
            if not line.strip("\r\t \0"):
                kinds["empty line"] += 1
                continue
            request = parse(line)
            if request is None and parse is from_json and not line.startswith("{"):
                # Servers that were set up anew leave logs of two formats.
                request = PARSERS["nginx"](line)
            if request is None:
                kinds["damaged line"] += 1
                continue
            event = request.method in ("GET", "POST") and re.match(r"/_portal/event(?:[?#]|\Z)", request.target)
            robot = request.target.split("?")[0] == "/robots.txt"
            article = self.article(request.target)
            read = request.method == "GET" and request.status in (200, 304) and (article or robot)
            if not event and not read:
                kinds["other"] += 1
            elif request.day is None:
                kinds["time that cannot be read"] += 1
            elif not self.today - dt.timedelta(3652) <= request.day <= self.today:
                kinds["date"] += 1
            elif request.ahead:
                kinds["prefetch"] += 1
            elif request.agent is not None and self.is_bot(request.agent):
                kinds["agent"] += 1
            else:
                who = (request.address, request.agent or "")
                if event:
                    told = self.event(request.target)
                    kinds["event" if told else "empty event"] += 1
                    if told:
                        events[(request.day, *told, who)] += 1
                elif article:
                    kinds["view"] += 1
                    views[(request.day, article, who)] += 1
                else:
                    kinds["other"] += 1
                    robots.add((request.day, who))
        return self.sum_up(views, events, robots, kinds)

    def event(self, target: str) -> tuple[str, str, str, int] | None:
        fields = {}
        for pair in target.partition("?")[2].partition("#")[0].split("&")[:8]:
            name, _, value = pair.partition("=")
            fields[name] = unquote_plus(value)
        article = self.article(fields.get("page", "")) or ""
        text = " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", fields.get("q", "")).casefold().split())[:100].rstrip()
        if fields.get("type") == "vote" and article and fields.get("value") in ("up", "down"):
            return ("vote", "", article, int(fields["value"] == "up"))
        if fields.get("type") == "search" and text and re.fullmatch(r"[0-9]{1,6}", fields.get("results", "")):
            return ("search", text, "", int(fields["results"]))
        if fields.get("type") == "click" and text and article:
            return ("click", text, article, 0)
        return None

    def sum_up(self, views: Any, events: Any, robots: Any, kinds: Counter[str]) -> Result:
        opened = defaultdict(set)
        for day, article, who in views:
            opened[day, who].add(article)
        machines = robots | {visit for visit, articles in opened.items() if len(articles) > self.limit}
        daily: dict[tuple[dt.date, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        for (day, article, who), number in views.items():
            if (day, who) not in machines:
                daily[day, article][0] += number
                daily[day, article][1] += 1
            else:
                kinds["view"] -= number
                kinds["behaviour"] += number
        texts: dict[str, dict[Any, list[int]]] = {
            "search": defaultdict(lambda: [0, 0]),
            "click": defaultdict(lambda: [0, 0]),
        }
        for (day, kind, text, article, number, who), times in events.items():
            if (day, who) in machines:
                continue
            if kind == "vote":
                daily[day, article][2 if number else 3] += 1
            else:
                row = texts[kind][day, text, number if kind == "search" else article]
                row[0] += times
                row[1] += 1
        rows = []
        for kind in ("search", "click"):
            kept: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
            for (day, text, third), (count, people) in texts[kind].items():
                row = kept[day, text if people >= self.least else "", third]
                row[0] += count
                row[1] += people
            rows.append(sorted((*place, *numbers) for place, numbers in kept.items()))
        return Result(sorted((*place, *numbers) for place, numbers in daily.items()), *rows, kinds)  # type: ignore[arg-type]


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
