"""Videos of providers: the address of the player for the address of a page, and who is asked when it is loaded."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qs, quote, urlsplit

MEDIA_TYPES: Final = {".mp4": "video/mp4", ".webm": "video/webm"}
_YOUTUBE: Final = frozenset({"www.youtube.com", "youtube.com", "m.youtube.com"})
_NAME: Final = re.compile(r"[\w-]+")


def is_remote(address: str) -> bool:
    """Tell whether a video is at a provider's, not beside the page."""
    return address.startswith(("https://", "http://"))


def player(address: str) -> str:
    """Return the address to load into a frame, the one that stores least where a provider has several.

    >>> player("https://www.youtube.com/watch?v=abc")
    'https://www.youtube-nocookie.com/embed/abc'
    >>> player("https://vimeo.com/123")
    'https://player.vimeo.com/video/123?dnt=1'
    """
    parts = urlsplit(address)
    host, path = parts.hostname or "", parts.path.strip("/")
    if host in _YOUTUBE and (name := parse_qs(parts.query).get("v", [""])[0]):
        return f"https://www.youtube-nocookie.com/embed/{quote(name, safe='')}"
    if host == "youtu.be" and _NAME.fullmatch(path):
        return f"https://www.youtube-nocookie.com/embed/{path}"
    if host == "vimeo.com" and path.isdecimal():
        return f"https://player.vimeo.com/video/{path}?dnt=1"
    return address


def host_of(address: str) -> str:
    """Return who is asked for an address, as a reader is told it."""
    return (urlsplit(address).hostname or "").removeprefix("www.")
