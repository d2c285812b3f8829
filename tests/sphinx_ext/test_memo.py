"""What is remembered for a build is what would be looked up again, and a later build looks again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from pygments import highlight
from pygments.lexers import get_lexer_by_name
from sphinx.builders.html._assets import _file_checksum, _file_checksum_inner
from sphinx.highlighting import PygmentsBridge

from support_portal.sphinx_ext import memo

from .make import Make, page

SIGNS = st.text(alphabet="ab: \n-'\"{}[]?&*!|>#%@`,\t012é", max_size=60) | st.text(max_size=20)


def _loaded(load: Any, text: str) -> Any:
    try:
        return repr(load(text))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return type(error), str(error)


@given(SIGNS)
@example("title: Ä: b\n")
@example("a: 2026-13-45")
@example("a: [1, 2026-05-01, on, 0o7]\n")
@example("\ta: b")
def test_yaml(text: str) -> None:
    """The parser in C gives the same values, and what is wrong is told in the same words."""
    assert _loaded(memo._safe_load, text) == _loaded(memo._SAFE_LOAD, text)


def test_yaml_nested_beyond_reason() -> None:
    """What would end the parser in C, and Python with it, is an error."""
    with pytest.raises(RecursionError):
        memo._safe_load("[" * 20_000)


def test_yaml_of_a_file(tmp_path: Any) -> None:
    """A file is read as ever, also a broken one, which cannot be read twice."""
    (tmp_path / "a.yaml").write_text("day: 2026-05-01\n")
    with (tmp_path / "a.yaml").open() as file:
        assert yaml.safe_load(file) == {"day": dt.date(2026, 5, 1)}


@pytest.mark.parametrize("options", [{}, {"linenos": "inline"}, {"hl_lines": [1], "lineno_start": 4}])
def test_formatters(options: dict[str, Any]) -> None:
    """A formatter that has been used draws code as a new one does."""
    bridge = PygmentsBridge("html", "sphinx")
    lexer, code = get_lexer_by_name("python"), "a = 1\nprint('b')\n"
    new = highlight(code, lexer, memo._SPHINX_FORMATTER(bridge, **options))
    assert [highlight(code, lexer, bridge.get_formatter(**options)) for _ in range(2)] == [new, new]


def test_checksums(make: Make) -> None:
    """A style sheet that changed between two builds of one process has its new checksum on the pages."""
    site = make({"index.md": page("Home")})
    first = site.text("index.html")
    name = "_static/portal.css"
    assert f"{name}?v={_file_checksum(site.out, name)}" in first
    (site.out / name).write_text("a {}")
    _file_checksum_inner.cache_clear()
    assert memo._checksum(site.out, name) != _file_checksum(site.out, name)
    memo.forget(site.app)
    assert memo._checksum(site.out, name) == _file_checksum(site.out, name)
