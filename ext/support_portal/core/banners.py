"""Dated banners for incidents: what to show, from when until when, and in which sections."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from support_portal.core.article import SECTIONS
from support_portal.core.front_matter import moment
from support_portal.core.suggest import did_you_mean
from support_portal.notices import Notice, Problem

LEVELS = ("info", "warning", "resolved")


@dataclass(frozen=True, slots=True)
class Banner:
    """A banner.  ``show_from``/``show_until`` are aware UTC times (until: exclusive); no sections means all pages."""

    text: str
    level: str = "info"
    show_from: dt.datetime | None = None
    show_until: dt.datetime | None = None
    sections: tuple[str, ...] = ()
    link: str = ""
    link_text: str = ""

    @property
    def key(self) -> str:
        """A short stable name: dismissing a banner holds until its text changes."""
        return hashlib.sha256(f"{self.level}\0{self.text}\0{self.link}".encode()).hexdigest()[:12]

    def shows(self, section: str, now: dt.datetime) -> bool:
        """Tell whether the banner stands on pages of ``section`` (empty: pages outside the sections) at ``now``."""
        return (
            (self.show_from is None or now >= self.show_from)
            and (self.show_until is None or now < self.show_until)
            and (not self.sections or section in self.sections)
        )


def parse_banners(data: Any) -> tuple[tuple[Banner, ...], tuple[Problem, ...]]:
    """Return the banners of ``docs/_data/banners.yaml`` (a list of mappings); a wrong one is dropped with a problem."""
    if data is None:
        return (), ()
    if not isinstance(data, list):
        return (), (Problem(Notice.DATA_FILE, 'is not a list; write "- text: …" for each banner', 1),)
    banners, problems = [], []
    for place, entry in enumerate(data, 1):
        try:
            banners.append(_banner(entry))
        except ValueError as error:
            problems.append(Problem(Notice.DATA_FILE, f"banner {place}: {error}; it is not shown"))
    return tuple(banners), tuple(problems)


def _banner(entry: Any) -> Banner:
    known = ("text", "level", "show_from", "show_until", "sections", "link", "link_text")
    if not isinstance(entry, dict) or not str(entry.get("text") or "").strip():
        raise ValueError('has no text; write "text: …"')
    for key in entry:
        if key not in known:
            hint = did_you_mean(str(key), known)
            raise ValueError(f'"{key}" is not a key of a banner; write one of {", ".join(known)}{hint}')
    level = entry.get("level", "info")
    if level not in LEVELS:
        hint = did_you_mean(str(level), LEVELS)
        raise ValueError(f'level "{level}" is not known; write one of {", ".join(LEVELS)}{hint}')
    sections = entry.get("sections") or []
    sections = sections if isinstance(sections, list) else [sections]
    for section in sections:
        if section not in SECTIONS:
            raise ValueError(f'section "{section}" is not known; write one of {", ".join(SECTIONS)}')
    start, end = (moment(entry[key]) if entry.get(key) is not None else None for key in ("show_from", "show_until"))
    if start and end and start >= end:
        raise ValueError("show_until is not after show_from")
    return Banner(
        text=" ".join(str(entry["text"]).split()),
        level=str(level),
        show_from=start,
        show_until=end,
        sections=tuple(sections),
        link=str(entry.get("link") or ""),
        link_text=str(entry.get("link_text") or ""),
    )
