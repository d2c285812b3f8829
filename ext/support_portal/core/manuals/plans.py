"""Read plans of manuals from ``docs/_data/manuals.yaml``; what is wrong costs a problem at its line."""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

from support_portal.core.article import SECTIONS
from support_portal.core.fields import LEARNERS, Audience
from support_portal.core.manuals.contents import Order, Paper, Plan
from support_portal.core.plain_yaml import PlainLoader, compose
from support_portal.core.suggest import did_you_mean
from support_portal.notices import Notice, Problem

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)


def parse_plans(text: str) -> tuple[tuple[Plan, ...], tuple[Problem, ...]]:
    """Return the plans of a YAML text (``name: {title: …}``); what is wrong costs a problem at its line."""
    try:
        root = compose(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return (), (Problem(Notice.DATA_FILE, f"is not YAML: {error.problem}", line),)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return (), (Problem(Notice.DATA_FILE, f"cannot be read: {error}", 1),)
    if root is None:
        return (), ()
    if not isinstance(root, yaml.MappingNode):
        return (), (Problem(Notice.DATA_FILE, 'has no manuals; write "handbook: {title: The handbook}"', 1),)
    plans: dict[str, Plan] = {}
    problems: list[Problem] = []
    for key, value in root.value:
        line = key.start_mark.line + 1
        plan, found = _plan(str(key.value), line, value)
        problems += found
        if plan is not None and plan.name in plans:
            message = f'manual "{plan.name}" is planned a second time, which is left out; write another name'
            problems.append(Problem(Notice.DATA_FILE, message, line))
        elif plan is not None:
            plans[plan.name] = plan
    return tuple(plans.values()), tuple(problems)


def _plan(name: str, line: int, node: yaml.Node) -> tuple[Plan | None, list[Problem]]:
    if not _NAME.fullmatch(name):
        message = f'manual "{name}" cannot name a file; write letters, digits and hyphens'
        return None, [Problem(Notice.DATA_FILE, message, line)]
    if not isinstance(node, yaml.MappingNode):
        return None, [Problem(Notice.DATA_FILE, f'manual "{name}" has no keys; write "title: …" below it', line)]
    values: dict[str, Any] = {}
    lines = {"": line}
    problems = []
    for key_node, value_node in node.value:
        key, at = str(key_node.value), key_node.start_mark.line + 1
        try:
            if key in lines:
                raise ValueError(f"{key} stands here a second time; write it once")
            values[key] = _value(key, value_node)
            lines[key] = at
            # An unknown word stays: a filter without it would choose more than was meant.
            if known := _LISTS.get(key):
                for word in values[key]:
                    _one_of(key, word, known)
        except (ValueError, RecursionError, yaml.YAMLError) as error:
            problems.append(Problem(Notice.DATA_FILE, f'manual "{name}": {error}', at))
    if "title" not in values and not any(str(key.value) == "title" for key, _ in node.value):
        problems.append(Problem(Notice.DATA_FILE, f'manual "{name}" has no title; write "title: …"', line))
    values["title"] = values.get("title") or name
    return Plan(name=name, **values, lines=lines), problems


_TEXTS: Final = frozenset({"title", "subtitle", "picture"})
_FLAGS: Final = frozenset({"cover", "index"})
_CHOICES: Final[dict[str, tuple[str, ...]]] = {"order": tuple(Order), "paper": tuple(Paper)}
# Lists, with the words they take; None: names that are checked when the pages are known.
_LISTS: Final[dict[str, tuple[str, ...] | None]] = {
    "sections": SECTIONS,
    "folders": None,
    "topics": None,
    "products": None,
    "learners": LEARNERS,
    "audience": tuple(Audience),
    "articles": None,
    "exclude": None,
}
KEYS: Final = (*sorted(_TEXTS), *sorted(_FLAGS), *_CHOICES, *_LISTS, "volume")


def _value(key: str, node: yaml.Node) -> Any:
    """Return the value of one key; raise ValueError with what to write instead."""
    if key not in KEYS:
        raise ValueError(f'"{key}" is not a key of a manual; write one of {", ".join(KEYS)}{did_you_mean(key, KEYS)}')
    raw = PlainLoader("").construct_object(node, deep=True)
    if key in _TEXTS:
        if isinstance(raw, list | dict | bool) or raw is None:
            raise ValueError(f"{key} is no text; write one (in quotes if it looks like something else)")
        return " ".join(str(raw).split())
    if key in _FLAGS:
        if not isinstance(raw, bool):
            raise ValueError(f"{key} is not yes or no; write true or false")
        return raw
    if key == "volume":
        if isinstance(raw, bool) or not isinstance(raw, int) or raw < 0:
            raise ValueError("volume is not a number of words; write a whole number, 0 for no limit")
        return raw
    if key in _CHOICES:
        return _one_of(key, str(raw), _CHOICES[key])
    items = raw if isinstance(raw, list) else [] if raw is None else [raw]
    if any(isinstance(item, list | dict) for item in items):
        raise ValueError(f"{key} is not a list of words; write {key}: [one, two]")
    return tuple(dict.fromkeys(str(item).strip().strip("/") for item in items))


def _one_of(key: str, word: str, known: tuple[str, ...]) -> str:
    if word in known:
        return word
    raise ValueError(f'{key} "{word}" is not known; write one of {", ".join(known)}{did_you_mean(word, known)}')
