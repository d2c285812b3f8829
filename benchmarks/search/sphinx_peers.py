"""Build the indexes of Sphinx's own search and of sphinx-searchlite over articles, without drawing pages.

``python -m benchmarks.search.sphinx_peers PEER FOLDER`` reads ``articles.json`` and prints the processor seconds that
the index alone took: reading and drawing pages is not the work of a search.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.utils import new_document
from sphinx.search import IndexBuilder, js_index
from sphinx.testing.util import SphinxTestApp


def main() -> None:
    """Build one index and print its seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer", choices=("sphinx", "searchlite"))
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    articles = json.loads((options.folder / "articles.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="sphinx-peer-") as name:
        Path(name, "conf.py").write_text("extensions = ['sphinx_searchlite']\n", encoding="utf-8")
        Path(name, "index.rst").write_text("Home\n====\n", encoding="utf-8")
        app = SphinxTestApp("html", srcdir=Path(name))
        app.build()
        seconds = {"sphinx": sphinx, "searchlite": searchlite}[options.peer](app, articles, options.folder)
    print(json.dumps(seconds))


def sphinx(app: Any, articles: list[dict[str, str]], folder: Path) -> float:
    """Write what a page loads for Sphinx's own search."""
    out = folder / "sphinx"
    out.mkdir(exist_ok=True)
    app.env._search_index_titles.clear()
    index, seconds = IndexBuilder(app.env, "en", {}, ""), 0.0
    for name, doctree in _doctrees(articles):
        began = time.process_time()
        index.feed(name, f"{name}.rst", _title(doctree).astext(), doctree)
        seconds += time.process_time() - began
    began = time.process_time()
    with (out / "searchindex.js").open("w", encoding="utf-8") as file:
        index.dump(file, js_index)
    seconds += time.process_time() - began
    for script in ("searchtools.js", "language_data.js"):
        shutil.copy(Path(app.outdir, "_static", script), out)
    return seconds


def searchlite(app: Any, articles: list[dict[str, str]], folder: Path) -> float:
    """Write what a page loads for sphinx-searchlite."""
    from sphinx_searchlite import ENGINE_DIR, collect_records

    records, seconds = [], 0.0
    for name, doctree in _doctrees(articles):
        app.env.titles[name] = _title(doctree)
        began = time.process_time()
        records += collect_records(app, name, doctree)
        seconds += time.process_time() - began
    (folder / "searchlite.json").write_text(json.dumps(records, separators=(",", ":")), encoding="utf-8")
    shutil.copy(Path(ENGINE_DIR) / "searchlite.js", folder)
    return seconds


def _title(doctree: nodes.document) -> nodes.title:
    found = doctree.next_node(nodes.title)
    assert found is not None
    return found


def _doctrees(articles: list[dict[str, str]]) -> Iterator[tuple[str, nodes.document]]:
    """Yield each article as Sphinx would have read it: a section, in it one for each heading with the text below it."""
    for one in articles:
        doctree = new_document(one["path"])
        page = nodes.section("", nodes.title("", one["title"]), ids=["page"], names=[])
        doctree += page
        page += [nodes.paragraph("", one[key]) for key in ("short", "keywords", "summary") if one[key]]
        place, rest = page, one["text"]
        for number, heading in enumerate(filter(None, one["headings"].split(" . "))):
            before, found, after = rest.partition(heading)
            if found:
                place += nodes.paragraph("", before)
                rest = after
            place = nodes.section("", nodes.title("", heading), ids=[f"h{number}"], names=[])
            page += place
        place += nodes.paragraph("", rest)
        yield one["path"].strip("/"), doctree


if __name__ == "__main__":
    main()
