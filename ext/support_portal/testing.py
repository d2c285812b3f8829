r"""Build a small portal in a folder and look at it: for this project's tests, and for those of your own extensions.

>>> site = build(tmp_path, {"index.md": "# Home", "news/one.md": "---\ndate: 2026-01-01\n---\n# One"})
>>> site.warnings
[]
>>> "One" in site.html("news/one")
True
"""

from __future__ import annotations

import copy
import gettext
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from sphinx.application import Sphinx
from sphinx.builders.html._assets import _file_checksum_inner
from sphinx.locale import translators
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace, patch_docutils

BASE: dict[str, Any] = {
    "project": "Test portal",
    "extensions": ["myst_parser", "sphinx_design", "sphinx_copybutton", "support_portal"],
    "html_theme": "support_portal",
    # Given, because themes change Sphinx's defaults in place, which all builds of one process share.
    "html_theme_options": {},
    "templates_path": [],
    "html_baseurl": "https://portal.example.org/",
    "myst_enable_extensions": ["colon_fence"],
    "exclude_patterns": ["_data"],
    "html_copy_source": False,
    "portal_now": "2026-11-23",
}


@dataclass(frozen=True)
class Site:
    """One build: where it was written, what was printed, and the app for those who need to look inside."""

    out: Path
    warnings: list[str]
    status: str
    app: Sphinx

    def text(self, name: str) -> str:
        """Return an output file's text."""
        return (self.out / name).read_text(encoding="utf-8")

    def html(self, docname: str) -> str:
        """Return a page's HTML."""
        path: Path = self.app.builder.get_output_path(docname)  # type: ignore[attr-defined]
        return path.read_text(encoding="utf-8")

    def soup(self, docname: str) -> BeautifulSoup:
        """Return a page's HTML as a tree."""
        return BeautifulSoup(self.html(docname), "html.parser")

    def files(self) -> dict[str, bytes]:
        """Return every output file's bytes by its path below the output folder."""
        return {p.relative_to(self.out).as_posix(): p.read_bytes() for p in sorted(self.out.rglob("*")) if p.is_file()}


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write source files below ``folder``, making folders as needed."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)


def build(
    folder: Path,
    files: Mapping[str, str | bytes] | None = None,
    *,
    builder: str = "html",
    jobs: int = 1,
    out: str = "",
    doctrees: str = "",
    **config: Any,
) -> Site:
    """Write ``files`` into ``folder/docs``, build them and return the site.

    ``config`` overrides BASE.  Building the same folder again is an incremental build; ``out`` names another output
    folder, and ``doctrees`` a folder of doctrees to share.  Warnings come back without colours, with paths below the
    source folder.
    """
    source = folder / "docs"
    write(source, files or {})
    target = folder / (out or builder)
    status, warning = io.StringIO(), io.StringIO()
    # Translations are kept for the life of a process, which is one build everywhere but here.
    gettext._translations.clear()  # type: ignore[attr-defined]
    translators.clear()
    with patch_docutils(), docutils_namespace():
        app = Sphinx(
            srcdir=source,
            confdir=None,
            outdir=target,
            doctreedir=folder / (doctrees or f".doctrees-{out or builder}"),
            buildername=builder,
            confoverrides=copy.deepcopy({**BASE, **config}),
            status=status,
            warning=warning,
            parallel=jobs,
            verbosity=0,
        )
        # So are the checksums of style sheets.
        _file_checksum_inner.cache_clear()
        app.build()
    lines = strip_colors(warning.getvalue()).splitlines()
    place = re.compile(re.escape(str(source)) + "/?")
    return Site(target, [place.sub("", line) for line in lines if line.strip()], strip_colors(status.getvalue()), app)
