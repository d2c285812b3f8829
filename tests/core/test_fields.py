"""The front-matter contract: one table that the parser, the schema and the reference page share."""

from __future__ import annotations

import dataclasses

import pytest

from support_portal.core import fields
from support_portal.core.article import SECTIONS, Article
from support_portal.core.fields import FIELDS, Field, Kind

each_field = pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
DEFAULTS = {field.name: field.default for field in dataclasses.fields(Article)}


def test_names_are_unique() -> None:
    """No key stands in the table twice, and none is said to belong to other software."""
    assert len(fields.BY_NAME) == len(FIELDS)
    assert fields.FOREIGN.isdisjoint(fields.BY_NAME)


@each_field
def test_each_field_has_a_place_in_article(field: Field) -> None:
    """A key nobody stores would be a key nobody heeds."""
    assert field.name in DEFAULTS


@each_field
def test_defaults_suit_the_kind(field: Field) -> None:
    """Without the key an article has an empty value of the same kind, or one of the choices."""
    default = DEFAULTS[field.name]
    match field.kind:
        case Kind.WORDS | Kind.CHOICES:
            assert default == ()
        case Kind.TEXT:
            assert default == ""
        case Kind.CHOICE:
            assert default in field.choices
        case Kind.FLAG:
            assert default is False
        case _:
            assert default is None


@each_field
def test_help_is_a_sentence(field: Field) -> None:
    """The reference page and editors print the help as it is."""
    assert field.help[0].isupper()
    assert field.help.endswith(".")


@each_field
def test_choices_stand_where_they_belong(field: Field) -> None:
    """Only fields of choices have some, and only sections need fields."""
    assert bool(field.choices) == (field.kind in (Kind.CHOICE, Kind.CHOICES))
    assert set(field.required_in) <= set(SECTIONS)


def test_gates_are_fields() -> None:
    """The keys that decide who may read an article are keys it may have."""
    assert set(fields.BY_NAME) >= fields.GATES
