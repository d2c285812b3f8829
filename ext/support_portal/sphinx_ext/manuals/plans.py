"""Read the plans of the manuals and choose their articles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from support_portal.core.addresses import slugify
from support_portal.core.data_files import read_text
from support_portal.core.manuals import contents
from support_portal.core.manuals.contents import Entry, Plan
from support_portal.core.manuals.plans import parse_plans
from support_portal.notices import Notice, Problem
from support_portal.sphinx_ext.log import notify_file
from support_portal.sphinx_ext.portal import portal
from support_portal.sphinx_ext.states import project_of
from support_portal.sphinx_ext.vocabularies import data_path

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

FILE = "manuals.yaml"


@dataclass(frozen=True, slots=True)
class Book:
    """One PDF: a plan, or a volume of it, and its pages, of which those in ``fresh`` begin anew for the compiler.

    ``volume`` counts from 1 and is 0 when there is one only.
    """

    plan: Plan
    entries: tuple[Entry, ...]
    fresh: frozenset[str]
    volume: int = 0

    @property
    def name(self) -> str:
        """The file's name without suffix."""
        return f"{self.plan.name}-{self.volume}" if self.volume else self.plan.name


def plan_file(env: BuildEnvironment) -> Path:
    """Return where the plans are."""
    return data_path(env, FILE)


def read_books(env: BuildEnvironment) -> tuple[Book, ...]:
    """Return the planned manuals; without a plan, one with every page there is."""
    path = plan_file(env)
    p = portal(env)
    text, unread = read_text(path)
    plans, problems = parse_plans(text or "")
    if not plans:
        title = env.config.project
        plans = (Plan(name=slugify(title) or "manual", title=title, subtitle=p.config.tagline),)
    found = [*unread, *problems]
    books = []
    for plan in plans:
        if plan.picture and not (Path(env.srcdir) / plan.picture).is_file():
            message = (
                f'manual "{plan.name}": there is no picture "{plan.picture}"; write its path from {env.srcdir.name}/'
            )
            found.append(Problem(Notice.MANUAL, message, plan.lines.get("picture")))
            plan = replace(plan, picture="")
        found += contents.check(plan, p.library, p.words.topics, p.words.products, project_of(env).hidden)
        chosen = contents.entries(plan, p.library, env.config.root_doc)
        if not chosen:
            message = f'manual "{plan.name}" has no articles; widen its filters or name some under articles'
            found.append(Problem(Notice.MANUAL, message, plan.lines.get("")))
        words = {entry.docname: p.library.articles[entry.docname].words for entry in chosen}
        parts = contents.volumes(chosen, words, plan.volume)
        books += [
            Book(plan, part, contents.fresh_starts(part, words), place if len(parts) > 1 else 0)
            for place, part in enumerate(parts, 1)
        ]
    notify_file(found, path)
    return tuple(books)
