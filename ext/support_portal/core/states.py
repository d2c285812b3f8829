"""Decide what is published now, and when that will next change."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from support_portal.core.fields import BY_NAME, FOREIGN, GATES, Audience, State
from support_portal.core.front_matter import moment

# Editions include what the smaller ones show: the internal one shows everything.
_READS: Final = {
    Audience.PUBLIC: {Audience.PUBLIC},
    Audience.CUSTOMER: {Audience.PUBLIC, Audience.CUSTOMER},
    Audience.INTERNAL: set(Audience),
}
# Keys that cannot hide an article, and how YAML writes a key most plainly.
_HARMLESS: Final = (frozenset(BY_NAME) | FOREIGN) - GATES
_KEY = re.compile(r"([A-Za-z_-]+):(?:\s|$)")


def may_be_hidden(front_matter_block: str) -> bool:
    r"""Tell cheaply whether front matter has a key that can keep an article from readers.

    Front matter of nothing but plain, known, harmless keys cannot, so 10,000 files need not be parsed for it.  Anything
    else may: ``{state: draft}`` and ``"st\x61te": draft`` are YAML too, and a misspelt key makes a draft.
    """
    if any(gate in front_matter_block for gate in GATES):
        return True
    keys = 0
    for line in front_matter_block.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if keys and (line.startswith((" ", "- ")) or line == "-"):
            continue  # it belongs to the value above: once a key stands at the margin, all keys do
        match = _KEY.match(line)
        if match is None or match[1] not in _HARMLESS:
            return True
        keys += 1
    return False


def may_send(page: str | None, target: str) -> bool:
    """Tell whether all readers of a page (None: everybody) may read the target too."""
    return Audience(target) in (Audience.PUBLIC, Audience(page or Audience.PUBLIC)) or page == Audience.INTERNAL


def why_hidden(values: Mapping[str, Any], now: dt.datetime, audience: str = Audience.PUBLIC) -> str | None:
    """Return why an article with these front-matter values is not shown, or None when it is published.

    ``now`` is an aware time.  ``expires_at`` is the first moment at which the article is gone.
    """
    state = values.get("state", State.PUBLISHED)
    if state != State.PUBLISHED:
        return str(state)
    publish_at, expires_at = values.get("publish_at"), values.get("expires_at")
    if publish_at is not None and now < publish_at:
        return f"published from {publish_at:%Y-%m-%d %H:%M} UTC"
    if expires_at is not None and now >= expires_at:
        return f"expired on {expires_at:%Y-%m-%d %H:%M} UTC"
    wanted = values.get("audience", Audience.PUBLIC)
    if wanted not in _READS[Audience(audience)]:
        return f"for {wanted} readers"
    return None


def next_change(moments: Iterable[dt.datetime | None], now: dt.datetime) -> dt.datetime | None:
    """Return the earliest of ``moments`` after ``now``, or None."""
    return min((time for time in moments if time is not None and time > now), default=None)


def parse_now(text: str) -> dt.datetime:
    """Return the time a setting or SOURCE_DATE_EPOCH names: a date, an ISO time, or seconds since 1970 (UTC).

    Raises ValueError for anything else.
    """
    if re.fullmatch(r"\d{9,12}", text):
        return dt.datetime.fromtimestamp(int(text), dt.UTC)
    return moment(text)
