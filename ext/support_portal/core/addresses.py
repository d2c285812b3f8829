"""Turn docnames into sections, folders, slugs and absolute web addresses."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from urllib.parse import quote, urljoin

from support_portal.core.article import SECTIONS, Article

_PLAIN = re.compile(r"[\w-]+(?:/[\w-]+)*(?:\.html|\.md|/)?")
_ORIGIN = re.compile(r"^[a-z]+://[^/]+")
_SUFFIX = re.compile(r"\.html?$")


def section_of(docname: str) -> str:
    """Return ``news``, ``solutions`` or ``training``, or an empty string for a page outside the sections."""
    first, slash, _ = docname.partition("/")
    return first if slash and first in SECTIONS else ""


def folder_of(docname: str) -> str:
    """Return the docname's folder, empty at the root."""
    return posixpath.dirname(docname)


def is_index(docname: str) -> bool:
    """Tell whether the page stands for its folder."""
    return posixpath.basename(docname) == "index"


def slugify(text: str) -> str:
    """Return ``text`` as a lower-case address part of ASCII letters, digits and hyphens.

    >>> slugify("Über Badges & more")
    'uber-badges-more'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def absolute(base: str, path: str) -> str:
    """Return the absolute address of ``path`` (relative to the portal's root) under ``base``."""
    base = base.rstrip("/") + "/"
    # What has no dots or signs of other addresses only follows; a sitemap asks for one of each page.
    return base + path if _PLAIN.fullmatch(path) else urljoin(base, path)


def normal_path(address: str) -> str:
    """Return an address as a docname: no scheme, host, query, leading slash, ``index`` or suffix.

    >>> normal_path("/Solutions/badges/index.html?x=1")
    'Solutions/badges'
    """
    path = address.strip()
    path = _ORIGIN.sub("", path) if "://" in path else path
    path = path.partition("#")[0].partition("?")[0].strip("/")
    path = _SUFFIX.sub("", path) if ".htm" in path else path
    return "" if path == "index" else path.removesuffix("/index")


def first_address(article: Article) -> str:
    """Return the first address an article ever had: it names the article for ever, in feeds and in readers' progress.

    The first entry of ``redirect_from``, or else the docname; without suffix, from the portal's root.
    """
    return normal_path(article.redirect_from[0] if article.redirect_from else article.docname)


def in_url(path: str) -> str:
    """Percent-encode a path for use in an address."""
    return quote(path, safe="/-_.~")
