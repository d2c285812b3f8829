"""Walk through docutils' trees without a generator a level and without messages that nobody reads.

Some sixty transforms walk each page.  `docutils/nodes.py` of 0.22 hands each node up through one generator a level
(https://sourceforge.net/p/docutils/code/HEAD/tree/trunk/docutils/docutils/nodes.py).
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator


def _find(self: nodes.Node, cls: type | tuple[type, ...]) -> Iterator[nodes.Node]:
    """Yield the nodes of a class in document order, as `Node._fast_findall` does.

    Like there, children are looked at when their turn comes, so that a transform may replace the node it was just
    given.
    """
    if isinstance(self, cls):
        yield self
    levels = [iter(self.children)]
    while levels:
        for child in levels[-1]:
            if isinstance(child, cls):
                yield child
            if child.children:
                levels.append(iter(child.children))
                break
        else:
            levels.pop()


def _findall(
    self: nodes.Node,
    condition: Any = None,
    include_self: bool = True,
    descend: bool = True,
    siblings: bool = False,
    ascend: bool = False,
) -> Iterator[nodes.Node]:
    """Yield nodes as `Node.findall` does; only who goes on to siblings goes up through every level.

    A condition that is a function is no reason to, nor is one who asks for what is below a node, as `next_node` does.
    """
    if siblings or ascend or not descend:
        return _DOCUTILS_FINDALL(self, condition, include_self, descend, siblings, ascend)
    classes = condition or nodes.Node
    if not isinstance(classes, type):
        # A matcher of Sphinx's names the classes it looks for; the rest are functions of any node.
        classes = getattr(condition, "classes", None) or nodes.Node
    below = iter(self.children)
    found = _find(self, classes) if include_self else chain.from_iterable(_find(child, classes) for child in below)
    return found if condition is None or isinstance(condition, type) else filter(condition, found)


def _walk(self: nodes.Node, visitor: nodes.NodeVisitor) -> bool:
    """Visit a tree as `Node.walk` does, without a debug message a node."""
    try:
        try:
            visitor.dispatch_visit(self)
        except (nodes.SkipChildren, nodes.SkipNode):
            return False
        except nodes.SkipDeparture:
            pass
        try:
            for child in self.children[:]:
                if child.walk(visitor):
                    return True
        except nodes.SkipSiblings:
            pass
    except nodes.StopTraversal:
        return True
    return False


def _walkabout(self: nodes.Node, visitor: nodes.NodeVisitor) -> bool:
    """Visit a tree as `Node.walkabout` does, without two debug messages a node."""
    depart = True
    stop = False
    try:
        try:
            visitor.dispatch_visit(self)
        except nodes.SkipNode:
            return stop
        except nodes.SkipDeparture:
            depart = False
        try:
            for child in self.children[:]:
                if child.walkabout(visitor):
                    stop = True
                    break
        except nodes.SkipSiblings:
            pass
    except nodes.SkipChildren:
        pass
    except nodes.StopTraversal:
        stop = True
    if depart:
        visitor.dispatch_departure(self)
    return stop


_DOCUTILS_FINDALL = nodes.Node.findall


def put_in_place() -> None:
    """Put the quicker walks in place, for the whole process; doing it twice changes nothing."""
    nodes.Node._fast_findall = _find  # type: ignore[attr-defined]
    nodes.Node.findall = _findall  # type: ignore[method-assign,assignment]
    nodes.Node.walk = _walk  # type: ignore[method-assign]
    nodes.Node.walkabout = _walkabout  # type: ignore[method-assign]
