"""What Sphinx itself shows of other pages on a page: neighbours, tables of contents and targets of references."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

# A page's references, kept in Sphinx's own per-page table so that purging and merging come for free.
MENTIONS = "portal_mentions"


def mentions_of(env: BuildEnvironment, docname: str) -> list[str]:
    """Return the references a page makes, as ``domain:type:target:id``."""
    found: list[str] = env.metadata.get(docname, {}).get(MENTIONS, [])
    return found


def shown(
    env: BuildEnvironment, docname: str, relations: dict[str, list[str | None]], contents: dict[str, str]
) -> Iterator[Any]:
    """Yield the titles around a page, those in its tables of contents, and the targets of its references."""
    for name in relations.get(docname, ()):
        yield name and (name, _title(env, name))
    seen = {docname}
    above = relations.get(docname, [None])[0]
    while above and above not in seen:
        seen.add(above)
        yield above, _title(env, above)
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
        yield mention, _target(env, mention)


def _title(env: BuildEnvironment, docname: str) -> str:
    return env.titles[docname].astext() if docname in env.titles else ""


def _target(env: BuildEnvironment, mention: str) -> Any:
    """Return what a reference leads to now, as far as titles and addresses go."""
    domain, kind, target = mention.split(":", 2)
    name = target.split(":")[0].lstrip("/")
    std = env.domains.standard_domain
    if name in env.titles:
        return name, _title(env, name)
    if domain == "std" and kind in ("ref", "numref", "keyword"):
        return (
            std.labels.get(name),
            std.anonlabels.get(name),
            env.toc_fignumbers.get(std.anonlabels.get(name, ("",))[0]),
        )
    if domain == "std":
        return sorted(value for key, value in std.objects.items() if key[1].lower() == name.lower())
    return (
        [(o[0], o[3], o[4]) for d in env.domains.sorted() for o in d.get_objects() if o[0] == name] if domain else None
    )
