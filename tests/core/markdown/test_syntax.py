"""The parser reads what MyST reads, and its inline tokens know where they stand."""

from __future__ import annotations

import pytest

from support_portal.core.markdown.syntax import parser


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("---\na: 1\n---\n", ["front_matter"]),
        (":::{note}\n:::\n", ["colon_fence"]),
        ("(label)=\n", ["myst_target"]),
        ("% comment\n", ["myst_line_comment"]),
        ("+++\n", ["myst_block_break"]),
        ("[a]: b.md\n[a]: c.md\n", ["definition", "definition"]),
        ("Term\n: Text\n", ["dl_open", "dt_open", "inline", "dd_open", "paragraph_open", "inline"]),
        ("[^1]: Text\n", ["footnote_reference_open", "paragraph_open", "inline"]),
        ("{.name}\n", []),
    ],
)
def test_blocks(text: str, kinds: list[str]) -> None:
    """Syntax that MyST always has, and the extensions the portal uses, are known."""
    assert [token.type for token in parser().parse(text, {}) if token.map is not None] == kinds


def test_inline_tokens_know_their_places() -> None:
    """Words stand where they are written, and what has brackets or ticks is known from its first sign to its last."""
    text = "a &amp; b [c *d*](e.md 'F')  \ng ![h](i.png) {doc}`j` <https://k> <br> [l]{#m} [^n]"
    (inline,) = [t for t in parser().parse(text, {}) if t.type == "inline"]
    found = [(t.type, text[slice(*t.map)]) for t in inline.children or () if t.map and t.map[0] < t.map[1]]
    assert found == [
        ("text", "a "),
        ("text", " b "),
        ("link_open", "[c *d*](e.md 'F')"),
        ("text", "c "),
        ("text", "d"),
        ("text", "g "),
        ("image", "![h](i.png)"),
        ("text", " "),
        ("myst_role", "{doc}`j`"),
        ("text", " "),
        ("link_open", "<https://k>"),
        ("text", " "),
        ("html_inline", "<br>"),
        ("text", " "),
        ("text", "l"),
        ("text", " "),
    ]
