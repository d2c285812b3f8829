"""Make CODEOWNERS of what articles say of their owners, so that a change asks the right people for a review."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Mapping
from typing import Final

HEAD: Final = "# Made by `support-portal owners` from the owner of each page and docs/_data/owners.yaml; do not edit.\n"


def code_owners(pages: Mapping[str, str], handles: Mapping[str, str], root: str = "docs") -> str:
    """Return the text of CODEOWNERS.

    ``pages`` maps files to owners (empty: nobody named), ``handles`` owners to what the Git host knows them by, such
    as ``@team/editors``.  Most pages of a folder have one owner, so a folder is one line and what differs in it comes
    after: of several lines that match, the last counts.  Raises ValueError for an owner without a handle.
    """
    for name, owner in sorted(pages.items()):
        if owner and owner not in handles and "@" not in owner:
            raise ValueError(
                f'{name}: owner "{owner}" has no handle; write "{owner}: @name" into {root}/_data/owners.yaml'
            )
    rows: list[str] = []

    def folder(path: str, inherited: str) -> None:
        inside = {name: owner for name, owner in pages.items() if name.startswith(f"{path}/") and owner}
        if not inside:
            return
        counts = Counter(inside.values())
        usual = min(counts, key=lambda owner: (-counts[owner], owner))
        if usual != inherited:
            rows.append(f"/{path}/ {handles.get(usual, usual)}")
        others = [name for name in sorted(inside) if posixpath.dirname(name) == path and inside[name] != usual]
        rows.extend(f"/{name} {handles.get(inside[name], inside[name])}" for name in others)
        for below in sorted({name[len(path) + 1 :].split("/")[0] for name in inside if "/" in name[len(path) + 1 :]}):
            folder(f"{path}/{below}", usual)

    folder(root, "")
    return HEAD + "".join(f"{row.replace(' ', chr(92) + ' ', row.count(' ') - 1)}\n" for row in rows)
