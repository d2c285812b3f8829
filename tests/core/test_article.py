"""An article: small, frozen, picklable, and known by its slug."""

from __future__ import annotations

import dataclasses
import pickle

import pytest

from support_portal.core.article import Heading
from support_portal.core.fields import Audience, Level, State

from .make import article


@pytest.mark.parametrize(
    ("docname", "slug"),
    [
        ("solutions/badges/embed", "embed"),
        ("solutions/badges/index", "badges"),
        ("about", "about"),
        ("index", "index"),
    ],
)
def test_slug(docname: str, slug: str) -> None:
    """References are written with the last part of the docname, or with the folder of an index."""
    assert article(docname).slug == slug


def test_description() -> None:
    """The description is the summary, or else the teaser."""
    assert article("a", summary="S", teaser="T").description == "S"
    assert article("a", teaser="T").description == "T"


def test_an_article_with_no_front_matter_is_published_to_all() -> None:
    """The defaults: published, public, for beginners."""
    plain = article("solutions/badges/embed")
    assert (plain.state, plain.audience, plain.level) == (State.PUBLISHED, Audience.PUBLIC, Level.BEGINNER)


def test_articles_travel() -> None:
    """An article survives pickling, by which Sphinx stores it and its workers send it, and equals its copy."""
    one = article("news/a", topics=["x"], headings=[["anchor", "Text", 3]])
    assert pickle.loads(pickle.dumps(one)) == one
    assert hash(one) == hash(pickle.loads(pickle.dumps(one)))


def test_articles_do_not_change() -> None:
    """What other pages have seen of an article stays as it was."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        article("a").title = "b"  # type: ignore[misc]


def test_headings_are_of_level_two_unless_said() -> None:
    """The first level below the title is 2."""
    assert Heading("a", "A").level == 2
