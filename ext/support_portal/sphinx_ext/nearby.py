"""Compare only the pages near a change: nearly all edits change one page and nothing that others show of it.

A page's hash follows from what every page shows, from what the page has of its own, and from what other pages offer it.
While nobody offers anything new, only pages that have something new of their own can show something else.  To hash all
of them was a quarter of the time of an edit at 10,000 articles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support_portal.core import manifest
from support_portal.sphinx_ext import contents
from support_portal.sphinx_ext.kept_trees import text_of

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from support_portal.core.manifest import Manifest
    from support_portal.sphinx_ext.shown_by_portal import Facts


def near(
    env: BuildEnvironment, facts: Facts | None, surroundings: str, last: Manifest
) -> tuple[str, dict[str, tuple[str, str]], set[str]]:
    """Return what the next build compares with, and the pages to look at now.

    These are: a hash of what is no page's; for each page the hash of its own and of what it offers; and the docnames
    of pages that may show something else than they did in the last good build.
    """
    common = manifest.digest((surroundings, sorted(env.found_docs), _common(env), facts and facts.common()))
    same = last.good and last.common == common
    now: dict[str, tuple[str, str]] = {}
    new: set[str] = set()
    for docname in sorted(env.found_docs):
        own = manifest.digest((contents.read_at(env, docname), facts and facts.own(docname)))
        before = last.near.get(docname) if same else None
        if before and before[0] == own:
            now[docname] = before
            continue
        now[docname] = own, manifest.digest((_offer(env, docname), facts and facts.offer(docname)))
        new.add(docname)
    if same and all(docname in last.near and last.near[docname][1] == now[docname][1] for docname in new):
        return common, now, new
    return common, now, set(env.found_docs)


def _common(env: BuildEnvironment) -> Any:
    """Return what Sphinx shows on pages that no single page says: numbers, which count on, and all targets."""
    std = env.domains.standard_domain
    objects = [
        (name, docname, anchor)
        for domain in env.domains.sorted()
        for name, _, kind, docname, anchor, _ in domain.get_objects()
        if kind != "doc"  # a page's title is its own offer
    ]
    numbers = sorted(env.toc_secnumbers.items()), sorted(env.toc_fignumbers.items())
    targets = (sorted(std.labels.items()), sorted(std.anonlabels.items()), sorted(std.objects.items()))
    return sorted(objects), numbers, targets


def _offer(env: BuildEnvironment, docname: str) -> Any:
    """Return what Sphinx and MyST show of a page on others: titles, headings, its place in the tree."""
    headings = env.metadata.get(docname, {}).get("myst_slugs", {})
    return (
        text_of(env.titles, docname),
        text_of(env.tocs, docname),
        env.toctree_includes.get(docname, ()),
        sorted((name, heading[1:]) for name, heading in headings.items()),
    )
