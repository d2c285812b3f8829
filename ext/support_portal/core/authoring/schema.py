"""Make the JSON Schema of front matter, from which editors complete and check keys while one types."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from support_portal.core.fields import FIELDS, Field, Kind

_TYPES: Final[dict[Kind, dict[str, Any]]] = {
    Kind.TEXT: {"type": "string", "minLength": 1},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.MOMENT: {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]},
    Kind.NUMBER: {"type": "integer", "minimum": 1},
    Kind.FLAG: {"type": "boolean"},
}


def _one_or_more(item: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a list, which the parser lets one write without brackets when it has one item."""
    return {"anyOf": [{"type": "array", "items": item, "uniqueItems": True}, item]}


def field_schema(known: Field, vocabulary: Iterable[str] = ()) -> dict[str, Any]:
    """Return the schema of one field; ``vocabulary`` closes the values of topics and products."""
    if known.kind is Kind.CHOICE:
        kind: dict[str, Any] = {"enum": list(known.choices)}
    elif known.kind is Kind.CHOICES:
        kind = _one_or_more({"enum": list(known.choices)})
    elif words := sorted(vocabulary):
        kind = _one_or_more({"enum": words})
    elif known.kind is Kind.WORDS:
        kind = _one_or_more(_TYPES[Kind.TEXT])
    else:
        kind = dict(_TYPES[known.kind])
    return {"description": known.help, "examples": [known.example], **kind}


def front_matter_schema(vocabularies: dict[str, Iterable[str]] | None = None) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of an article's front matter.

    ``vocabularies`` maps a field's name to the keys it may hold.  Other keys are allowed: MyST has its own.
    """
    known = vocabularies or {}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Front matter of a support portal article",
        "type": "object",
        "properties": {f.name: field_schema(f, known.get(f.name, ())) for f in FIELDS},
    }


def schema_text(vocabularies: dict[str, Iterable[str]] | None = None) -> str:
    """Return the schema as the text of a file."""
    return json.dumps(front_matter_schema(vocabularies), indent=2, ensure_ascii=False) + "\n"
