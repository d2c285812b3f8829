"""Read an article's front matter: typed values, the line of each key, and a problem for each wrong value.

MyST hands front matter on as strings ("True", '["x"]'), so the YAML is composed here once more, which gives real
types and exact lines.  YAML that does not parse is left to MyST, which reports it better, unless it may
hide the article.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from support_portal.core.fields import BY_NAME, FOREIGN, GATES, Field, Kind, State
from support_portal.core.plain_yaml import PlainLoader, compose
from support_portal.core.suggest import closest, did_you_mean
from support_portal.notices import Notice, Problem

# As MyST finds it: three dashes or more, closed by as many or more (or by YAML's own "...").
_BLOCK = re.compile(
    r"\A(?:\ufeff)?(?P<dashes>-{3,})(?!-)[^\n]*\n(?P<yaml>.*?)^(?: {0,3}(?P=dashes)-*|\.\.\.)[ \t]*\r?$",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What one file's front matter says: ``values`` by field name, ``lines`` (1-based, in the file), ``problems``."""

    values: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def block(text: str) -> str | None:
    """Return the YAML between the opening and closing ``---``, or None when the file has no front matter."""
    match = _BLOCK.match(text)
    return match["yaml"] if match else None


def span(text: str) -> tuple[int, int]:
    """Return where the YAML begins and ends in the text; (0, 0) when the file has no front matter."""
    match = _BLOCK.match(text)
    return match.span("yaml") if match else (0, 0)


def rewritten(text: str, change: Callable[[str], str]) -> str:
    """Return a file's text with its YAML changed, in line endings of the file's kind; a file without gets some."""
    start, end = span(text)
    newline = "\r\n" if "\r\n" in text else "\n"
    block = change(text[start:end].replace("\r\n", "\n")).replace("\n", newline)
    return text[:start] + block + text[end:] if end else f"---{newline}{block}---{newline}{text}"


def parse(text: str) -> FrontMatter:
    """Return the front matter of a Markdown file.

    A wrong value costs one problem and is left out, so its default applies; nothing raises.  A mistake in a key that
    decides who may read the article (``stat: draft``) makes it a draft: a typing error must not publish anything.
    """
    source = block(text)
    if source is None:
        return FrontMatter()
    try:
        root = compose(source)
    except (yaml.YAMLError, UnicodeError, RecursionError) as error:
        return _unreadable(source, error)
    if not isinstance(root, yaml.MappingNode):
        return FrontMatter()

    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    problems: list[Problem] = []
    unsure = False
    for key_node, value_node in root.value:
        name = str(key_node.value)
        line = key_node.start_mark.line + 2  # marks are 0-based, and the opening --- is a line of its own
        known = BY_NAME.get(name)
        if known is None:
            if name not in FOREIGN and (match := closest(name, BY_NAME, cutoff=0.75)):
                message = f'key "{name}" is not known; did you mean "{match}"?'
                problems.append(Problem(Notice.UNKNOWN_KEY, message, line))
                unsure = unsure or match in GATES
            continue
        lines[name] = line
        try:
            raw = _construct(value_node)
            if raw is None:  # "date:" with nothing behind it is as good as missing
                del lines[name]
                continue
            values[name] = _convert(known, raw)
        except RecursionError:
            message = f"{name} contains itself (a YAML alias); write the value out"
            problems.append(Problem(Notice.FRONT_MATTER, message, line))
            unsure = unsure or name in GATES
        except ValueError as error:
            problems.append(Problem(Notice.FRONT_MATTER, f"{name} {error}", value_node.start_mark.line + 2))
            unsure = unsure or name in GATES
    if unsure:
        values["state"] = State.DRAFT
    return FrontMatter(values, lines, tuple(problems))


def _unreadable(source: str, error: Exception) -> FrontMatter:
    """Return what YAML that does not parse comes to: nothing, but a draft if it may have said who may read it."""
    if not any(gate in source for gate in GATES):
        return FrontMatter()
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or error
    message = f"this is not YAML ({reason}), so the article counts as a draft; mend it"
    problem = Problem(Notice.FRONT_MATTER, message, mark.line + 2 if mark else 1)
    return FrontMatter({"state": State.DRAFT}, {}, (problem,))


def missing(front_matter: FrontMatter, section: str) -> tuple[Problem, ...]:
    """Return a problem for each field that ``section`` needs and the front matter lacks."""
    return tuple(
        Problem(
            Notice.REQUIRED, f'{f.name} is missing; write for example "{f.name}: {f.example}" between the --- lines', 1
        )
        for f in BY_NAME.values()
        if section in f.required_in and f.name not in front_matter.values and f.name not in front_matter.lines
    )


def _construct(node: yaml.Node) -> Any:
    """Return the Python value of a YAML node; a value YAML itself refuses (``2026-13-45``) comes back as its text."""
    if isinstance(node, yaml.SequenceNode):
        return [_construct(child) for child in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _construct(value) for key, value in node.value}
    return PlainLoader("").construct_object(node)


def _convert(known: Field, raw: Any) -> Any:
    """Return ``raw`` as the field's kind; raise ValueError with what to write instead."""
    match known.kind:
        case Kind.TEXT:
            return _text(raw)
        case Kind.WORDS:
            return tuple(dict.fromkeys(_text(item) for item in (raw if isinstance(raw, list) else [raw])))
        case Kind.DATE:
            return _date(raw)
        case Kind.MOMENT:
            return moment(raw)
        case Kind.CHOICE:
            return _choice(known, raw)
        case Kind.CHOICES:
            return tuple(dict.fromkeys(_choice(known, item) for item in (raw if isinstance(raw, list) else [raw])))
        case Kind.NUMBER:
            return _number(raw)
        case Kind.FLAG:
            return _flag(raw)


def _text(raw: Any) -> str:
    if isinstance(raw, bool | list | dict):
        raise ValueError(f"is {_shown(raw)}; write a text (in quotes if it looks like something else)")
    text = "" if raw is None else " ".join(str(raw).split())
    if not text:
        raise ValueError("is empty; write a text or leave the key out")
    return text


def _date(raw: Any) -> dt.date:
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    try:
        return dt.date.fromisoformat(str(raw))
    except ValueError:
        raise ValueError(f"{_shown(raw)} is not a date; write it as year-month-day, for example 2026-11-23") from None


def moment(raw: Any) -> dt.datetime:
    """Return an aware UTC time; a date means its first second, a time without a zone means UTC."""
    if isinstance(raw, dt.datetime):
        time = raw
    elif isinstance(raw, dt.date):
        time = dt.datetime(raw.year, raw.month, raw.day)
    else:
        try:
            time = dt.datetime.fromisoformat(str(raw))
        except ValueError:
            raise ValueError(
                f"{_shown(raw)} is not a time; write for example 2026-12-01 or 2026-12-01T09:00:00Z"
            ) from None
    try:
        return time.replace(tzinfo=dt.UTC) if time.tzinfo is None else time.astimezone(dt.UTC)
    except OverflowError:
        raise ValueError(f"{_shown(raw)} is outside the calendar; write for example 2026-12-01") from None


def _choice(known: Field, raw: Any) -> str:
    text = str(raw).strip()
    if text in known.choices:
        return text
    raise ValueError(
        f"{_shown(raw)} is not a value it can have; write one of {', '.join(known.choices)}"
        + did_you_mean(text, known.choices)
    )


def _flag(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    raise ValueError(f"{_shown(raw)} is not true or false; write one of the two")


def _number(raw: Any) -> int:
    if raw is True:
        return 1
    if isinstance(raw, int) and not isinstance(raw, bool) and raw >= 1:
        return raw
    raise ValueError(f"{_shown(raw)} is not a whole number from 1 on; write for example 1")


def _shown(raw: Any) -> str:
    text = raw if isinstance(raw, str) else repr(raw)
    return f'"{text[:60]}"'
