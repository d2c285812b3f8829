"""The reference pages that are printed from the code: nothing is missing, and they hold in every format."""

from __future__ import annotations

import pytest

from support_portal.core.fields import FIELDS
from support_portal.notices import Notice
from support_portal.sphinx_ext.config import CONFIG_FIELDS
from support_portal.sphinx_ext.listing import ListingDirective
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
