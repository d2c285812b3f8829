"""Parse a paragraph's text as markdown-it does, and keep where each token stands in it.

markdown-it keeps the lines of blocks only.  Two of its classes are extended by what they know at the moment a token is
made: the place they have come to.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType


class _PlacedState(StateInline):
    """A state that notes in each token's ``map``, which only blocks use, the offset at which it was made."""

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


class PlacedInline(ParserInline):
    """An inline parser whose tokens know their places."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Parse a paragraph's text."""
        state = _PlacedState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens
