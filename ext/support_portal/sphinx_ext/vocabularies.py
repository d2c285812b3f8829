"""Read the topic and product vocabularies once a build; a change of them reads every page that uses them anew."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from support_portal.core.data_files import Term, read_vocabulary
from support_portal.sphinx_ext.config import read_config
from support_portal.sphinx_ext.log import notify_file

if TYPE_CHECKING:
    from sphinx.application import Sphinx


@dataclass(frozen=True, slots=True)
class Vocabularies:
    """The words articles may use, by key, and the folder they are kept in."""

    topics: dict[str, Term]
    products: dict[str, Term]
    folder: str


def data_path(app: Sphinx, name: str) -> Path:
    """Return the path of a data file."""
    return Path(app.srcdir) / read_config(app.config).data_dir / name


def vocabularies(app: Sphinx) -> Vocabularies:
    """Return this build's vocabularies, read on the first call; forked readers inherit them."""
    known: Vocabularies | None = getattr(app, "_portal_vocabularies", None)
    if known is None:
        terms = {}
        for name in ("topics", "products"):
            path = data_path(app, f"{name}.yaml")
            terms[name], problems = read_vocabulary(path)
            notify_file(problems, path)
        known = Vocabularies(terms["topics"], terms["products"], read_config(app.config).data_dir)
        app._portal_vocabularies = known  # type: ignore[attr-defined]
    return known
