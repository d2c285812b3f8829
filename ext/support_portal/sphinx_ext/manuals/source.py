"""Write Typst: texts as string literals and everything else as function calls, so that no text is ever markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"})
# Typst's source may not hold them, and no font shows them: C0 and C1 controls, and halves of surrogate pairs.
_INVISIBLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACES: Final = re.compile("[ \t\n\r\f\v\x85\u2028\u2029]+")


def literal(text: str) -> str:
    r"""Return ``text`` as a Typst string literal.

    >>> print(literal('a "b" \\ #c'))
    "a \"b\" \\ #c"
    """
    return f'"{_INVISIBLE.sub("", text).translate(_ESCAPES)}"'


def words(text: str) -> str:
    r"""Return running text as content: any white space is one space.

    >>> print(words("a\n  b $x$"))
    #"a b $x$"
    """
    return f"#{literal(_SPACES.sub(' ', text))}" if text else ""


def array(items: Iterable[str]) -> str:
    """Return Typst values as an array; one item needs its comma.

    >>> array(["1"]), array([])
    ('(1,)', '()')
    """
    inside = ", ".join(items)
    return f"({inside},)" if inside else "()"


def content(markup: str) -> str:
    """Return markup as a content value."""
    return f"[{markup}]"


def call(function: str, *arguments: str, body: str | None = None) -> str:
    """Return a call in markup; ``body`` is markup for a last argument in brackets.

    >>> call("p", body='#"x"')
    '#p[#"x"]'
    """
    inside = f"({', '.join(arguments)})" if arguments or body is None else ""
    return f"#{function}{inside}" + (f"[{body}]" if body is not None else "")


def pieces(text: str, longest: int = 16) -> list[str]:
    """Cut a word without spaces where it may be broken over lines: behind punctuation, and every ``longest`` letters.

    >>> pieces("solutions/badges/embed-a-badge", longest=10)
    ['solutions/', 'badges/', 'embed-', 'a-', 'badge']
    """
    found: list[str] = []
    for part in re.split(r"(?<=[/._\-?&=:;,+@#%|)\]}])(?=[^\s])", text):
        found += [part[at : at + longest] for at in range(0, len(part), longest)]
    return found
