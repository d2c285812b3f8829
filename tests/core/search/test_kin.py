"""Words that readers use for one another are found in the articles' own words."""

from __future__ import annotations

from support_portal.core.search.kin import kin, packed_kin
from support_portal.core.search.weights import Bag, Fields, bag, digest
from support_portal.core.search.words import Terms

TERMS = Terms("en")


def _bags(*articles: tuple[str, str]) -> list[Bag]:
    return [bag(Fields({"title": [title]}, digest(text, TERMS)), TERMS) for title, text in articles]


SPELT_OUT = ("Create a repository", "The repo is a repository.")


def test_a_short_form_is_known_by_the_articles_that_have_both() -> None:
    """What three titles spell out and nearly all articles with the short form hold is meant by it, and the reverse."""
    found = kin(_bags(SPELT_OUT, SPELT_OUT, SPELT_OUT, ("Report a user", "")), "en")
    assert found == {"repo": ["repositori"], "repositori": ["repo"]}


def test_a_beginning_is_not_a_short_form() -> None:
    """A word that only begins another stands without it, or in titles of its own."""
    assert kin(_bags(*[("Configuration", ""), ("Other", "A conf.")] * 3), "en") == {}
    assert kin(_bags(*[("Git and GitHub", "")] * 5), "en") == {}
    assert kin(_bags(*[SPELT_OUT] * 2), "en") == {}, "too few articles to tell"


def test_families() -> None:
    """Words with the same root are kin; short roots, and roots that are no word here, make none."""
    found = kin(_bags(("Registries", "register"), ("Register", ""), ("A contributor", ""), ("Contributions", "")), "en")
    assert found == {
        "contribut": ["contributor"], "contributor": ["contribut"], "regist": ["registri"], "registri": ["regist"],
    }  # fmt: skip
    assert kin(_bags(("Use it", ""), ("Users", "")), "en") == {}
    assert kin(_bags(("Registries", ""), ("Register", "")), "de") == {}


def test_packed() -> None:
    """One text holds them all, and what begins with the term says only how it goes on."""
    assert packed_kin({"repo": ["repositori"], "repositori": ["repo"]}) == "repo +sitori,repositori repo"
    assert packed_kin({}) == ""
