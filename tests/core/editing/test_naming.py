"""Data files and settings name pages too."""

from __future__ import annotations

import pytest

from support_portal.core.editing.naming import names

from ..portals import sources

TABLE = {"docs/a/one.md": "docs/b/two.md", "docs/a": "docs/b", "docs/about.md": "docs/us.md"}


@pytest.mark.parametrize(
    ("file", "text", "after"),
    [
        (
            "docs/_data/x.yaml",
            "page: a/one\nmore: ['/a/one', a/one.md, a]\n",
            "page: b/two\nmore: ['/b/two', b/two.md, a]\n",
        ),
        ("docs/_data/x.yaml", "articles: [about]\nother: [about]\n", "articles: [us]\nother: [about]\n"),
        ("docs/_data/x.yaml", "folders: [a]\ntopics: [a]\n", "folders: [b]\ntopics: [a]\n"),
        (
            "docs/_data/x.json",
            '{"kind": "measured", "articles": ["a/one"]}',
            '{"kind": "measured", "articles": ["a/one"]}',
        ),
        (
            "conf.py",
            'ü = "é", "a/one"\nportal_contact_url = "about"\n',
            'ü = "é", "b/two"\nportal_contact_url = "us"\n',
        ),
        ("conf.py", 'x = "about"\n', 'x = "about"\n'),
        ("conf.py", "x = (", "x = ("),
        ("docs/_data/x.yaml", "a: [a/one", "a: [a/one"),
    ],
)
def test_names(file: str, text: str, after: str) -> None:
    """Paths of pages and folders are found, and words where a key says that they are names; nothing else is."""
    files = {file: text, "docs/a/one.md": "", "docs/about.md": ""}
    for name in sorted(names(sources(files), files.__getitem__, TABLE), key=lambda name: -name.start):
        assert text[name.start : name.end] == name.text
        text = text[: name.start] + name.new + text[name.end :]
    assert text == after


def test_names_written_in_pieces() -> None:
    """A name that cannot be changed safely is told with its line."""
    files = {"conf.py": 'x = (\n    "a/"\n    "one"\n)\n', "docs/a/one.md": ""}
    (name,) = names(sources(files), files.__getitem__, TABLE)
    assert (name.line, name.start) == (2, -1)
