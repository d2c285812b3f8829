"""Words that readers use for one another are found in the articles' own words."""

from __future__ import annotations

from collections import Counter

from support_portal.core.search.kin import kin, packed_kin
from support_portal.core.search.words import Terms

TERMS = Terms("en")


def _kin(articles: list[tuple[str, str]], language: str = "en") -> dict[str, list[str]]:
    """Return the kin of articles, each a title and a text."""
    titles = [set(TERMS(title)) for title, _ in articles]
    held = [found | set(TERMS(text)) for found, (_, text) in zip(titles, articles, strict=True)]
    counts = Counter(term for found in titles for term in found)
    return kin(counts, counts, lambda term: {n for n, found in enumerate(held) if term in found}, language)


SPELT_OUT = ("Create a repository", "The repo is a repository.")


def test_a_short_form_is_known_by_the_articles_that_have_both() -> None:
    """What three titles spell out and nearly all articles with the short form hold is meant by it, and the reverse."""
    found = _kin([SPELT_OUT, SPELT_OUT, SPELT_OUT, ("Report a user", "")], "en")
    assert found == {"repo": ["repositori"], "repositori": ["repo"]}


def test_a_beginning_is_not_a_short_form() -> None:
    """A word that only begins another stands without it, or in titles of its own."""
    assert _kin([*[("Configuration", ""), ("Other", "A conf.")] * 3], "en") == {}
    assert _kin([*[("Git and GitHub", "")] * 5], "en") == {}
    assert _kin([*[SPELT_OUT] * 2], "en") == {}, "too few articles to tell"


def test_families() -> None:
    """Words with the same root are kin; short roots, and roots that are no word here, make none."""
    found = _kin([("Registries", "register"), ("Register", ""), ("A contributor", ""), ("Contributions", "")], "en")
    assert found == {
        "contribut": ["contributor"], "contributor": ["contribut"], "regist": ["registri"], "registri": ["regist"],
    }  # fmt: skip
    assert _kin([("Use it", ""), ("Users", "")], "en") == {}
    assert _kin([("Registries", ""), ("Register", "")], "de") == {}


def test_packed() -> None:
    """One text holds them all, and what begins with the term says only how it goes on."""
    assert packed_kin({"repo": ["repositori"], "repositori": ["repo"]}) == "repo +sitori,repositori repo"
    assert packed_kin({}) == ""
