"""Find the files that an image of a page means."""

from __future__ import annotations

import glob
import re
from pathlib import Path

from support_portal.core.linter.page import Image, Page
from support_portal.core.linter.pages import Pages

ELSEWHERE = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//|data:", re.IGNORECASE)


def files(image: Image, page: Page, pages: Pages) -> list[Path]:
    """Return the files; none for one that is missing or on another site.  ``name.*`` means all formats."""
    target = image.target.strip()
    if not target or ELSEWHERE.match(target) or "\0" in target:
        return []
    folder = pages.root if target.startswith("/") else page.source.path.parent
    path = folder / target.lstrip("/")
    try:
        if target.endswith(".*"):
            return sorted(Path(found) for found in glob.glob(glob.escape(str(path)[:-1]) + "*"))
        return [path] if path.is_file() else []
    except (OSError, ValueError):
        return []
