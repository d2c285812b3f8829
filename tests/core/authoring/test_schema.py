"""The JSON Schema for editors: valid itself, and of one mind with the parser."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

from support_portal.core import front_matter
from support_portal.core.authoring import schema
from support_portal.core.data_files import read_vocabulary
from support_portal.core.fields import BY_NAME, FIELDS, Field, Kind

from ..make import data

VALUES = data("schema.yaml")
FORMATS = FormatChecker(["date"])


@FORMATS.checks("date-time", ValueError)
def _is_rfc3339(value: object) -> bool:
    # The checker's own needs one more package; this is RFC 3339 as far as these values go.
    return not isinstance(value, str) or ("T" in value and dt.datetime.fromisoformat(value).tzinfo is not None)


def judged(verdict: str) -> list[Any]:
    return [
        pytest.param(name, value, id=f"{name}={value!r}")
        for name, values in VALUES.items()
        for value in values.get(verdict, ())
    ]


def schema_takes(name: str, value: Any) -> bool:
    validator = Draft202012Validator(schema.front_matter_schema(), format_checker=FORMATS)
    return bool(validator.is_valid({name: value}))


def parser_takes(name: str, value: Any) -> bool:
    return not front_matter.parse(f"---\n{yaml.safe_dump({name: value})}---\n").problems


def test_it_is_a_valid_schema() -> None:
    """The schema, with and without vocabularies, is JSON Schema draft 2020-12."""
    Draft202012Validator.check_schema(schema.front_matter_schema())
    Draft202012Validator.check_schema(schema.front_matter_schema({"topics": ["badges"], "products": []}))


def test_every_field_is_in_it() -> None:
    """It describes every field with the help of the reference page, and the table of values here knows each."""
    properties = schema.front_matter_schema()["properties"]
    assert list(properties) == list(BY_NAME) == list(VALUES)
    assert all(properties[field.name]["description"] == field.help for field in FIELDS)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_examples(field: Field) -> None:
    """The schema takes every example."""
    value = yaml.load(field.example, Loader=yaml.BaseLoader)  # as editors see it: dates are texts
    plain = {Kind.NUMBER: int, Kind.FLAG: "true".__eq__}.get(field.kind, lambda text: text)
    assert schema_takes(field.name, plain(value))


@pytest.mark.parametrize(("name", "value"), judged("good"))
def test_both_take(name: str, value: Any) -> None:
    """A right value passes in the editor and in the build."""
    assert schema_takes(name, value)
    assert parser_takes(name, value)


@pytest.mark.parametrize(("name", "value"), judged("bad"))
def test_both_refuse(name: str, value: Any) -> None:
    """A wrong value is marked in the editor and costs a notice in the build."""
    assert not schema_takes(name, value)
    assert not parser_takes(name, value)


@pytest.mark.parametrize(("name", "value"), judged("stricter"))
def test_the_editor_is_stricter(name: str, value: Any) -> None:
    """What the build forgives, the editor marks: nothing else differs between the two."""
    assert not schema_takes(name, value)
    assert parser_takes(name, value)


def test_vocabularies_close_a_field() -> None:
    """With a vocabulary only its keys pass, alone or in a list; a field without one stays open."""
    validator = Draft202012Validator(schema.front_matter_schema({"topics": ["badges", "api"]}))
    assert validator.is_valid({"topics": ["api", "badges"]})
    assert validator.is_valid({"topics": "api"})
    assert not validator.is_valid({"topics": ["badge"]})
    assert validator.is_valid({"products": ["anything"]})


def test_keys_of_others_are_allowed() -> None:
    """MyST's own keys are no mistakes."""
    assert Draft202012Validator(schema.front_matter_schema()).is_valid({"myst": {"html_meta": {}}})


def test_text_is_stable() -> None:
    """The file is the same whatever order a vocabulary comes in."""
    one = schema.schema_text({"topics": ["b", "a"]})
    assert one == schema.schema_text({"topics": ("a", "b")})
    assert json.loads(one)["properties"]["topics"]["anyOf"][1] == {"enum": ["a", "b"]}
    assert one.endswith("}\n")


def test_the_editors_schema_is_in_step() -> None:
    """The schema file editors read is what the model says now; after a change of the model run ``make schema``."""
    data = Path(__file__).parents[3] / "docs" / "_data"
    words = {name: list(read_vocabulary(data / f"{name}.yaml")[0]) for name in ("topics", "products")}
    assert (data / "front-matter.schema.json").read_text(encoding="utf-8") == schema.schema_text(words)
