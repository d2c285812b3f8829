"""Give a topic another key: in the vocabulary, in front matter, in listings and references, and in data files."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable

import yaml

from support_portal.core.authoring.schema import schema_text
from support_portal.core.editing import mentions
from support_portal.core.editing.changes import ChangeError, Changes, Edit, edited
from support_portal.core.editing.mention_kinds import Kind
from support_portal.core.editing.mentions import scalar_mention
from support_portal.core.editing.sources import Sources
from support_portal.core.editing.yaml_places import compose, scalars
from support_portal.core.markdown.views import NOWHERE

Read = Callable[[str], str]
_KEY = re.compile(r"(?!index\Z)[a-z0-9]+(?:-[a-z0-9]+)*\Z")


def plan(sources: Sources, read: Read, old: str, new: str) -> Changes:
    """Return the changes that rename a topic; raises ChangeError when they cannot be made.

    The title readers see stays.  The topic's page and feeds get new addresses, and topic pages have no redirects.
    """
    vocabulary = f"{sources.root}/_data/topics.yaml"
    if vocabulary not in sources.names:
        raise ChangeError(f"there is no {vocabulary}, so there are no topics to rename")
    keys = [node for node, _ in _entries(read(vocabulary), vocabulary)]
    names = [str(node.value) for node in keys]
    if old not in names:
        raise ChangeError(f'there is no topic "{old}"; the topics are {", ".join(names)}')
    if new in names:
        raise ChangeError(f'there is a topic "{new}" already; choose another key')
    if not _KEY.match(new):
        raise ChangeError(f'"{new}" cannot be a topic; write small letters, digits and hyphens')
    texts: dict[str, tuple[str, str]] = {}
    for name in sorted(sources.names):
        suffix = posixpath.splitext(name)[1]
        is_data = posixpath.dirname(name) == f"{sources.root}/_data" and suffix in (".yaml", ".yml", ".json")
        if not (suffix == ".md" or is_data) or old not in (text := read(name)):
            continue
        edits: list[Edit] = []
        if name == vocabulary:
            node = keys[names.index(old)]
            quoted = node.style in ("'", '"')
            edits.append((node.start_mark.index + quoted, node.end_mark.index - quoted, new))
        else:
            found = (
                [scalar_mention(text, 0, s, Kind.TOPIC) for s in scalars(text) if s.key in ("topic", "topics")]
                if is_data
                else mentions.read(text).mentions
            )
            for mention in found:
                if mention.kind is not Kind.TOPIC or mention.text != old:
                    continue
                if mention.start == NOWHERE:
                    raise ChangeError(f'{name}:{mention.line}: write "{old}" plainly, then rename it')
                edits.append((mention.start, mention.end, new))
        if edits:
            texts[name] = (text, edited(text, edits))
    schema = f"{sources.root}/_data/front-matter.schema.json"
    if schema in sources.names:
        products = f"{sources.root}/_data/products.yaml"
        words: dict[str, Iterable[str]] = {"topics": [new if word == old else word for word in names], "products": []}
        if products in sources.names:
            words["products"] = [str(node.value) for node, _ in _entries(read(products), products)]
        texts[schema] = (read(schema), schema_text(words))
    note = f"topics/{old} and feeds/topics/{old} are gone after this; readers who follow them must follow the new ones"
    return Changes(texts, notes=(note,))


def _entries(text: str, name: str) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    root = compose(text)
    if not isinstance(root, yaml.MappingNode):
        raise ChangeError(f'{name} has no entries; write "badges: {{title: Badges}}"')
    return list(root.value)
