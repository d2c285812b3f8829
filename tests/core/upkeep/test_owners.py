"""CODEOWNERS says for each page what its front matter says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.upkeep.owners import HEAD, code_owners

HANDLES = {"ann": "@ann", "team": "@org/team"}
NAMES = ["docs/a.md", "docs/b/c.md", "docs/b/d e.md", "docs/b/f/g.md", "docs/h/i.md", "docs/h/j/k.md"]


def owner_of(text: str, name: str) -> str:
    """Return the owner a Git host would ask: the last line that matches."""
    owner = ""
    for line in text.removeprefix(HEAD).splitlines():
        path, _, handle = line.rpartition(" ")
        path = path.replace("\\ ", " ").lstrip("/")
        if name == path or (path.endswith("/") and name.startswith(path)):
            owner = handle
    return owner


@given(st.fixed_dictionaries({name: st.sampled_from(["ann", "team", "x@example.org"]) for name in NAMES}))
def test_every_page_has_its_owner(pages: dict[str, str]) -> None:
    """However owners are spread over folders, the last line that matches a page names its own."""
    text = code_owners(pages, HANDLES)
    assert {name: owner_of(text, name) for name in pages} == {n: HANDLES.get(o, o) for n, o in pages.items()}


def test_short() -> None:
    """One owner of everything is one line."""
    assert code_owners(dict.fromkeys(NAMES, "ann"), HANDLES) == f"{HEAD}/docs/ @ann\n"


def test_unknown() -> None:
    """An owner whom the Git host does not know is told with the page and what to write."""
    with pytest.raises(ValueError, match=r'docs/a\.md: owner "bob" has no handle; write "bob: @name"'):
        code_owners({"docs/a.md": "bob"}, HANDLES)
