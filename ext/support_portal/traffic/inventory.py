"""Find the article behind a logged address: every way readers and links write one leads to the same docname."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from pathlib import Path
from typing import NamedTuple, TypeGuard
from urllib.parse import unquote_to_bytes

from support_portal.core.addresses import normal_path
from support_portal.core.ranking import scores
from support_portal.traffic.tables import EVENT_PATH, QUERY_LENGTH, Inventory, ShortList, TrafficError

# A request longer than this is no address of ours; it is not looked at further.
LONGEST_TARGET = 4096
_REMEMBERED = 100_000
_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}\Z", re.IGNORECASE)
# Of three or four signs, as one comparison takes them; others are found to be no articles a little later.
ASSETS = (".css", ".js", ".mjs", ".map", ".svg", ".png", ".jpg", ".gif", ".ico", ".xml")
_ESCAPED = re.compile(rb"\\x([0-9A-Fa-f]{2})")
_ORIGIN = re.compile(rb"https?://[^/?#]*", re.IGNORECASE)
_EVENT = EVENT_PATH.encode()
_SLASHES = re.compile("/{2,}")
_COUNT = re.compile(rb"[0-9]{1,6}\Z")


class Event(NamedTuple):
    """What a beacon tells.  ``number`` is 1 for a vote up and 0 for one down, or the results of a search."""

    kind: str
    query: str
    article: str
    number: int


def read_inventory(path: Path) -> Inventory:
    """Return the inventory in a file that the portal's build wrote; raise `TrafficError` when it is none."""
    advice = "build the portal first (make html), or name its file with --pages"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TrafficError(f"{path}: there is no such file of the portal's pages; {advice}") from None
    except (OSError, ValueError, RecursionError) as error:
        raise TrafficError(f"{path}: cannot be read ({error}); {advice}") from error
    if not isinstance(data, dict) or data.get("version") != 1:
        raise TrafficError(f"{path}: is no list of pages of version 1; {advice}")
    articles, moved, root, languages = (data.get(key) for key in ("articles", "moved", "root", "languages"))
    pins, unpinned = data.get("pins", {}), data.get("unpinned", [])
    half_life = data.get("half_life", scores.HALF_LIFE)
    try:
        updated = {docname: dt.date.fromisoformat(day) for docname, day in data.get("updated", {}).items()}
        lists = tuple(ShortList(str(page), str(section), int(few)) for page, section, few in data.get("lists", []))
    except (AttributeError, TypeError, ValueError):
        updated = None
    if (
        updated is None
        or not _texts(articles)
        or not _texts(languages)
        or not _texts(unpinned)
        or not isinstance(moved, dict)
        or not all(isinstance(docname, str) for docname in moved.values())
        or not isinstance(root, str)
        or not isinstance(pins, dict)
        or not all(isinstance(pin, int) for pin in pins.values())
        or not isinstance(half_life, int | float)
        or not 0 < half_life <= 1000
    ):
        needed = (
            "articles, languages, unpinned and lists (lists), moved, pins and updated (tables), root (a text) and "
            "half_life (a number)"
        )
        raise TrafficError(f"{path}: needs {needed}; {advice}")
    return Inventory(tuple(articles), moved, root, tuple(languages), pins, updated, tuple(unpinned), half_life, lists)


def _texts(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def unescaped(text: bytes) -> bytes:
    r"""Return the bytes behind nginx's and Apache's ``\xHH``.

    >>> unescaped(rb"/caf\xC3\xA9").decode()
    '/café'
    """
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), text) if b"\\x" in text else text


def method_and_target(request: bytes) -> tuple[bytes, bytes]:
    """Split a request line; that of HTTP/0.9 has no version.

    >>> method_and_target(b"GET /a.html HTTP/2.0")
    (b'GET', b'/a.html')
    """
    method, _, rest = request.partition(b" ")
    target, version, _ = rest.rpartition(b" HTTP/")
    return method, target if version else rest


class Addresses:
    """The addresses of an inventory, ready to be asked: by docname as written, or else without regard to case."""

    def __init__(self, inventory: Inventory) -> None:
        self.root = "/" + inventory.root.strip("/")
        # A translated copy of the site has its beacons in its own folder.
        roots = [self.root.rstrip("/"), *(f"{self.root.rstrip('/')}/{language}" for language in inventory.languages)]
        self.event_paths = tuple((root + EVENT_PATH).encode() for root in roots)
        self.languages = {language.casefold() for language in inventory.languages}
        self.docnames = tuple(sorted({*inventory.articles, *inventory.moved.values()}))
        self._exact = {normal_path(docname): docname for docname in inventory.articles}
        for old, new in inventory.moved.items():
            self._exact.setdefault(normal_path(old), new)
        # A page may be called "node.js": what some address ends with is no mark of an asset.
        used = {found[0].lower() for address in self._exact if (found := _SUFFIX.search(address))}
        self.assets = tuple(suffix.encode() for suffix in ASSETS if suffix not in used)
        self._found: dict[bytes, str | None] = {}
        self._folded: dict[str, str] = {}
        for address in sorted(self._exact):
            self._folded.setdefault(_folded(address), self._exact[address])

    def _path(self, bare: bytes) -> str | None:
        """Return the path below the portal's root, decoded, with single slashes and none in front."""
        if len(bare) > LONGEST_TARGET:
            return None
        path = unescaped(bare if bare.startswith(b"/") else _ORIGIN.sub(b"", bare, count=1))
        path = unquote_to_bytes(path) if b"%" in path else path
        if not path.startswith(b"/"):
            return None
        text = path.decode("utf-8", "replace")
        text = _SLASHES.sub("/", text) if "//" in text else text
        if self.root == "/":
            return text[1:]
        if text == self.root or text.startswith(self.root + "/"):
            return text[len(self.root) + 1 :]
        return None

    def article(self, target: bytes) -> str | None:
        """Return the docname a request's target leads to, or None when it is not an article's address."""
        bare = target.partition(b"?")[0].partition(b"#")[0]
        if bare not in self._found:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            path = self._path(bare)
            self._found[bare] = None if path is None else self._find(path)
        return self._found[bare]

    def _find(self, path: str) -> str | None:
        # What was "%3F" in the request is part of the name, and names of ours have none.
        if "?" in path or "#" in path:
            return None
        found = self._exact.get(normal_path(path)) or self._folded.get(_folded(path))
        if found is None and self.languages:
            language, _, rest = path.partition("/")
            if language.casefold() in self.languages:
                return self._exact.get(normal_path(rest)) or self._folded.get(_folded(rest))
        return found

    def is_robots(self, target: bytes) -> bool:
        """Tell whether a machine asks what it may read; the file lies at the root of the site, not of the portal."""
        return target.partition(b"?")[0] == b"/robots.txt"

    def is_event(self, target: bytes) -> bool:
        """Tell whether the target is the beacons' address."""
        rest = target.partition(_EVENT)[2] if target.startswith(self.event_paths) else b"-"
        return rest[:1] in (b"", b"?", b"#")

    def event(self, target: bytes) -> Event | None:
        """Return what a beacon tells, or None when it is not one of ours or says nothing."""
        if not self.is_event(target):
            return None
        fields: dict[bytes, bytes] = {}
        for pair in unescaped(target.partition(b"?")[2].partition(b"#")[0]).split(b"&", 8)[:8]:
            name, _, value = pair.partition(b"=")
            plain = value.replace(b"+", b" ")
            fields[name] = unquote_to_bytes(plain) if b"%" in plain else plain
        article = self.article(fields.get(b"page", b"")) or ""
        text = searched(fields.get(b"q", b"").decode("utf-8", "replace"))
        match fields.get(b"type"):
            case b"vote" if article and fields.get(b"value") in (b"up", b"down"):
                return Event("vote", "", article, int(fields[b"value"] == b"up"))
            case b"search" if text and _COUNT.match(fields.get(b"results", b"")):
                return Event("search", text, "", int(fields[b"results"]))
            case b"click" if text and article:
                return Event("click", text, article, 0)
        return None


def searched(text: str) -> str:
    r"""Return a search text as it is counted: lower case, single spaces, no control signs, no more than fits.

    >>> searched("  Badge\tCOLOUR \x1b[31m ")
    'badge colour [31m'
    """
    plain = text[: 4 * QUERY_LENGTH]
    if not plain.isprintable():
        plain = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in plain)
    return " ".join(plain.casefold().split())[:QUERY_LENGTH].rstrip()


def _folded(address: str) -> str:
    if address.isascii():
        return normal_path(address.lower())
    return unicodedata.normalize("NFC", normal_path(unicodedata.normalize("NFC", address).casefold()))
