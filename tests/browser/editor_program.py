"""Where `make test-editor` puts what the tests of the visual editor need."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support_portal.core.authoring.editor_program import fetched

REPOSITORY = Path(__file__).parents[2]
PROGRAM = REPOSITORY / "_build" / "editor"
SERVER = REPOSITORY / "tools" / "editor" / "node_modules" / "decap-server" / "dist" / "index.js"

needs_editor = pytest.mark.skipif(
    not os.environ.get("PORTAL_TEST_EDITOR") and (fetched(PROGRAM) is None or not SERVER.is_file()),
    reason="needs the visual editor and its server (23 MB); make test-editor fetches both and runs this",
)
