"""Change single values of a YAML text and leave every other character of it as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

_PLAIN = re.compile(r"[A-Za-z0-9_/][\w./ -]*\Z")
# What YAML reads as something else than text.
_NO_TEXT = re.compile(r"(?:true|false|yes|no|on|off|null|y|n|[\d._:-]+)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value: the key it belongs to (the nearest above), its text, and where it stands, without quotes."""

    key: str
    value: str
    start: int
    end: int


def compose(text: str) -> yaml.Node | None:
    """Return the root node; its marks count characters.  Raises YAMLError."""
    root: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    return root


def scalars(text: str) -> Iterator[Scalar]:
    """Yield every value of a YAML (or JSON) text with its key; nothing when it is no YAML."""
    try:
        root = compose(text)
    except (yaml.YAMLError, RecursionError, ValueError):
        return
    if root is not None:
        yield from _scalars(root, "", set())


def _scalars(node: yaml.Node, key: str, seen: set[int]) -> Iterator[Scalar]:
    if id(node) in seen:  # an alias
        return
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        quoted = node.style in ("'", '"')
        yield Scalar(key, str(node.value), node.start_mark.index + quoted, node.end_mark.index - quoted)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _scalars(child, key, seen)
    elif isinstance(node, yaml.MappingNode):
        for name, child in node.value:
            yield from _scalars(child, str(name.value), seen)


def written(value: str) -> str:
    """Return a text as a YAML scalar, in quotes only where YAML would read it as something else.

    >>> [written(text) for text in ("solutions/a-b", "Say: what?", "yes")]
    ['solutions/a-b', '"Say: what?"', '"yes"']
    """
    if _PLAIN.match(value) and not _NO_TEXT.match(value) and value == value.strip():
        return value
    return json.dumps(value, ensure_ascii=False)


def with_key(text: str, key: str, value: str) -> str:
    """Return a YAML mapping in which ``key`` has the value, which is written as given; a new key comes last."""
    found = _entry(text, key)
    if found is None:
        return f"{text}{'' if not text or text.endswith(chr(10)) else chr(10)}{key}: {value}\n"
    start, end = found[1].start_mark.index, found[1].end_mark.index
    is_block = isinstance(found[1], yaml.CollectionNode) and not found[1].flow_style
    if is_block or start == end:  # on the lines below the key, or nowhere
        end = end if is_block else found[0].end_mark.index + 1
        start = text.index(":", found[0].end_mark.index) + 1
        value = f" {value}\n" if is_block else f" {value}"
    return text[:start] + value + text[end:]


def without_key(text: str, key: str) -> str:
    """Return a YAML mapping without a key."""
    found = _entry(text, key)
    if found is None:
        return text
    start, end = found[0].start_mark.index, found[1].end_mark.index
    if start and text[start - 1] != "\n":
        raise ValueError(f'"{key}" does not stand on a line of its own; take it out by hand')
    end = end if text[end - 1 : end] == "\n" else text.find("\n", end) + 1 or len(text)
    return text[:start] + text[end:]


def with_item(text: str, key: str, item: str) -> str:
    """Return a YAML mapping in which the list at ``key`` has one more item, the last, unless it is there already."""
    found = _entry(text, key)
    value = written(item)
    node = found[1] if found else None
    if node is None or (isinstance(node, yaml.ScalarNode) and not node.value):
        return with_key(text, key, f"[{value}]")
    if isinstance(node, yaml.ScalarNode):
        old = text[node.start_mark.index : node.end_mark.index]
        return text if node.value == item else with_key(text, key, f"[{old}, {value}]")
    if not isinstance(node, yaml.SequenceNode):
        raise ValueError(f'"{key}" is no list; write it as [one, two]')
    if any(child.value == item for child in node.value):
        return text
    if node.flow_style:
        last = node.value[-1].end_mark.index if node.value else node.start_mark.index + 1
        return f"{text[:last]}{', ' if node.value else ''}{value}{text[last:]}"
    last = node.value[-1].end_mark.index
    end = text.find("\n", last)
    end = len(text) if end < 0 else end
    return f"{text[:end]}\n{' ' * node.start_mark.column}- {value}{text[end:]}"


def without_item(text: str, key: str, item: str) -> str:
    """Return a YAML mapping in which the list at ``key`` lacks an item; an empty list goes with its key."""
    found = _entry(text, key)
    node = found[1] if found else None
    if isinstance(node, yaml.ScalarNode):
        return without_key(text, key) if node.value == item else text
    if not isinstance(node, yaml.SequenceNode):
        return text
    places = [i for i, child in enumerate(node.value) if child.value == item]
    if not places:
        return text
    if len(node.value) == len(places):
        return without_key(text, key)
    child = node.value[places[0]]
    start, end = child.start_mark.index, child.end_mark.index
    if not node.flow_style:
        start = text.rfind("\n", 0, start) + 1
        end = text.find("\n", end) + 1 or len(text)
    elif places[0] + 1 < len(node.value):
        end = node.value[places[0] + 1].start_mark.index
    else:
        start = node.value[places[0] - 1].end_mark.index
    return without_item(text[:start] + text[end:], key, item)


def _entry(text: str, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    root = compose(text)
    if root is None:
        return None
    if not isinstance(root, yaml.MappingNode):
        raise ValueError('this is no list of keys; write "key: value"')
    return next(((name, value) for name, value in root.value if name.value == key), None)
