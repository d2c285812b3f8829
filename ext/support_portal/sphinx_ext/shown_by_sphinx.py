"""What Sphinx itself shows of other pages on a page: neighbours, tables of contents and targets of references."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from support_portal.sphinx_ext.kept_trees import text_of

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

# A page's references, kept in Sphinx's own per-page table so that purging and merging come for free.
MENTIONS = "portal_mentions"


def mentions_of(env: BuildEnvironment, docname: str) -> list[str]:
    """Return the references a page makes, as ``domain:type:target:id``."""
    found: list[str] = env.metadata.get(docname, {}).get(MENTIONS, [])
    return found


@dataclass(frozen=True, slots=True)
class Known:
    """What all pages and all their references look in, asked for once: it took a quarter of an edit at 10,000 pages.

    ``relations`` are the pages above, before and after; ``contents`` and ``titles`` are texts; ``named`` is what the
    domains have under a name, and where.
    """

    relations: dict[str, list[str | None]]
    contents: dict[str, str]
    titles: dict[str, str]
    named: dict[str, list[Any]]


def known(env: BuildEnvironment) -> Known:
    """Return what :func:`shown` looks in."""
    named: dict[str, list[Any]] = {}
    for domain in env.domains.sorted():
        for name, _, _, docname, anchor, _ in domain.get_objects():
            named.setdefault(name, []).append((docname, anchor))
    contents = {docname: text_of(env.tocs, docname) for docname in env.tocs}
    titles = {docname: text_of(env.titles, docname) for docname in env.titles}
    return Known(env.collect_relations(), contents, titles, named)


def shown(env: BuildEnvironment, docname: str, known: Known) -> Iterator[Any]:
    """Yield the titles around a page, those in its tables of contents, and the targets of its references."""
    relations, contents, titles = known.relations, known.contents, known.titles
    for name in relations.get(docname, ()):
        yield name and (name, titles.get(name, ""))
    seen = {docname}
    above = relations.get(docname, [None])[0]
    while above and above not in seen:
        seen.add(above)
        yield above, titles.get(above, "")
        above = relations.get(above, [None])[0]
    yield env.toc_secnumbers.get(docname), env.toc_fignumbers.get(docname)
    todo, drawn = list(env.toctree_includes.get(docname, ())), set[str]()
    while todo:
        child = todo.pop()
        if child not in drawn and child in contents:
            drawn.add(child)
            yield child, contents[child]
            todo.extend(env.toctree_includes.get(child, ()))
    for mention in mentions_of(env, docname):
        yield mention, _target(env, mention, known)


def _target(env: BuildEnvironment, mention: str, known: Known) -> Any:
    """Return what a reference leads to now, as far as titles and addresses go."""
    domain, kind, target = mention.split(":", 2)
    name, _, heading = target.lstrip("/").partition(":")
    std = env.domains.standard_domain
    if name in known.titles:
        # MyST's record of a heading: line, id, words.
        return name, known.titles[name], env.metadata.get(name, {}).get("myst_slugs", {}).get(heading, ())[1:]
    if domain == "std" and kind in ("ref", "numref", "keyword"):
        return (
            std.labels.get(name),
            std.anonlabels.get(name),
            env.toc_fignumbers.get(std.anonlabels.get(name, ("",))[0]),
        )
    if domain == "std":
        return sorted(value for key, value in std.objects.items() if key[1].lower() == name.lower())
    return known.named.get(name, []) if domain else None
