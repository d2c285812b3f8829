"""The tables of roles and directives name what exists."""

from __future__ import annotations

from support_portal.core.editing.mention_kinds import ARGUMENTS, OPTIONS, ROLES, Kind


def test_tables() -> None:
    """Every kind but those of links, HTML and unknown words has a role, directive or option it comes from."""
    used = {*ARGUMENTS.values(), *OPTIONS.values(), *ROLES.values()}
    assert set(Kind) - used == {Kind.LINK, Kind.UNKNOWN}
