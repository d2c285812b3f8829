"""The quicker ways give what docutils' and Sphinx's own give."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from contextlib import suppress
from types import ModuleType
from typing import Any

import pytest
from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from docutils.transforms.universal import SmartQuotes
from docutils.utils import new_document
from hypothesis import given, settings
from hypothesis import strategies as st
from sphinx.util.nodes import NodeMatcher

from support_portal.sphinx_ext import speedups, tree_walks

from .make import Make, page, root

WORDS = st.text(alphabet="ab .-'\"`\\\n", max_size=40)


def _pristine() -> ModuleType:
    """Return docutils.nodes as it is on disk, whatever was changed in the one that is loaded."""
    spec = importlib.util.find_spec("docutils.nodes")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PRISTINE = _pristine()


def _tree() -> nodes.section:
    return nodes.section(
        "",
        nodes.title("", "A title"),
        nodes.paragraph("", "", nodes.Text("Text "), nodes.emphasis("", "bold"), nodes.Text(" more")),
        nodes.bullet_list("", *(nodes.list_item("", nodes.paragraph("", str(i))) for i in range(4))),
        nodes.paragraph(),
        nodes.note("", nodes.paragraph("", "Mind"), nodes.paragraph("", "this")),
    )


def _nothing(node: nodes.Node) -> None:
    pass


def _replace(node: nodes.Node) -> None:
    node.parent.replace(node, nodes.paragraph("", "new"))


def _remove(node: nodes.Node) -> None:
    node.parent.remove(node)


def _unwrap(node: nodes.Node) -> None:
    node.parent.replace(node, node.children)


def _append(node: nodes.Node) -> None:
    if len(node.parent.children) < 9:
        node.parent.append(nodes.paragraph("", "more"))


@pytest.mark.parametrize("change", [_nothing, _replace, _remove, _unwrap, _append])
@pytest.mark.parametrize("kind", [nodes.paragraph, nodes.list_item, nodes.bullet_list])
def test_finding_while_changing(
    kind: type, change: Callable[[nodes.Node], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nodes are found in the same order when the tree is changed at each node found."""
    found = []
    for find in (tree_walks._find, PRISTINE.Node._fast_findall):
        monkeypatch.setattr(nodes.Node, "_fast_findall", find)  # upstream's calls itself by name on each child
        seen = []
        tree = _tree()
        for node in tree._fast_findall(kind):
            seen.append(str(node))
            change(node)
        found.append((seen, str(tree)))
    assert found[0] == found[1]
    assert found[0][0]


@pytest.mark.parametrize(
    "condition",
    [nodes.Text, nodes.Element, NodeMatcher(nodes.paragraph), NodeMatcher(), lambda n: len(n.children) > 1, None],
)
@pytest.mark.parametrize("options", [{}, {"include_self": False}, {"descend": False}, {"ascend": True}])
@pytest.mark.parametrize("place", [1, 2])
def test_finding_by_condition(condition: Any, options: dict[str, bool], place: int) -> None:
    """Classes, Sphinx's matchers and functions find what they found."""
    tree = _tree()
    start = tree.children[place]
    assert list(start.findall(condition, **options)) == list(PRISTINE.Node.findall(start, condition, **options))


class _Visitor:
    """Notes what it visits, and stops or skips at a given node in a given way."""

    def __init__(self, module: Any, trick: str, at: str) -> None:
        self.document = new_document("x")
        self.module, self.trick, self.at = module, trick, at
        self.steps: list[str] = []

    def dispatch_visit(self, node: nodes.Node) -> None:
        self.steps.append(f"+{node!r}")
        if self.trick and isinstance(node, getattr(nodes, self.at)):
            raise getattr(self.module, self.trick)

    def dispatch_departure(self, node: nodes.Node) -> None:
        self.steps.append(f"-{node!r}")


def _lead(visitor: Any, way: str, uncaught: type[Exception]) -> None:
    with suppress(uncaught):  # the root of a tree has no siblings to skip
        getattr(_tree(), way)(visitor)


@pytest.mark.parametrize("at", ["section", "title", "list_item", "Text"])
@pytest.mark.parametrize("trick", ["", "SkipNode", "SkipDeparture", "SkipChildren", "SkipSiblings", "StopTraversal"])
@pytest.mark.parametrize("way", ["walk", "walkabout"])
def test_walking(way: str, trick: str, at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A visitor is led through a tree by the same steps, whatever it asks for."""
    ours = _Visitor(nodes, trick, at)
    monkeypatch.setattr(nodes.Node, way, getattr(tree_walks, f"_{way}"))
    _lead(ours, way, nodes.SkipSiblings)
    theirs = _Visitor(PRISTINE, trick, at)
    monkeypatch.setattr(nodes.Node, way, getattr(PRISTINE.Node, way))
    _lead(theirs, way, PRISTINE.SkipSiblings)
    assert ours.steps == theirs.steps


def _block(parts: list[tuple[str, str]]) -> nodes.document:
    document = new_document("x", get_default_settings(Parser()))
    document.settings.smart_quotes = True
    block = nodes.paragraph()
    for kind, text in parts:
        block += nodes.Text(text) if kind == "plain" else getattr(nodes, kind)("", text)
    document += [block, nodes.paragraph("", "".join(text for _, text in parts)), nodes.literal_block("", "'a'")]
    return document


@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from(["plain", "emphasis", "literal"]), WORDS), max_size=4))
def test_quotes(parts: list[tuple[str, str]]) -> None:
    """The blocks passed over are those smart quotes would leave as they are."""
    theirs, ours = _block(parts), _block(parts)
    SmartQuotes(theirs, None).apply()
    transform = SmartQuotes(ours, None)
    transform.document = speedups._Quotable(ours)  # type: ignore[assignment]
    transform.apply()
    assert str(ours) == str(theirs)


def _settings(*components: Any) -> Any:
    values = get_default_settings(*components)
    values.strip_classes = []
    return values


def test_settings_are_a_page_s_own() -> None:
    """What a page does to its settings, another does not see."""
    remembered = speedups._Remembered(_settings)
    first, second = remembered(Parser()), remembered(Parser())
    assert vars(first).keys() == vars(_settings(Parser())).keys()
    first.record_dependencies.add("a.txt")
    first.language_code = "de"
    first.strip_classes.append("secret")
    assert second.record_dependencies.list == []
    assert (second.language_code, second.strip_classes) == ("en", [])
    assert remembered(Parser()).strip_classes == []


TITLES = ["Plain", "A & B < C > D", "Say \"no\" or 'yes'", "Code `x < y`", "*Emphatic* end", "日本語", "a@b.org"]


def test_titles(make: Make) -> None:
    """A page's title is escaped as Sphinx escapes it, with markup or without."""
    files = {f"solutions/t{i}.md": page(title) for i, title in enumerate(TITLES)}
    site = make(root(files))
    builder = site.app.builder
    for docname, title in builder.env.longtitles.items():
        assert speedups._title(builder, title) == builder.render_partial(title)["title"], docname  # type: ignore[arg-type]


@pytest.mark.parametrize("theme", ["support_portal", "basic"])
def test_context(make: Make, theme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Templates find every name Sphinx gives them; themes that are not ours find the same values too."""
    found: list[tuple[dict[str, Any], dict[str, Any]]] = []
    ours = speedups._context

    def both(builder: Any, *args: str) -> dict[str, Any]:
        found.append((ours(builder, *args), speedups._SPHINX_CONTEXT(builder, *args)))
        return dict(found[-1][0])

    monkeypatch.setattr(speedups, "_context", both)
    make(root({"solutions/a.md": page("A & b", "", "## Part\n\nText.")}), html_theme=theme)
    assert len(found) == 2
    same = {"title", "meta", "body", "metatags", "sourcename", "page_source_suffix"}
    for mine, theirs in found:
        assert list(mine) == list(theirs)
        assert {k: mine[k] for k in same} == {k: theirs[k] for k in same}
        assert theme == "support_portal" or mine == theirs
