r"""Where on a page of HTML its notices stand: below the block that their line belongs to, and all in a list on top.

>>> html = f"{TOP}<h1>T{mark(1, title=True)}</h1><p>One</p>{mark(3)}<p>Two</p>{mark(5)}"
>>> places(html, [2, 4, 5, 9])
[1, 3, 5, 5]
>>> strip(placed(html, "[list]", {1: "[a]", 3: "[b]"})) == html
True
>>> re.sub("<!--.*?-->", "", placed(html, "[list]", {1: "[a]", 3: "[b]"}))
'[list]<h1>T</h1>[a]<p>One</p>[b]<p>Two</p>'
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping

# Comments, because they change neither how a page looks nor what its style sheets match.
TOP = "<!--portal-live-top-->"
_MARK = re.compile(r"<!--portal-live-(line|title) (\d+)-->")
_BEGIN, _END = "<!--portal-live[-->", "<!--]portal-live-->"
_DRAWN = re.compile(re.escape(_BEGIN) + ".*?" + re.escape(_END), re.DOTALL)


def mark(line: int, *, title: bool = False) -> str:
    """Return the mark that stands behind a block which begins at ``line``; a title's stands at the end in it."""
    return f"<!--portal-live-{'title' if title else 'line'} {line}-->"


def places(html: str, lines: Iterable[int]) -> list[int]:
    """Return for each line the line of the block it belongs to, the last that begins there or before; 0 for none."""
    begins = sorted({int(match[2]) for match in _MARK.finditer(html)})
    return [begins[at - 1] if (at := bisect_right(begins, line)) else 0 for line in lines]


def placed(html: str, top: str, boxes: Mapping[int, str]) -> str:
    """Return a page with the list on top and each box below its block, instead of those that stood there.

    Of blocks that begin at the same line the innermost counts, which ends first.
    """
    html = strip(html)
    todo = dict(boxes)
    parts, end = [], 0
    for match in _MARK.finditer(html):
        box = todo.pop(int(match[2]), "")
        if not box:
            continue
        # A box cannot stand in a heading.
        at = html.index("</h1>", match.end()) + len("</h1>") if match[1] == "title" else match.end()
        parts += [html[end:at], _BEGIN, box, _END]
        end = at
    return ("".join(parts) + html[end:]).replace(TOP, f"{TOP}{_BEGIN}{top}{_END}", 1)


def strip(html: str) -> str:
    """Return a page without what an earlier build placed on it."""
    return _DRAWN.sub("", html)
