"""The pure core's tests: hypothesis without a stop-watch, and with the same examples wherever CI is set."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from support_portal.core.library import Library

from .make import small_library

settings.register_profile("portal", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("portal-ci", settings.get_profile("portal"), derandomize=True)
settings.load_profile("portal-ci" if os.environ.get("CI") else "portal")


@pytest.fixture(scope="session")
def small() -> Library:
    """The library of ``data/articles.yaml``."""
    return small_library()
