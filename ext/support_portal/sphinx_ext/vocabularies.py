"""Read the topic and product vocabularies once a build."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from support_portal.core.data_files import Term, read_vocabulary
from support_portal.sphinx_ext.config import read_config
from support_portal.sphinx_ext.domain import portal_domain
from support_portal.sphinx_ext.log import notify_file

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


@dataclass(frozen=True, slots=True)
class Vocabularies:
    """The words articles may use, by key, and the folder they are kept in."""

    topics: dict[str, Term]
    products: dict[str, Term]
    folder: str


def data_path(env: BuildEnvironment, name: str) -> Path:
    """Return the path of a data file."""
    return Path(env.srcdir) / read_config(env.config).data_dir / name


def vocabularies(env: BuildEnvironment) -> Vocabularies:
    """Return this build's vocabularies, read on the first call; forked readers inherit them."""
    domain = portal_domain(env)
    if domain.vocabularies is None:
        terms = {}
        for name in ("topics", "products"):
            path = data_path(env, f"{name}.yaml")
            terms[name], problems = read_vocabulary(path)
            notify_file(problems, path)
        domain.vocabularies = Vocabularies(terms["topics"], terms["products"], read_config(env.config).data_dir)
    return cast(Vocabularies, domain.vocabularies)
