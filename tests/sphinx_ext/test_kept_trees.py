"""Tables of trees act as Sphinx's own, in a process, through a pickle and between processes."""

from __future__ import annotations

import pickle
from typing import cast

import pytest
from docutils import nodes
from sphinx.domains.std import StandardDomain
from sphinx.util.nodes import clean_astext

from support_portal.sphinx_ext import kept_trees
from support_portal.sphinx_ext.kept_trees import KeptTrees, LongTitles

from .make import Make, root


def _title(*words: nodes.Node) -> nodes.title:
    return nodes.title("", "", *words)


def _trees() -> KeptTrees:
    image = nodes.image(uri="a.png", alt="an image")
    return KeptTrees(
        [
            ("plain", _title(nodes.Text("Plain"))),
            ("marked", _title(nodes.Text("Press "), nodes.literal("", "F1"))),
            ("pictured", _title(nodes.Text("See "), image, nodes.raw("", "<br>", format="html"))),
        ]
    )


def _sent(trees: KeptTrees) -> KeptTrees:
    return cast(KeptTrees, pickle.loads(pickle.dumps(trees)))


@pytest.mark.parametrize("docname", ["plain", "marked", "pictured"])
def test_trees_and_texts_outlast_a_pickle(docname: str) -> None:
    """A tree, its text and its text without images are what they were, in both processes."""
    tree = _trees()[docname]
    expected = str(tree), tree.astext(), clean_astext(tree)
    before = _trees()
    after = _sent(before)
    for trees in (_trees(), before, after, _sent(after)):
        texts = trees.text(docname), trees.clean_text(docname)
        assert (str(trees[docname]), *texts) == expected
        assert (trees.text(docname), trees.clean_text(docname)) == texts


def test_a_change_of_a_tree_is_kept() -> None:
    """What was done to a tree that was handed out is in the next pickle."""
    trees = _sent(_trees())
    trees["plain"]["secnumber"] = (1, 2)
    trees["plain"] += nodes.Text(" and more")
    again = _sent(trees)
    assert again.text("plain") == "Plain and more"
    assert again["plain"]["secnumber"] == (1, 2)


def test_pages_come_and_go() -> None:
    """A page's tree can be replaced and forgotten, whether it was looked at or not."""
    trees = _sent(_trees())
    trees["plain"] = _title(nodes.Text("New"))
    assert trees.text("plain") == "New"
    assert trees.pop("marked", None) is not None
    assert trees.pop("marked", None) is None
    del trees["pictured"]
    assert ("plain" in trees, "marked" in trees, list(trees), len(trees)) == (True, False, ["plain"], 1)
    with pytest.raises(KeyError):
        del trees["pictured"]
    with pytest.raises(KeyError):
        trees["marked"]


def test_a_table_can_be_walked_while_trees_are_made() -> None:
    """Going through all trees makes each, and misses none."""
    trees = _sent(_trees())
    assert {docname: tree.astext() for docname, tree in trees.items()} == {d: t.astext() for d, t in _trees().items()}


def test_a_window_has_the_title_of_its_page() -> None:
    """One tree stands for both titles, so a number put into one is in the other; a title of its own is not."""
    titles = _trees()
    long = LongTitles(titles, [(d, titles[d]) for d in ("plain", "marked")])
    long["pictured"] = _title(nodes.Text("Of its own"))
    titles, long = pickle.loads(pickle.dumps((titles, long)))
    titles["plain"]["secnumber"] = (1,)
    assert long["plain"] is titles["plain"]
    assert long["pictured"].astext() == "Of its own"
    assert sorted(long) == ["marked", "pictured", "plain"]
    long["plain"] = _title(nodes.Text("Another"))
    assert (long["plain"].astext(), titles["plain"].astext(), len(long)) == ("Another", "Plain", 3)
    for docname in ("plain", "marked", "pictured"):
        del long[docname]
    assert not long


def test_another_process_sends_bytes() -> None:
    """What a reader sends is taken over once; the copying that follows changes nothing."""
    titles = KeptTrees()
    long = LongTitles(titles)
    read = _trees()
    sent, sent_long = pickle.loads(pickle.dumps((read, LongTitles(read, read.items()))))
    for table, other in ((titles, sent), (long, sent_long)):
        table.take(other, ["plain", "pictured"])
    for docname in ("plain", "pictured"):
        titles[docname] = sent[docname]
        long[docname] = sent_long[docname]
    assert sorted(titles) == sorted(long) == ["pictured", "plain"]
    assert str(titles["plain"]) == str(_trees()["plain"])
    assert long["plain"] is titles["plain"]


def test_the_inventory_is_sphinxs(make: Make) -> None:
    """The standard domain lists what it lists by itself, page titles with pictures and code included."""
    files = {"one.md": "# ![alt](https://example.org/a.png) One `x`\n\n(here)=\n## There\n", "two.md": "# Two\n"}
    site = make(root(files))
    domain = cast(StandardDomain, site.app.env.domains["std"])
    assert list(domain.get_objects()) == list(kept_trees._SPHINX_OBJECTS(domain))
