"""Set markdown-it up as MyST does for this portal, without docutils, and have it note where inline tokens stand.

markdown-it keeps the lines of blocks only.  In the ``map`` of inline tokens, which it does not use, stand the positions
in the block's text where a token begins and ends; of what closes something, where that stands.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import make_fence_rule
from markdown_it.rules_inline import StateInline, autolink, html_inline, image, link
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin
from mdit_py_plugins.myst_role.index import myst_role

_Rule = Callable[[StateInline, bool], bool]


@cache
def parser() -> MarkdownIt:
    """Return the parser, with the syntax MyST always has and the extensions the portal uses.

    Definitions of links are tokens too.  A front matter may stand at the top of any text, as MyST has it.
    """
    md = MarkdownIt("commonmark")
    md.inline = _PlacedInline()
    # The preset's choice of rules, made again for the new inline parser.
    md.configure("commonmark")
    md.enable("table")
    md.options["inline_definitions"] = True
    md.use(front_matter_plugin).use(myst_block_plugin).use(myst_role_plugin)
    md.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    interrupts = ["paragraph", "reference", "blockquote", "list", "footnote_def"]
    colons = make_fence_rule(markers=(":",), token_type="colon_fence")  # noqa: S106 -- a name of markdown-it
    md.block.ruler.before("fence", "colon_fence", colons, {"alt": interrupts})
    md.use(deflist_plugin)
    after = ("image", "code_inline", "link_close", "span_close")
    md.use(attrs_plugin, after=after, spans=True, span_after="footnote_ref")
    md.use(attrs_block_plugin)
    rules: tuple[tuple[str, _Rule, str], ...] = (
        ("link", link, "link_open"),
        ("image", image, "image"),
        ("autolink", autolink, "link_open"),
        ("html_inline", html_inline, "html_inline"),
        ("myst_role", myst_role, "myst_role"),
    )
    for name, rule, kind in rules:
        md.inline.ruler.at(name, _noting(rule, kind))
    # They join texts, whose places would be lost.
    md.disable(["text_join", "fragments_join"])
    return md


def _noting(rule: _Rule, kind: str) -> _Rule:
    """Return the rule, which notes in the token it makes where in the text it matched."""

    def noting(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        done = rule(state, silent)
        if done and not silent:
            token = next(t for t in state.tokens[count:] if t.type == kind)
            token.map = [start, state.pos]
        return done

    return noting


class _PlacedState(StateInline):
    """A state that notes at which position each token was made."""

    _text_at: int = 0

    def append_pending(self, text: str) -> None:
        if not self.pending:
            self._text_at = self.pos
        super().append_pending(text)

    # markdown-it's own names.
    def pushPending(self) -> Token:  # noqa: N802
        token = super().pushPending()
        token.map = [self._text_at, self._text_at + len(token.content)]
        return token

    def push(self, ttype: str, tag: str, nesting: int) -> Token:
        token = super().push(ttype, tag, nesting)  # type: ignore[arg-type]
        token.map = [self.pos, self.pos]
        return token


class _PlacedInline(ParserInline):
    """An inline parser whose tokens know their places."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Parse a paragraph's text."""
        state = _PlacedState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens
