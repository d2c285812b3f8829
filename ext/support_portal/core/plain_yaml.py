"""Read YAML as plain values, and forgive what YAML itself refuses: ``2026-13-45`` is a text then."""

from __future__ import annotations

from typing import Any

import yaml

# The C composer overruns its stack at some 20,000 levels, which ends Python; Python's own raises RecursionError.
_DEEP = 5_000


class PlainLoader(yaml.SafeLoader):
    """Loads what SafeLoader loads; a scalar that is not what its form or tag promises comes back as its text."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """Return the value of a node."""
        try:
            return super().construct_object(node, deep)
        # A tag forced on a wrong text ("!!bool x", '!!int ""') raises whatever its parser stumbles over.
        except (ValueError, ArithmeticError, LookupError, AttributeError, TypeError, yaml.YAMLError):
            if not isinstance(node, yaml.ScalarNode):
                raise
            self.recursive_objects.pop(node, None)
            return str(node.value)


def load(text: str) -> Any:
    """Return the values of a YAML text; raises YAMLError, or RecursionError when it is nested beyond reason."""
    return PlainLoader(text).get_single_data()


def loader(text: str) -> Any:
    """Return the safe loader for a YAML text: the one in C, unless the text may be nested deeper than it can bear."""
    deep = sum(map(text.count, "[{-?")) > _DEEP
    return yaml.SafeLoader if deep else getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def compose(text: str) -> yaml.Node | None:
    """Return the root node of a YAML text; raises YAMLError, or RecursionError when it is nested beyond reason."""
    root: yaml.Node | None = yaml.compose(text, Loader=loader(text))
    return root
