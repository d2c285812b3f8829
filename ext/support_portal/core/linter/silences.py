"""Read comments that turn a rule off: ``% portal-check: off rule-id because …``."""

from __future__ import annotations

import re

from support_portal.core.linter.page import Silence

_COMMENT = re.compile(r"\s*portal-check:(?P<rest>.*)", re.DOTALL)
_OFF = re.compile(r"\s*off\s+(?P<rules>[a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)(?:\s+because\b(?P<reason>.*))?\s*", re.DOTALL)


def read(comment: str, lines: tuple[int, int], place: tuple[int, int]) -> Silence | None:
    """Return what a comment (without its ``%``) turns off in ``lines``, or None for any other comment.

    A comment for the checker that cannot be understood turns nothing off: it has no rules.
    """
    match = _COMMENT.fullmatch(comment)
    if match is None:
        return None
    off = _OFF.fullmatch(match["rest"])
    if off is None:
        return Silence((), "", *lines, *place)
    rules = tuple(rule.strip() for rule in off["rules"].split(","))
    return Silence(rules, (off["reason"] or "").strip(), *lines, *place)
