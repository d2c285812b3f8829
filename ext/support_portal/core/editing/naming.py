"""Find what names a page in files that are no pages: the data files of the portal and its settings."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from support_portal.core.editing.mention_kinds import Kind
from support_portal.core.editing.mentions import scalar_mention
from support_portal.core.editing.sources import Sources
from support_portal.core.editing.yaml_places import scalars
from support_portal.core.markdown.views import NOWHERE

Read = Callable[[str], str]

# Under these keys a word without a slash names a page or folder too: "articles: [glossary]".
_KEYS: Final = frozenset(
    {"address", "article", "articles", "course", "courses", "exclude", "folder", "folders", "lesson", "lessons"}
    | {"link", "page", "pages", "picture"}
)
# Settings whose value is a page's name, which count as links.
_SETTINGS: Final = frozenset({"portal_contact_url"})


@dataclass(frozen=True, slots=True)
class Name:
    """A value that names something: where it stands (NOWHERE: not as it is written), and what to write instead."""

    file: str
    line: int
    key: str
    text: str
    start: int
    end: int
    new: str


def names(sources: Sources, read: Read, table: Mapping[str, str]) -> Iterator[Name]:
    """Yield every value that names a file or folder of ``table``, which maps their names to other names."""
    for file in sorted(sources.names):
        folder, suffix = posixpath.dirname(file), posixpath.splitext(file)[1]
        if folder == f"{sources.root}/_data" and suffix in (".yaml", ".yml", ".json"):
            yield from _in_data(sources, read(file), file, table)
    if "conf.py" in sources.names:
        yield from _in_settings(sources, read("conf.py"), "conf.py", table)


def _in_data(sources: Sources, text: str, file: str, table: Mapping[str, str]) -> Iterator[Name]:
    # What was measured at an address was measured there; the build counts it for the page's new address.
    if file.endswith(".json") and '"carried-over"' not in text:
        return
    if not any(old.removeprefix(f"{sources.root}/").removesuffix(".md") in text for old in table):
        return  # much faster than to parse it
    for scalar in scalars(text):
        if (new := _renamed(sources, scalar.value, scalar.key in _KEYS, table)) is not None:
            mention = scalar_mention(text, 0, scalar, Kind.PAGE)
            yield Name(file, mention.line, scalar.key, scalar.value, mention.start, mention.end, new)


def _renamed(sources: Sources, value: str, is_name: bool, table: Mapping[str, str]) -> str | None:
    """Return what to write for a value that names something of the table, or None."""
    core = value.strip("/")
    if not core or ("/" not in core and not is_name):
        return None
    target = sources.pages.get(core, f"{sources.root}/{core}")
    if target not in table:
        return None
    new = table[target].removeprefix(f"{sources.root}/")
    suffix = posixpath.splitext(core)[1] == posixpath.splitext(target)[1]
    return value.replace(core, new if suffix else posixpath.splitext(new)[0])


def _in_settings(sources: Sources, text: str, file: str, table: Mapping[str, str]) -> Iterator[Name]:
    """Yield strings of a Python file that name something of the table."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return  # Sphinx says it better
    lines = text.splitlines(keepends=True)
    named = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id in _SETTINGS for t in node.targets)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or node.end_col_offset is None:
            continue
        is_link = id(node) in named
        new = _renamed(sources, node.value, is_link, table)
        if new is None:
            continue
        # Columns of Python's trees count bytes.
        first, before = lines[node.lineno - 1].encode(), sum(map(len, lines[: node.lineno - 1]))
        start = before + len(first[: node.col_offset].decode()) + 1
        end = before + len(first[: node.end_col_offset].decode()) - 1
        if node.lineno != node.end_lineno or text[start:end] != node.value:
            start = end = NOWHERE
        yield Name(file, node.lineno, "link" if is_link else "", node.value, start, end, new)
