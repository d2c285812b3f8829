"""The reference pages that are printed from the code: nothing is missing, and they hold in every format."""

from __future__ import annotations

import pytest

from support_portal.core.fields import FIELDS
from support_portal.core.linter.rules import rules
from support_portal.notices import Notice
from support_portal.sphinx_ext.config import CONFIG_FIELDS
from support_portal.sphinx_ext.listing_directive import ListingDirective
from support_portal.sphinx_ext.reference_docs import LISTINGS

from .make import Make, root

DIRECTIVES = {
    "portal-fields": [f.name for f in FIELDS],
    "portal-settings": [f"portal_{f.name}" for f in CONFIG_FIELDS],
    "portal-notices": [f"portal.{n.subtype}" for n in Notice],
    "portal-listings": ["{" + name + "}" for name in LISTINGS]
    + [f":{name}:" for name in ListingDirective.options_help],
}


@pytest.mark.parametrize("builder", ["html", "text", "latex", "epub"])
@pytest.mark.parametrize(("directive", "names"), DIRECTIVES.items(), ids=DIRECTIVES)
def test_every_name_is_explained(make: Make, directive: str, names: list[str], builder: str) -> None:
    """Each directive explains every name of its kind, in the order of the code, with a sentence for each."""
    site = make(
        root({"ref.md": f"# Reference\n\n```{{{directive}}}\n```\n"}), builder=builder, copyright="us", version="1"
    )
    assert site.warnings == []
    if builder == "html":
        soup = site.soup("ref")
        assert [code.get_text() for code in soup.select("main dt code:first-child")] == names
        assert all(len(dd.get_text()) > 10 for dd in soup.select("main dd"))


def test_every_listing_is_in_the_reference() -> None:
    """A new listing directive needs its entry in the reference."""
    assert set(LISTINGS.values()) == set(ListingDirective.__subclasses__())


@pytest.mark.parametrize("builder", ["html", "text", "latex", "epub"])
def test_every_rule_is_explained_with_its_examples(make: Make, builder: str) -> None:
    """Each rule of the check has a section that a link can name, with its reason and both examples."""
    files = root({"ref.md": "# Reference\n\n```{portal-rules}\n```\n\nSee {ref}`words <spelling>`.\n"})
    site = make(files, builder=builder, copyright="us", version="1")
    assert site.warnings == []
    if builder == "html":
        sections = site.soup("ref").select("main section section")
        assert [section["id"] for section in sections] == [rule.id for rule in rules()]
        for section, rule in zip(sections, rules(), strict=True):
            assert rule.why[:20] in section.get_text()
            assert len(section.select("pre")) == 2
