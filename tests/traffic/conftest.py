"""What the tests of traffic share: a portal's pages, a state, and a refresh of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

pytest.importorskip("duckdb", reason="needs the extra [traffic]")

from support_portal.traffic.refresh import refresh
from support_portal.traffic.state import open_state
from support_portal.traffic.tables import Click, Daily, Inventory, Refresh, Search, Settings

from . import generate

PAGES = generate.pages()
INVENTORY = Inventory(tuple(PAGES["articles"]), PAGES["moved"], "/", tuple(PAGES["languages"]))  # type: ignore[arg-type]
SETTINGS = Settings(today=generate.TODAY, threads=1)


class Counted(NamedTuple):
    daily: list[Daily]
    searches: list[Search]
    clicks: list[Click]
    done: Refresh


Count = Callable[..., Counted]


@pytest.fixture
def count(tmp_path: Path) -> Count:
    """Refresh the state of this test with logs and return what it holds then."""

    def run(
        *logs: Path | str,
        form: str | None = None,
        settings: Settings = SETTINGS,
        inventory: Inventory = INVENTORY,
        state: str = "traffic.duckdb",
    ) -> Counted:
        with open_state(tmp_path / state, settings) as opened:
            done = refresh([str(log) for log in logs], opened, inventory, settings, form)
            return Counted(opened.daily(), opened.searches(), opened.clicks(), done)

    return run
