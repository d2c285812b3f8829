"""What the tests of traffic share: a portal's pages, a state, and a refresh of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

pytest.importorskip("duckdb", reason="needs the extra [traffic]")

from support_portal.traffic.refresh import refresh
from support_portal.traffic.state import open_state
from support_portal.traffic.tables import Click, Daily, Inventory, Refresh, Search, Settings

from . import generate, log_formats

PAGES = generate.pages()
INVENTORY = Inventory(tuple(PAGES["articles"]), PAGES["moved"], "/", tuple(PAGES["languages"]))  # type: ignore[arg-type]
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
HIT = log_formats.Hit(
    int(dt.datetime(2026, 5, 10, 10, tzinfo=dt.UTC).timestamp()),
    0,
    "192.0.2.1",
    "GET",
    "/solutions/badges/how-to-0000.html",
    "HTTP/1.1",
    200,
    512,
    "-",
    BROWSER,
)
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


@pytest.fixture(scope="module")
def log_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A log of twelve days with damaged lines and an end of line at its end."""
    path = tmp_path_factory.mktemp("log") / "access.log"
    return generate.write_log(path, "nginx", 4000, damage=0.02, days=12).read_bytes()


def table(counted: Counted) -> tuple[object, ...]:
    return counted.daily, counted.searches, counted.clicks


@pytest.fixture
def whole(log_bytes: bytes, tmp_path: Path, count: Count) -> tuple[object, ...]:
    """What the log counts as when it is read once."""
    path = tmp_path / "whole.log"
    path.write_bytes(log_bytes)
    return table(count(path, state="whole.duckdb"))
