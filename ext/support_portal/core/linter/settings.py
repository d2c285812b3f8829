"""Read what `conf.py` says of the portal's pages, without running it."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings that checks follow, with Sphinx's, MyST's and the portal's own defaults."""

    exclude_patterns: tuple[str, ...] = ()
    language: str = "en"
    myst_heading_anchors: int = 0
    portal_data_dir: str = "_data"
    portal_audience: str = "public"


def read_settings(docs: Path) -> Settings:
    """Return the settings of the `conf.py` in the folder of pages or in the one above it.

    Only values written out are taken, since nothing is run; a broken file gives the defaults (the build reports it).
    """
    for path in (docs / "conf.py", docs.parent / "conf.py"):
        try:
            tree = ast.parse(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        return Settings(**{name: value for name, value in _values(tree) if _fits(name, value)})
    return Settings()


def _values(tree: ast.Module) -> list[tuple[str, Any]]:
    values = []
    for node in tree.body:
        if not isinstance(node, ast.Assign):
            continue
        try:
            value = ast.literal_eval(node.value)
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            continue
        value = tuple(str(item) for item in value) if isinstance(value, list) else value
        values += [(target.id, value) for target in node.targets if isinstance(target, ast.Name)]
    return values


def _fits(name: str, value: Any) -> bool:
    default = getattr(Settings(), name, None) if name in Settings.__dataclass_fields__ else None
    return default is not None and type(value) is type(default)
